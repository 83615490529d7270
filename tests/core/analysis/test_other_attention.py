"""Permuted and adversarial attention, against a decoder that takes every step again under an intervention."""

from collections.abc import Sequence

import numpy as np
import pytest
import torch
from scipy.spatial.distance import jensenshannon

from seq2seq_core.analysis.other_attention import (
    adversarial_attention,
    jensen_shannon_divergence,
    permute_attention,
)
from seq2seq_core.decoding.decode import force
from seq2seq_core.decoding.interventions import Intervention, ReplaceWeights, SetWeights
from seq2seq_core.decoding.stepper import Stepper
from seq2seq_core.errors import InputError
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import END, START
from seq2seq_core.wanted import Unwanted, wanted_while
from tests.core.papers import FAMILY, small_model

SOURCE = [5, 9, 4, 7, END]
TARGET = [6, 8, 6, END]
ATTENTIVE = [kind for kind in FAMILY if kind != "no-attention"]


def probabilities(model: Seq2Seq, step: int, interventions: Sequence[Intervention] = ()) -> np.ndarray:
    """Of the whole vocabulary at a step of the forced target."""
    with torch.no_grad():
        stepper = Stepper(model, [SOURCE], interventions)
        for word in [START, *TARGET][: step + 1]:
            _, logits = stepper.step(torch.tensor([word]))
    return np.exp(logits[0].numpy()) / np.exp(logits[0].numpy()).sum()


def total_variation(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a - b).sum() / 2)


@pytest.mark.parametrize("kind", ATTENTIVE)
def test_permuting_is_setting_the_permuted_row_at_one_step_alone(kind: str) -> None:
    model = small_model(kind)
    weights = force(model, [SOURCE], [TARGET])[0].trace.weights
    found = permute_attention(model, SOURCE, TARGET, permutations=4, seed=3)
    for step in range(len(TARGET)):
        orders = np.random.default_rng((3, step)).permuted(np.tile(np.arange(len(SOURCE)), (4, 1)), axis=1)
        real = probabilities(model, step)
        expected = [
            total_variation(real, probabilities(model, step, [SetWeights(step, tuple(weights[step, order]))]))
            for order in orders
        ]
        np.testing.assert_allclose(found.distances[step], expected, atol=1e-5)
        assert found.median[step] == pytest.approx(np.median(expected), abs=1e-5)


def test_equal_weights_stay_the_same_however_they_are_permuted() -> None:
    model = small_model("bahdanau")
    found = permute_attention(model, SOURCE, TARGET, interventions=[ReplaceWeights("uniform")])
    np.testing.assert_allclose(found.distances, 0, atol=1e-6)


@pytest.mark.parametrize("kind", ATTENTIVE)
@pytest.mark.parametrize("epsilon", [0.01, 0.1])
def test_adversarial_weights_are_far_away_and_say_the_same(kind: str, epsilon: float) -> None:
    model = small_model(kind)
    weights = force(model, [SOURCE], [TARGET])[0].trace.weights
    found = adversarial_attention(model, SOURCE, TARGET, epsilon=epsilon, updates=40)
    np.testing.assert_allclose(found.real, weights, atol=1e-6)
    np.testing.assert_allclose(found.rows.sum(axis=1), weights.sum(axis=1), rtol=1e-5)
    for n, step in enumerate(found.steps):
        changed = probabilities(model, step, [found.intervention(n)])
        assert total_variation(probabilities(model, step), changed) == pytest.approx(found.distance[n], abs=1e-5)
        assert found.divergence[n] == pytest.approx(jensenshannon(found.rows[n], weights[n], base=2) ** 2, abs=1e-5)
    assert (found.distance <= epsilon + 1e-6).all()
    assert found.divergence.max() > 0.001


def test_no_row_of_a_fine_grid_is_much_further_away() -> None:
    """Of three source tokens every row can be tried."""
    model, source = small_model("luong-general"), [5, 9, END]
    grid = np.array([(a, b, 40 - a - b) for a in range(41) for b in range(41 - a)]) / 40
    found = adversarial_attention(model, source, TARGET, epsilon=0.05, updates=200)
    for n, step in enumerate(found.steps):
        with torch.no_grad():
            stepper = Stepper(model, [source])
            for word in [START, *TARGET][:step]:
                stepper.step(torch.tensor([word]))
            last = torch.tensor([[START, *TARGET][step]])
            real = stepper.logits_under([], last[0]).softmax(dim=-1)[0].numpy()
            each = [stepper.logits_under([SetWeights(step, tuple(row))], last[0]).softmax(dim=-1)[0] for row in grid]
        same = [i for i, one in enumerate(each) if total_variation(real, one.numpy()) <= 0.05]
        furthest = max((jensenshannon(grid[i], found.real[n], base=2) ** 2 for i in same), default=0.0)
        assert found.divergence[n] >= 0.95 * furthest - 1e-3


def test_chosen_steps_are_those_of_the_whole_and_the_same_every_time() -> None:
    model = small_model("bahdanau")
    whole = adversarial_attention(model, SOURCE, TARGET, updates=10)
    some = adversarial_attention(model, SOURCE, TARGET, steps=[2, 0], updates=10)
    again = adversarial_attention(model, SOURCE, TARGET, steps=[2, 0], updates=10)
    np.testing.assert_allclose(some.rows, whole.rows[[2, 0]], atol=1e-5)
    assert some.steps == (2, 0)
    assert np.array_equal(some.rows, again.rows)
    assert all(parameter.grad is None for parameter in model.parameters())


def test_divergence_is_that_of_scipy_also_where_weights_are_zero() -> None:
    rows = torch.tensor([[0.2, 0.3, 0.5], [1.0, 0.0, 0.0], [0.1, 0.1, 0.2]])
    others = torch.tensor([[0.5, 0.3, 0.2], [0.0, 0.5, 0.5], [0.25, 0.25, 0.5]])
    expected = [jensenshannon(a, b, base=2) ** 2 for a, b in zip(rows.numpy(), others.numpy(), strict=True)]
    np.testing.assert_allclose(jensen_shannon_divergence(rows, others), expected, atol=1e-6)


def test_what_cannot_be_asked_is_refused_and_what_nobody_waits_for_is_left() -> None:
    for ask in (permute_attention, adversarial_attention):
        with pytest.raises(InputError, match="no attention to change"):
            ask(small_model("no-attention"), SOURCE, TARGET)
        with wanted_while(lambda: False), pytest.raises(Unwanted):
            ask(small_model("bahdanau"), SOURCE, TARGET)
    with pytest.raises(InputError, match="step 4 is not in this translation, which has steps 0 to 3"):
        adversarial_attention(small_model("bahdanau"), SOURCE, TARGET, steps=[4])
