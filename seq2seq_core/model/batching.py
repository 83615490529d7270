"""Sentences of similar length side by side, padded: what a model reads at once.

B batch, S source length, T target length.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from seq2seq_core.vocabulary import PAD, START


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences of similar length, padded. After `previous[t]` the model should say `target[t]`."""

    source: Tensor  # (B, S)
    lengths: Tensor  # (B,) of the sources
    target: Tensor  # (B, T) ends with the end token

    @property
    def previous(self) -> Tensor:
        """What the model has said before each token of the target, (B, T)."""
        return shift_right(self.target)

    def to(self, device: torch.device) -> "Batch":
        """The same batch on another device; the lengths stay on the CPU, where packing wants them."""
        return Batch(self.source.to(device), self.lengths, self.target.to(device))

    def share(self, rank: int, size: int) -> "Batch | None":
        """Every `size`-th sentence from number `rank` on, without the padding that none of them needs; None if there
        is none. Sentences that lie side by side are of similar length, so shares are of similar size.
        """
        if size == 1:
            return self
        lengths, target = self.lengths[rank::size], self.target[rank::size]
        if not len(lengths):
            return None
        longest = int((target != PAD).sum(dim=1).max())
        return Batch(self.source[rank::size, : int(lengths.max())], lengths, target[:, :longest])


def make_batch(pairs: Sequence[tuple[Sequence[int], Sequence[int]]]) -> Batch:
    """Pad (source ids, target ids) pairs, each ending with the end token, into one batch."""
    sources, targets = [source for source, _ in pairs], [target for _, target in pairs]
    return Batch(
        source=pad(sources),
        lengths=torch.tensor([len(source) for source in sources]),
        target=pad(targets),
    )


def pad(rows: Sequence[Sequence[int]]) -> Tensor:
    """Ids of different lengths as one (B, longest) tensor, padded at the end."""
    size = max(map(len, rows))
    return torch.tensor([[*row, *[PAD] * (size - len(row))] for row in rows])


def shift_right(target: Tensor) -> Tensor:
    """What was said before each token of target (B, T): the start token, then the tokens themselves. Padding stays."""
    said = torch.cat([torch.full_like(target[:, :1], START), target[:, :-1]], dim=1)
    return said.masked_fill(target == PAD, PAD)


def by_length(lengths: Iterable[int], batch_tokens: int) -> Iterator[list[int]]:
    """Group positions so that similar lengths come together and a group has at most `batch_tokens` padded tokens."""
    lengths = list(lengths)
    group: list[int] = []
    for position in sorted(range(len(lengths)), key=lambda i: lengths[i], reverse=True):
        if group and lengths[group[0]] * (len(group) + 1) > batch_tokens:
            yield group
            group = []
        group.append(position)
    if group:
        yield group
