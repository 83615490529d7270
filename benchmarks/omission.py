"""Does the Bottleneck page know what a translation leaves out? python -m benchmarks.omission --data FILE.tsv

Two sets of translations whose truth is known are judged as the page judges them (`seq2seq_core.analysis.verdicts`):

- judged.tsv, beside this file: our own sentences as the shipped models translate them, and translations by people with
  synonyms and near misses; for each a person has said which content words it does not say, and which are doubtful. One
  part served to develop the verdicts; what the page reports is of the part that was held out;
- sentences of the test data, concatenated in twos: the references of both, which say all content words (or nearly, for
  people translate freely); the reference of one, which leaves out those of the other; those of two other sentences.

The table tells what is said of words that are translated and of words that are lost; below it what the lexicon alone
and alignments would say. The result is kept in measured/omission.json, by language pair; the Bottleneck page reads it.
"""

import csv
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

import seq2seq_core as s2s
from seq2seq_core.analysis.lexicon import LEXICON, read_lexicon
from seq2seq_core.analysis.omission import choose_ensemble, content_words, losses
from seq2seq_core.analysis.verdicts import Verdict, judge, look_up
from seq2seq_core.files import write_json
from seq2seq_core.parallel_text import Pair, read_pairs
from seq2seq_core.registry import checkpoints_folder, languages_of, of_pair
from seq2seq_core.text import clean, split_words

JUDGED = Path(__file__).parent / "judged.tsv"
RESULT = Path(__file__).parents[1] / "measured" / "omission.json"
WAY = "lexicon and ensemble"  # as the page does it
HELD_OUT = "held out, by models"  # the kinds of words that the page reports
SHORTEST, LONGEST, SEED = 6, 12, 0  # words of a test sentence; of the draw


@dataclass(frozen=True, slots=True)
class Case:
    """A translation, and of each content word of its source what is known: the name of its kind, None if nothing is."""

    source: str
    translation: str
    writer: str  # full name of the model that wrote it, which may not judge it
    kinds: Sequence[str | None]


def judged_cases(pair: str, path: Path = JUDGED) -> list[Case]:
    """The translations of a language pair that a person has judged."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    return [_judged(row, languages_of(pair)[0]) for row in rows if row["writer"].startswith(f"{pair}/")]


def _judged(row: Mapping[str, str], language: str) -> Case:
    source, lost, doubtful = row["source"], row["lost"].split(), row["doubtful"].split()
    words = [source[start:end] for start, end in content_words(source, language)]
    if unknown := {*lost, *doubtful} - set(words):
        raise ValueError(f"{', '.join(unknown)}: no content words of “{source}”")
    by = "people" if row["writer"].endswith("/people") else "models"
    kinds = [
        None if word in doubtful else f"{row['part']}, by {by}: {'lost' if word in lost else 'translated'}"
        for word in words
    ]
    return Case(source, row["translation"], row["writer"], kinds)


def joined_cases(pairs: Sequence[Pair], language: str) -> list[Case]:
    """Four translations for each two sentences: of both, of either, of two others."""
    twos = list(zip(pairs[::2], pairs[1::2], strict=False))
    whole = [" ".join(clean(pair.references[0]) for pair in two) for two in twos]
    made: list[Case] = []
    for i, (first, second) in enumerate(twos):
        parts = [clean(first.source), clean(second.source)]
        source = " ".join(parts)
        spans = content_words(source, language)
        words = [source[start:end].lower() for start, end in spans]
        in_first = [start < len(parts[0]) for start, _ in spans]
        alone = [words.count(word) == 1 for word in words]
        made.append(Case(source, whole[i], "", ["joined: of both"] * len(spans)))
        for pair, says_first in ((first, True), (second, False)):
            missing = [here != says_first and one for here, one in zip(in_first, alone, strict=True)]
            kinds = ["joined: of the other" if here else None for here in missing]
            made.append(Case(source, clean(pair.references[0]), "", kinds))
        made.append(Case(source, whole[(i + 1) % len(whole)], "", ["joined: of two more"] * len(spans)))
    return made


def aligned(model: s2s.Translator, case: Case, language: str) -> list[Verdict]:
    """What an alignment would say: a word is translated if some target word weighs it most."""
    weights = model.force(case.source, case.translation).weights()
    assert weights is not None
    linked = set(weights[:-1].argmax(axis=1).tolist())
    wanted = set(content_words(case.source, language))
    return [
        Verdict.TRANSLATED if s in linked else Verdict.NOT_FOUND
        for s, span in enumerate(split_words(case.source))
        if span in wanted
    ]


def shares(cases: Sequence[Case], verdicts: Sequence[Sequence[Verdict]]) -> list[dict[str, str | int | float]]:
    """One row for each kind of words: how many there are, and which share of them has which verdict."""
    found: dict[str, list[Verdict]] = {}
    for case, said in zip(cases, verdicts, strict=True):
        for kind, verdict in zip(case.kinds, said, strict=True):
            if kind is not None:
                found.setdefault(kind, []).append(verdict)
    return [
        {"words": kind, "number": len(said), **{str(v): round(said.count(v) / len(said), 4) for v in Verdict}}
        for kind, said in found.items()
    ]


@click.command()
@click.option("--pair", default="en-fr", show_default=True)
@click.option("--data", required=True, type=click.Path(path_type=Path), help="Tab-separated: source, then references.")
@click.option("--joined", default=100, show_default=True, help="How many sources of two sentences to make.")
def main(pair: str, data: Path, joined: int) -> None:
    """What is said of words that a translation says, and of words that it does not."""
    languages = languages_of(pair)
    models = {name: s2s.load(name) for name in of_pair(pair, s2s.known_models())}
    ensemble = choose_ensemble({name: model.checkpoint.config.model for name, model in models.items()})
    lexicon = read_lexicon(checkpoints_folder() / pair / LEXICON)
    fitting = [p for p in read_pairs(data) if SHORTEST <= len(p.source.split()) <= LONGEST]
    cases = judged_cases(pair) + joined_cases(random.Random(SEED).sample(fitting, 2 * joined), languages[0])
    looked_up = [look_up(case.source, case.translation, lexicon, languages) for case in cases]
    asked = [(case.source, case.translation, one.left_open) for case, one in zip(cases, looked_up, strict=True)]
    found = {name: losses(models[name], asked) for name in ensemble}
    findings = [
        judge(one, case.translation, [found[name][i] for name in ensemble if name != case.writer])
        for i, (case, one) in enumerate(zip(cases, looked_up, strict=True))
    ]
    ways = {
        WAY: [[one.verdict for one in some] for some in findings],
        "lexicon alone": [
            [Verdict.TRANSLATED if one.found_as else Verdict.NOT_FOUND for one in some] for some in findings
        ],
    }
    for name in ensemble:
        if models[name].checkpoint.config.model.attention != "none":
            ways[f"alignment of {name}"] = [aligned(models[name], case, languages[0]) for case in cases]
    tables = {way: shares(cases, verdicts) for way, verdicts in ways.items()}
    for way, rows in tables.items():
        click.echo(f"\n{way}\n| words | number | {' | '.join(Verdict)} |\n| --- | ---: | ---: | ---: | ---: |")
        for row in rows:
            click.echo(f"| {row['words']} | {row['number']:,} | {' | '.join(f'{row[v]:.1%}' for v in Verdict)} |")
    measured = {
        "data": data.name,
        "sentences": sum(HELD_OUT in " ".join(filter(None, case.kinds)) for case in cases),
        "ensemble": {name: models[name].fingerprint for name in ensemble},
        "lexicon": lexicon.fingerprint,
        "ways": tables,
    }
    known = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    write_json(RESULT, known | {pair: measured})


if __name__ == "__main__":
    main()
