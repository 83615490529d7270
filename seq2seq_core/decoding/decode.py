"""From source ids to target ids, in batches of similar length. Knows ids, not text.

Every hypothesis comes with its Trace. What a sentence gets does not depend on its neighbours in the batch.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from seq2seq_core.decoding.beam import beam_search
from seq2seq_core.decoding.forced import force_targets
from seq2seq_core.decoding.greedy import greedy_search
from seq2seq_core.decoding.hypothesis import Hypothesis
from seq2seq_core.decoding.interventions import Intervention, change_source, check_interventions
from seq2seq_core.decoding.options import GREEDY, DecodingOptions, Ids
from seq2seq_core.model.batching import by_length
from seq2seq_core.model.seq2seq import Seq2Seq

T = TypeVar("T")


def decode(
    model: Seq2Seq,
    sources: Sequence[Ids],
    options: DecodingOptions = GREEDY,
    interventions: Sequence[Intervention] = (),
) -> list[list[Hypothesis]]:
    """Translate sources, each ending with the end token. Returns the n best hypotheses of each, best first.

    The interventions apply to every sentence; those that name positions or rows make sense for one sentence alone.
    InputError for one that cannot be done.
    """
    return [
        [hypothesis for (hypothesis,) in found] for found in decode_together([model], sources, options, interventions)
    ]


def decode_together(
    models: Sequence[Seq2Seq],
    sources: Sequence[Ids],
    options: DecodingOptions = GREEDY,
    interventions: Sequence[Intervention] = (),
) -> list[list[tuple[Hypothesis, ...]]]:
    """The same by models that decode as one ensemble (`run`); they share their vocabulary.

    Each hypothesis is there once for each model, with that model's own log-probability and trace: the mean of these
    log-probabilities is that of the ensemble. The interventions are for every model.
    """
    for model in models:
        check_interventions(interventions, model.config)
    sources = [change_source(source, interventions) for source in sources]

    def search(batch: Sequence[int]) -> list[list[tuple[Hypothesis, ...]]]:
        chosen = [sources[i] for i in batch]
        if options.beam_size == 1:
            return [[found] for found in greedy_search(models, chosen, options, interventions)]
        return beam_search(models, chosen, options, interventions)

    return _in_batches(search, len(sources), batches_of(sources, options))


def batches_of(sources: Sequence[Ids], options: DecodingOptions = GREEDY) -> list[list[int]]:
    """The positions of sources that are decoded together, batch by batch. A batch decoded alone gives the same, bit for
    bit; sentences in other company give the same to rounding.
    """
    return list(by_length([len(source) for source in sources], options.batch_tokens // options.beam_size))


def force(model: Seq2Seq, sources: Sequence[Ids], targets: Sequence[Ids], *, candidates: int = 10) -> list[Hypothesis]:
    """Decode given targets, each ending with the end token: what the model would have looked at, had it said this."""

    def score(batch: Sequence[int]) -> list[Hypothesis]:
        return force_targets(model, [sources[i] for i in batch], [targets[i] for i in batch], candidates=candidates)

    lengths = [max(len(s), len(t)) for s, t in zip(sources, targets, strict=True)]
    return _in_batches(score, len(lengths), by_length(lengths, batch_tokens=2000))


def _in_batches(work: Callable[[Sequence[int]], list[T]], count: int, batches: Iterable[Sequence[int]]) -> list[T]:
    """Do `work` on batches of positions; results in the order of the positions."""
    results: dict[int, T] = {}
    for batch in batches:
        results.update(zip(batch, work(batch), strict=True))
    return [results[position] for position in range(count)]
