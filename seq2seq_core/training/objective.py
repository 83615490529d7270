"""What training makes small, how fast, and what it keeps: the label-smoothed cross-entropy, the learning rate's course,
and the moving average of the weights.

B batch, T target length, D embedding size, V vocabulary size.
"""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F
from torch.optim.swa_utils import PARAM_LIST

from seq2seq_core.model.seq2seq import Seq2Seq, Unrolled
from seq2seq_core.recipe import TrainingConfig
from seq2seq_core.vocabulary import PAD

LOGITS_AT_ONCE = 500  # target tokens whose (V,) scores are in memory together: as many as the processor's cache likes


def schedule(update: int, updates: int, config: TrainingConfig) -> float:
    """The share of the learning rate at an update: linear warm-up, constant, then linear to zero at the end."""
    warm = min(1.0, (update + 1) / max(config.warmup, 1))
    decay_from = config.decay_from * updates
    cold = 1.0 if update < decay_from else max(0.0, (updates - update) / max(updates - decay_from, 1))
    return warm * cold


def moving_average(decay: float) -> Callable[[PARAM_LIST, PARAM_LIST, Tensor | int], None]:
    """How torch's AveragedModel takes in the weights after each update: mean <- d mean + (1 - d) weights.

    Averaged weights err less than the last ones (Polyak and Juditsky 1992). d is `decay`, but less while few updates
    have been made, lest the first, random weights linger; 0 keeps the last weights alone.
    """

    @torch.no_grad()
    def mix(mean: PARAM_LIST, weights: PARAM_LIST, updates: Tensor | int) -> None:
        n = int(updates)
        torch._foreach_lerp_(mean, weights, 1 - min(decay, (1 + n) / (10 + n)))

    return mix


def smoothed_loss(
    model: Seq2Seq, unrolled: Unrolled, target: Tensor, smoothing: float, *, at_once: int = LOGITS_AT_ONCE
) -> tuple[Tensor, int]:
    """Sum of the label-smoothed cross-entropy over the real tokens of target (B, T), and their number.

    With smoothing e the wanted distribution is (1 - e) on the right token and e / V on all; the cross-entropy with it
    is the plain one plus e * (logit of the right token - mean of all logits), and the mean of all logits is one dot
    product. The scores of `at_once` tokens are in memory together.
    """
    real = target != PAD
    features, wanted = unrolled.features[real], target[real]  # (N, D), (N,)
    loss = torch.zeros((), device=target.device)
    for some, words in zip(features.split(at_once), wanted.split(at_once), strict=True):
        loss = loss + F.cross_entropy(model.logits(some), words, reduction="sum")
    if smoothing:
        weight, bias = model.output.weight, model.output.bias
        right = (features * F.embedding(wanted, weight)).sum(dim=-1) + bias[wanted]
        mean = features @ weight.mean(dim=0) + bias.mean()
        loss = loss + smoothing * (right - mean).sum()
    return loss, len(wanted)
