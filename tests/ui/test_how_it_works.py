"""What the How it works page is told: the numbers of the trace, in tables that add up, for every kind of model."""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s
from figures.terms import terms_figure
from figures.window import window_figure
from figures.words import Word
from seq2seq_core.analysis.step_breakdown import dissect, open_score
from seq2seq_core.checkpoint import read_config
from seq2seq_core.evaluation.family import Finding
from seq2seq_core.function_words import kind_of
from seq2seq_core.registry import find_model
from tests.references import references
from tests.tiny_models import FAMILY
from ui.how_it_works import family
from ui.how_it_works.case import Case
from ui.how_it_works.flow import flow_of
from ui.how_it_works.flow_view import spoken
from ui.how_it_works.flow_view.flows import FLOWS
from ui.how_it_works.flow_view.layout import WIDTH, Flow
from ui.how_it_works.local import window_said
from ui.how_it_works.location import rows_of, words_to_swap_in
from ui.how_it_works.output import best_table, context_table, maxout_table, mix_table
from ui.how_it_works.score import SHOWN, summary, terms_table
from ui.how_it_works.state import TABLE
from ui.how_it_works.weights import weights_table
from ui.shared.number_table import Table, number
from ui.shared.panel import describe
from ui.shared.remembered import read_table

SENTENCE = "The cat saw the dog."
STEP, WORD = 2, 1
ATTENTIVE = [name for name in FAMILY if name != "no-attention"]


def case_of(name: str, root: Path, text: str = SENTENCE, step: int = STEP, word: int = WORD) -> Case:
    model = s2s.load(f"en-fr/{name}", root)
    found = model.force(text, "Le chat a vu le chien.")
    anatomy = dissect(model.checkpoint.model, found.source.ids, found.target.ids, step)
    return Case(find_model(f"en-fr/{name}", root), model, found, step, word, anatomy)


@pytest.fixture(params=FAMILY)
def case(request: pytest.FixtureRequest, tiny_family: Path) -> Case:
    return case_of(request.param, tiny_family)


@pytest.fixture(params=ATTENTIVE)
def attentive(request: pytest.FixtureRequest, tiny_family: Path) -> Case:
    return case_of(request.param, tiny_family)


def read(cell: object) -> float:
    assert isinstance(cell, str)
    return -np.inf if cell == "–" else float(cell.replace("−", "-").replace(",", ""))


def column(table: Table, title: str) -> list[float]:
    place = list(table.columns).index(title)
    return [read(row[place]) for row in table.rows]


def test_the_softmax_table_is_the_row_of_the_trace_and_adds_up(attentive: Case) -> None:
    table, trace = weights_table(attentive), attentive.translation.trace
    np.testing.assert_allclose(column(table, "score"), trace.scores[STEP], atol=6e-4)
    np.testing.assert_allclose(column(table, "weight"), trace.weights[STEP], atol=6e-5)
    exps = column(table, "exp(score − max)")
    (foot,) = table.foot
    assert read(foot[2]) == pytest.approx(sum(exps), abs=1e-3)
    softmax = column(table, "softmax" if "softmax" in table.columns else "weight")
    np.testing.assert_allclose(np.array(exps) / sum(exps), softmax, atol=2e-4)
    assert read(foot[3]) == pytest.approx(1, abs=1e-4)
    if attentive.config.scope == "local-p":
        assert read(foot[5]) == pytest.approx(sum(trace.weights[STEP]), abs=1e-4)
        assert read(foot[5]) < 1
    assert table.marked == {WORD}
    assert json.loads(json.dumps(asdict(table) | {"marked": [], "quiet": []}, allow_nan=False))


def test_an_opened_score_ends_in_the_score_of_the_trace(attentive: Case) -> None:
    opened = open_score(attentive.model, attentive.anatomy, WORD)
    table = terms_table(attentive, opened)
    assert read(table.foot[-1][-2]) == pytest.approx(opened.total, abs=1e-4)
    if opened.allowed:
        assert opened.total == pytest.approx(attentive.translation.trace.scores[STEP, WORD], abs=1e-5)
    shown = column(table, "term")
    assert len(shown) == SHOWN
    assert [abs(value) for value in shown] == sorted(map(abs, shown), reverse=True)
    assert sum(shown) + read(table.foot[0][-2]) == pytest.approx(opened.total, abs=2e-3)
    assert number(opened.total) in summary(attentive, opened)
    figure = terms_figure(opened.terms)
    assert figure["data"][1]["y"][-1] == pytest.approx(opened.total)


def test_the_context_table_adds_up_to_the_context(attentive: Case) -> None:
    table, trace = context_table(attentive), attentive.translation.trace
    (foot,) = table.foot
    largest = np.sort(np.abs(trace.context[STEP]))[::-1][:3]
    np.testing.assert_allclose([abs(read(cell)) for cell in foot[2:5]], largest, atol=1e-4)
    for place in range(1, 6):
        assert sum(read(row[place]) for row in table.rows) == pytest.approx(read(foot[place]), abs=1e-3)
    assert read(foot[5]) == pytest.approx(np.linalg.norm(trace.context[STEP]), abs=1e-4)


def test_the_mix_is_a_tanh_or_a_maximum(attentive: Case) -> None:
    if attentive.config.attention == "luong":
        for _, context, state, total, tanh, _ in mix_table(attentive).rows:
            assert read(context) + read(state) == pytest.approx(read(total), abs=2e-3)
            assert np.tanh(read(total)) == pytest.approx(read(tanh), abs=1e-3)
    else:
        for _, *parts, larger, other in maxout_table(attentive).rows:
            assert sum(map(read, parts)) == pytest.approx(read(larger), abs=3e-3)
            assert read(larger) >= read(other)


def test_the_best_pieces_are_those_of_the_trace(case: Case) -> None:
    table, trace = best_table(case), case.translation.trace
    np.testing.assert_allclose(column(table, "− log sum")[:5], trace.candidate_log_probs[STEP, :5], atol=1e-4)
    assert [row[0] for row in table.rows][:5] == [case.surface(int(i)) for i in trace.candidate_ids[STEP, :5]]
    (marked,) = table.marked
    assert read(table.rows[marked][2]) == pytest.approx(trace.log_probs[STEP], abs=1e-4)
    assert sum(column(table, "probability")) + read(table.foot[0][3]) == pytest.approx(1, abs=1e-3)


def norms(flow: Flow) -> dict[str, float]:
    return {box.name: box.norm for box in flow.boxes if box.norm is not None}


def test_the_norms_of_the_drawing_are_those_of_the_trace(case: Case) -> None:
    flow, trace = flow_of(case.config.attention, case), case.translation.trace
    asking = [box for box in flow.boxes if box.asks]
    if trace.weights is None:
        assert not asking
        assert {box.name for box in flow.boxes}.isdisjoint({"scores", "weights", "context"})
        assert norms(flow)["after"] == pytest.approx(np.linalg.norm(trace.query[STEP]), rel=1e-5)
        return
    (box,) = asking
    assert box.name == ("before" if case.config.attention == "bahdanau" else "after")
    assert box.norm == pytest.approx(np.linalg.norm(trace.query[STEP]), rel=1e-5)
    found = norms(flow)
    assert found["context"] == pytest.approx(np.linalg.norm(trace.context[STEP]), rel=1e-5)
    assert found["weights"] == pytest.approx(np.linalg.norm(trace.weights[STEP]), rel=1e-5)
    scores = trace.scores[STEP]
    assert found["scores"] == pytest.approx(np.linalg.norm(scores[np.isfinite(scores)]), rel=1e-5)
    (weights,) = [box for box in flow.boxes if box.name == "weights"]
    np.testing.assert_allclose(weights.bars, trace.weights[STEP], atol=1e-6)
    assert json.loads(json.dumps(asdict(flow), allow_nan=False))


def test_location_has_no_arrow_from_the_encoder_states_to_the_scores(tiny_family: Path) -> None:
    def into_scores(name: str) -> int:
        flow = flow_of("luong", case_of(name, tiny_family))
        top = next(box.place[1] for box in flow.boxes if box.name == "scores")
        return sum(arrow.points[-1][1] == top for arrow in flow.arrows)

    assert into_scores("luong-location") == into_scores("luong-general") - 1


@pytest.mark.parametrize("kind", FLOWS)
def test_boxes_do_not_overlap_and_stay_inside_with_and_without_numbers(kind: str, case: Case) -> None:
    flows = [flow_of(kind, None), *([flow_of(kind, case)] if case.config.attention == kind else [])]
    for flow in flows:
        places = [box.place for box in flow.boxes]
        for i, (x, y, w, h) in enumerate(places):
            assert x >= 0
            assert x + w <= WIDTH
            assert y + h <= flow.height
            for x2, y2, w2, h2 in places[:i]:
                assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y
        assert len(spoken(flow)) == len(flow.boxes)
        assert flow.live == any(box.norm is not None for box in flow.boxes)


def test_a_swapped_word_moves_a_location_row_only_through_the_state(tiny_family: Path) -> None:
    for name, blind in (("luong-location", True), ("luong-general", False)):
        case = case_of(name, tiny_family)
        place = next(i for i, group in enumerate(case.translation.source.groups) if WORD in group)
        word, pieces = next(iter(words_to_swap_in(case, place).items()))
        group = case.translation.source.groups[place]
        assert len(pieces) == len(group)
        assert word != case.translation.source.words[place]
        ids = case.translation.source.ids
        swap = (*ids[: group[0]], *pieces, *ids[group[-1] + 1 :])
        held, anew, moved = rows_of(case, swap)
        assert moved > 0
        assert (np.abs(held - case.look.weights).max() == 0) == blind
        assert np.abs(anew - case.look.weights).max() > 0


def test_a_word_is_swapped_for_one_of_its_kind(tiny_family: Path) -> None:
    source = case_of("luong-location", tiny_family).translation.source
    for place, kind in ((0, "function"), (1, "content")):  # The, cat
        case = case_of("luong-location", tiny_family, word=source.groups[place][0])
        assert kind_of(next(iter(words_to_swap_in(case, place))), "en") == kind


def test_the_window_is_drawn_from_the_same_numbers(tiny_family: Path) -> None:
    case = case_of("luong-local-p", tiny_family)
    look = case.look
    figure = window_figure(
        look.softmax, look.gaussian, look.weights, look.center, case.config.window, [Word(text) for text in case.source]
    )
    np.testing.assert_array_equal(np.nan_to_num(figure["data"][0]["y"]), look.softmax)
    np.testing.assert_array_equal(figure["data"][1]["y"], look.weights)
    center = np.argmax(figure["data"][2]["y"])
    assert figure["data"][2]["x"][center] == pytest.approx(look.center)
    look = case_of("luong-local-m", tiny_family).look
    (row,) = window_figure(look.softmax, None, look.weights, look.center, 2, [Word(text) for text in case.source])[
        "data"
    ]
    np.testing.assert_array_equal(row["y"], look.weights)
    assert "sums to less than one" in window_said(2.0, 2, 5, 9, 0.8)
    assert "sums to less" not in window_said(2.0, 2, 5, 9, 1.0)
    assert "sees 5 of 9 tokens, the others get no weight" in window_said(2.0, 2, 5, 9, 1.0)
    assert "sees all 3 tokens." in window_said(1.0, 4, 3, 3, 1.0)


def test_numbers_have_a_real_minus_and_no_minus_zero() -> None:
    assert [number(value) for value in (-1.5, -0.0001, 0.25)] == ["−1.500", "0.000", "0.250"]


def test_a_link_is_checked() -> None:
    models, shared = references("en-fr/bahdanau", "en-fr/luong-dot"), {"pair": "en-fr", "models": []}
    link = {"inside": ["luong-dot"], "step": ["3"], "word": ["2"], "section": ["training"], "watched": ["6"]}
    values, wrong = read_table(TABLE, link, models, shared)
    assert values == {
        "lecture_model": "en-fr/luong-dot",
        "lecture_section": "training",
        "lecture_step": 2,
        "lecture_word": 1,
        "lecture_watched": 5,
        "lecture_point": None,
        "lecture_swap": None,
    }
    assert not wrong
    link = {"inside": ["../x"], "step": ["-1"], "word": ["٣"], "section": ["<b>"], "point": ["0"]}
    values, wrong = read_table(TABLE, link, models, shared)
    assert len(wrong) == 5
    assert (values["lecture_step"], values["lecture_word"], values["lecture_section"]) == (0, 0, "flow")


def test_a_model_is_described_by_what_sets_it_apart(tiny_family: Path) -> None:
    def said(name: str) -> str:
        return describe(read_config(tiny_family / "en-fr" / name))

    assert said("luong-general") == "Luong, general: looks with the current state"
    assert said("luong-local-p").startswith("Luong, general, local-p:")
    assert said("luong-general-no-feeding").startswith("Luong, general, no input feeding:")
    assert said("bahdanau").startswith("Bahdanau: looks with the previous state")
    assert "never looks back" in said("no-attention")


def test_a_finding_is_told_with_its_size_and_how_sure_it_is() -> None:
    def told(ahead: float, *ends: float, measure: str = "BLEU") -> str:
        interval = (ends[0], ends[1]) if ends else None
        return family.said(Finding("feeding", "en-fr/one", "en-fr/two", measure, ahead, interval))

    assert told(2.04) == "So it is here: one is 2.0 BLEU ahead of two."
    assert told(-2.0) == "Not so here: one is 2.0 BLEU behind two."
    assert told(2.04, 1.0, 3.0) == (
        "So it is here: one is 2.0 BLEU ahead of two (1.0 to 3.0 in 95% of bootstrap samples)."
    )
    assert told(-2.0, -3.5, -0.26) == (
        "Not so here: one is 2.0 BLEU behind two (0.3 to 3.5 in 95% of bootstrap samples)."
    )
    assert told(-0.3, -1.0, 0.4) == (
        "Too close to tell here: one is 0.3 BLEU behind two (−0.4 to 1.0 in 95% of bootstrap samples)."
    )
    assert told(-0.04, -0.9, 0.9) == (
        "Too close to tell here: one and two are level in BLEU (−0.9 to 0.9 in 95% of bootstrap samples)."
    )
    assert told(0.004, measure="alignment error") == "Too close to tell here: one and two are level in alignment error."
    assert told(0.1, measure="alignment error") == "So it is here: two’s alignment error is 0.10 above that of one."
