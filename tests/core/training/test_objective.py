"""The loss and the learning rate's course, against torch's own loss and by hand."""

from typing import Any

import pytest
import torch
from torch.nn import functional as F
from torch.optim.swa_utils import AveragedModel

from seq2seq_core.model.batching import make_batch
from seq2seq_core.recipe import TrainingConfig
from seq2seq_core.training.objective import moving_average, schedule, smoothed_loss
from seq2seq_core.vocabulary import END, PAD
from tests.core.papers import KINDS, small_model, translate_slowly


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.4])
@pytest.mark.parametrize("at_once", [3, 500])  # summed over several parts, and in one
def test_the_loss_is_label_smoothed_cross_entropy_over_the_real_pieces(
    kind: str, smoothing: float, at_once: int
) -> None:
    model = small_model(kind).float()
    batch = make_batch([([5, 9, 4, END], [7, 8, END]), ([6, END], [4, 4, 9, 10, END]), ([7, 7, END], [END])])
    source, state = model.encode(batch.source, batch.lengths)
    unrolled = model.unroll(batch.previous, state, source)
    loss, pieces = smoothed_loss(model, unrolled, batch.target, smoothing, at_once=at_once)

    logits = model.logits(unrolled.features)
    reference = F.cross_entropy(
        logits.flatten(0, 1), batch.target.flatten(), ignore_index=PAD, label_smoothing=smoothing, reduction="sum"
    )
    torch.testing.assert_close(loss, reference, rtol=1e-5, atol=1e-5)

    by_hand = 0.0  # -sum over words of wanted probability times log-probability
    V = model.config.vocabulary_size
    for source_ids, target_ids in [([5, 9, 4, END], [7, 8, END]), ([6, END], [4, 4, 9, 10, END]), ([7, 7, END], [END])]:
        for wanted, row in zip(target_ids, translate_slowly(model, source_ids, target_ids).log_probs, strict=True):
            for word in range(V):
                by_hand -= (smoothing / V + (1 - smoothing) * (word == wanted)) * row[word]
    assert loss.item() == pytest.approx(by_hand, rel=1e-5)
    assert pieces == 9


def test_the_gradient_of_the_loss_is_that_of_label_smoothed_cross_entropy() -> None:
    model = small_model("bahdanau").float()
    batch = make_batch([([5, 9, 4, END], [7, 8, END]), ([6, END], [4, 4, 9, 10, END])])

    def gradients(loss_of: Any) -> list[torch.Tensor]:
        source, state = model.encode(batch.source, batch.lengths)
        return list(torch.autograd.grad(loss_of(model.unroll(batch.previous, state, source)), list(model.parameters())))

    ours = gradients(lambda unrolled: smoothed_loss(model, unrolled, batch.target, 0.1)[0])
    theirs = gradients(
        lambda unrolled: F.cross_entropy(
            model.logits(unrolled.features).flatten(0, 1),
            batch.target.flatten(),
            ignore_index=PAD,
            label_smoothing=0.1,
            reduction="sum",
        )
    )
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)


def test_the_learning_rate_warms_up_stays_and_falls_to_zero() -> None:
    config = TrainingConfig(warmup=4, decay_from=0.5)
    found = [schedule(update, 20, config) for update in range(21)]
    by_hand = [0.25, 0.5, 0.75, 1, 1, 1, 1, 1, 1, 1, 1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0]
    assert found == pytest.approx(by_hand)


def test_a_schedule_without_warm_up_or_decay_is_constant_and_never_negative() -> None:
    config = TrainingConfig(warmup=0, decay_from=1.0)
    assert [schedule(update, 10, config) for update in range(10)] == [1.0] * 10
    assert schedule(25, 10, TrainingConfig(warmup=0, decay_from=0.0)) == 0.0


@pytest.mark.parametrize("decay", [0.0, 0.5, 0.9])
def test_the_moving_average_equals_a_loop_over_numbers_and_early_weights_do_not_linger(decay: float) -> None:
    model = torch.nn.Linear(1, 1, bias=False)
    averaged = AveragedModel(model, multi_avg_fn=moving_average(decay))
    by_hand = 0.0
    for update, value in enumerate([100.0, 2.0, -3.0, 5.0, 7.0, 1.0, 4.0, 9.0, 2.0, 6.0]):
        torch.nn.init.constant_(model.weight, value)
        averaged.update_parameters(model)
        share = 0.0 if update == 0 else min(decay, (1 + update) / (10 + update))
        by_hand = share * by_hand + (1 - share) * value
    assert averaged.module.weight.item() == pytest.approx(by_hand)
    assert by_hand < 7
