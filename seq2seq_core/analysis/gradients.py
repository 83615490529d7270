"""How strongly a generated word depends on each source position: d log p(y_t) / d h_s, with attention and without.

Bahdanau et al. (2015) give attention so that the decoder need not squeeze a sentence into one vector. Seen backwards it
is a shortcut: with it, the gradient of a word reaches any encoder state in one step; without it, only through the
decoder's first state and from there along the encoder's recurrence.

h_s is an inner point of that recurrence: the forward half feeds the state of the word after it, the backward half that
of the word before. A fused LSTM hides this, so here the encoder runs one word at a time with the same weights, and the
derivative counts every way on which h_s reaches log p: the context, the later encoder states, and the first decoder
state. What the cells of an LSTM carry past position s does not go through h_s and so is not in it; the derivative with
respect to the source word itself (`embeddings`) is whole.

B batch, S source length, T target length, D embedding size, E encoder size.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from seq2seq_core.errors import InputError
from seq2seq_core.model.batching import shift_right
from seq2seq_core.model.decoders import Source
from seq2seq_core.model.encoder import Encoder, Encoding
from seq2seq_core.model.recurrence import GRUCell, LSTMCell
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.wanted import check_wanted

MOST_CELLS = 6400  # T * S: what is kept for going backwards grows with it
AT_ONCE = 16000  # cells: what keeps a batch in memory small

Array = NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class Gradients:
    """Derivatives of the log-probability of every target token of one sentence pair."""

    states: Array  # (T, S, E) with respect to the encoder states h_s
    embeddings: Array  # (T, S, D) with respect to the source word vectors, as the encoder reads them
    log_probs: Array  # (T,) of the target tokens


def gradients(
    model: Seq2Seq,
    source_ids: Sequence[int],
    target_ids: Sequence[int],
    *,
    attention_path: bool = True,
    at_once: int = AT_ONCE,
) -> Gradients:
    """Force the target, which ends with the end token, and go back from every token of it to the source.

    Without the `attention_path` the contexts keep their values but count as given: nothing goes back through them, nor
    through the weights. A model without attention has no such path. `at_once` cells, counting every target step of a
    batch, are gone back through together. InputError where the two sentences are too long.
    """
    T, S = len(target_ids), len(source_ids)
    if T * S > MOST_CELLS:
        raise InputError(
            f"{S} source tokens by {T} target tokens are too many to go back through; at most {MOST_CELLS:,} cells"
        )
    rows = max(1, at_once // (T * S))
    parts = [
        _some_rows(model, source_ids, target_ids, range(first, min(first + rows, T)), attention_path)
        for first in range(0, T, rows)
    ]
    return Gradients(*(torch.cat(tensors).cpu().numpy() for tensors in zip(*parts, strict=True)))


def norms(
    derivatives: Array, target_groups: Sequence[Sequence[int]], source_groups: Sequence[Sequence[int]]
) -> NDArray[np.float64]:
    """Euclidean norms (target words, source words) of derivatives (T, S, any size), for groups of tokens.

    The log-probability of a word is the sum over its tokens, so its derivative is the sum over rows; that with respect
    to a source word is with respect to all its tokens together.
    """
    words = np.stack([derivatives[list(group)].sum(axis=0) for group in target_groups]).astype(np.float64)
    squares = (words**2).sum(axis=2)  # (target words, S)
    return np.sqrt(np.stack([squares[:, list(group)].sum(axis=1) for group in source_groups], axis=1))


def path_lengths(target_length: int, source_length: int) -> NDArray[np.int64]:
    """Recurrent steps from each source position to each target step without attention, (T, S).

    The shorter of the two directions of the encoder to its end, then the decoder: min(s, S - 1 - s) + t + 1.
    """
    s = np.arange(source_length)
    inside = np.minimum(s, source_length - 1 - s)
    return inside[None, :] + np.arange(target_length)[:, None] + 1


def profile(values: Array, distances: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The geometric mean of the positive values (T, S) at each distance: the distances that occur, and the means."""
    positive = values > 0
    kept, logs = distances[positive], np.log(values[positive])
    found = np.unique(kept)
    return found, np.array([np.exp(logs[kept == distance].mean()) for distance in found])


def fall(distances: Sequence[int], means: Sequence[float]) -> float:
    """By what a step of distance multiplies the mean of a profile: the least squares line through its logarithms.

    Two distances are the fewest that have a line. It does not depend on the unit, so models can be compared by it.
    """
    slope, _ = np.polyfit(distances, np.log(means), 1)
    return float(np.exp(slope))


def share_left(cut: Array, whole: Array) -> float:
    """The median over the cells (T, S) of cut / whole, of those where the whole is positive; 1 where none is."""
    positive = whole > 0
    return float(np.median(cut[positive] / whole[positive])) if positive.any() else 1.0


def encode_step_by_step(encoder: Encoder, embedded: Tensor, nudges: Tensor) -> Encoding:
    """What `encoder` computes for whole sentences embedded (B, S, D), with its states open to be nudged.

    `nudges` (B, S, E) are added to the top states where they arise, so that everything later feels them: zeros change
    nothing, and the derivative with respect to them is that with respect to the states.
    """
    inputs = embedded.flip(1) if encoder.reverse else embedded
    nudges = nudges.flip(1) if encoder.reverse else nudges
    last_hidden, last_cell = [], []
    for layer in range(encoder.rnn.num_layers):
        top = layer == encoder.rnn.num_layers - 1
        ways = [
            _read(_cell(encoder.rnn, layer, backwards), inputs, nudge if top else None, backwards)
            for backwards, nudge in zip((False, True), nudges.chunk(2, dim=-1), strict=True)
        ]
        inputs = torch.cat([states for states, _, _ in ways], dim=-1)  # (B, S, E)
        last_hidden.append(torch.cat([hidden for _, hidden, _ in ways], dim=-1))
        last_cell += [torch.cat([c for _, _, c in ways if c is not None], dim=-1)] if ways[0][2] is not None else []
    states = inputs.flip(1) if encoder.reverse else inputs
    mask = torch.ones(states.shape[:2], dtype=torch.bool, device=states.device)
    return Encoding(states, mask, encoder.bridge(last_hidden, last_cell))


def _some_rows(
    model: Seq2Seq, source_ids: Sequence[int], target_ids: Sequence[int], steps: range, attention_path: bool
) -> tuple[Tensor, Tensor, Tensor]:
    """The derivatives of the target steps `steps`: each in a copy of the sentence of its own, all in one go back."""
    B, rows = len(steps), torch.arange(len(steps))
    with torch.enable_grad():
        embedded = model.embed(torch.tensor([source_ids])).detach().repeat(B, 1, 1).requires_grad_()  # (B, S, D)
        nudges = embedded.new_zeros(B, len(source_ids), model.config.encoder_size).requires_grad_()
        source, state = model.decoder.start(encode_step_by_step(model.encoder, embedded, nudges))
        edit = None
        if not attention_path:
            keys, fertility = (None if part is None else part.detach() for part in (source.keys, source.fertility))
            source = Source(source.states.detach(), source.mask, keys, fertility)
            edit = _as_given
        said = model.embed(shift_right(torch.tensor([target_ids[: steps.stop]]))).detach()  # (1, T', D)
        outputs = []
        for word_part in model.decoder.from_words(said).unbind(dim=1):
            check_wanted()
            step = model.decoder.step(word_part.expand(B, -1), state, source, edit)
            state = step.state
            outputs.append(step.output)
        chosen = torch.stack([outputs[t][b] for b, t in enumerate(steps)])  # (B, O)
        features = model.decoder.read_out(chosen, said[0, steps.start : steps.stop])
        targets = torch.tensor(target_ids[steps.start : steps.stop])
        log_probs = model.logits(features).log_softmax(dim=-1)[rows, targets]  # (B,)
        # Of the two leaves alone: the model is shared, so its parameters must not collect gradients.
        by_states, by_words = torch.autograd.grad(log_probs.sum(), [nudges, embedded])
    return by_states, by_words, log_probs.detach()


def _as_given(_scores: Tensor, weights: Tensor, _gaussian: Tensor | None) -> Tensor:
    """An edit of the attention that changes no number: the weights count as given."""
    return weights.detach()


def _cell(rnn: nn.LSTM | nn.GRU, layer: int, backwards: bool) -> LSTMCell | GRUCell:
    """One layer and direction of the encoder as a cell for single steps, with the very same weights."""
    place = f"l{layer}{'_reverse' if backwards else ''}"
    from_word, recurrent, bias, recurrent_bias = (
        getattr(rnn, f"{name}_{place}").detach() for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    )
    is_lstm = isinstance(rnn, nn.LSTM)
    with torch.device("meta"):  # lends its code
        cell = (LSTMCell if is_lstm else GRUCell)(from_word.shape[1], 0, recurrent.shape[1]).requires_grad_(False)
    biases = (
        {"from_word.bias": bias + recurrent_bias}
        if is_lstm
        else {"from_word.bias": bias, "recurrent.bias": recurrent_bias}
    )
    cell.load_state_dict({"from_word.weight": from_word, "recurrent.weight": recurrent, **biases}, assign=True)
    return cell


def _read(
    cell: LSTMCell | GRUCell, inputs: Tensor, nudges: Tensor | None, backwards: bool
) -> tuple[Tensor, Tensor, Tensor | None]:
    """All states (B, S, E/2) of one direction over inputs (B, S, any), and the last state and cell (B, E/2)."""
    word_parts = cell.from_word(inputs).unbind(dim=1)
    positions = range(len(word_parts))
    hidden = inputs.new_zeros(inputs.shape[0], cell.recurrent.weight.shape[1])
    memory = torch.zeros_like(hidden) if isinstance(cell, LSTMCell) else None
    states: dict[int, Tensor] = {}
    for s in reversed(positions) if backwards else positions:
        hidden, memory = cell(word_parts[s], None, hidden, memory)
        if nudges is not None:
            hidden = hidden + nudges[:, s]
        states[s] = hidden
    return torch.stack([states[s] for s in positions], dim=1), hidden, memory
