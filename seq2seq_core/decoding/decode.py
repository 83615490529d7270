"""From source ids to target ids: greedy, beam search, and decoding of a given target. Knows ids, not text.

Every hypothesis comes with its Trace. Sentences are decoded in batches of similar length; what a sentence gets does not
depend on its neighbours.

B batch, K beam size, S source length, T target length, V vocabulary size.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import torch
from torch import Tensor

from seq2seq_core.decoding.interventions import (
    Intervention,
    change_source,
    check_interventions,
    edit_weights,
    forced_piece,
)
from seq2seq_core.decoding.search_tree import Node, TreeBuilder
from seq2seq_core.decoding.trace import Ints, Trace
from seq2seq_core.errors import InputError
from seq2seq_core.model.attention import Attention
from seq2seq_core.model.batching import by_length, pad
from seq2seq_core.model.decoders import DecoderState, Source
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import END, FORBIDDEN_IDS, START

Ids = Sequence[int]
T = TypeVar("T")
MOST_BEAMS = 20


@dataclass(frozen=True, slots=True)
class DecodingOptions:
    """How to search. A beam of 1 is greedy decoding."""

    beam_size: int = 1
    n_best: int = 1
    length_penalty: float = 1.0  # hypotheses are ranked by log_prob / length ** length_penalty
    prefix: tuple[int, ...] = ()  # target ids that every hypothesis must begin with
    candidates: int = 10  # alternatives kept in the trace of each step
    keep_search: bool = False  # every continuation that a beam search weighed, as Trace.search
    batch_tokens: int = 4000  # padded source pieces decoded together, a beam counting as one

    def __post_init__(self) -> None:
        if not 1 <= self.beam_size <= MOST_BEAMS:
            raise InputError(f"beam size {self.beam_size} is not between 1 and {MOST_BEAMS}")
        if not 1 <= self.n_best <= self.beam_size:
            raise InputError(f"n-best {self.n_best} is not between 1 and the beam size, {self.beam_size}")
        if not 0 <= self.length_penalty <= 5:
            raise InputError(f"length penalty {self.length_penalty} is not between 0 and 5")


GREEDY = DecodingOptions()


@dataclass(frozen=True, slots=True, eq=False)
class Hypothesis:
    """A decoded target. `ids` ends with the end piece if `finished`."""

    ids: tuple[int, ...]
    log_prob: float
    finished: bool
    trace: Trace


def decode(
    model: Seq2Seq,
    sources: Sequence[Ids],
    options: DecodingOptions = GREEDY,
    interventions: Sequence[Intervention] = (),
) -> list[list[Hypothesis]]:
    """Translate sources, each ending with the end piece. Returns the n best hypotheses of each, best first.

    The interventions apply to every sentence; those that name positions or rows make sense for one sentence alone.
    InputError for one that cannot be done.
    """
    check_interventions(interventions, model.config)
    sources = [change_source(source, interventions) for source in sources]

    def search(batch: Sequence[int]) -> list[list[Hypothesis]]:
        chosen = [sources[i] for i in batch]
        if options.beam_size == 1:
            return [[hypothesis] for hypothesis in _greedy(model, chosen, options, interventions)]
        return _beam(model, chosen, options, interventions)

    tokens = options.batch_tokens // options.beam_size
    return _in_batches(search, [len(source) for source in sources], tokens)


def force(model: Seq2Seq, sources: Sequence[Ids], targets: Sequence[Ids], *, candidates: int = 10) -> list[Hypothesis]:
    """Decode given targets, each ending with the end piece: what the model would have looked at, had it said this."""

    def score(batch: Sequence[int]) -> list[Hypothesis]:
        return _force(model, [sources[i] for i in batch], [targets[i] for i in batch], candidates)

    return _in_batches(score, [max(len(s), len(t)) for s, t in zip(sources, targets, strict=True)], batch_tokens=2000)


def longest_target(source_length: int) -> int:
    """How many pieces a translation may have before decoding gives up."""
    return 2 * source_length + 10


@torch.inference_mode()
def _greedy(
    model: Seq2Seq, sources: Sequence[Ids], options: DecodingOptions, interventions: Sequence[Intervention] = ()
) -> list[Hypothesis]:
    """Say the best next piece, again and again, until every sentence has ended."""
    source, state, lengths = _encode(model, sources)
    limits = [max(longest_target(length), len(options.prefix) + 1) for length in lengths]
    recorder = Recorder(options.candidates)
    word = torch.full((len(sources),), START, device=source.mask.device)
    said: list[Tensor] = []
    gains: list[Tensor] = []  # log-probability of each word said
    ended = torch.zeros(len(sources), dtype=torch.bool, device=source.mask.device)
    computed: Tensor | None = None  # the attention weights of the step before
    for t in range(max(limits)):
        step, log_probs = model.step(word, state, source, edit_weights(interventions, t, computed, source.mask))
        computed = None if step.attention is None else step.attention.computed
        allowed = _allowed(log_probs, forced_piece(interventions, t) or options.prefix[t : t + 1])
        word, state = allowed.argmax(dim=-1), step.state
        recorder.record(step.query, step.attention, log_probs)
        said.append(word)
        gains.append(log_probs.gather(1, word[:, None])[:, 0])
        ended |= word == END
        if bool(ended.all()):
            break
    all_gains = torch.stack(gains, dim=1)  # (B, T)
    hypotheses = []
    for b, ids in enumerate(torch.stack(said, dim=1).tolist()):
        size = min(ids.index(END) + 1 if END in ids else len(ids), limits[b])
        trace = recorder.trace([b] * size, lengths[b], all_gains[b, :size])
        hypotheses.append(_hypothesis(ids[:size], trace))
    return hypotheses


@dataclass(frozen=True, slots=True)
class _Ending:
    """A hypothesis that has come to an end at some step, as a place in the search."""

    rank: float  # length-normalised log-probability
    step: int  # the step that said its last piece
    slot: int  # the place (b * K + k) from which that step was taken
    last: int  # its last piece: the end piece, unless the search ran out of room
    gain: float  # log-probability of that piece


@torch.inference_mode()
def _beam(
    model: Seq2Seq, sources: Sequence[Ids], options: DecodingOptions, interventions: Sequence[Intervention] = ()
) -> list[list[Hypothesis]]:
    """Beam search: keep the K best unfinished hypotheses; a sentence is done when K have finished.

    A hypothesis finishes when its end piece is among the K best continuations of its sentence.
    """
    B, K = len(sources), options.beam_size
    source, state, lengths = _encode(model, sources)
    slots = torch.arange(B, device=source.mask.device).repeat_interleave(K)
    source, state = source.pick(slots), state.pick(slots)
    limits = [max(longest_target(length), len(options.prefix) + 1) for length in lengths]
    recorder = Recorder(options.candidates)
    word = torch.full((B * K,), START, device=slots.device)
    totals = torch.full((B, K), -torch.inf, device=slots.device)
    totals[:, 0] = 0.0  # at first all K places hold the same empty hypothesis: only one of them counts
    first_slots = torch.arange(0, B * K, K, device=slots.device)[:, None]
    parents: list[Tensor] = []  # per step: the slot of step t that slot k of step t + 1 continues
    words: list[Tensor] = []  # per step: the word with which it does,
    gains: list[Tensor] = []  # and its log-probability
    endings: list[list[_Ending]] = [[] for _ in range(B)]
    trees = [TreeBuilder(K) for _ in range(B)]
    computed: Tensor | None = None  # the attention weights of the step before
    for t in range(max(limits)):
        step, log_probs = model.step(word, state, source, edit_weights(interventions, t, computed, source.mask))
        recorder.record(step.query, step.attention, log_probs)
        # Of one hypothesis at most K continuations and the end can matter: n of them.
        allowed = _allowed(log_probs, forced_piece(interventions, t) or options.prefix[t : t + 1])
        best, best_ids = allowed.topk(min(K + 1, log_probs.shape[1]), dim=-1)  # (B * K, n)
        n = best.shape[1]
        # All continuations of a sentence side by side: place i continues its slot i // n.
        reached = (totals.reshape(B * K, 1) + best).reshape(B, K * n)  # log-probability of the whole
        reached_ids, gains_here = best_ids.reshape(B, K * n), best.reshape(B, K * n)
        is_end = reached_ids == END
        bar = reached.topk(K, dim=-1).values[:, -1:]  # (B, 1), what the K-th best has
        ending = is_end & (reached >= bar) & (reached > -torch.inf)
        still_open = [t < limit and len(found) < K for found, limit in zip(endings, limits, strict=True)]
        totals, places = reached.masked_fill(is_end, -torch.inf).topk(K, dim=-1)  # (B, K)
        nothing_left = (totals == -torch.inf).all(dim=1).tolist()  # all that was allowed has ended
        for b in range(B if options.keep_search else 0):
            if still_open[b]:
                trees[b].grow(t, n, reached_ids[b], gains_here[b], reached[b], kept=places[b], finished=ending[b])
        for b, i in ending.nonzero().tolist():
            if still_open[b]:
                rank = _rank(float(reached[b, i]), t + 1, options)
                endings[b].append(_Ending(rank, t, b * K + i // n, END, float(gains_here[b, i])))
        parent = (first_slots + places // n).reshape(B * K)
        word = reached_ids.gather(1, places).reshape(B * K)
        gain = gains_here.gather(1, places).reshape(B * K)  # log-probability of `word`
        for b in [b for b in range(B) if t + 1 == limits[b]]:  # out of room: what is still open counts as unfinished
            for k, total in enumerate(totals[b].tolist()):
                if total > -torch.inf:
                    slot = b * K + k
                    rank = _rank(total, t + 1, options)
                    endings[b].append(_Ending(rank, t, int(parent[slot]), int(word[slot]), float(gain[slot])))
        if all(
            len(found) >= K or t + 1 >= limit or empty
            for found, limit, empty in zip(endings, limits, nothing_left, strict=True)
        ):
            break
        state = step.state.pick(parent)
        computed = None if step.attention is None else step.attention.computed[parent]
        parents.append(parent)
        words.append(word)
        gains.append(gain)
    history = [
        list(zip(*(tensor.tolist() for tensor in step), strict=True))
        for step in zip(parents, words, gains, strict=True)
    ]
    return [
        [
            _walk_back(recorder, ending, history, lengths[b], tuple(trees[b].nodes))
            for ending in _best_endings(endings[b], options.n_best)
        ]
        for b in range(B)
    ]


def _rank(log_prob: float, length: int, options: DecodingOptions) -> float:
    return float(log_prob / length**options.length_penalty)


def _best_endings(endings: list[_Ending], n_best: int) -> list[_Ending]:
    """The n best, finished ones first."""
    return sorted(endings, key=lambda ending: (ending.last == END, ending.rank), reverse=True)[:n_best]


def _walk_back(
    recorder: "Recorder",
    ending: _Ending,
    history: list[list[tuple[int, int, float]]],
    source_length: int,
    nodes: tuple[Node, ...],
) -> Hypothesis:
    """Follow a hypothesis from its end to its start: its words, and the slot that it had at every step."""
    ids, slots, gains = [ending.last], [ending.slot], [ending.gain]
    for step in reversed(history[: ending.step]):
        parent, word, gain = step[slots[-1]]
        ids.append(word)
        slots.append(parent)
        gains.append(gain)
    trace = recorder.trace(slots[::-1], source_length, torch.tensor(gains[::-1]))
    return _hypothesis(ids[::-1], replace(trace, search=nodes or None))


def _hypothesis(ids: Ids, trace: Trace) -> Hypothesis:
    return Hypothesis(tuple(ids), float(trace.log_probs.sum(dtype="float64")), ids[-1] == END, trace)


@torch.inference_mode()
def _force(model: Seq2Seq, sources: Sequence[Ids], targets: Sequence[Ids], candidates: int) -> list[Hypothesis]:
    source, state, lengths = _encode(model, sources)
    target = pad(targets).to(source.mask.device)  # (B, T)
    previous = torch.cat([torch.full_like(target[:, :1], START), target[:, :-1]], dim=1)
    unrolled = model.unroll(previous, state, source)
    log_probs = model.logits(unrolled.features).log_softmax(dim=-1)  # (B, T, V)
    gains = log_probs.gather(2, target[:, :, None])[:, :, 0]  # (B, T)
    recorder = Recorder(candidates)
    for t, (query, attention) in enumerate(zip(unrolled.course.queries, unrolled.course.attentions, strict=True)):
        recorder.record(query, attention, log_probs[:, t])
    return [
        _hypothesis(ids, recorder.trace([b] * len(ids), lengths[b], gains[b, : len(ids)]))
        for b, ids in enumerate(targets)
    ]


class Recorder:
    """Collects what steps computed for a whole batch, and cuts out the trace of one hypothesis at the end."""

    def __init__(self, candidates: int) -> None:
        self._candidates = candidates
        self._queries: list[Tensor] = []  # (B, H)
        self._attentions: list[Attention | None] = []
        self._best: list[tuple[Tensor, Tensor]] = []  # (B, K) log-probabilities and ids of the best words

    def record(self, query: Tensor, attention: Attention | None, log_probs: Tensor) -> None:
        """Keep one step of the batch, with the log-probabilities (B, V) of the word after it."""
        self._queries.append(query)
        self._attentions.append(attention)
        self._best.append(_allowed(log_probs, ()).topk(min(self._candidates, log_probs.shape[-1]), dim=-1))

    def trace(self, rows: Sequence[int], source_length: int, gains: Tensor) -> Trace:
        """The trace of the hypothesis at place rows[t] of the batch at step t, whose words had log-probability
        gains[t]."""

        def gather(tensors: Sequence[Tensor]) -> Tensor:
            return torch.stack([tensor[row] for tensor, row in zip(tensors, rows, strict=False)]).cpu()

        attended = [attention for attention in self._attentions if attention is not None]
        scores = gather([look.scores[:, :source_length] for look in attended]) if attended else None
        centers = [look.center for look in attended if look.center is not None]
        return Trace(
            query=gather(self._queries).numpy(),
            log_probs=gains.cpu().numpy(),
            candidate_ids=gather([ids for _, ids in self._best]).numpy(),
            candidate_log_probs=gather([values for values, _ in self._best]).numpy(),
            scores=None if scores is None else scores.numpy(),
            weights=gather([look.weights[:, :source_length] for look in attended]).numpy() if attended else None,
            computed=gather([look.computed[:, :source_length] for look in attended]).numpy() if attended else None,
            context=gather([look.context for look in attended]).numpy() if attended else None,
            centers=gather(centers).numpy() if centers else None,
            windows=_windows(scores) if scores is not None and centers else None,
        )


def _windows(scores: Tensor) -> Ints:
    """First and last position of each row of scores (T, S) that is not -inf, (T, 2)."""
    inside = (scores > -torch.inf).int()
    return torch.stack([inside.argmax(dim=1), scores.shape[1] - 1 - inside.flip(1).argmax(dim=1)], dim=1).numpy()


def _encode(model: Seq2Seq, sources: Sequence[Ids]) -> tuple[Source, DecoderState, list[int]]:
    lengths = [len(source) for source in sources]
    device = model.embedding.weight.device
    source, state = model.encode(pad(sources).to(device), torch.tensor(lengths))
    return source, state, lengths


def _allowed(log_probs: Tensor, forced: Ids) -> Tensor:
    """Log-probabilities (B, V) with -inf for what may not be said next: special pieces, or all but a forced piece."""
    if forced:
        only = torch.full_like(log_probs, -torch.inf)
        only[:, forced[0]] = log_probs[:, forced[0]]
        return only
    return log_probs.index_fill(-1, torch.tensor(FORBIDDEN_IDS, device=log_probs.device), -torch.inf)


def _in_batches(work: Callable[[Sequence[int]], list[T]], lengths: Sequence[int], batch_tokens: int) -> list[T]:
    """Do `work` on groups of positions of similar length; results in the order of the positions."""
    results: dict[int, T] = {}
    for group in by_length(lengths, batch_tokens):
        results.update(zip(group, work(group), strict=True))
    return [results[position] for position in range(len(lengths))]
