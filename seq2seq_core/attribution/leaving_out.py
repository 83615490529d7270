"""What leaving out says: score the same target from a source in which something is missing.

S source length, T target length.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from seq2seq_core.attribution.attribution import NATS, Attribution
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.decoding.scoring import log_probabilities
from seq2seq_core.vocabulary import UNKNOWN

Ids = Sequence[int]
Progress = Callable[[float], None]  # told which share is done; may raise to stop
PERMUTATIONS, SEED = 40, 0
AT_ONCE = 8  # permutations scored together


def occlusion(
    pair: ForcedPair, *, groups: Sequence[Sequence[int]] | None = None, delete: bool = False, prefix: bool = False
) -> Attribution:
    """The log-probability that each token loses if a source token becomes unknown, or is deleted (Zeiler and Fergus
    2014; Li, Monroe and Jurafsky 2016, who call it erasure).

    `groups` are the tokens of each word, to leave out whole words: their columns then share the loss evenly. With
    `prefix` the same for what was said before, which is never deleted.
    """
    groups = groups or [(s,) for s in range(len(pair.source_ids))]
    variants = [without(pair.source_ids, group, delete=delete) for group in groups]
    whole, *left = _score(pair, [pair.source_ids, *variants])
    source = np.zeros((len(pair.target_ids), len(pair.source_ids)), dtype=np.float32)
    for group, log_probs in zip(groups, left, strict=True):
        source[:, list(group)] = ((whole - log_probs) / len(group))[:, None]
    return Attribution(source, NATS, _prefix_losses(pair) if prefix else None)


def without(ids: Ids, positions: Sequence[int], *, delete: bool = False) -> tuple[int, ...]:
    """A source without the tokens at some positions: they become unknown, or are deleted. One token always stays."""
    gone = set(positions)
    if not delete:
        return tuple(UNKNOWN if s in gone else piece for s, piece in enumerate(ids))
    return tuple(piece for s, piece in enumerate(ids) if s not in gone) or tuple(ids[-1:])


def shapley(
    pair: ForcedPair, *, permutations: int = PERMUTATIONS, seed: int = SEED, progress: Progress | None = None
) -> Attribution:
    """Shapley values by sampling: what a source token adds on top of those before it, in the mean over random orders
    (Shapley 1953; Castro, Gomez and Tejada 2009). A token that is not there is unknown.

    `error` (T, S) is the standard error of each.
    """
    S = len(pair.source_ids)
    orders = [np.random.default_rng((seed, n)).permutation(S) for n in range(permutations)]
    marginals = []
    for first in range(0, permutations, AT_ONCE):
        some = orders[first : first + AT_ONCE]
        scores = _score(pair, [ids for order in some for ids in _coming_in(pair.source_ids, order)])
        for n, order in enumerate(some):
            added = np.diff(np.stack(scores[n * (S + 1) : (n + 1) * (S + 1)]), axis=0)  # (S, T) in this order
            marginals.append(added[np.argsort(order)].T)  # (T, S)
        if progress is not None:
            progress(len(marginals) / permutations)
    each = np.stack(marginals)  # (permutations, T, S)
    error = each.std(axis=0, ddof=1) / np.sqrt(permutations) if permutations > 1 else np.full_like(each[0], np.inf)
    return Attribution(each.mean(axis=0), NATS, error=error)


def source_and_prefix(pair: ForcedPair) -> NDArray[np.float32]:
    """What each target token owes to the source and to what was said before it, in nats (T, 2).

    The Shapley values of two players, exactly: what each adds to the log-probability of the token, in the mean over who
    comes first. A player that is not there has unknown tokens alone. Both together are what the token has over a model
    that knows neither. The first token has nothing before it but the mark of the beginning, which always stays.
    """
    source = torch.stack([pair.source, pair.unknown.expand_as(pair.source)])  # with, without
    said = torch.stack([pair.said, torch.cat([pair.said[:1], pair.unknown.expand_as(pair.said[1:])])])
    with torch.inference_mode():
        both, source_alone, said_alone, neither = pair.log_probs(source[[0, 0, 1, 1]], said[[0, 1, 0, 1]])
    by_source = (source_alone - neither + both - said_alone) / 2
    by_said = (said_alone - neither + both - source_alone) / 2
    return torch.stack([by_source, by_said], dim=1).numpy()


def _coming_in(ids: Ids, order: NDArray[np.int64]) -> Iterator[tuple[int, ...]]:
    """Sources in which no token is known, then one more after the other in an order, until all are."""
    for known in range(len(ids) + 1):
        yield without(ids, order[known:].tolist())


def _score(pair: ForcedPair, sources: Sequence[Ids]) -> list[NDArray[np.float32]]:
    return log_probabilities(pair.model, sources, [pair.target_ids] * len(sources))


def _prefix_losses(pair: ForcedPair) -> NDArray[np.float32]:
    """The log-probability (T, T) that each target token loses if one that was said before it becomes unknown."""
    T = len(pair.target_ids)
    said = pair.said.repeat(T, 1, 1)  # (T, T, D), the first as it is
    for j in range(1, T):
        said[j, j] = pair.unknown
    with torch.inference_mode():
        whole, *left = pair.log_probs(pair.source.expand(T, -1, -1), said)
    losses = np.zeros((T, T), dtype=np.float32)
    for j, log_probs in enumerate(left):
        losses[:, j] = (whole - log_probs).numpy()
    return np.tril(losses, -1)
