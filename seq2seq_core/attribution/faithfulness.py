"""Does a ranking of the source tokens tell what the model used? Take the tokens away in its order, and see.

DeYoung et al. (2020), "ERASER": an explanation is comprehensive if the model is lost without what it ranks first, and
sufficient if that alone is enough. Here for every target token of a given translation, whose probability is what falls.
A deletion makes inputs that the model never saw, whichever way tokens are taken away; occlusion is nearly the test
itself, and so ranks well in it.

S source length, T target length, K shares, N orders of G source words.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.leaving_out import without
from seq2seq_core.decoding.scoring import log_probabilities_at

SHARES = (0.01, 0.05, 0.1, 0.2, 0.5)  # of the source tokens, as in ERASER
Array = NDArray[np.float64]
Tokens = Sequence[int]  # the positions of the tokens of a word
Ranking = NDArray[np.int64]  # (T, S) source positions, what matters most first


@dataclass(frozen=True, slots=True, eq=False)
class Faithfulness:
    """What the probability of each target token loses, by share of the source tokens that are ranked first."""

    shares: tuple[float, ...]
    comprehensiveness: Array  # (T, K) without them: the larger the better
    sufficiency: Array  # (T, K) with them alone: the smaller the better

    @property
    def area(self) -> tuple[float, float]:
        """The means over tokens and shares (AOPC), of comprehensiveness and of sufficiency."""
        return float(self.comprehensiveness.mean()), float(self.sufficiency.mean())


def ranking(values: NDArray[np.floating]) -> Ranking:
    """Source positions in the order of an attribution (T, S), the largest first; of two that are equal the earlier."""
    return np.argsort(-values, axis=1, kind="stable")


def random_ranking(targets: int, sources: int, seed: int) -> Ranking:
    """An order that knows nothing, another for each target token."""
    generator = np.random.default_rng(seed)
    return np.stack([generator.permutation(sources) for _ in range(targets)])


def deletion_curves(
    pair: ForcedPair, orders: Sequence[Sequence[Tokens]], steps: Sequence[int], *, delete: bool = False
) -> Array:
    """The probability (N, G + 1) of one target word as source words go, one more at a time, in each of N orders.

    A word is its tokens, so an order is G groups of source positions, and the target word the `steps` of its tokens,
    each given what was said before it. What goes becomes unknown, or is deleted; the first value is that of the whole
    source. All orders are scored together, and what several have in common once.
    """
    asked = [
        [
            without(pair.source_ids, list(itertools.chain(*order[:gone])), delete=delete)
            for gone in range(len(order) + 1)
        ]
        for order in orders
    ]
    different = {source: row for row, source in enumerate(dict.fromkeys(itertools.chain(*asked)))}
    found = log_probabilities_at(pair.model, list(different), pair.target_ids, [steps] * len(different))
    probability = np.exp(found[:, list(steps)].astype(np.float64).sum(axis=1))
    return np.stack([probability[[different[source] for source in sources]] for sources in asked])


def taken_tokens(share: float, sources: int) -> int:
    """How many of so many source tokens a share is: at least one."""
    return min(sources, max(1, round(share * sources)))


def faithfulness(
    pair: ForcedPair, rankings: Sequence[Ranking], *, shares: Sequence[float] = SHARES, delete: bool = False
) -> list[Faithfulness]:
    """Comprehensiveness and sufficiency of several rankings of one pair, whose sources are scored together.

    Of the probabilities only that of the token whose row it is counts.
    """
    ids = pair.source_ids
    sizes = [taken_tokens(share, len(ids)) for share in shares]
    asked = [  # of each ranking, by step and share: the source without what is ranked first, and with that alone
        [
            [(without(ids, row[:size], delete=delete), without(ids, row[size:], delete=delete)) for size in sizes]
            for row in order.tolist()
        ]
        for order in rankings
    ]
    steps = {ids: set(range(len(pair.target_ids)))}  # of each different source, those that it is scored at
    for rows in asked:
        for t, row in enumerate(rows):
            for source in itertools.chain(*row):
                steps.setdefault(source, set()).add(t)
    log_probs = log_probabilities_at(pair.model, list(steps), pair.target_ids, list(steps.values()))
    probability = dict(zip(steps, np.exp(log_probs.astype(np.float64)), strict=True))  # (T,) of each
    whole = probability[ids]
    found = []
    for rows in asked:
        lost = [[[whole[t] - probability[one][t] for one in both] for both in row] for t, row in enumerate(rows)]
        gone, alone = np.moveaxis(np.array(lost), 2, 0)  # (T, K) each
        found.append(Faithfulness(tuple(shares), gone, alone))
    return found


def top_overlap(first: Ranking, second: Ranking, size: int) -> Array:
    """For each target token, which share (T,) of the `size` source tokens ranked first two rankings have in common."""
    return np.array(
        [len({*a[:size].tolist()} & {*b[:size].tolist()}) / size for a, b in zip(first, second, strict=True)]
    )


def kendall_tau(first: Ranking, second: Ranking) -> Array:
    """Kendall's rank correlation (T,): of all pairs of source tokens, those in the same order less those in the other.

    1 for the same ranking, -1 for the reverse; 1 where there is one token only.
    """
    S = first.shape[1]
    if S < 2:
        return np.ones(len(first))
    places = [np.argsort(order, axis=1) for order in (first, second)]  # (T, S) the rank of each position
    before = [np.sign(place[:, :, None] - place[:, None, :]) for place in places]  # (T, S, S)
    agreement: Array = (before[0] * before[1]).sum(axis=(1, 2)) / (S * (S - 1))
    return agreement
