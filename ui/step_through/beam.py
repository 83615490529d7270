"""The beam: its hypotheses beside the greedy one, the search tree, and the verdict on a translation that was wanted."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from figures.beam_tree import Branch, step_at, tree_figure
from figures.words import Word
from seq2seq_core import Translation
from seq2seq_core.decoding.search_tree import path_to
from seq2seq_core.registry import Models
from seq2seq_core.vocabulary import END
from ui.shared.alignment import side_words
from ui.shared.chart import Point, draw_chart
from ui.shared.models import force, translate, translator
from ui.shared.problems import MISTYPED, problems_shown
from ui.shared.provenance import origin, search_said
from ui.shared.shell import muted
from ui.step_through import saving
from ui.step_through import state as step_state
from ui.step_through.data import piece_label
from ui.step_through.edits import Edit, add, joined, say_path
from ui.step_through.runs import Runs
from ui.step_through.verdict import judge

MOST_NODES = 1000  # of a tree that is drawn: a long sentence has many times as many


def draw(models: Models, runs: Mapping[str, Runs], text: str) -> None:
    """Every model's search."""
    beam_size = st.session_state["beam_size"]
    st.header("The search", anchor=False)
    if beam_size == 1:
        st.caption(
            "This is greedy decoding: the best next token at every step. Raise the beam size in the sidebar to see "
            "several hypotheses at once, and the tree that the search grows."
        )
    else:
        _choose_hypothesis(max(len(run.hypotheses) for run in runs.values()))
        for position, (name, run) in enumerate(runs.items()):
            _hypotheses(position, run, translate(models[name], text, 1)[0])
            _tree(position, models, name, run)
    _verdict(models, runs, text)


def _hypotheses(position: int, run: Runs, greedy: Translation) -> None:
    lines = [f"{'▸' if found is run.shown else ' '} {k}  {_scored(found)}" for k, found in enumerate(run.hypotheses, 1)]
    with st.container(horizontal=True, gap="medium"):
        with st.container(width=520, gap=None):
            st.caption(f"{'AB'[position]} · beam of {st.session_state['beam_size']}, best first")
            st.text("\n".join(lines))
        with st.container(width=420, gap=None):
            st.caption("Greedy, without changes")
            st.text(_scored(greedy))


def _choose_hypothesis(most: int) -> None:
    """Which hypothesis of each model is followed above."""
    now = min(st.session_state["hypothesis"], most)
    key = f"hypothesis-{now}"  # another control whenever the hypothesis was changed elsewhere
    st.segmented_control(
        "Show hypothesis",
        range(1, most + 1),
        default=now,
        required=True,
        key=key,
        on_change=lambda: st.session_state.update(hypothesis=st.session_state[key]),
    )


def _scored(found: Translation) -> str:
    tokens = len(found.target.ids)
    return f"{found.text or '…'}   {found.log_prob:.2f}, per token {found.log_prob / tokens:.3f}"


def branches_of(shown: Translation, surface: Callable[[int], str], beam_size: int) -> list[Branch]:
    """The nodes that are drawn, twice as many of each step as the beam is wide: all that were kept or finished, and the
    best of the pruned ones."""
    nodes = shown.trace.search or ()
    there = Counter(node.step for node in nodes if node.fate != "pruned")
    drawn = []
    on_path = _path_places(shown)
    for place in sorted(range(len(nodes)), key=lambda place: -nodes[place].total):
        node = nodes[place]
        if node.fate == "pruned":
            if there[node.step] >= 2 * beam_size:
                continue
            there[node.step] += 1
        word = Word(piece_label(surface(node.id), node.step == 0), end=node.id == END)
        drawn.append(
            Branch(
                place, node.parent, node.step, word, math.exp(node.log_prob), node.total, node.fate, place in on_path
            )
        )
    return sorted(drawn, key=lambda branch: branch.place)


def first_steps(branches: list[Branch], most: int = MOST_NODES) -> list[Branch]:
    """As many whole steps, from the first, as have at most `most` nodes; the first in any case."""
    if len(branches) <= most:
        return branches
    last = max(branches[most].step, 1)
    return [branch for branch in branches if branch.step < last]


def _path_places(shown: Translation) -> set[int]:
    """The nodes on the path of a hypothesis."""
    nodes = shown.trace.search or ()
    for place in range(len(nodes)):
        if nodes[place].step == len(shown.target.ids) - 1 and tuple(path_to(nodes, place)) == shown.target.ids:
            path = set()
            while place >= 0:
                path.add(place)
                place = nodes[place].parent
            return path
    return set()


def _tree(position: int, models: Models, name: str, run: Runs) -> None:
    surface = translator(models[name]).checkpoint.vocabulary.surface
    whole = branches_of(run.shown, surface, st.session_state["beam_size"])
    if not whole:
        return
    branches = first_steps(whole)

    def clicked(points: Sequence[Point]) -> None:
        if points and "customdata" in points[0]:
            _choose(name, run, points[0]["customdata"])

    def chosen() -> None:
        if st.session_state[f"node-{position}"] is not None:
            _choose(name, run, st.session_state[f"node-{position}"])

    st.caption(
        f"{'AB'[position]} · each column is one step, the best path on top; probability of the token · log-probability "
        "of the path. ● kept, ■ finished, ○ pruned (the best of them). Click ■ to show that hypothesis, ○ or ● to "
        "decode on from there."
    )
    said = f"{origin(run.shown)} · {search_said(st.session_state['beam_size'])}"
    muted(said, f"tree-of-{position}")
    if len(branches) < len(whole):
        drawn, all_of_them = branches[-1].step + 1, whole[-1].step + 1
        muted(f"The first {drawn} of {all_of_them} steps: the whole tree is too large to draw.", f"tree-cut-{position}")
    draw_chart(
        tree_figure(branches),
        f"tree-{position}",
        on_points=clicked,
        alt=f"Search tree of {name}, {len(branches)} nodes. The same nodes are in the list below.",
        look_at=step_at(st.session_state["step"]),
    )
    saving.draw_tree(position, branches, run.shown, said)
    nodes = run.shown.trace.search or ()
    st.selectbox(
        "Or choose a node",
        [branch.place for branch in branches],
        index=None,
        key=f"node-{position}",
        format_func=lambda place: (
            f"{joined(map(surface, path_to(nodes, place)))} ({nodes[place].total:.2f}, {nodes[place].fate})"
        ),
        on_change=chosen,
        placeholder="Type a word of the path",
        width=420,
    )


def _choose(name: str, run: Runs, place: object) -> None:
    """A finished node shows its hypothesis; any other decodes on from its path."""
    nodes = run.shown.trace.search or ()
    if not isinstance(place, int) or not 0 <= place < len(nodes):
        return
    path = tuple(path_to(nodes, place))
    for number, found in enumerate(run.hypotheses, 1):
        if nodes[place].fate == "finished" and found.target.ids == path:
            st.session_state["hypothesis"] = number
            return
    step_state.change(add(st.session_state["history"].now, Edit(name, say_path(path))), step=len(path) - 1)


def _verdict(models: Models, runs: Mapping[str, Runs], text: str) -> None:
    with st.expander("Search error or model error?"):
        wanted = st.text_input("The translation you wanted", key="reference")
        st.caption("It is force-decoded: the model scores it as if it had said it.")
        if not wanted.strip():
            return
        for name, run in runs.items():
            with problems_shown(models[name].name, MISTYPED):
                st.text(f"{models[name].name}: {read_verdict(run.free[0], force(models[name], text, wanted))}")


def read_verdict(own: Translation, wanted: Translation) -> str:
    """The verdict in words, with all scores."""
    verdict = judge(own, wanted)
    if verdict.same:
        return "that is what it said."
    if strange := [word.text for word in side_words(wanted.target, "words") if word.unknown]:
        return f"neither: it cannot say {', '.join(dict.fromkeys(strange))}, for that is not in its vocabulary."
    scores = (
        f"yours {verdict.wanted_per_piece:.3f} per token ({verdict.wanted:.2f} in all), "
        f"its own {verdict.own_per_piece:.3f} ({verdict.own:.2f})"
    )
    if verdict.search_error:
        said = "Search error: it finds yours better than its own, but the search did not come upon it"
    else:
        said = "Model error: it finds its own better than yours, so no wider search would have found yours"
    length = ". By the plain log-probability, which favours short translations, it is the other way round"
    return f"{said}: {scores}; the search ranks by log-probability per token{length * verdict.depends_on_length}."
