"""What taking source words away did to one target word, as a sentence, a table and a file. Pure functions.

G source words that can go, which is all but the end of the sentence; N random orders.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from seq2seq_core.attribution.faithfulness import Array
from seq2seq_core.attribution.methods import METHODS, Method
from ui.explain.runs import Explained
from ui.shared.number_table import Table, number

RARE = 0.01  # probabilities below are said in two digits that count


@dataclass(frozen=True, slots=True, eq=False)
class Tested:
    """One target word of one model."""

    one: Explained
    row: int  # of the target word
    orders: Mapping[str, Sequence[int]]  # source words by the title of the method, (G,) each
    curves: Mapping[str, Array]  # (G + 1,) by the title of the method
    random: Array  # (N, G + 1) of orders that know nothing
    taken: str  # what becomes of words that go: "unknown" or "deleted"
    noun: str  # what goes: a "word" or a "token"

    @property
    def word(self) -> str:
        """The target word."""
        return self.one.target[self.row].text

    @property
    def whole(self) -> float:
        """Its probability while nothing is gone."""
        return float(self.random[0, 0])


def in_words(tested: Tested, struck: int) -> str:
    """What is left of the probability without the words that each method ranks first, and without random ones."""
    left = []
    for title, curve in tested.curves.items():
        first = f"the {tested.noun}" if struck == 1 else f"the {struck} {tested.noun}s"
        which = f" ({named(tested.one)[tested.orders[title][0]]})" if struck == 1 else ""
        stays = ", after </s>, which stays," if _end_is_first(tested, title) else ""
        by = _method(title).in_sentence
        left.append(f"{said(float(curve[struck]))} without {first} ranked first by {by}{stays}{which}")
    count = f"a random {tested.noun}" if struck == 1 else f"{struck} random {tested.noun}s"
    left.append(f"{said(float(tested.random[:, struck].mean()))} without {count}, in the mean")
    return f"“{tested.word}”, probability {said(tested.whole)}: {'; '.join(left)}."


def said(probability: float) -> str:
    """In two digits: after the point, or such that count where it is small."""
    return f"{probability:.2f}" if probability >= RARE else f"{probability:.2g}"


def named(one: Explained) -> list[str]:
    """The source words; what comes several times with its place, from 1."""
    texts = [word.text for word in one.source]
    return [f"{text}, place {place}" if texts.count(text) > 1 else text for place, text in enumerate(texts, 1)]


def rank_table(tested: Tested) -> Table:
    """The source words in the order of each method, with what it gives them and what is left once they are gone."""
    columns, names = ["rank"], named(tested.one)
    cells: list[list[str]] = [[str(rank)] for rank in range(1, tested.random.shape[1])]
    for title, order in tested.orders.items():
        columns += [title, _unit(tested.one, title), "probability left"]
        for rank, s in enumerate(order):
            value = number(float(_values(tested.one, title)[tested.row, s]))
            cells[rank] += [names[s], value, said(float(tested.curves[title][rank + 1]))]
    return Table("Source words by rank", columns, cells)


def curves_table(tested: Tested) -> pd.DataFrame:
    """A line for every number of words that are gone: what each method took last, and the probability that is left."""
    names = named(tested.one)
    columns: dict[str, object] = {
        "model": tested.one.model.full_name,
        "target": tested.word,
        "words that go are": tested.taken,
        "gone": range(tested.random.shape[1]),
    }
    for title, curve in tested.curves.items():
        columns[f"{title} took"] = ["", *(names[s] for s in tested.orders[title])]
        columns[title] = curve
    for name, least_or_most in (("mean", "mean"), ("least", "min"), ("most", "max")):
        columns[f"random, {name}"] = getattr(tested.random, least_or_most)(axis=0)
    return pd.DataFrame(columns)


def _end_is_first(tested: Tested, title: str) -> bool:
    """Whether a method gives most of all to the end of the sentence, which is never taken away."""
    return tested.one.source[int(_values(tested.one, title)[tested.row].argmax())].end


def _values(one: Explained, title: str) -> Array:
    found = one.attention.weights if title == METHODS["attention"].title else one.values
    assert found is not None
    return found.astype(float)


def _unit(one: Explained, title: str) -> str:
    if title == METHODS["attention"].title or one.found is None:
        return "weight"
    return one.found.unit


def _method(title: str) -> Method:
    return next(method for method in METHODS.values() if method.title == title)
