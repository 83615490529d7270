"""The slider over training: an alignment that emerges."""

import streamlit as st

from figures.map_axes import cell_size, times_shown
from figures.words import Word
from seq2seq_core import ModelReference, Translator
from seq2seq_core.analysis.alignment_measures import same_strongest
from seq2seq_core.registry import name_in_pair
from seq2seq_core.training.watching import Growth, read_growth
from seq2seq_core.vocabulary import END_PIECE
from ui.how_it_works.state import fit
from ui.shared.alignment import Alignment
from ui.shared.chart import draw_chart
from ui.shared.export import alignment_csv
from ui.shared.map_files import alignment_files, pictures_of, word_map
from ui.shared.models import translator
from ui.shared.panel import draw_in_words, map_of
from ui.shared.plain import plain
from ui.shared.problems import problems_shown
from ui.shared.provenance import sums_said
from ui.shared.saving import File, Picture, chart_and_scale, draw_menu
from ui.shared.scale import draw_scale
from ui.shared.shell import muted

COMING = "lecture_coming"  # the moment to be shown next while the training plays; None when it does not
PACE = 0.8  # seconds from one moment to the next


def draw(reference: ModelReference) -> None:
    """Choose a sentence and a moment."""
    model, name = translator(reference), reference.name
    st.markdown(
        "While it learnt, the model was stopped a few times for forced decoding of the same translations. Slide or "
        "play from the untrained model to the finished one."
    )
    grown = None
    with problems_shown(f"What was recorded of {name} cannot be read"):
        grown = read_growth(reference.folder, model.checkpoint.vocabulary)
    if grown is None:
        return
    if not grown:
        st.info(plain(f"Nothing was recorded while {name} learnt." + _why(model)))
        return
    session, moments = st.session_state, len(grown[0].updates)
    for problem in fit(lecture_watched=(len(grown), "recorded sentence"), lecture_point=(moments, "recorded moment")):
        st.warning(plain(problem + "."), icon=":material/link_off:")
    if session["lecture_point"] is None:
        session["lecture_point"] = moments - 1
    with st.container(horizontal=True, vertical_alignment="bottom", gap="large"):
        chosen = st.selectbox(
            "Sentence",
            range(len(grown)),
            key="lecture_watched",
            format_func=lambda i: " ".join(grown[i].source[:-1]),
            width=420,
        )
        playing = session.get(COMING) is not None
        if playing:
            st.button("Stop", key="lecture_stop", on_click=_stop, icon=":material/stop:")
        else:
            st.button("Play", key="lecture_play", on_click=_play, icon=":material/play_arrow:")
    show = st.fragment(_moment, run_every=PACE) if playing else _moment
    show(model, grown[chosen], ticking=playing)


def _play() -> None:
    st.session_state[COMING] = 0


def _stop() -> None:
    st.session_state[COMING] = None


def _moment(model: Translator, growth: Growth, *, ticking: bool) -> None:
    """The map at the chosen moment. While the training plays, each run of this fragment shows the next one."""
    session, last, name = st.session_state, len(growth.updates) - 1, name_in_pair(model.name)
    coming = session.get(COMING)
    if coming is not None:
        session["lecture_point"] = min(coming, last)
        session[COMING] = coming + 1 if coming < last else None
    point = st.select_slider(
        "Updates",
        range(last + 1),
        key="lecture_point",
        format_func=lambda p: f"{growth.updates[p]:,}",
        on_change=_stop,
        width=420,
    )
    weights = growth.weights[point]
    st.text(grown_said(growth, point))
    draw_scale("Attention weight")
    local = model.checkpoint.config.model.scope != "global"
    alignment = Alignment(tuple(shown_words(growth.source)), tuple(shown_words(growth.target)), weights)
    cell = cell_size(len(growth.source))
    draw_chart(
        map_of(alignment, cell),
        "growth",
        shown=times_shown(cell),
        alt=f"Alignment of {name} after {growth.updates[point]} updates. The same as text is below.",
    )
    said = (
        f"{model.name}, in the training that led to {model.fingerprint} · forced decoding of the reference "
        f"translation · by words: columns summed, rows averaged · {sums_said(weights, local=local)}"
    )
    muted(said, "growth-provenance")
    lines = [f"“{' '.join(growth.source[:-1])}”", grown_said(growth, point), said]
    picture = Picture(chart_and_scale("growth", "scale"), lines)
    files = [File("csv", "this map", lambda: alignment_csv(alignment))]
    files += [*pictures_of(word_map(alignment, lines[0], lines[1:])), *alignment_files(alignment)]
    draw_menu("growth", f"training-{name}", picture, *files)
    draw_in_words(0, alignment)
    if ticking and session[COMING] is None:
        st.rerun()  # the whole page: no more ticks, and the moment enters the link


def grown_said(growth: Growth, point: int) -> str:
    """How sharp the map is at a point of training, and what it looked at then."""
    weights, last = growth.weights[point], growth.weights[-1]
    alike = float(same_strongest(weights, last).mean())
    sharp = float(weights.max(axis=1).mean())
    when = f"After {growth.updates[point]:,} updates"
    if point == len(growth.updates) - 1:
        return f"{when}, the last that was recorded: the largest weight of a row is {sharp:.2f} on average."
    return (
        f"{when}: the largest weight of a row is {sharp:.2f} on average; "
        f"{alike:.0%} of the words look mostly where they look at the end."
    )


def shown_words(words: tuple[str, ...]) -> list[Word]:
    """Words for the axes of the map."""
    return [Word(word, end=i == len(words) - 1 and word == END_PIECE) for i, word in enumerate(words)]


def _why(model: Translator) -> str:
    return " It has no attention." if model.checkpoint.config.model.attention == "none" else ""
