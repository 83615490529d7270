"""An alignment that a person made: sure and possible links between words, as Pharaoh text and as a measure.

Links are (source word, target word), counted from 0. "0-0 1-2" are two sure links; "3?1" is a possible one, for words
that may but need not belong together. Och and Ney (2003), "A Systematic Comparison of Various Statistical Alignment
Models", section 6.1.
"""

import re
from dataclasses import dataclass, field

from seq2seq_core.evaluation.alignment_error import Links, alignment_error_rate

MOST_LINKS = 1000
_LINK = re.compile(r"([0-9]{1,4})([-?])([0-9]{1,4})")


@dataclass(frozen=True, slots=True)
class HandAlignment:
    """Sure links, and those that are only possible; no link is both."""

    sure: frozenset[tuple[int, int]] = field(default_factory=frozenset)
    possible: frozenset[tuple[int, int]] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.sure or self.possible)

    def turned(self, source: int, target: int) -> "HandAlignment":
        """The alignment after a click on a cell: no link becomes sure, sure becomes possible, possible none."""
        link = {(source, target)}
        if link <= self.sure:
            return HandAlignment(self.sure - link, self.possible | link)
        if link <= self.possible:
            return HandAlignment(self.sure, self.possible - link)
        return HandAlignment(self.sure | link, self.possible)


@dataclass(frozen=True, slots=True)
class LinkScore:
    """What a hand alignment says of the links that a model found. Each from 0 to 1; None where nothing was there."""

    precision: float | None  # |A and P| / |A|; P holds the sure links too
    recall: float | None  # |A and S| / |S|
    error_rate: float | None  # 1 - (|A and S| + |A and P|) / (|A| + |S|)


def read_links(text: str, source_length: int, target_length: int) -> tuple[HandAlignment, list[str]]:
    """Read links between so many words; returns those that are right, and what is wrong with each other one."""
    sure: set[tuple[int, int]] = set()
    possible: set[tuple[int, int]] = set()
    wrong: list[str] = []
    items = text.replace(",", " ").split()
    if len(items) > MOST_LINKS:
        wrong.append(f"{len(items):,} links are too many; the first {MOST_LINKS:,} are read")
    for number, item in enumerate(items[:MOST_LINKS], start=1):
        where = f"link {number}, “{item[:20]}”"
        match = _LINK.fullmatch(item)
        if match is None:
            wrong.append(f"{where}: a link is two numbers, source-target, such as 0-0, or 0?0 for a possible one")
            continue
        source, target = int(match[1]), int(match[3])
        if source >= source_length:
            wrong.append(f"{where}: there is no source word {source}; they are {_range(source_length)}")
        elif target >= target_length:
            wrong.append(f"{where}: there is no target word {target}; they are {_range(target_length)}")
        else:
            (sure if match[2] == "-" else possible).add((source, target))
    return HandAlignment(frozenset(sure), frozenset(possible - sure)), wrong


def write_links(alignment: HandAlignment) -> str:
    """The text from which `read_links` makes this alignment, in the order of the source."""
    links = [(s, t, "-") for s, t in alignment.sure] + [(s, t, "?") for s, t in alignment.possible]
    return " ".join(f"{s}{mark}{t}" for s, t, mark in sorted(links))


def score_links(found: Links, gold: HandAlignment) -> LinkScore:
    """Precision, recall and alignment error rate of one sentence's links."""
    sure, possible = set(gold.sure), set(gold.sure | gold.possible)
    return LinkScore(
        precision=len(found & possible) / len(found) if found else None,
        recall=len(found & sure) / len(sure) if sure else None,
        error_rate=alignment_error_rate([found], [sure], [possible]) if found or sure else None,
    )


def _range(length: int) -> str:
    return f"0 to {length - 1}" if length else "none"
