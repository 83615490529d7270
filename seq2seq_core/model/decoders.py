"""The three decoders, each as one step. They differ in when they look at the source and in what the look changes.

- `NoAttentionDecoder`, Sutskever et al. (2014): never looks; all it knows of the source is its first state.
- `BahdanauDecoder`, Bahdanau et al. (2015): looks with the *previous* state s_{t-1}, then the context enters the step.
- `LuongDecoder`, Luong et al. (2015): steps first, looks with the *current* state h_t, then mixes both into h~_t.

A decoder stores nothing between calls: its state goes in and comes out, so one model serves many sentences at once.

B batch, S source length, T target length, D embedding size, E encoder size, H decoder size, G gates of the first cell.
"""

from dataclasses import dataclass, replace

import torch
from torch import Tensor, nn

from seq2seq_core.model.attention import SCORES, Attention, Coverage, Edit, LocalFocus, attend
from seq2seq_core.model.config import ModelConfig
from seq2seq_core.model.encoder import Encoding
from seq2seq_core.model.recurrence import RecurrentState, Stack
from seq2seq_core.wanted import check_wanted


@dataclass(frozen=True, slots=True)
class Source:
    """What a decoder may look at, computed once per sentence."""

    states: Tensor  # (B, S, E)
    mask: Tensor  # (B, S), True on real tokens
    keys: Tensor | None  # (B, S, K), the states as the score function wants them; None without attention
    fertility: Tensor | None = None  # (B, S) Phi_j, with coverage only

    def pick(self, rows: Tensor) -> "Source":
        """The sentences at `rows` of the batch, which may repeat: beams share their sentence."""
        # index_select, for it copies whole rows where indexing goes number by number.
        keys, fertility = (_rows(tensor, rows) for tensor in (self.keys, self.fertility))
        return Source(self.states.index_select(0, rows), self.mask.index_select(0, rows), keys, fertility)


@dataclass(frozen=True, slots=True)
class DecoderState:
    """What one step hands to the next."""

    recurrent: RecurrentState
    attentional: Tensor | None = None  # (B, H) h~_{t-1}, with input feeding only
    time: int = 0  # t, the steps taken so far
    covered: Tensor | None = None  # (B, S) C_{t-1}, with coverage only

    def pick(self, rows: Tensor) -> "DecoderState":
        """The hypotheses at `rows` of the batch, in that order."""
        attentional, covered = (_rows(tensor, rows) for tensor in (self.attentional, self.covered))
        recurrent = self.recurrent.map(lambda tensor: tensor.index_select(0, rows))
        return DecoderState(recurrent, attentional, self.time, covered)


def _rows(tensor: Tensor | None, rows: Tensor) -> Tensor | None:
    return None if tensor is None else tensor.index_select(0, rows)


@dataclass(frozen=True, slots=True)
class Step:
    """Everything one decoder step computed."""

    state: DecoderState
    query: Tensor  # (B, H) the state that was compared: s_{t-1} for Bahdanau, h_t for Luong and without attention
    attention: Attention | None
    output: Tensor  # (B, O) what the output layer reads, together with the previous word


@dataclass(frozen=True, slots=True)
class Course:
    """All steps over a known target."""

    queries: tuple[Tensor, ...]  # per step (B, H)
    attentions: tuple[Attention | None, ...]
    outputs: Tensor  # (B, T, O)


class Decoder(nn.Module):
    """What the three have in common: a stack of recurrent layers and a readout to the size of an embedding."""

    def __init__(self, config: ModelConfig, *, fed_size: int) -> None:
        super().__init__()
        self.stack = Stack(
            config.cell,
            layers=config.layers,
            word_size=config.embedding_size,
            fed_size=fed_size,
            size=config.decoder_size,
            dropout=config.dropout,
        )
        self.score = None if config.score is None else SCORES[config.score](config.decoder_size, config.encoder_size)
        self.focus = None if config.scope == "global" else LocalFocus(config)

    def start(self, encoding: Encoding) -> tuple[Source, DecoderState]:
        """Prepare the source for looking at, and take the first state from the encoder."""
        keys = None if self.score is None else self.score.keys(encoding.states)
        return Source(encoding.states, encoding.mask, keys), DecoderState(encoding.start)

    def look(self, query: Tensor, source: Source, time: int, edit: Edit | None = None) -> Attention:
        """Compare query (B, H) at step `time` with the source positions and average their states."""
        assert self.score is not None
        assert source.keys is not None
        focus = None if self.focus is None else self.focus(query, time, source.mask)
        return attend(self.score(query, source.keys), source.states, source.mask, focus, edit)

    def from_words(self, embedded: Tensor) -> Tensor:
        """The part of the steps that depends on the previous words alone, (B, T, D) -> (B, T, G)."""
        return self.stack.from_words(embedded)

    def step(self, word_part: Tensor, state: DecoderState, source: Source, edit: Edit | None = None) -> Step:
        """One step of decoding from word_part (B, G), the row of `from_words` for the previous word.

        An `edit` may replace the attention weights before the context is taken.
        """
        raise NotImplementedError

    def follow(self, embedded: Tensor, state: DecoderState, source: Source) -> Course:
        """Take all steps after the known words embedded (B, T, D), for training and for scoring."""
        steps = []
        for word_part in self.from_words(embedded).unbind(dim=1):
            check_wanted()
            steps.append(self.step(word_part, state, source))
            state = steps[-1].state
        return Course(
            tuple(step.query for step in steps),
            tuple(step.attention for step in steps),
            torch.stack([step.output for step in steps], dim=1),
        )

    def read_out(self, output: Tensor, embedded: Tensor) -> Tensor:
        """From a step's output (..., O) and the previous word (..., D) to a vector (..., D) like an embedding."""
        raise NotImplementedError


class NoAttentionDecoder(Decoder):
    """Sutskever et al. (2014): the source is one fixed vector, the first state, and nothing else."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config, fed_size=0)
        self.project = nn.Linear(config.decoder_size, config.embedding_size)

    def step(self, word_part: Tensor, state: DecoderState, source: Source, edit: Edit | None = None) -> Step:
        recurrent = self.stack(word_part, None, state.recurrent)
        h = recurrent.hidden[-1]
        return Step(DecoderState(recurrent, time=state.time + 1), query=h, attention=None, output=h)

    def follow(self, embedded: Tensor, state: DecoderState, source: Source) -> Course:
        states = self.stack.run(embedded, state.recurrent)  # (B, T, H)
        queries = states.unbind(dim=1)
        return Course(queries, (None,) * len(queries), states)

    def read_out(self, output: Tensor, embedded: Tensor) -> Tensor:
        return self.project(output)


class BahdanauDecoder(Decoder):
    """Bahdanau et al. (2015): alpha_i from s_{i-1} (eq. 6), c_i (eq. 5), s_i = f(s_{i-1}, [y_{i-1}; c_i]).

    The output layer is the paper's maxout (appendix A.2.2) over U_o s_i + V_o y_{i-1} + C_o c_i, with the state s_i
    of eq. 4. With coverage (Tu et al. 2016) alpha_i also depends on where alpha_1 to alpha_{i-1} were.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config, fed_size=config.encoder_size)
        inputs = config.decoder_size + config.encoder_size + config.embedding_size
        self.maxout = nn.Linear(inputs, 2 * config.embedding_size)  # U_o, C_o and V_o side by side
        self.coverage = Coverage(config.decoder_size, config.encoder_size) if config.coverage else None

    def start(self, encoding: Encoding) -> tuple[Source, DecoderState]:
        source, state = super().start(encoding)
        if self.coverage is None:
            return source, state
        fertility = self.coverage.fertility(encoding.states)
        return replace(source, fertility=fertility), replace(state, covered=torch.zeros_like(fertility))

    def reminded(self, source: Source, covered: Tensor | None) -> Source:
        """The source with keys that know what was looked at before, `covered` (B, S); the same without coverage."""
        if self.coverage is None or covered is None:
            return source
        assert source.keys is not None
        return replace(source, keys=source.keys + self.coverage(covered))

    def step(self, word_part: Tensor, state: DecoderState, source: Source, edit: Edit | None = None) -> Step:
        previous = state.recurrent.hidden[-1]  # s_{i-1}
        attention = self.look(previous, self.reminded(source, state.covered), state.time, edit)
        covered = None
        if state.covered is not None and source.fertility is not None:
            covered = state.covered + attention.weights / source.fertility
        recurrent = self.stack(word_part, attention.context, state.recurrent)
        output = torch.cat(
            [recurrent.hidden[-1], attention.context.to(recurrent.hidden[-1].dtype)], dim=-1
        )  # (B, H + E)
        next_state = DecoderState(recurrent, time=state.time + 1, covered=covered)
        return Step(next_state, query=previous, attention=attention, output=output)

    def read_out(self, output: Tensor, embedded: Tensor) -> Tensor:
        pairs = self.maxout(torch.cat([output, embedded.to(output.dtype)], dim=-1)).unflatten(-1, (-1, 2))
        return torch.maximum(pairs[..., 0], pairs[..., 1])


class LuongDecoder(Decoder):
    """Luong et al. (2015): h_t, a_t from h_t (eq. 7), c_t, h~_t = tanh(W_c [c_t; h_t]) (eq. 5), output from h~_t (eq.
    6).

    With input feeding (section 3.3) h~_{t-1} enters the step beside the previous word; before the first step it is
    zero.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config, fed_size=config.decoder_size if config.input_feeding else 0)
        self.input_feeding = config.input_feeding
        self.combine = nn.Linear(config.encoder_size + config.decoder_size, config.decoder_size, bias=False)  # W_c
        self.project = nn.Linear(config.decoder_size, config.embedding_size)

    def start(self, encoding: Encoding) -> tuple[Source, DecoderState]:
        source, state = super().start(encoding)
        h = state.recurrent.hidden[-1]
        return source, DecoderState(state.recurrent, torch.zeros_like(h) if self.input_feeding else None)

    def step(self, word_part: Tensor, state: DecoderState, source: Source, edit: Edit | None = None) -> Step:
        recurrent = self.stack(word_part, state.attentional, state.recurrent)
        h = recurrent.hidden[-1]  # h_t
        attention = self.look(h, source, state.time, edit)
        attentional = self._mix(attention.context, h)  # h~_t
        next_state = DecoderState(recurrent, attentional if self.input_feeding else None, state.time + 1)
        return Step(next_state, query=h, attention=attention, output=attentional)

    def follow(self, embedded: Tensor, state: DecoderState, source: Source) -> Course:
        if self.input_feeding:
            return super().follow(embedded, state, source)
        # Nothing that was looked at enters the recurrence, so the states of all steps come from one fused call.
        states = self.stack.run(embedded, state.recurrent)  # (B, T, H)
        queries = states.unbind(dim=1)
        attentions = tuple(self.look(h, source, state.time + t) for t, h in enumerate(queries))
        contexts = torch.stack([attention.context for attention in attentions], dim=1)  # (B, T, E)
        return Course(queries, attentions, self._mix(contexts, states))

    def _mix(self, context: Tensor, h: Tensor) -> Tensor:
        """h~ = tanh(W_c [c; h]), for one step or all."""
        return torch.tanh(self.combine(torch.cat([context.to(h.dtype), h], dim=-1)))

    def read_out(self, output: Tensor, embedded: Tensor) -> Tensor:
        return self.project(output)


DECODERS: dict[str, type[NoAttentionDecoder] | type[BahdanauDecoder] | type[LuongDecoder]] = {
    "none": NoAttentionDecoder,
    "bahdanau": BahdanauDecoder,
    "luong": LuongDecoder,
}
