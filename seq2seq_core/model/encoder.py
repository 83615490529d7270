"""The encoder: a bidirectional recurrent network that reads the source and leaves one state per position.

Bahdanau et al. (2015), section 3.2: the state of a word is its forward and its backward state side by side, so that it
summarises the words on both sides.

B batch, S source length, D embedding size, E encoder size (both directions together), H decoder size, L layers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from seq2seq_core.model.config import ModelConfig
from seq2seq_core.model.recurrence import RecurrentState


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoder's whole output for a batch of sentences."""

    states: Tensor  # (B, S, E), zero on padding
    mask: Tensor  # (B, S), True on real tokens
    start: RecurrentState  # the decoder's first state


class Encoder(nn.Module):
    """Embedded source words in, `Encoding` out."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.reverse = config.reverse_source
        kind = nn.LSTM if config.cell == "lstm" else nn.GRU
        self.rnn = kind(
            config.embedding_size,
            config.encoder_size // 2,
            num_layers=config.layers,
            dropout=config.dropout if config.layers > 1 else 0.0,
            batch_first=True,
            bidirectional=True,
        )
        # The bridge: each decoder layer starts from the last forward and backward state of the encoder layer beside it.
        self.bridge_hidden = nn.ModuleList(
            nn.Linear(config.encoder_size, config.decoder_size) for _ in range(config.layers)
        )
        self.bridge_cell = nn.ModuleList(
            nn.Linear(config.encoder_size, config.decoder_size)
            for _ in range(config.layers if config.cell == "lstm" else 0)
        )

    def forward(self, embedded: Tensor, lengths: Tensor) -> Encoding:
        """Read embedded words (B, S, D) of `lengths` (B,), longest S; with `reverse_source` last word first."""
        B, S, _ = embedded.shape
        beside = lengths.to(embedded.device)  # packing alone wants the lengths on the CPU
        mask = torch.arange(S, device=embedded.device) < beside[:, None]  # (B, S)
        if self.reverse:
            embedded = embedded.gather(1, _reversed_positions(beside, S)[:, :, None].expand_as(embedded))
        packed = pack_padded_sequence(embedded, lengths.cpu(), batch_first=True, enforce_sorted=False)
        output, last = self.rnn(packed)
        states, _ = pad_packed_sequence(output, batch_first=True, total_length=S)  # (B, S, E)
        if self.reverse:  # states go back to the order of the words
            states = states.gather(1, _reversed_positions(beside, S)[:, :, None].expand_as(states))
        last_hidden, last_cell = last if isinstance(last, tuple) else (last, None)  # (2L, B, E/2)
        return Encoding(
            states=states,
            mask=mask,
            start=self.bridge(_both_directions(last_hidden), [] if last_cell is None else _both_directions(last_cell)),
        )

    def bridge(self, last_hidden: Sequence[Tensor], last_cell: Sequence[Tensor]) -> RecurrentState:
        """The decoder's first state from the last states of both directions, one (B, E) per layer; no cells in a
        GRU."""
        return RecurrentState(
            hidden=tuple(torch.tanh(b(h)) for b, h in zip(self.bridge_hidden, last_hidden, strict=True)),
            cell=tuple(b(c) for b, c in zip(self.bridge_cell, last_cell, strict=True)),
        )


def _both_directions(last: Tensor) -> list[Tensor]:
    """(2L, B, E/2) as torch orders it -> one (B, E) per layer."""
    return [torch.cat([last[i], last[i + 1]], dim=-1) for i in range(0, len(last), 2)]


def _reversed_positions(lengths: Tensor, size: int) -> Tensor:
    """Positions (B, S) that reverse each sentence and leave its padding in place."""
    position = torch.arange(size, device=lengths.device)
    backwards = lengths[:, None] - 1 - position
    return torch.where(backwards >= 0, backwards, position)
