"""What A and B say: the sentences, what differs in them, and how probable each finds the same words."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from figures.probabilities import probabilities_figure
from figures.words import UNKNOWN_MARK
from seq2seq_core.registry import Models
from ui.compare.laid import pair_rows
from ui.compare.runs import Comparison, Seen
from ui.shared import panel
from ui.shared.alignment import side_words
from ui.shared.chart import draw_chart
from ui.shared.problems import MISTYPED, show_problem
from ui.shared.provenance import provenance, search_said
from ui.shared.said import UNDERLINES, draw_said
from ui.shared.saving import File, Picture, about, chart_and_scale, draw_menu, table_csv
from ui.shared.shell import muted

NAMED = 340  # pixels for the name of a model and what it says


def draw(comparison: Comparison, models: Models, names: Mapping[str, str]) -> None:
    """The sentences of A and B (`names`, by letter), or the one that both say."""
    if comparison.problem:
        kept = f" Below is A's own: “{comparison.output}”." if comparison.output else ""
        show_problem(f"{comparison.problem[:1].upper()}{comparison.problem[1:]}.{kept}", MISTYPED)
    if comparison.forced and comparison.output:
        with st.container(key="said-output"):
            st.text(comparison.output)
    marked = {} if comparison.forced else _only_here(comparison.seen)
    with st.container(horizontal=True, key="compare-names", gap="large"):
        for position, letter in enumerate("AB"):
            with st.container(width=NAMED, key=f"compare-side-{letter}", gap="small"):
                panel.draw_name(position, models[names[letter]])
                if letter in comparison.problems:
                    if comparison.output or not comparison.forced:
                        show_problem(comparison.problems[letter])
                    continue
                side = comparison.seen[letter]
                if not comparison.forced:
                    draw_said(side.translation, f"free-{letter}", marked[letter])
                muted(_scored(letter, side, comparison.forced), f"lp-{letter}")
                if not side.translation.finished:
                    muted("Unfinished: it reached its length limit before it ended the sentence.", f"cut-{letter}")
    if marked and any(marked.values()):
        muted(f"Boxed: words without a partner in the other, as a diff pairs them. {UNDERLINES}", "boxed")
    elif marked and len(comparison.seen) == 2:
        muted(f"Both say the same, word by word. {UNDERLINES}", "boxed")
    _say_unknown(comparison)


def draw_probabilities(comparison: Comparison) -> None:
    """How probable A and B find every word of the same output, given those before it."""
    seen = comparison.seen
    if not comparison.forced or len(seen) < 2:
        return
    a, b = seen["A"], seen["B"]
    if [word.text for word in a.alignment.target] != [word.text for word in b.alignment.target]:
        muted("A and B cut this output into different tokens. Compare their probabilities by words.", "no-probability")
        return
    target = a.alignment.target
    more = "A" if a.translation.log_prob >= b.translation.log_prob else "B"
    said = "Both find this output equally probable." if a.translation.log_prob == b.translation.log_prob else (
        f"{more} finds this output more probable, by {abs(a.translation.log_prob - b.translation.log_prob):.2f} in "
        "log-probability."
    )  # fmt: skip
    muted(f"{said} How probable each finds every word, given those before it:", "probability")
    picture = Picture(
        chart_and_scale("probability"),
        about(f"Probability of each word of “{a.translation.text}”", *provenance_lines(comparison)),
    )
    draw_chart(
        probabilities_figure(a.probabilities, b.probabilities, target),
        "probability",
        alt="Probability of every word by A and by B: "
        + ", ".join(
            f"{word.text} {p:.2f} and {q:.2f}"
            for word, p, q in zip(target, a.probabilities, b.probabilities, strict=True)
        ),
    )
    table = pd.DataFrame({"word": [word.text for word in target], "A": a.probabilities, "B": b.probabilities})
    draw_menu("probability", "probabilities", picture, File("csv", "the probabilities", lambda: table_csv(table)))


def draw_provenance(comparison: Comparison) -> None:
    """Where the numbers come from."""
    muted("\n".join(provenance_lines(comparison)), "provenance")


def provenance_lines(comparison: Comparison) -> list[str]:
    """Where the numbers come from, a line for each side."""
    session = st.session_state
    lines = []
    for letter, side in comparison.seen.items():
        said = provenance(
            side.translation,
            session[f"compare_beam_{letter.lower()}"],
            1,
            session["level"],
            session["hide_end"],
            forced=comparison.forced,
        )
        lines.append(f"{letter}: {said}")
    return lines


def _only_here(seen: Mapping[str, Seen]) -> dict[str, set[int]]:
    """Places of the words that have no partner on the other side."""
    if len(seen) < 2:
        return {letter: set() for letter in seen}
    words = {letter: side_words(side.translation.target, "words") for letter, side in seen.items()}
    pairs = pair_rows(words["A"], words["B"])
    return {
        letter: {t for t, word in enumerate(words[letter]) if not word.end} - {pair[i] for pair in pairs}
        for i, letter in enumerate("AB")
    }


def _scored(letter: str, side: Seen, forced: bool) -> str:
    beam_size = st.session_state[f"compare_beam_{letter.lower()}"]
    search = "forced decoding" if forced else search_said(beam_size)
    return f"{search}, log-probability {side.translation.log_prob:.2f}, per token {side.per_piece:.3f}"


def _say_unknown(comparison: Comparison) -> None:
    """Which words of the source and of a given output are not in the vocabulary."""
    for which, said in (
        ("source", UNKNOWN_MARK + " marks what is not in the vocabulary; {who} saw only “unknown” there: {words}"),
        (
            "target",
            "{who} cannot say {words}: not in the vocabulary. Forced decoding puts “unknown” there, which no model "
            "says by itself, and makes this output improbable.",
        ),
    ):
        unknown = {letter: _unknown(side, which) for letter, side in comparison.seen.items()}
        for words in dict.fromkeys(filter(None, unknown.values())):
            who = " and ".join(letter for letter, own in unknown.items() if own == words)
            muted(said.format(who=who, words=words), f"unknown-{which}-{who[0]}")


def _unknown(side: Seen, which: str) -> str:
    words = side_words(getattr(side.translation, which), "words")
    return ", ".join(dict.fromkeys(word.text for word in words if word.unknown))
