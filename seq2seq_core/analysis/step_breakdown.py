"""One decoder step taken apart: every vector on its way from the source to the next word, and one score opened up.

Everything is computed anew from a model, a source and a target that is forced; nothing is stored on the model. What is
shown of a step is equal to the trace of the same target, and a test says so.

S source length, D embedding size, E encoder size, H decoder size, V vocabulary size.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from seq2seq_core.decoding.trace import Floats
from seq2seq_core.errors import InputError
from seq2seq_core.model.attention import AdditiveScore, Attention, DotScore, GeneralScore, LocationScore
from seq2seq_core.model.batching import shift_right
from seq2seq_core.model.decoders import BahdanauDecoder, DecoderState, LuongDecoder, Source, Step
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import FORBIDDEN_IDS

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What one step looked at."""

    scores: Floats  # (S,) before the softmax; -inf outside the window
    softmax: Floats  # (S,) of the scores; sums to one
    gaussian: Floats | None  # (S,) by which local-p multiplies the softmax
    weights: Floats  # (S,) what multiplied the encoder states
    context: Floats  # (E,)
    center: float | None  # p_t, local attention only

    @property
    def exponentials(self) -> Floats:
        """exp(score - largest score), (S,), of which the softmax is the shares; 0 outside the window."""
        exponentials: Floats = np.exp(self.scores - self.scores.max())
        return exponentials


@dataclass(frozen=True, slots=True, eq=False)
class Anatomy:
    """One step of one sentence. The look is None for a model without attention."""

    step: int
    source: Floats  # (S, D) word vectors of the source
    states: Floats  # (S, E) encoder states
    word: Floats  # (D,) vector of the word before
    before: Floats  # (H,) the top state before the step: s_{t-1}, h_{t-1}
    after: Floats  # (H,) the top state after it: s_t, h_t
    query: Floats  # (H,) the one that is compared: Bahdanau's state before, Luong's after
    fed: Floats | None  # (H,) h~_{t-1}, with input feeding only
    covered: Floats | None  # (S,) C_{t-1}, how much was looked at each source token before; with coverage only
    look: Look | None
    attentional: Floats | None  # (H,) h~_t, Luong only
    features: Floats  # (D,) what the output layer reads; Bahdanau's maxout
    best_ids: tuple[int, ...]  # the likeliest tokens, best first
    best_logits: Floats  # (K,)
    log_sum: float  # log of the sum of exp(logit) over the whole vocabulary

    def log_probability(self, logit: float) -> float:
        """Of the token with this logit, by the softmax over the whole vocabulary."""
        return float(logit - self.log_sum)


@dataclass(frozen=True, slots=True, eq=False)
class OpenScore:
    """One score as a sum over dimensions. The sum of `terms` is the score.

    dot, general, location: terms = query * key. additive, concat: terms = v * tanh(query + key).
    """

    query: Doubles  # (K,) h_t, or W_a s_{t-1}
    key: Doubles  # (K,) h_s, W_a h_s, U_a h_s (+ V_a C_s with coverage), or the row of W_a that belongs to a position
    tanh: Doubles | None  # (K,)
    v: Doubles | None  # (K,) v_a
    terms: Doubles  # (K,)
    allowed: bool  # False where local attention does not look: the score is then replaced with -inf

    @property
    def total(self) -> float:
        """The score."""
        return float(self.terms.sum())


@dataclass(frozen=True, slots=True, eq=False)
class OpenMix:
    """Luong's attentional vector, eq. 5: tanh(from_context + from_state), W_c cut into its two halves."""

    from_context: Doubles  # (H,)
    from_state: Doubles  # (H,)


@dataclass(frozen=True, slots=True, eq=False)
class OpenMaxout:
    """Bahdanau's output layer before the maximum, appendix A.2.2: the sum of all parts, in pairs (D, 2)."""

    from_state: Doubles  # U_o s_i
    from_context: Doubles  # C_o c_i
    from_word: Doubles  # V_o y_{i-1}
    bias: Doubles

    @property
    def pairs(self) -> Doubles:
        """(D, 2), of which the larger goes on."""
        return self.from_state + self.from_context + self.from_word + self.bias


@torch.inference_mode()
def dissect(model: Seq2Seq, source_ids: Sequence[int], target_ids: Sequence[int], step: int, best: int = 5) -> Anatomy:
    """Force the first `step` tokens of a target, then take the step after them apart. Both ids end with the end token.

    InputError for a step that the target does not have.
    """
    if not 0 <= step < len(target_ids):
        raise InputError(f"step {step + 1} is not between 1 and {len(target_ids)}")
    words, source, state = _read(model, source_ids)
    *before, previous = shift_right(torch.tensor([target_ids]))[0, : step + 1].tolist()
    for word in before:
        state = _advance(model, word, state, source)[1].state
    embedded, taken = _advance(model, previous, state, source)
    features = model.decoder.read_out(taken.output, embedded)
    logits = model.logits(features)[0]  # (V,)
    allowed = logits.index_fill(0, torch.tensor(FORBIDDEN_IDS, device=logits.device), -torch.inf)
    values, ids = allowed.topk(min(best, len(allowed) - len(FORBIDDEN_IDS)))
    return Anatomy(
        step=step,
        source=_floats(words[0]),
        states=_floats(source.states[0]),
        word=_floats(embedded[0]),
        before=_floats(state.recurrent.hidden[-1][0]),
        after=_floats(taken.state.recurrent.hidden[-1][0]),
        query=_floats(taken.query[0]),
        fed=None if state.attentional is None else _floats(state.attentional[0]),
        covered=None if state.covered is None else _floats(state.covered[0]),
        look=None if taken.attention is None else _seen(model, taken.query, taken.attention, step, source),
        attentional=_floats(taken.output[0]) if isinstance(model.decoder, LuongDecoder) else None,
        features=_floats(features[0]),
        best_ids=tuple(ids.tolist()),
        best_logits=_floats(values),
        log_sum=float(logits.logsumexp(dim=0)),
    )


@torch.inference_mode()
def look_with(
    model: Seq2Seq, state: Floats, source_ids: Sequence[int], step: int, covered: Floats | None = None
) -> Look:
    """What a given decoder state (H,) would look at in a source, at a step: the state is held, the words may change.

    `covered` (S,) is what was looked at before, for a model with coverage.
    """
    _, source, _ = _read(model, source_ids)
    if covered is not None and isinstance(model.decoder, BahdanauDecoder):
        source = model.decoder.reminded(source, torch.as_tensor(covered).to(source.states)[None])
    query = torch.as_tensor(state).to(source.states)[None]
    return _seen(model, query, model.decoder.look(query, source, step), step, source)


@torch.inference_mode()
def open_score(model: Seq2Seq, anatomy: Anatomy, position: int) -> OpenScore:
    """Open the score of one source position up into its dimensions.

    InputError for a model without attention and for a position that the score function cannot score.
    """
    score, look = model.decoder.score, anatomy.look
    if score is None or look is None:
        raise InputError("a model without attention has no scores")
    if not 0 <= position < len(look.scores):
        raise InputError(f"source position {position + 1} is not between 1 and {len(look.scores)}")
    query, state = torch.as_tensor(anatomy.query).double(), torch.as_tensor(anatomy.states[position]).double()
    tanh = v = None
    if isinstance(score, AdditiveScore):
        query = score.project_query.weight.double() @ query
        key = score.project_key.weight.double() @ state + _of_coverage(model, anatomy)[position]
        tanh, v = torch.tanh(query + key), score.v.weight[0].double()
        terms = v * tanh
    elif isinstance(score, LocationScore):
        if position >= len(score.project.weight):
            raise InputError(f"the location score ignores positions after {len(score.project.weight)}")
        key = score.project.weight[position].double()
        terms = query * key
    elif isinstance(score, GeneralScore):
        key = score.project.weight.double() @ state * score.scale
        terms = query * key
    else:
        assert isinstance(score, DotScore)
        key = state
        terms = query * key * score.scale
    return OpenScore(
        query=query.numpy(),
        key=key.numpy(),
        tanh=None if tanh is None else tanh.numpy(),
        v=None if v is None else v.numpy(),
        terms=terms.numpy(),
        allowed=bool(np.isfinite(look.scores[position])),
    )


@torch.inference_mode()
def open_mix(model: Seq2Seq, anatomy: Anatomy) -> OpenMix:
    """Luong's attentional vector before the tanh, as what the context and what the state give to it."""
    assert isinstance(model.decoder, LuongDecoder)
    assert anatomy.look is not None
    weight = model.decoder.combine.weight.double().numpy()  # W_c, (H, E + H)
    size = len(anatomy.look.context)
    return OpenMix(weight[:, :size] @ anatomy.look.context, weight[:, size:] @ anatomy.after)


@torch.inference_mode()
def open_maxout(model: Seq2Seq, anatomy: Anatomy) -> OpenMaxout:
    """Bahdanau's output layer before the maximum, part by part."""
    assert isinstance(model.decoder, BahdanauDecoder)
    assert anatomy.look is not None
    inputs = (anatomy.after, anatomy.look.context, anatomy.word)
    weight = model.decoder.maxout.weight.double().numpy()  # U_o, C_o, V_o side by side, (2D, H + E + D)
    cuts = np.cumsum([len(vector) for vector in inputs])[:-1]
    parts = [w @ vector for w, vector in zip(np.split(weight, cuts, axis=1), inputs, strict=True)]
    state, context, word, bias = (part.reshape(-1, 2) for part in (*parts, model.decoder.maxout.bias.double().numpy()))
    return OpenMaxout(state, context, word, bias)


@torch.inference_mode()
def concat_scores(model: Seq2Seq, anatomy: Anatomy) -> Doubles:
    """The scores (S,) of an additive or concat model as Luong writes it: v_a^T tanh(W_a [h_t; h_s]), W_a whole."""
    score = model.decoder.score
    assert isinstance(score, AdditiveScore)
    weight = torch.cat([score.project_query.weight, score.project_key.weight], dim=1).double().numpy()  # (H, H + E)
    both = np.concatenate([np.tile(anatomy.query, (len(anatomy.states), 1)), anatomy.states], axis=1)  # (S, H + E)
    inside = both @ weight.T + _of_coverage(model, anatomy).numpy()
    scores: Doubles = np.tanh(inside) @ score.v.weight[0].double().numpy()
    return scores


def _of_coverage(model: Seq2Seq, anatomy: Anatomy) -> Tensor:
    """V_a C_s of every source position (S, H); zeros without coverage."""
    positions, size = len(anatomy.states), model.config.decoder_size
    if anatomy.covered is None or not isinstance(model.decoder, BahdanauDecoder) or model.decoder.coverage is None:
        return torch.zeros(positions, size, dtype=torch.float64)
    return torch.as_tensor(anatomy.covered).double()[:, None] * model.decoder.coverage.project.weight[:, 0].double()


def _read(model: Seq2Seq, source_ids: Sequence[int]) -> tuple[Tensor, Source, DecoderState]:
    """The word vectors (1, S, D) of a source, what can be looked at, and the first state."""
    words = model.embed(torch.tensor([list(source_ids)], device=model.embedding.weight.device))
    return words, *model.encode_embedded(words, torch.tensor([len(source_ids)]))


def _advance(model: Seq2Seq, previous: int, state: DecoderState, source: Source) -> tuple[Tensor, Step]:
    """The vector (1, D) of the word before, and the step after it."""
    embedded = model.embed(torch.tensor([previous], device=model.embedding.weight.device))
    return embedded, model.decoder.step(model.decoder.from_words(embedded), state, source)


def _seen(model: Seq2Seq, query: Tensor, attention: Attention, step: int, source: Source) -> Look:
    focus = None if model.decoder.focus is None else model.decoder.focus(query, step, source.mask)
    return Look(
        scores=_floats(attention.scores[0]),
        softmax=_floats(attention.scores[0].softmax(dim=-1)),
        gaussian=None if focus is None or focus.gaussian is None else _floats(focus.gaussian[0]),
        weights=_floats(attention.weights[0]),
        context=_floats(attention.context[0]),
        center=None if attention.center is None else float(attention.center[0]),
    )


def _floats(tensor: Tensor) -> Floats:
    array: Floats = tensor.detach().cpu().numpy()
    return array
