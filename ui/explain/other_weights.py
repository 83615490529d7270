"""Would other weights have said the same word? Attention permuted, and an adversarial attention."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from figures.words import UNKNOWN_MARK
from seq2seq_core.analysis.other_attention import PERMUTATIONS, SAME_OUTPUT, AdversarialAttention
from ui.explain.cursor import Cursor, followed
from ui.explain.runs import Explained, say_name
from ui.shared.alignment import side_words
from ui.shared.models import other_attention
from ui.shared.problems import problems_shown
from ui.shared.rows import draw_rows
from ui.shared.shell import muted

MOST_TOKENS = 60  # of a side, for which it is asked


def draw(explained: Sequence[Explained], cursor: Cursor | None) -> None:
    """The real row of the word that is followed, beside one that says the same; closed at first, for it takes time."""
    folder = st.expander(
        "Would other weights have said the same?", icon=":material/shuffle:", key="other-weights", on_change="rerun"
    )
    if not folder.open:
        return
    with folder:
        st.caption(
            "Jain and Wallace (2019): if quite other weights give the same output, the weights did not decide it. "
            "Below are weights as far from the real ones as could be found under which the next distribution over the "
            f"vocabulary is at most {SAME_OUTPUT} away (total variation distance). They were made for this step alone, "
            "and what would follow is not asked: Wiegreffe and Pinter (2019) hold that no model need be able to learn "
            "them."
        )
        with st.container(key="panels-explain-other"):
            for one in explained:
                with st.container(key=f"panel-other-{one.letter}", gap="small"):
                    if len(explained) > 1:
                        say_name(one, "other")
                    _draw_model(one, cursor)


def _draw_model(one: Explained, cursor: Cursor | None) -> None:
    longest = max(len(one.translation.source.ids), len(one.translation.target.ids))
    if one.attention.weights is None:
        muted("This model has no attention.", f"other-none-{one.letter}")
    elif longest > MOST_TOKENS:
        muted(
            f"This is for at most {MOST_TOKENS} subword tokens a side; here are {longest}.", f"other-long-{one.letter}"
        )
    elif (row := followed(one, cursor)) is None:
        muted("The word that is followed is not in this translation.", f"other-not-said-{one.letter}")
    else:
        with problems_shown():
            _draw_row(one, row)


def _draw_row(one: Explained, row: int) -> None:
    step = one.target_tokens(row)[0]  # where the choice of a word begins
    with st.spinner("Looking for other weights", show_time=True):
        permuted, adversarial = other_attention(one.model, one.translation, step)
    tokens = side_words(one.translation.source, "pieces")
    token = side_words(one.translation.target, "pieces")[step].text
    draw_rows(
        adversarial.real[0],
        adversarial.rows[0],
        [word.text + UNKNOWN_MARK * word.unknown for word in tokens],
        "adversarial",
        f"adversarial-{one.letter}",
        f"The real weights and adversarial ones at step {step + 1}, where the model says {token}",
        f"Adversarial attention at step {step + 1} of {one.translation.model} {one.translation.fingerprint}",
    )
    muted(said(token, adversarial, permuted.median[step]), f"other-said-{one.letter}")


def said(token: str, adversarial: AdversarialAttention, median: float) -> str:
    """How far the weights and the outputs are, and what permutations do."""
    far, moved = float(adversarial.divergence[0]), float(adversarial.distance[0])
    same = np.array_equal(adversarial.rows[0], adversarial.real[0])
    found = (
        "no other weights were found that say the same"
        if same
        else f"weights with a Jensen-Shannon divergence of {far:.2f} bits (of at most 1) move {moved:.3f} of the output"
    )
    return f"{token}: {found}; {PERMUTATIONS} random permutations of the weights move {median:.2f} of it in the median."
