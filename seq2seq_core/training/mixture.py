"""Several corpora as one: what is no translation is left out by named rules, and what each rule takes is counted.

Web text pairs headings with menus, and talks with nothing at all (Khayrallah and Koehn 2018, "On the Impact of Various
Types of Noise on Neural Machine Translation"). Every rule here reads one pair and names one kind of such noise.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from seq2seq_core.checkpoint import CorpusRecord
from seq2seq_core.errors import CorpusError
from seq2seq_core.function_words import FUNCTION_WORDS
from seq2seq_core.parallel_text import Pair, read_lines, read_pairs
from seq2seq_core.recipe import RunConfig
from seq2seq_core.registry import languages_of
from seq2seq_core.text import clean

MOST_WORDS = 80  # of a side: beyond it stand paragraphs
MOST_RATIO = 2.5  # of the longer side's characters to the shorter one's, ten added to both lest short pairs fall
LEAST_LETTERS = 0.6  # of the characters that are not spaces
MOST_OFTEN = 3  # times that what does not end as a sentence may occur in one corpus: oftener it is a heading or a menu

_MARKUP = re.compile(r"</?[a-zA-Z][^>]*>|&#?\w+;|\{\{|\}\}|\[\[|https?://|www\.|\w@\w")
_ENDS = tuple('.?!…"»”)')
_LIST_MARK = re.compile(r"^(?:[•·▪●*–—-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]+)[.)])\s+")  # "•", "3.", "(a)" before an item

Rule = Callable[[Pair], bool]


@dataclass(frozen=True, slots=True)
class Filtered:
    """What is left of one corpus, and why the rest is not."""

    pairs: tuple[Pair, ...]
    read: int
    left_out: dict[str, int]  # by the name of the rule


def read_mixture(run: RunConfig) -> tuple[list[Pair], list[CorpusRecord]]:
    """The pairs of all corpora of a run, those that are met `times` in an epoch as often, and what each gave."""
    source, target = languages_of(run.name)
    held_out = keys_of(map(Path, run.data.held_out))
    pairs: list[Pair] = []
    records = []
    for corpus in run.data.corpora:
        found = read_filtered(Path(corpus.file), source=source, target=target, held_out=held_out)
        pairs.extend(found.pairs * corpus.times)
        records.append(
            CorpusRecord(
                name=corpus.name,
                terms=corpus.terms,
                times=corpus.times,
                read=found.read,
                kept=len(found.pairs),
                left_out=found.left_out,
            )
        )
    return pairs, records


def rules(source: str, target: str) -> dict[str, Rule]:
    """The rules by name for text in two languages ("en", "fr"), in the order in which they are asked."""
    return {
        "too long": lambda pair: max(len(pair.source.split()), len(pair.target.split())) > MOST_WORDS,
        "markup": lambda pair: bool(_MARKUP.search(pair.source) or _MARKUP.search(pair.target)),
        "few letters": lambda pair: min(_letters(pair.source), _letters(pair.target)) < LEAST_LETTERS,
        "length ratio": lambda pair: _ratio(pair) > MOST_RATIO,
        "copied": lambda pair: len(pair.source.split()) > 2 and key(pair.source) == key(pair.target),
        "wrong language": lambda pair: is_wrong(pair.source, source, target) or is_wrong(pair.target, target, source),
    }


def read_filtered(path: Path, *, source: str, target: str, held_out: Collection[str] = ()) -> Filtered:
    """Read one tab-separated corpus and leave out what the rules name, what is held out, and what is there already.

    `held_out` are keys (`key`) of source sentences that measure or choose: no pair may have one. The marks of list
    items are taken away first, when both sides have one. CorpusError for a file that cannot be read at all.
    """
    lines = read_lines(path)
    left_out: Counter[str] = Counter()
    left_out["no tab or an empty side"] = sum(_is_broken(line) for line in lines)
    pairs = [without_list_mark(pair) for pair in read_pairs(path)]
    often = Counter(key(pair.source) for pair in pairs)
    seen: set[tuple[str, str]] = set()
    asked: dict[str, Rule] = {
        "held out": lambda pair: key(pair.source) in held_out,
        **rules(source, target),
        "boilerplate": lambda pair: not pair.source.endswith(_ENDS) and often[key(pair.source)] > MOST_OFTEN,
        "duplicate": lambda pair: (pair.source, pair.target) in seen,
    }
    kept = []
    for pair in pairs:
        broken = next((name for name, rule in asked.items() if rule(pair)), None)
        if broken is not None:
            left_out[broken] += 1
            continue
        seen.add((pair.source, pair.target))
        kept.append(pair)
    if not kept:
        raise CorpusError(f"{path}: no pair is left after filtering: {dict(left_out)}")
    return Filtered(tuple(kept), len(lines), {name: count for name, count in left_out.items() if count})


def key(text: str) -> str:
    """A sentence as its letters and digits alone, lower case: equal for two spellings of one sentence."""
    return "".join(character for character in text.casefold() if character.isalnum())


def keys_of(paths: Iterable[Path]) -> frozenset[str]:
    """The keys of all source sentences of some files."""
    return frozenset(key(clean(line.split("\t")[0])) for path in paths for line in read_lines(path))


def is_wrong(text: str, language: str, other: str) -> bool:
    """Whether a text has more function words of the other language than of its own, by two at least."""
    words = re.findall(r"\w+['’]?", text.lower().replace("’", "'"))
    own, foreign = FUNCTION_WORDS.get(language), FUNCTION_WORDS.get(other)
    if own is None or foreign is None:
        return False
    return sum(word in foreign - own for word in words) >= 2 + sum(word in own - foreign for word in words)


def without_list_mark(pair: Pair) -> Pair:
    """The pair without the bullet or number of a list item, where both sides begin with one."""
    marks = _LIST_MARK.match(pair.source), _LIST_MARK.match(pair.target)
    if marks[0] is None or marks[1] is None:
        return pair
    return Pair(pair.source[marks[0].end() :], (pair.target[marks[1].end() :],))


def _is_broken(line: str) -> bool:
    sides: Sequence[str] = line.split("\t")
    return len(sides) < 2 or not sides[0].strip() or not any(side.strip() for side in sides[1:])


def _letters(text: str) -> float:
    visible = [character for character in text if not character.isspace()]
    return sum(character.isalpha() for character in visible) / max(len(visible), 1)


def _ratio(pair: Pair) -> float:
    source, target = len(pair.source) + 10, len(pair.target) + 10
    return max(source / target, target / source)
