"""Taking tokens away in the order of a ranking, against loops that score each source alone."""

import math

import numpy as np
import pytest
import torch
from scipy.stats import kendalltau

from seq2seq_core.attribution.faithfulness import (
    SHARES,
    deletion_curves,
    faithfulness,
    kendall_tau,
    random_ranking,
    ranking,
    top_overlap,
)
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.leaving_out import occlusion
from seq2seq_core.attribution.methods import METHODS
from seq2seq_core.decoding.decode import force
from seq2seq_core.model.batching import shift_right
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import END, UNKNOWN
from tests.core.papers import KINDS, small_config, small_model

SOURCE = [5, 9, 4, 7, 8, 6, END]
TARGET = [6, 8, 6, END]


def probability(pair: ForcedPair, source: list[int], step: int) -> float:
    return math.exp(force(pair.model, [source], [TARGET])[0].trace.log_probs[step])


def taken(order: list[int], *, delete: bool, alone: bool = False) -> list[int]:
    """The source without the positions of `order`, or with them alone."""
    gone = [s for s in range(len(SOURCE)) if (s in order) != alone]
    if delete:
        return [piece for s, piece in enumerate(SOURCE) if s not in gone] or [END]
    return [UNKNOWN if s in gone else piece for s, piece in enumerate(SOURCE)]


@pytest.mark.parametrize("delete", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_a_curve_is_what_scoring_each_shorter_source_shows(kind: str, delete: bool) -> None:
    pair = ForcedPair(small_model(kind), SOURCE, TARGET)
    orders = [[3, 1, 6, 0, 2, 5, 4], [6, 5, 4, 3, 2, 1, 0]]
    for step in range(len(TARGET)):
        expected = [
            [probability(pair, taken(order[:gone], delete=delete), step) for gone in range(len(SOURCE) + 1)]
            for order in orders
        ]
        found = deletion_curves(pair, [[[s] for s in order] for order in orders], [step], delete=delete)
        np.testing.assert_allclose(found, expected, rtol=1e-5)


def test_a_curve_of_words_is_the_product_of_their_tokens() -> None:
    pair = ForcedPair(small_model("bahdanau"), SOURCE, TARGET)
    (found,) = deletion_curves(pair, [[(2, 3), (0,)]], [1, 2])
    expected = [
        probability(pair, taken(gone, delete=False), 1) * probability(pair, taken(gone, delete=False), 2)
        for gone in ([], [2, 3], [2, 3, 0])
    ]
    np.testing.assert_allclose(found, expected, rtol=1e-5)


@pytest.mark.parametrize("delete", [False, True])
def test_comprehensiveness_and_sufficiency_by_loops(delete: bool) -> None:
    pair = ForcedPair(small_model("bahdanau"), SOURCE, TARGET)
    rankings = [ranking(occlusion(pair).source), random_ranking(len(TARGET), len(SOURCE), seed=3)]
    for found, order in zip(faithfulness(pair, rankings, delete=delete), rankings, strict=True):
        for t in range(len(TARGET)):
            whole = probability(pair, SOURCE, t)
            for k, share in enumerate(SHARES):
                first = order[t, : max(1, round(share * len(SOURCE)))].tolist()
                without_it = probability(pair, taken(first, delete=delete), t)
                with_it_alone = probability(pair, taken(first, delete=delete, alone=True), t)
                assert found.comprehensiveness[t, k] == pytest.approx(whole - without_it, abs=1e-5)
                assert found.sufficiency[t, k] == pytest.approx(whole - with_it_alone, abs=1e-5)
        assert found.area == (found.comprehensiveness.mean(), found.sufficiency.mean())


def test_what_occlusion_ranks_first_costs_at_least_what_any_other_single_token_does() -> None:
    pair = ForcedPair(small_model("luong-general"), SOURCE, TARGET)
    best = ranking(occlusion(pair).source)
    others = [np.stack([np.roll(np.arange(len(SOURCE)), -s)] * len(TARGET)) for s in range(len(SOURCE))]
    first, *rest = faithfulness(pair, [best, *others], shares=(0.01,))
    assert all((first.comprehensiveness >= one.comprehensiveness - 1e-7).all() for one in rest)


def test_random_rankings_lose_what_the_mean_token_does() -> None:
    pair = ForcedPair(small_model("bahdanau"), SOURCE, TARGET)
    draws = [random_ranking(len(TARGET), len(SOURCE), seed) for seed in range(400)]
    drawn = np.mean([one.comprehensiveness[:, 0] for one in faithfulness(pair, draws, shares=(0.01,))], axis=0)
    each = [
        [probability(pair, SOURCE, t) - probability(pair, taken([s], delete=False), t) for s in range(len(SOURCE))]
        for t in range(len(TARGET))
    ]
    spread = np.std(each, axis=1) / math.sqrt(len(draws))
    assert (np.abs(drawn - np.mean(each, axis=1)) < 5 * spread + 1e-6).all()


def test_a_ranking_has_the_largest_first_and_of_equals_the_earlier() -> None:
    assert ranking(np.array([[0.1, 0.5, 0.1], [-1.0, -2.0, 0.0]])).tolist() == [[1, 0, 2], [2, 0, 1]]


def test_agreement_is_kendalls_tau_and_the_share_in_common() -> None:
    first, second = (random_ranking(6, 9, seed) for seed in (1, 2))
    expected = [kendalltau(np.argsort(a), np.argsort(b)).statistic for a, b in zip(first, second, strict=True)]
    np.testing.assert_allclose(kendall_tau(first, second), expected)
    assert kendall_tau(first, first).tolist() == [1.0] * 6
    assert kendall_tau(first, first[:, ::-1]).tolist() == [-1.0] * 6
    assert kendall_tau(np.zeros((2, 1), dtype=int), np.zeros((2, 1), dtype=int)).tolist() == [1.0, 1.0]
    assert top_overlap(np.array([[0, 1, 2]]), np.array([[1, 2, 0]]), 2).tolist() == [0.5]


def test_attribution_of_a_copy_is_the_diagonal() -> None:
    """A model whose truth is known: taught to say its source again, it owes each token to the same place."""
    model = _copying_model()
    right = dict.fromkeys(("attention", "integrated-gradients", "occlusion", "deletion", "shapley"), 0)
    sources = [(torch.randperm(7, generator=torch.Generator().manual_seed(n))[:3] + 4).tolist() for n in range(20)]
    for source in sources:
        pair = ForcedPair(model, [*source, END], [*source, END])
        for name in right:
            right[name] += int((METHODS[name].compute(pair).source[:3].argmax(axis=1) == np.arange(3)).sum())
    assert min(right.values()) >= 0.9 * 3 * len(sources), right


def _copying_model() -> Seq2Seq:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = Seq2Seq(small_config("bahdanau", embedding_size=16, encoder_size=24, decoder_size=24))
        optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
        for _ in range(400):
            words = torch.randint(4, 11, (48, 3))
            words = torch.where(torch.rand(words.shape) < 0.35, UNKNOWN, words)  # so that they are no surprise
            ids = torch.cat([words, torch.full((48, 1), END)], dim=1)
            source, state = model.encode(ids, torch.full((48,), 4))
            logits = model.logits(model.unroll(shift_right(ids), state, source).features)
            loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), ids.flatten())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model.eval()
