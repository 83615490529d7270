"""What the step view is told: the trace's own numbers; what changed; the verdict; the search tree's picture."""

import json
from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s
from figures.beam_tree import Branch, rank_rows, tree_figure
from figures.figure import trace_of
from figures.rows import rows_figure
from figures.words import Word
from seq2seq_core import InputError, ReplaceWeights, SetWeights
from seq2seq_core.analysis.alignment_measures import entropy
from seq2seq_core.decoding.search_tree import path_to
from seq2seq_core.registry import find_model
from ui.step_through.beam import branches_of, first_steps, read_verdict
from ui.step_through.comparison import compare, pair_steps
from ui.step_through.data import model_data, piece_label, run_data
from ui.step_through.runs import Runs
from ui.step_through.state import read_request
from ui.step_through.verdict import judge

SENTENCE = "The cat saw the dog."
NAMES = ["en-fr/bahdanau", "en-fr/luong-general"]


@pytest.fixture(params=NAMES)
def model(request: pytest.FixtureRequest, tiny_checkpoints: Path) -> s2s.Translator:
    return s2s.load(request.param, tiny_checkpoints)


def surface_of(model: s2s.Translator):
    return model.checkpoint.vocabulary.surface


def test_the_numbers_are_those_of_the_trace(model: s2s.Translator) -> None:
    (run,) = model.translate(SENTENCE)
    data = run_data(run, (), None, surface_of(model))
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    for name in ("weights", "scores"):
        np.testing.assert_allclose(data[name], getattr(run.trace, name), atol=1e-6)
    assert set(data["computed"]) == {None}, "it is what was used"
    np.testing.assert_allclose(data["entropy"], entropy(run.trace.weights), atol=1e-6)
    np.testing.assert_allclose(data["contextNorm"], np.linalg.norm(run.trace.context, axis=1), atol=1e-4)
    np.testing.assert_allclose(data["queryNorm"], np.linalg.norm(run.trace.query, axis=1), atol=1e-4)
    np.testing.assert_allclose([piece["logProb"] for piece in data["target"]], run.trace.log_probs, atol=1e-6)
    for t, alternatives in enumerate(data["alternatives"]):
        assert [other["id"] for other in alternatives] == run.trace.candidate_ids[t].tolist()
        np.testing.assert_allclose(
            [other["logProb"] for other in alternatives], run.trace.candidate_log_probs[t], atol=1e-6
        )
    assert data["logProb"] == pytest.approx(run.log_prob, abs=1e-5)
    assert [piece["text"] for piece in data["source"]][-1] == "</s>"


def test_a_model_without_attention_has_no_weights(tiny_checkpoints: Path) -> None:
    model = s2s.load("en-fr/no-attention", tiny_checkpoints)
    runs = Runs(model.translate(SENTENCE), None, (), 1)
    data = model_data("A", runs, find_model(model.name, tiny_checkpoints), surface_of(model))
    assert data["compares"].startswith("compares nothing")
    assert data["runs"][0]["weights"] is None


def test_changed_runs_are_marked_and_measured(model: s2s.Translator) -> None:
    (free,) = model.translate(SENTENCE)
    other = next(i for i in free.trace.candidate_ids[1].tolist() if i != free.target.ids[1])
    changes = (s2s.ForceToken(1, other),)
    (changed,) = model.translate(SENTENCE, interventions=changes)
    data = run_data(changed, changes, free, surface_of(model))
    first, second, *_ = data["target"]
    assert (first["forced"], first["changed"], first["moved"], first["rise"]) == (False, False, 0, 0)
    assert (second["forced"], second["changed"]) == (True, True)
    everywhere = run_data(changed, (ReplaceWeights("uniform"),), free, surface_of(model))
    assert all(piece["edited"] for piece in everywhere["target"])
    np.testing.assert_allclose(everywhere["computed"], changed.trace.computed, atol=1e-6)
    here = run_data(changed, (SetWeights(1, (1.0,)),), free, surface_of(model))["computed"]
    assert [row is None for row in here[:3]] == [True, False, True], "it is sent where something was edited"


def test_how_far_attention_moved_is_half_the_sum_of_differences(model: s2s.Translator) -> None:
    (free,) = model.translate(SENTENCE)
    row = tuple(float(s == 0) for s in range(len(free.source.ids)))
    (changed,) = model.translate(SENTENCE, interventions=[SetWeights(0, row)])
    first = compare(free, changed)[0]
    assert first.moved == pytest.approx(1 - float(free.trace.weights[0, 0]), abs=1e-5)
    (shorter,) = model.translate(SENTENCE, interventions=[s2s.DropSource(0)])
    assert all(change.moved is None for change in compare(free, shorter))


@pytest.mark.parametrize(
    ("before", "after", "partners"),
    [
        ([1, 2, 3], [1, 2, 3], [0, 1, 2]),
        ([1, 2, 3], [1, 9, 3], [0, 1, 2]),
        ([1, 2, 3], [1, 8, 9, 3], [0, 1, None, 2]),
        ([1, 2, 3], [1, 3], [0, 2]),
        ([1, 2], [1, 7, 8, 2], [0, None, None, 1]),
    ],
)
def test_steps_stand_beside_those_that_say_the_same(
    before: list[int], after: list[int], partners: list[int | None]
) -> None:
    assert pair_steps(before, after) == partners


def test_pieces_read_as_words_and_parts_of_words() -> None:
    assert [piece_label(p) for p in ("▁chat", "ant", ".", "▁", "</s>")] == ["chat", "‑ant", ".", "▁", "</s>"]
    assert piece_label("chat", first=True) == "chat"


SAY, LOOK = {"kind": "say", "model": "m", "step": 0, "id": 5}, {"kind": "look", "model": "m", "step": 0, "row": [1]}


@pytest.mark.parametrize(
    "asked",
    [
        None,
        3,
        {},
        {"kind": "say"},
        SAY | {"model": "nope"},
        SAY | {"step": -1},
        SAY | {"step": "0"},
        LOOK | {"row": "abc"},
        LOOK | {"row": ["x"]},
        LOOK | {"row": [None]},
        LOOK | {"row": [-1, 2]},
        LOOK | {"row": [0]},
    ],
    ids=str,
)
def test_what_a_browser_must_not_ask_is_refused(asked: object) -> None:
    with pytest.raises(InputError):
        read_request(asked, ["m"])


def test_a_browser_may_ask_for_a_word_or_a_row() -> None:
    assert read_request({"kind": "say", "model": "m", "step": 2, "id": 5}, ["m"]) == ("m", 2, (s2s.ForceToken(2, 5),))
    asked = {"kind": "look", "model": "m", "step": 0, "row": [0.25, 0.75]}
    assert read_request(asked, ["m"]) == ("m", 0, (SetWeights(0, (0.25, 0.75)),))


def test_the_verdict_compares_what_the_search_ranks_by(model: s2s.Translator) -> None:
    (own,) = model.translate(SENTENCE)
    assert read_verdict(own, model.force(SENTENCE, own.text)).startswith("that is what it said")
    worse = model.force(SENTENCE, "Le thé froid.")
    verdict = judge(own, worse)
    assert verdict.own == own.log_prob
    assert verdict.own_per_piece == pytest.approx(own.log_prob / len(own.target.ids))
    assert not verdict.search_error
    assert "Model error" in read_verdict(own, worse)
    assert judge(worse, own).search_error
    assert "Search error" in read_verdict(worse, own)
    assert read_verdict(own, model.force(SENTENCE, "Le 漢 dort.")).startswith("neither: it cannot say 漢, ")


def test_the_tree_draws_all_that_was_kept_and_marks_the_path(model: s2s.Translator) -> None:
    best, *_ = model.translate(SENTENCE, beam_size=3, keep_search=True)
    nodes = best.trace.search or ()
    branches = branches_of(best, surface_of(model), 3)
    drawn = {branch.place for branch in branches}
    assert {place for place, node in enumerate(nodes) if node.fate != "pruned"} <= drawn
    for branch in branches:
        assert branch.total == nodes[branch.place].total
        assert branch.probability == pytest.approx(np.exp(nodes[branch.place].log_prob))
    path = sorted((branch for branch in branches if branch.shown), key=lambda branch: branch.step)
    assert tuple(nodes[branch.place].id for branch in path) == best.target.ids
    assert tuple(path_to(nodes, path[-1].place)) == best.target.ids
    assert max(rank_rows(branches).values()) < 2 * 3  # no column is higher than others can be, or blank lies below them
    figure = tree_figure(branches)
    assert trace_of(figure, "nodes")["customdata"] == [branch.place for branch in branches]


def test_branches_of_a_step_stand_from_best_to_worst_and_their_words_are_escaped() -> None:
    def branch(place: int, total: float, word: str = "x") -> Branch:
        return Branch(place, -1, 0, Word(word), 0.5, total, "kept", False)

    assert rank_rows([branch(0, -3.0), branch(1, -1.0), branch(2, -2.0)]) == {1: 0, 2: 1, 0: 2}
    (text,) = trace_of(tree_figure([branch(0, -1.0, "<b>&amp;")]), "nodes")["text"]
    assert "<b>" not in text
    assert "&lt;b&gt;&amp;amp;" in text


def test_two_rows_are_drawn_as_they_are() -> None:
    real, found = np.array([0.5, 0.5], dtype=np.float32), np.array([0.1, 0.9], dtype=np.float32)
    figure = rows_figure(real, found, [Word("<s>"), Word("a")], "found")
    assert [trace_of(figure, name)["y"].tolist() for name in ("found", "real")] == [found.tolist(), real.tolist()]
    assert figure["layout"]["xaxis"]["ticktext"][0] == "&lt;s&gt;"


def test_of_a_very_large_tree_the_first_steps_are_drawn_whole() -> None:
    branches = [Branch(place, place - 3, place // 3, Word("x"), 0.5, -1.0, "kept", False) for place in range(12)]
    assert first_steps(branches, most=12) == branches
    assert [branch.step for branch in first_steps(branches, most=8)] == [0, 0, 0, 1, 1, 1]
    assert [branch.step for branch in first_steps(branches, most=2)] == [0, 0, 0], "one step in any case"
