"""The test: take the source words away in the order in which each method ranks them, and see the word's probability
fall.
"""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from figures.deletion import Falling, deletion_figure
from figures.words import hover
from seq2seq_core.attribution.methods import METHODS
from ui.explain.cursor import Cursor, followed
from ui.explain.runs import ONE_WORD, Explained, noun, say_name
from ui.explain.state import TAKEN
from ui.explain.tested import Tested, curves_table, in_words, rank_table
from ui.shared.chart import draw_chart
from ui.shared.models import deleted
from ui.shared.number_table import number_table
from ui.shared.plain import plain
from ui.shared.saving import File, Picture, about, chart_and_scale, draw_menu, table_csv
from ui.shared.shell import muted

RANDOM_ORDERS, SEED = 10, 0
MOST_WORDS = 40  # of a source, which is scored once for every word and order: more take over ten seconds


def draw(explained: Sequence[Explained], cursor: Cursor | None) -> None:
    """The controls of the test, and what it shows of every model."""
    session = st.session_state
    counts = [len(_rankable(one)) for one in explained]
    if max(counts) < 2:
        st.info(ONE_WORD if max(counts) else "There is no source word to take away.", icon=":material/looks_one:")
        return
    struck = 1
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="explain-test"):
        st.segmented_control(
            f"{noun().capitalize()}s that go are",
            list(TAKEN),
            key="explain_taken",
            format_func=TAKEN.__getitem__,
            required=True,
            help="Made unknown: the word becomes the token that stands for what is not in the vocabulary. Deleted: the "
            "sentence closes over it. Both make sentences that the model never saw, and they rank methods differently.",
        )
        if most := max((count for count in counts if count <= MOST_WORDS), default=0):
            session["explain_struck"] = min(session["explain_struck"], most)
            struck = st.slider(f"How many {noun()}s go", 1, most, key="explain_struck", width=320)
    if cursor is None or cursor.row is None:
        muted(
            "No word is followed, so the longest is tested: click another in a map. </s> always stays; ranks are "
            f"among the other {noun()}s.",
            "not-followed",
        )
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
        said = f"This test is for at most {MOST_WORDS} source {noun()}s; here are {count}. Try a part of the sentence."
        st.info(said, icon=":material/block:")
    elif (row := followed(one, cursor)) is None:
        muted("The word that is followed is not in this translation.", f"not-said-{one.letter}")
    elif not one.rankings:
        muted("Nothing ranks the source words here: choose another method.", f"no-ranking-{one.letter}")
    else:
        _draw_tested(_test(one, row), min(struck, count))


def _test(one: Explained, row: int) -> Tested:
    orders = {title: rows[row] for title, rows in one.rankings.items()}
    words = _rankable(one)
    generator = np.random.default_rng(SEED)
    shuffled = [[words[i] for i in generator.permutation(len(words))] for _ in range(RANDOM_ORDERS)]
    asked = tuple(one.source_tokens(order) for order in (*orders.values(), *shuffled))
    taken = st.session_state["explain_taken"]
    found = deleted(one.model, one.translation, asked, one.target_tokens(row), taken == "deleted")
    curves = dict(zip(orders, found, strict=False))
    return Tested(one, row, orders, curves, found[len(orders) :], taken, noun())


def _draw_tested(tested: Tested, struck: int) -> None:
    one = tested.one
    with st.container(key=f"explain-cost-{one.letter}"):
        st.text(in_words(tested, struck))
    for title, order in tested.orders.items():
        muted(title, f"struck-{title}-{one.letter}")
        gone = set(order[:struck])
        shown = [f"~~{plain(w.text)}~~" if s in gone else plain(w.text) for s, w in enumerate(one.source) if not w.end]
        st.markdown(" ".join(shown))
    attention = METHODS["attention"].title
    curves = [
        Falling(title, curve, [hover(one.source[s]) for s in tested.orders[title]], attention=title == attention)
        for title, curve in tested.curves.items()
    ]
    key = f"deletion-{one.letter}"
    draw_chart(
        deletion_figure(curves, tested.random, struck, tested.noun),
        key,
        alt=f"The probability of “{tested.word}” as source words go. The same as a table is below.",
    )
    said = (
        f"{one.translation.model} {one.translation.fingerprint} · probability of “{tested.word}” given what was said "
        f"before it · {tested.noun}s that go are {TAKEN[tested.taken].lower()} · grey: {RANDOM_ORDERS} random orders, "
        "their mean and from the least to the most"
    )
    muted(said, f"deletion-provenance-{one.letter}")
    with st.expander(f"How each ranks the source {tested.noun}s", key=f"ranks-{one.letter}"):
        number_table(rank_table(tested), key=f"rank-table-{one.letter}")
    draw_menu(
        key,
        f"{one.model.full_name}-{st.session_state['explain_method']}-taken-away-{tested.word}",
        Picture(chart_and_scale(key), about(in_words(tested, struck), said)),
        File("csv", "these curves", lambda: table_csv(curves_table(tested))),
    )


def _rankable(one: Explained) -> list[int]:
    """The source words that can go."""
    return [s for s, word in enumerate(one.source) if not word.end]
