"""What if? Changes to a decoding run, as plain data: a link, a test and a page describe them alike.

Steps count target tokens from 0, positions count source tokens from 0 and refer to the sentence as it was typed.
`SetWeights` rows refer to the sentence that is decoded, after `SwapSource` and `DropSource`.

B batch, S source length.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import torch
from torch import Tensor

from seq2seq_core.errors import InputError
from seq2seq_core.model.attention import Edit
from seq2seq_core.model.config import ModelConfig
from seq2seq_core.vocabulary import END, FORBIDDEN_IDS, UNKNOWN

Replacement = Literal["uniform", "previous", "diagonal", "shuffled", "argmax"]
MOST_POSITIONS = 4096  # of random numbers drawn for a shuffle: more than any sentence has


@dataclass(frozen=True, slots=True)
class ForceToken:
    """Say token `id` at `step`, whatever the model prefers."""

    step: int
    id: int


@dataclass(frozen=True, slots=True)
class SetWeights:
    """Use these attention weights at `step`, one for each source position."""

    step: int
    row: tuple[float, ...]

    def __post_init__(self) -> None:
        for position, weight in enumerate(self.row):
            if not math.isfinite(weight) or weight < 0:
                raise InputError(f"attention weight {weight} at position {position} must be a number of at least 0")
        if not sum(self.row) > 0:
            raise InputError("the attention weights of a step are all zero; at least one must be above 0")


@dataclass(frozen=True, slots=True)
class ReplaceWeights:
    """Use other attention weights at every step.

    "uniform": the same on every position. "previous": what the model computed one step before. "diagonal": step t looks
    at position t alone. "shuffled": the computed weights, in an order drawn from `seed` and the step. "argmax": the
    position with the largest computed weight alone.
    """

    kind: Replacement
    seed: int = 0

    def __post_init__(self) -> None:
        if self.kind not in get_args(Replacement):
            allowed = ", ".join(get_args(Replacement))
            raise InputError(f"attention cannot be replaced by {self.kind!r}; allowed: {allowed}")


@dataclass(frozen=True, slots=True)
class Temperature:
    """Divide the scores by `tau` before the softmax, at one step or at all: below 1 sharpens, above 1 flattens."""

    tau: float
    step: int | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.tau) and self.tau > 0):
            raise InputError(f"temperature {self.tau} must be a number above 0")


@dataclass(frozen=True, slots=True)
class SwapSource:
    """Read the tokens `ids` instead of the source token at `position`."""

    position: int
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DropSource:
    """Leave out the source token at `position`."""

    position: int


Intervention = ForceToken | SetWeights | ReplaceWeights | Temperature | SwapSource | DropSource


def check_interventions(interventions: Sequence[Intervention], config: ModelConfig) -> None:
    """InputError for a change that a model of this shape cannot make, in whatever sentence."""
    for change in interventions:
        match change:
            case SetWeights() | ReplaceWeights() | Temperature() if config.attention == "none":
                raise InputError("a model without attention has no attention to change")
            case ForceToken(id=piece) if piece in FORBIDDEN_IDS or not 0 <= piece < config.vocabulary_size:
                raise InputError(f"token {piece} is not one that the model can say")
            case SwapSource(ids=ids) if not all(i == UNKNOWN or END < i < config.vocabulary_size for i in ids):
                raise InputError(f"tokens {', '.join(map(str, ids))} are not all in the vocabulary")


def change_source(source: Sequence[int], interventions: Sequence[Intervention]) -> list[int]:
    """The source ids as the interventions want them read; InputError for a missing position, or nothing left."""
    return [piece for piece, _ in change_positions(source, interventions)]


def change_positions(source: Sequence[int], interventions: Sequence[Intervention]) -> list[tuple[int, int | None]]:
    """The same as pairs of an id and the position where it stood; None for one that was swapped in."""
    parts: dict[int, list[tuple[int, int | None]]] = {i: [(piece, i)] for i, piece in enumerate(source)}
    for change in interventions:
        if isinstance(change, SwapSource | DropSource):
            if not 0 <= change.position < len(source) - 1:
                raise InputError(
                    f"source position {change.position} is not in this sentence, which has 0 to {len(source) - 2}"
                )
            swapped_in = change.ids if isinstance(change, SwapSource) else ()
            parts[change.position] = [(piece, None) for piece in swapped_in]
    changed = [piece for part in parts.values() for piece in part]
    if len(changed) < 2:
        raise InputError("every source word was dropped; leave at least one")
    return changed


def forced_token(interventions: Sequence[Intervention], step: int) -> int | None:
    """The token that must be said at a step, if there is one; of several the last."""
    forced = [change.id for change in interventions if isinstance(change, ForceToken) and change.step == step]
    return forced[-1] if forced else None


def edit_weights(
    interventions: Sequence[Intervention], step: int, previous: Tensor | None, source_mask: Tensor
) -> Edit | None:
    """How attention is to be changed at a step; None if it is not.

    A temperature belongs to the softmax, so it comes first, and of several the last one counts. The other changes
    follow in their order, each working on what those before it left.

    `previous` (B, S) are the weights that the model computed one step before; source_mask (B, S) is True on tokens.
    """
    taus = [c.tau for c in interventions if isinstance(c, Temperature) and c.step in (None, step)]
    rows = [
        change
        for change in interventions
        if isinstance(change, ReplaceWeights) or (isinstance(change, SetWeights) and change.step == step)
    ]
    if not taus and not rows:
        return None

    def edit(scores: Tensor, weights: Tensor, gaussian: Tensor | None) -> Tensor:
        if taus:
            weights = (scores / taus[-1]).softmax(dim=-1)
            weights = weights if gaussian is None else weights * gaussian
        for change in rows:
            if isinstance(change, SetWeights):
                weights = _given(change, source_mask).to(weights)
            else:
                weights = _replaced(change, step, weights, previous, source_mask)
        return weights

    return edit


def _given(change: SetWeights, source_mask: Tensor) -> Tensor:
    lengths = source_mask.sum(dim=1).tolist()
    if any(length != len(change.row) for length in lengths):
        raise InputError(
            f"{len(change.row)} attention weights were given for step {change.step}, "
            f"but the sentence has {lengths[0]} tokens"
        )
    row = torch.zeros(source_mask.shape[1])
    row[: len(change.row)] = torch.tensor(change.row)
    return row.expand(source_mask.shape)


def _replaced(
    change: ReplaceWeights, step: int, weights: Tensor, previous: Tensor | None, source_mask: Tensor
) -> Tensor:
    lengths = source_mask.sum(dim=1, keepdim=True)  # (B, 1)
    positions = torch.arange(source_mask.shape[1], device=weights.device)
    if change.kind == "uniform":
        return source_mask / lengths
    if change.kind == "previous":
        return weights if previous is None else previous
    if change.kind == "diagonal":
        return (positions == (lengths - 1).clamp(max=step)).to(weights)
    if change.kind == "argmax":
        return (positions == weights.argmax(dim=-1, keepdim=True)).to(weights)
    # The same random numbers for every sentence, so that a sentence is shuffled alike whatever stands beside it.
    generator = torch.Generator().manual_seed(change.seed * 1_000_003 + step)
    order = torch.rand(MOST_POSITIONS, generator=generator)[: len(positions)].to(weights.device)
    shuffled = order.expand(source_mask.shape).masked_fill(~source_mask, 2.0).argsort(dim=-1)  # padding stays last
    return weights.gather(1, shuffled)
