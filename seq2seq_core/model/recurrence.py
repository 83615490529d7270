"""Recurrent cells for decoders. What depends on words alone is computed for all steps at once.

LSTM: Hochreiter and Schmidhuber (1997) with forget gates (Gers et al. 2000). GRU: Cho et al. (2014), in the form that
multiplies the reset gate after the product with the recurrent matrix. The equations are those of torch.nn.LSTM and GRU.

B batch, T target length, D word size, F size of what is fed beside the word, H size of the state, L layers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.func import functional_call


@dataclass(frozen=True, slots=True)
class RecurrentState:
    """The state of a stack of layers, one (B, H) tensor per layer; `cell` is empty for a GRU."""

    hidden: tuple[Tensor, ...]
    cell: tuple[Tensor, ...]

    def map(self, change: Callable[[Tensor], Tensor]) -> "RecurrentState":
        """Apply `change` to every tensor, for example to pick rows of the batch."""
        return RecurrentState(tuple(map(change, self.hidden)), tuple(map(change, self.cell)))


class LSTMCell(nn.Module):
    """c' = f * c + i * g,  h' = o * tanh(c'),  gates i, f, g, o from [word; fed; h]."""

    def __init__(self, word_size: int, fed_size: int, size: int) -> None:
        super().__init__()
        self.from_word = nn.Linear(word_size, 4 * size)
        self.recurrent = nn.Linear(fed_size + size, 4 * size, bias=False)

    def forward(
        self, word_part: Tensor, fed: Tensor | None, hidden: Tensor, cell: Tensor | None
    ) -> tuple[Tensor, Tensor | None]:
        """One step from word_part = from_word(word) (B, 4H), fed (B, F), hidden and cell (B, H); returns both anew."""
        recurrent = self.recurrent(hidden if fed is None else torch.cat([fed, hidden], dim=-1))
        i, f, g, o = (word_part + recurrent).chunk(4, dim=-1)  # (B, H) each
        cell = f.sigmoid() * cell + i.sigmoid() * g.tanh()
        return o.sigmoid() * cell.tanh(), cell

    def as_torch(self) -> dict[str, Tensor]:
        """The weights by the names of torch.nn.LSTM; only for a cell to which nothing is fed."""
        bias = self.from_word.bias
        return {
            "weight_ih": self.from_word.weight,
            "weight_hh": self.recurrent.weight,
            "bias_ih": bias,
            "bias_hh": torch.zeros_like(bias),
        }


class GRUCell(nn.Module):
    """h' = (1 - z) * n + z * h,  n = tanh(word and fed part + r * (U_n h + b))."""

    def __init__(self, word_size: int, fed_size: int, size: int) -> None:
        super().__init__()
        self.from_word = nn.Linear(word_size, 3 * size)
        self.from_fed = nn.Linear(fed_size, 3 * size, bias=False) if fed_size else None
        self.recurrent = nn.Linear(size, 3 * size)

    def forward(
        self, word_part: Tensor, fed: Tensor | None, hidden: Tensor, cell: Tensor | None
    ) -> tuple[Tensor, Tensor | None]:
        """One step from word_part = from_word(word) (B, 3H), fed (B, F) and hidden (B, H); there is no cell."""
        inputs = word_part if self.from_fed is None else word_part + self.from_fed(fed)
        input_r, input_z, input_n = inputs.chunk(3, dim=-1)
        hidden_r, hidden_z, hidden_n = self.recurrent(hidden).chunk(3, dim=-1)
        reset, update = (input_r + hidden_r).sigmoid(), (input_z + hidden_z).sigmoid()
        candidate = (input_n + reset * hidden_n).tanh()
        return candidate + update * (hidden - candidate), None

    def as_torch(self) -> dict[str, Tensor]:
        """The weights by the names of torch.nn.GRU; only for a cell to which nothing is fed."""
        return {
            "weight_ih": self.from_word.weight,
            "weight_hh": self.recurrent.weight,
            "bias_ih": self.from_word.bias,
            "bias_hh": self.recurrent.bias,
        }


class Stack(nn.Module):
    """Layers of cells: the first reads words and what is fed beside them, each other one the layer below."""

    def __init__(self, cell: str, *, layers: int, word_size: int, fed_size: int, size: int, dropout: float) -> None:
        super().__init__()
        kind = LSTMCell if cell == "lstm" else GRUCell
        self.cells: Sequence[LSTMCell | GRUCell] = nn.ModuleList(  # type: ignore[assignment]
            kind(word_size, fed_size, size) if layer == 0 else kind(size, 0, size) for layer in range(layers)
        )
        self.dropout = nn.Dropout(dropout)

    def from_words(self, embedded: Tensor) -> Tensor:
        """The words' part of the first layer's gates, (B, T, D) -> (B, T, 4H or 3H), all steps in one product."""
        return self.cells[0].from_word(embedded)

    def run(self, embedded: Tensor, state: RecurrentState) -> Tensor:
        """All steps over known words (B, T, D) when nothing is fed, as one fused call; top states (B, T, H)."""
        first, size = self.cells[0], state.hidden[0].shape[-1]
        kind = nn.LSTM if isinstance(first, LSTMCell) else nn.GRU
        with torch.device("meta"):  # lends its code; the weights are those of the cells
            fused = kind(
                embedded.shape[-1],
                size,
                len(self.cells),
                batch_first=True,
                dropout=self.dropout.p if self.training and len(self.cells) > 1 else 0.0,  # between layers
            )
        weights = {
            f"{name}_l{i}": tensor for i, cell in enumerate(self.cells) for name, tensor in cell.as_torch().items()
        }
        hidden = torch.stack(state.hidden)
        states: Tensor
        states, _ = functional_call(
            fused, weights, (embedded, (hidden, torch.stack(state.cell)) if state.cell else hidden)
        )
        return states

    def forward(self, word_part: Tensor, fed: Tensor | None, state: RecurrentState) -> RecurrentState:
        """One step of every layer from word_part (B, 4H or 3H) and fed (B, F)."""
        hidden: list[Tensor] = []
        cells: list[Tensor] = []
        for layer, cell in enumerate(self.cells):
            if layer > 0:
                word_part, fed = cell.from_word(self.dropout(hidden[-1])), None
            h, c = cell(word_part, fed, state.hidden[layer], state.cell[layer] if state.cell else None)
            hidden.append(h)
            if c is not None:
                cells.append(c)
        return RecurrentState(tuple(hidden), tuple(cells))


@torch.no_grad()
def make_orthogonal(weight: Tensor) -> None:
    """Set the recurrent matrix (G * H, H) of G gates to G random orthogonal matrices."""
    for gate in weight.split(weight.shape[1]):
        nn.init.orthogonal_(gate)


@torch.no_grad()
def set_forget_gate_bias(bias: Tensor) -> None:
    """Set the bias (4H,) of an LSTM's gates i, f, g, o so that its forget gates are open at the start."""
    bias.chunk(4)[1].fill_(1.0)
