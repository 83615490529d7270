"""A step taken apart is the step that the trace tells of, for every kind of attention, and its parts add up."""

import math

import numpy as np
import pytest
import torch

from seq2seq_core.analysis.step_breakdown import (
    Anatomy,
    concat_scores,
    dissect,
    look_with,
    open_maxout,
    open_mix,
    open_score,
)
from seq2seq_core.decoding.decode import force
from seq2seq_core.decoding.hypothesis import Hypothesis
from seq2seq_core.errors import InputError
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import END
from tests.core.papers import FAMILY, small_model, translate_slowly

SOURCE, TARGET = [5, 9, 7, 5, 8, END], [4, 10, 4, 6, END]
LONGER, SHORTER = [6, 6, 7, 8, 9, 10, 4, 5, END], [7, END]
ATTENTIVE = [kind for kind in FAMILY if kind != "no-attention"]
STEPS = range(len(TARGET))


def traced(model: Seq2Seq) -> Hypothesis:
    """The middle one of three sentences that were decoded together, so that it is padded on both sides."""
    return force(model, [LONGER, SOURCE, SHORTER], [SHORTER, TARGET, LONGER])[1]


@pytest.fixture(params=FAMILY)
def model(request: pytest.FixtureRequest) -> Seq2Seq:
    return small_model(request.param)


@pytest.fixture(params=ATTENTIVE)
def attentive(request: pytest.FixtureRequest) -> Seq2Seq:
    return small_model(request.param)


def test_every_array_of_a_step_is_that_of_the_trace(model: Seq2Seq) -> None:
    trace = traced(model).trace
    for t in STEPS:
        step = dissect(model, SOURCE, TARGET, t)
        np.testing.assert_allclose(step.query, trace.query[t], atol=1e-10)
        np.testing.assert_array_equal(step.best_ids, trace.candidate_ids[t, :5])
        np.testing.assert_allclose(step.best_logits - step.log_sum, trace.candidate_log_probs[t, :5], atol=1e-10)
        if trace.weights is None:
            assert step.look is None
            continue
        assert step.look is not None
        for name in ("scores", "weights", "context"):
            np.testing.assert_allclose(getattr(step.look, name), getattr(trace, name)[t], atol=1e-10)
        assert step.look.center == (None if trace.centers is None else pytest.approx(trace.centers[t], abs=1e-6))


def test_states_follow_each_other(model: Seq2Seq) -> None:
    steps = [dissect(model, SOURCE, TARGET, t) for t in STEPS]
    for earlier, later in zip(steps, steps[1:], strict=False):
        np.testing.assert_array_equal(earlier.after, later.before)
        if later.fed is not None:
            np.testing.assert_array_equal(earlier.attentional, later.fed)
    bahdanau = model.config.attention == "bahdanau"
    assert all(
        step.query is not None and (step.query == (step.before if bahdanau else step.after)).all() for step in steps
    )


def test_an_opened_score_adds_up_to_the_traced_one(attentive: Seq2Seq) -> None:
    trace = traced(attentive).trace
    assert trace.scores is not None
    for t in STEPS:
        step = dissect(attentive, SOURCE, TARGET, t)
        for s in range(len(SOURCE)):
            opened = open_score(attentive, step, s)
            assert opened.allowed == np.isfinite(trace.scores[t, s])
            if opened.allowed:
                assert opened.total == pytest.approx(trace.scores[t, s], abs=1e-5)
            if opened.tanh is not None and opened.v is not None:
                np.testing.assert_allclose(opened.terms, opened.v * np.tanh(opened.query + opened.key))


def test_outside_the_window_the_opened_score_is_what_it_would_have_been() -> None:
    model = small_model("luong-local-m")
    step = dissect(model, SOURCE, TARGET, 0)
    project = model.decoder.score.project.weight.detach().numpy() * model.config.decoder_size**-0.5  # type: ignore[union-attr]
    opened = open_score(model, step, 5)
    assert not opened.allowed
    assert opened.total == pytest.approx(step.after @ project @ step.states[5])


def test_softmax_gaussian_and_weights_belong_together(attentive: Seq2Seq) -> None:
    for t in STEPS:
        look = dissect(attentive, SOURCE, TARGET, t).look
        assert look is not None
        exp = np.exp(look.scores - look.scores.max())
        np.testing.assert_allclose(look.softmax, exp / exp.sum(), atol=1e-12)
        if look.gaussian is None:
            np.testing.assert_array_equal(look.weights, look.softmax)
        else:
            sigma = attentive.config.window / 2  # type: ignore[operator]
            places = np.arange(len(SOURCE))
            np.testing.assert_allclose(
                look.gaussian, np.exp(-((places - look.center) ** 2) / (2 * sigma**2)), atol=1e-6
            )
            np.testing.assert_allclose(look.weights, look.softmax * look.gaussian, atol=1e-6)
            assert look.weights.sum() < 1


def test_the_softmax_is_the_shares_of_the_exponentials(attentive: Seq2Seq) -> None:
    look = dissect(attentive, SOURCE, TARGET, 2).look
    assert look is not None
    by_hand = [math.exp(score - max(look.scores)) for score in look.scores]
    np.testing.assert_allclose(look.exponentials, by_hand, rtol=1e-6)
    np.testing.assert_allclose(look.exponentials / look.exponentials.sum(), look.softmax, atol=1e-6)


def test_the_context_is_the_row_times_the_encoder_states(attentive: Seq2Seq) -> None:
    step = dissect(attentive, SOURCE, TARGET, 2)
    assert step.look is not None
    np.testing.assert_allclose(step.look.weights @ step.states, step.look.context, atol=1e-6)
    np.testing.assert_allclose(step.states, translate_slowly(attentive, SOURCE, TARGET).states, atol=1e-9)


def test_the_attentional_vector_is_the_tanh_of_its_halves(attentive: Seq2Seq) -> None:
    step = dissect(attentive, SOURCE, TARGET, 1)
    if attentive.config.attention == "luong":
        mix = open_mix(attentive, step)
        np.testing.assert_allclose(np.tanh(mix.from_context + mix.from_state), step.attentional, atol=1e-6)
    else:
        np.testing.assert_allclose(open_maxout(attentive, step).pairs.max(axis=1), step.features, atol=1e-9)


def test_concat_in_one_piece_is_additive_in_two() -> None:
    for kind in ("bahdanau", "luong-concat"):
        model = small_model(kind)
        step = dissect(model, SOURCE, TARGET, 1)
        assert step.look is not None
        np.testing.assert_allclose(concat_scores(model, step), step.look.scores, atol=1e-9)


def other_word(step: Anatomy, model: Seq2Seq) -> tuple[np.ndarray, np.ndarray]:
    """The row with the state held, before and after a source word is swapped."""
    swapped = [SOURCE[0], 10, *SOURCE[2:]]
    rows = [look_with(model, step.query, ids, step.step, step.covered).weights for ids in (SOURCE, swapped)]
    return rows[0], rows[1]


def test_with_the_state_held_only_location_is_blind_to_the_words(attentive: Seq2Seq) -> None:
    for t in STEPS:
        step = dissect(attentive, SOURCE, TARGET, t)
        before, after = other_word(step, attentive)
        assert step.look is not None
        np.testing.assert_allclose(before, step.look.weights, atol=1e-12)
        if attentive.config.score == "location":
            np.testing.assert_array_equal(before, after)
    if attentive.config.scope == "global" and attentive.config.score != "location":
        assert np.abs(before - after).max() > 1e-6


def test_location_still_knows_the_source_through_its_state() -> None:
    model = small_model("luong-location")
    one = dissect(model, SOURCE, TARGET, 0).look
    other = dissect(model, [SOURCE[0], 10, *SOURCE[2:]], TARGET, 0).look
    assert one is not None
    assert other is not None
    assert np.abs(one.weights - other.weights).max() > 1e-6


def test_nothing_is_left_on_the_model(model: Seq2Seq) -> None:
    before = [set(vars(module)) for module in model.modules()]
    dissect(model, SOURCE, TARGET, 1)
    assert [set(vars(module)) for module in model.modules()] == before
    assert not torch.is_inference_mode_enabled()


@pytest.mark.parametrize("step", [-1, len(TARGET)])
def test_a_step_that_is_not_there_is_refused(model: Seq2Seq, step: int) -> None:
    with pytest.raises(InputError, match="is not between 1 and 5"):
        dissect(model, SOURCE, TARGET, step)


def test_what_cannot_be_opened_is_said() -> None:
    blind = small_model("no-attention")
    nothing = dissect(blind, SOURCE, TARGET, 0)
    with pytest.raises(InputError, match="no scores"):
        open_score(blind, nothing, 0)
    model = small_model("luong-location")
    long = [5] * 130 + [END]
    step = dissect(model, long, TARGET, 0)
    with pytest.raises(InputError, match="ignores positions after 128"):
        open_score(model, step, 129)
    with pytest.raises(InputError, match="not between 1 and 131"):
        open_score(model, step, 131)
