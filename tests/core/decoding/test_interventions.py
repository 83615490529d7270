"""Changed runs against the same change made by hand, and what is left alone."""

import math

import numpy as np
import pytest
import torch

from seq2seq_core.decoding.decode import decode
from seq2seq_core.decoding.interventions import (
    DropSource,
    ForceToken,
    Intervention,
    ReplaceWeights,
    SetWeights,
    SwapSource,
    Temperature,
    change_source,
)
from seq2seq_core.decoding.options import GREEDY, DecodingOptions
from seq2seq_core.decoding.trace import Trace
from seq2seq_core.errors import InputError
from seq2seq_core.vocabulary import END
from tests.core.papers import ATTENTIVE, KINDS, small_model, softmax
from tests.core.searches import SOURCES, assert_same, translator

SOURCE = SOURCES[0]
BEAM = DecodingOptions(3, 3)


def run(kind: str, *changes: Intervention, source: list[int] = SOURCE) -> Trace:
    return decode(translator(kind), [source], GREEDY, changes)[0][0].trace


def states(kind: str) -> np.ndarray:
    with torch.no_grad():
        source, _ = translator(kind).encode(torch.tensor([SOURCE]), torch.tensor([len(SOURCE)]))
    return source.states[0].numpy()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("options", [GREEDY, BEAM], ids=["greedy", "beam"])
def test_a_forced_piece_is_said_at_its_step_and_changes_nothing_before(kind: str, options: DecodingOptions) -> None:
    model = translator(kind)
    free = decode(model, [SOURCE])[0][0]
    step = min(2, len(free.ids) - 1)
    changed = decode(model, [SOURCE], options, [ForceToken(step, 15)])[0]
    assert all(h.ids[step] == 15 for h in changed if len(h.ids) > step)
    if options is GREEDY:
        (one,) = changed
        assert one.ids[:step] == free.ids[:step]
        np.testing.assert_array_equal(one.trace.log_probs[:step], free.trace.log_probs[:step])
        prefix = DecodingOptions(prefix=(*free.ids[:step], 15))
        assert_same(one, decode(model, [SOURCE], prefix)[0][0])


@pytest.mark.parametrize("kind", ATTENTIVE)
def test_given_weights_are_used_at_their_step_and_the_models_own_are_kept_beside(kind: str) -> None:
    row = (0.0, 0.0, 0.5, 0.25, 0.25, 0.0)
    free, changed = run(kind), run(kind, SetWeights(1, row))
    np.testing.assert_array_equal(changed.weights[0], free.weights[0])
    np.testing.assert_allclose(changed.weights[1], row)
    np.testing.assert_allclose(changed.context[1], np.array(row) @ states(kind), atol=1e-5)
    np.testing.assert_allclose(changed.computed[1], free.computed[1], atol=1e-6)
    for t in range(2, len(changed.weights)):
        np.testing.assert_array_equal(changed.weights[t], changed.computed[t])


@pytest.mark.parametrize("kind", ATTENTIVE)
@pytest.mark.parametrize("replacement", ["uniform", "previous", "diagonal", "argmax", "shuffled"])
def test_replaced_weights_follow_from_what_the_model_computed(kind: str, replacement: str) -> None:
    trace = run(kind, ReplaceWeights(replacement))
    S = len(SOURCE)
    for t, (used, own) in enumerate(zip(trace.weights, trace.computed, strict=True)):
        if replacement == "uniform":
            expected = np.full(S, 1 / S)
        elif replacement == "previous":
            expected = trace.computed[max(t - 1, 0)]
        elif replacement == "diagonal":
            expected = np.eye(S)[min(t, S - 1)]
        elif replacement == "argmax":
            expected = np.eye(S)[own.argmax()]
        else:
            used, expected = np.sort(used), np.sort(own)
        np.testing.assert_allclose(used, expected, atol=1e-6)
        np.testing.assert_allclose(own, softmax(trace.scores[t].tolist()), atol=1e-5)
        np.testing.assert_allclose(trace.context[t], trace.weights[t] @ states(kind), atol=1e-5)


def test_a_shuffle_is_a_function_of_its_seed() -> None:
    one, same, other = (run("bahdanau", ReplaceWeights("shuffled", seed)).weights for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.allclose(one[0], other[0])


@pytest.mark.parametrize("kind", ATTENTIVE)
@pytest.mark.parametrize("tau", [0.25, 1.0, 4.0])
@pytest.mark.parametrize("step", [None, 0])
def test_a_temperature_divides_the_scores(kind: str, tau: float, step: int | None) -> None:
    trace = run(kind, Temperature(tau, step))
    for t, scores in enumerate(trace.scores.astype(float)):
        here = tau if step in (None, t) else 1.0
        np.testing.assert_allclose(trace.weights[t], softmax((scores / here).tolist()), atol=1e-5)


def test_a_temperature_keeps_the_gaussian_of_local_attention() -> None:
    model = small_model("luong-local-p", vocabulary_size=20).float()
    trace = decode(model, [SOURCE], GREEDY, [Temperature(2.0)])[0][0].trace
    for scores, weights, center in zip(trace.scores.astype(float), trace.weights, trace.centers, strict=True):
        gaussian = [math.exp(-((s - center) ** 2) / (2 * 1.0**2)) for s in range(len(SOURCE))]  # D = 2
        by_hand = [w * g for w, g in zip(softmax((scores / 2).tolist()), gaussian, strict=True)]
        np.testing.assert_allclose(weights, by_hand, atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("options", [GREEDY, BEAM], ids=["greedy", "beam"])
def test_dropped_and_swapped_pieces_are_as_if_they_had_been_typed_so(kind: str, options: DecodingOptions) -> None:
    model = translator(kind)
    changed = decode(model, [SOURCE], options, [DropSource(1), SwapSource(3, (8, 10))])[0]
    typed = decode(model, [[SOURCE[0], SOURCE[2], 8, 10, SOURCE[4], END]], options)[0]
    for one, other in zip(changed, typed, strict=True):
        assert_same(one, other)


@pytest.mark.parametrize("kind", ATTENTIVE)
@pytest.mark.parametrize("options", [GREEDY, BEAM], ids=["greedy", "beam"])
@pytest.mark.parametrize("change", [ReplaceWeights("shuffled"), ReplaceWeights("previous"), Temperature(0.5)], ids=str)
def test_a_changed_batch_equals_one_by_one(kind: str, options: DecodingOptions, change: Intervention) -> None:
    model = translator(kind)
    for source, together in zip(SOURCES, decode(model, SOURCES, options, [change]), strict=True):
        for one, other in zip(together, decode(model, [source], options, [change])[0], strict=True):
            assert_same(one, other)


@pytest.mark.parametrize("kind", ATTENTIVE)
def test_changes_that_change_nothing_give_the_free_run(kind: str) -> None:
    model = translator(kind)
    free = decode(model, [SOURCE])[0][0]
    own = [SetWeights(t, tuple(map(float, row))) for t, row in enumerate(free.trace.weights)]
    for changes in (own, [Temperature(1.0)], [ForceToken(0, free.ids[0])], [SwapSource(0, (SOURCE[0],))]):
        assert_same(decode(model, [SOURCE], GREEDY, changes)[0][0], free)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SetWeights(0, (0.0, 0.0)), "all zero; at least one must be above 0"),
        (lambda: SetWeights(0, (0.5, -0.1)), "attention weight -0.1 at position 1 must be a number of at least 0"),
        (lambda: SetWeights(0, (math.nan,)), "attention weight nan"),
        (lambda: ReplaceWeights("sideways"), "cannot be replaced by 'sideways'; allowed: uniform"),  # type: ignore[arg-type]
        (lambda: Temperature(0.0), "temperature 0.0 must be a number above 0"),
        (lambda: Temperature(math.inf), "temperature inf"),
        (lambda: change_source([5, 6, END], [DropSource(2)]), "source position 2 is not in this sentence, which has 0"),
        (lambda: change_source([5, 6, END], [DropSource(-1)]), "source position -1"),
        (lambda: change_source([5, 6, END], [DropSource(0), DropSource(1)]), "every source word was dropped"),
        (lambda: run("bahdanau", SetWeights(0, (1.0, 0.0))), "2 attention weights were given for step 0"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(make: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        make()  # type: ignore[operator]
