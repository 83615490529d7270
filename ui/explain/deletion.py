"""The test: take the source words away in the order in which each method ranks them, and see the word's probability
fall.

G source words that can go, which is all but the end of the sentence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from figures.deletion import Falling, deletion_figure
from figures.words import hover
from seq2seq_core.attribution.faithfulness import Array
from ui.explain.cursor import Cursor, followed
from ui.explain.runs import ONE_WORD, Explained, say_name
from ui.explain.state import TAKEN
from ui.shared.alignment import probability_said
from ui.shared.chart import draw_chart
from ui.shared.models import deleted
from ui.shared.number_table import Table, number, number_table
from ui.shared.plain import plain
from ui.shared.saving import File, Picture, about, chart_and_scale, draw_menu
from ui.shared.shell import muted

RANDOM_ORDERS, SEED = 10, 0
MOST_WORDS = 40  # of a source, which is scored once for every word and order: more take over ten seconds
RANDOM = "random"


@dataclass(frozen=True, slots=True, eq=False)
class Tested:
    """What happened to one target word."""

    one: Explained
    row: int  # of the target word
    orders: Mapping[str, Sequence[int]]  # source words by the title of the method, (G,) each
    curves: Mapping[str, Array]  # (G + 1,) by the title of the method
    random: Array  # (N, G + 1) of orders that know nothing

    @property
    def word(self) -> str:
        """The target word."""
        return self.one.target[self.row].text


def draw(explained: Sequence[Explained], cursor: Cursor | None) -> None:
    """The controls of the test, and what it shows of every model."""
    session = st.session_state
    longest = max((len(_rankable(one)) for one in explained), default=0)
    if longest < 2:
        st.info(ONE_WORD if longest else "There is no source word to take away.", icon=":material/looks_one:")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="explain-test"):
        st.segmented_control(
            "Words that go are",
            list(TAKEN),
            key="explain_taken",
            format_func=TAKEN.__getitem__,
            required=True,
            help="Made unknown: the word becomes the token that stands for what is not in the vocabulary. Deleted: the "
            "sentence closes over it. Both make sentences that the model never saw, and they rank methods differently.",
        )
        session["explain_struck"] = min(session["explain_struck"], longest)
        struck = st.slider("How many words go", 1, longest, key="explain_struck", width=320)
    with st.container(key="panels-explain-test"):
        for one in explained:
            with st.container(key=f"panel-test-{one.letter}", gap="small"):
                if len(explained) > 1:
                    say_name(one, "test")
                _draw_model(one, cursor, struck)


def _draw_model(one: Explained, cursor: Cursor | None, struck: int) -> None:
    count = len(_rankable(one))
    if all(word.unknown for word in one.source if not word.end):
        st.info("The model knows no word of this sentence: there is nothing left to take away.", icon=":material/help:")
    elif count > MOST_WORDS:
        st.info(
            f"Words are taken away one by one from at most {MOST_WORDS}; here are {count}.", icon=":material/block:"
        )
    elif (row := followed(one, cursor)) is None:
        muted("The word that is followed is not in this translation.", f"not-said-{one.letter}")
    elif not one.rankings:
        muted("Nothing ranks the source words yet.", f"no-ranking-{one.letter}")
    else:
        _draw_tested(_test(one, row), min(struck, count))


def _test(one: Explained, row: int) -> Tested:
    orders = {title: rows[row] for title, rows in one.rankings.items()}
    words = _rankable(one)
    generator = np.random.default_rng(SEED)
    shuffled = [[words[i] for i in generator.permutation(len(words))] for _ in range(RANDOM_ORDERS)]
    asked = tuple(one.source_tokens(order) for order in (*orders.values(), *shuffled))
    deleting = st.session_state["explain_taken"] == "deleted"
    found = deleted(one.model, one.translation, asked, one.target_tokens(row), deleting)
    curves = dict(zip(orders, found, strict=False))
    return Tested(one, row, orders, curves, found[len(orders) :])


def _draw_tested(tested: Tested, struck: int) -> None:
    one = tested.one
    with st.container(key=f"explain-cost-{one.letter}"):
        st.text(in_words(tested, struck))
    for title, order in tested.orders.items():
        muted(title, f"struck-{title}-{one.letter}")
        gone = set(order[:struck])
        shown = [f"~~{plain(w.text)}~~" if s in gone else plain(w.text) for s, w in enumerate(one.source) if not w.end]
        st.markdown(" ".join(shown))
    curves = [
        Falling(title, curve, [hover(one.source[s]) for s in tested.orders[title]])
        for title, curve in tested.curves.items()
    ]
    key = f"deletion-{one.letter}"
    draw_chart(
        deletion_figure(curves, tested.random, struck),
        key,
        alt=f"The probability of “{tested.word}” as source words go. The same as a table is below.",
    )
    muted(
        f"{one.translation.model} {one.translation.fingerprint} · probability of “{tested.word}” given what was said "
        f"before it · grey: {RANDOM_ORDERS} random orders, their mean and from the least to the most",
        f"deletion-provenance-{one.letter}",
    )
    with st.expander("How both rank the source words", key=f"ranks-{one.letter}"):
        number_table(rank_table(tested), key=f"rank-table-{one.letter}")
    draw_menu(
        key,
        f"deletion-{tested.word}",
        Picture(chart_and_scale(key), about(in_words(tested, struck))),
        File("csv", "these curves", lambda: curves_csv(tested)),
    )


def in_words(tested: Tested, struck: int) -> str:
    """What the words that each method ranks first cost, and what random words do."""
    whole = float(tested.random[0, 0])
    costs = []
    for title, curve in tested.curves.items():
        words = "the word" if struck == 1 else f"the {struck} words"
        which = f" ({tested.one.source[tested.orders[title][0]].text})" if struck == 1 else ""
        costs.append(f"{number(whole - curve[struck], 2)} without {words} ranked first by {title.lower()}{which}")
    count = "a random word" if struck == 1 else f"{struck} random words"
    costs.append(f"{number(float((whole - tested.random[:, struck]).mean()), 2)} without {count}, in the mean")
    return f"Of its probability of {probability_said(whole)} “{tested.word}” loses {'; '.join(costs)}."


def rank_table(tested: Tested) -> Table:
    """The source words in the order of each method, with what it gives them and what is left once they are gone."""
    one, row = tested.one, tested.row
    known = {"Attention": one.attention.weights, one.method.title: one.values}
    columns = ["rank"]
    cells: list[list[str]] = [[str(rank + 1)] for rank in range(len(_rankable(one)))]
    for title, order in tested.orders.items():
        values = known[title]
        assert values is not None
        columns += [title.lower(), "value", "probability left"]
        for rank, s in enumerate(order):
            left = number(float(tested.curves[title][rank + 1]))
            cells[rank] += [one.source[s].text, number(float(values[row, s])), left]
    return Table("Source words by rank", columns, cells)


def curves_csv(tested: Tested) -> str:
    """A line for every number of words that are gone: what each method took last, and the probability that is left."""
    lines = ["gone," + ",".join(f"{title} took,{title}" for title in tested.curves) + ",random mean"]
    for gone in range(tested.random.shape[1]):
        cells = [str(gone)]
        for title, curve in tested.curves.items():
            taken = tested.one.source[tested.orders[title][gone - 1]].text if gone else ""
            cells += ['"' + taken.replace('"', '""') + '"', f"{curve[gone]:.6g}"]
        lines.append(",".join([*cells, f"{tested.random[:, gone].mean():.6g}"]))
    return "\n".join(lines) + "\n"


def _rankable(one: Explained) -> list[int]:
    """The source words that can go."""
    return [s for s, word in enumerate(one.source) if not word.end]
