"""Would other weights have said the same? Attention permuted, and adversarial attention.

Jain and Wallace (2019), "Attention is not Explanation": if the output hardly changes when the weights do, then the
weights do not explain it. Wiegreffe and Pinter (2019), "Attention is not not Explanation", answer that weights which
were chosen for one output alone are no other attention, as a model would have to have learnt them.

The output is the distribution over the vocabulary at the step whose weights change: what was said and looked at before
stays, and what would follow is not asked. Distances of outputs are total variation, half the sum of absolute
differences: 0 to 1, the probability that has to move.

S source length, T target length, P permutations, K chosen steps, N rows of weights.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from seq2seq_core.decoding.interventions import Intervention, SetWeights
from seq2seq_core.decoding.options import Ids
from seq2seq_core.decoding.other_weights import ROWS, TakenSteps, take_steps
from seq2seq_core.decoding.trace import Floats
from seq2seq_core.errors import InputError
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.wanted import check_wanted

PERMUTATIONS, SEED = 50, 0
SAME_OUTPUT = 0.01  # total variation up to which outputs count as the same (Jain and Wallace's epsilon)
UPDATES, LEARNING_RATE = 60, 0.3  # of the ascent
PENALTY, PRESSURE = 20.0, 1.2  # bits that a unit of distance too much costs at first; its factor at each update


@dataclass(frozen=True, slots=True, eq=False)
class PermutedAttention:
    """What changes when the weights of a step are permuted."""

    distances: Floats  # (T, P) of the outputs, by step and permutation

    @property
    def median(self) -> Floats:
        """The median distance (T,) of each step."""
        middle: Floats = np.median(self.distances, axis=1)
        return middle


def permute_attention(
    model: Seq2Seq,
    source_ids: Ids,
    target_ids: Ids,
    *,
    interventions: Sequence[Intervention] = (),
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
) -> PermutedAttention:
    """Permute the weights of each step of a forced target over all source positions (their algorithm 1).

    The orders of a step are drawn from the seed and its number. `source_ids` are as they were typed: `interventions` in
    the source are made here. InputError for a model without attention.
    """
    taken = take_steps(model, source_ids, target_ids, interventions)
    T, S = taken.weights.shape
    distances = []
    with torch.inference_mode():
        for step in range(T):
            check_wanted()
            orders = np.random.default_rng((seed, step)).permuted(np.tile(np.arange(S), (permutations, 1)), axis=1)
            rows = taken.weights[step][torch.from_numpy(orders)]  # (P, S)
            distances.append(_output_distance(taken, rows, torch.full((permutations,), step)))
    return PermutedAttention(torch.stack(distances).numpy())


@dataclass(frozen=True, slots=True, eq=False)
class AdversarialAttention:
    """Weights as different as could be found that say the same."""

    steps: tuple[int, ...]
    rows: Floats  # (K, S) with the sum of the real ones; these themselves where nothing else was found
    real: Floats  # (K, S)
    divergence: Floats  # (K,) Jensen-Shannon, in bits: 0 for the same weights to 1 for no position in common
    distance: Floats  # (K,) of the outputs, at most epsilon

    def intervention(self, n: int) -> SetWeights:
        """The n-th of these rows as a change to a decoding run."""
        return SetWeights(self.steps[n], tuple(map(float, self.rows[n])))


def adversarial_attention(
    model: Seq2Seq,
    source_ids: Ids,
    target_ids: Ids,
    *,
    steps: Sequence[int] | None = None,
    interventions: Sequence[Intervention] = (),
    epsilon: float = SAME_OUTPUT,
    updates: int = UPDATES,
) -> AdversarialAttention:
    """At each of the `steps` (all unless said) of a forced target, find weights as far as possible from the real ones
    under which the output is at most `epsilon` away (their section 4.2.2).

    Ascends, by Adam, the Jensen-Shannon divergence less a penalty for any distance beyond epsilon, their relaxed
    objective, from one start for every source position: half of the weight as it was, half there. The penalty of a row
    grows while it is beyond and shrinks while it is not, so that the ascent stays at the border. What counts is the
    furthest row within that any ascent passed: a lower bound, for others may be further. InputError for a model without
    attention, or a step that there is not.
    """
    taken = take_steps(model, source_ids, target_ids, interventions)
    T, S = taken.weights.shape
    chosen = tuple(range(T)) if steps is None else tuple(steps)
    for step in chosen:
        if not 0 <= step < T:
            raise InputError(f"step {step} is not in this translation, which has steps 0 to {T - 1}")
    together = max(1, ROWS // S)
    found = [
        _ascend(taken, torch.tensor(chosen[first : first + together]), epsilon, updates)
        for first in range(0, len(chosen), together)
    ]
    rows, divergence, distance = (torch.cat(parts).numpy() for parts in zip(*found, strict=True))
    return AdversarialAttention(chosen, rows, taken.weights[list(chosen)].numpy(), divergence, distance)


def _ascend(taken: TakenSteps, steps: Tensor, epsilon: float, updates: int) -> tuple[Tensor, Tensor, Tensor]:
    """The furthest rows (K, S) within epsilon, how far they are (K,) and how far their outputs (K,)."""
    real = taken.weights[steps]  # (K, S)
    K, S = real.shape
    size = real.sum(dim=-1, keepdim=True)  # below one with local-p attention
    starts = (real / size)[:, None] / 2 + torch.eye(S, dtype=real.dtype) / 2  # (K, S, S)
    logits = starts.log().clamp_min(math.log(1e-4)).flatten(0, 1).requires_grad_()  # (N, S) with N = K * S
    at = steps.repeat_interleave(S)  # (N,)
    real_rows, size_rows = real.repeat_interleave(S, dim=0), size.repeat_interleave(S, dim=0)
    best_rows, best_far, best_moved = real.clone(), torch.zeros_like(size[:, 0]), torch.zeros_like(size[:, 0])
    penalty = torch.full_like(size_rows[:, 0], PENALTY)  # (N,)
    optimizer = torch.optim.Adam([logits], lr=LEARNING_RATE)
    for _ in range(updates):
        check_wanted()
        with torch.enable_grad():
            rows = logits.softmax(dim=-1) * size_rows
            far, moved = jensen_shannon_divergence(rows, real_rows), _output_distance(taken, rows, at)
            objective = far - penalty * (moved - epsilon).clamp_min(0)
        # Of the logits alone: the model is shared, so its parameters must not collect gradients.
        (slope,) = torch.autograd.grad(objective.sum(), [logits])
        logits.grad = -slope
        optimizer.step()
        penalty = torch.where(moved > epsilon, penalty * PRESSURE, penalty / PRESSURE)
        allowed = far.detach().masked_fill(moved > epsilon, -1.0).unflatten(0, (K, S))
        furthest, start = allowed.max(dim=1)  # (K,)
        better = furthest > best_far
        passed = torch.arange(K)[better] * S + start[better]
        best_rows[better], best_far[better], best_moved[better] = (
            rows.detach()[passed],
            far.detach()[passed],
            moved.detach()[passed],
        )
    return best_rows, best_far, best_moved


def jensen_shannon_divergence(a: Tensor, b: Tensor) -> Tensor:
    """(KL(p || m) + KL(q || m)) / 2 of every row (N, S), divided by its sum first, with m = (p + q) / 2, in bits: (N,).

    The square of `alignment_measures.jensen_shannon`, for gradients.
    """
    p, q = (rows / rows.sum(dim=-1, keepdim=True) for rows in (a, b))
    middle = (p + q) / 2
    parts = torch.xlogy(p, p) + torch.xlogy(q, q) - 2 * torch.xlogy(middle, middle)
    return parts.sum(dim=-1) / (2 * math.log(2))


def _output_distance(taken: TakenSteps, rows: Tensor, steps: Tensor) -> Tensor:
    """The total variation distance (N,) of the outputs with other rows (N, S) at `steps` (N,) from the real ones."""
    moved = taken.logits_under(rows, steps).softmax(dim=-1) - taken.probabilities[steps]
    return moved.clamp_min(0).sum(dim=-1)  # what some words gain others lose
