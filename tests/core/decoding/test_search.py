"""Greedy and beam search against slow ones: stepping by hand, and trying every possible translation."""

import dataclasses

import numpy as np
import pytest
import torch

from seq2seq_core.decoding.beam import beam_search
from seq2seq_core.decoding.decode import decode, force
from seq2seq_core.decoding.options import GREEDY, DecodingOptions
from seq2seq_core.vocabulary import END
from tests.core.papers import CELLS, KINDS
from tests.core.searches import (
    BEAM,
    SMALL_SOURCES,
    SOURCES,
    assert_same,
    beam_by_hand,
    every_translation,
    greedy_by_hand,
    translator,
)

SEARCHED = (*KINDS, "bahdanau-coverage")  # whose state remembers more


@pytest.mark.parametrize("kind", SEARCHED)
@pytest.mark.parametrize("cell", CELLS)
def test_greedy_takes_the_best_word_of_every_step(kind: str, cell: str) -> None:
    model = translator(kind, cell=cell)
    for source, (best,) in zip(SOURCES, decode(model, SOURCES), strict=True):
        ids, gains = greedy_by_hand([model], source)
        assert list(best.ids) == ids
        np.testing.assert_allclose(best.trace.log_probs, gains, atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_a_beam_of_one_through_the_beam_search_is_greedy(kind: str, seed: int) -> None:
    model = translator(kind, seed=seed)
    by_length = sorted(SOURCES, key=len)
    for ((one,),), (other,) in zip(beam_search([model], by_length, GREEDY), decode(model, by_length), strict=True):
        assert_same(one, other)


@pytest.mark.parametrize("kind", SEARCHED)
@pytest.mark.parametrize("beam_size", [2, 3, 6])
def test_beam_search_keeps_what_a_search_over_lists_keeps(kind: str, beam_size: int) -> None:
    options = DecodingOptions(beam_size, beam_size, 0.6, longest=5)
    for seed in range(5):
        model = translator(kind, seed=seed, size=9)
        for source, found in zip(SMALL_SOURCES, decode(model, SMALL_SOURCES, options), strict=True):
            assert [h.ids for h in found] == beam_by_hand([model], source, options)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("penalty", [0.0, 1.0])
@pytest.mark.parametrize("seed", range(4))
def test_a_beam_that_holds_everything_finds_what_an_exhaustive_search_finds(
    kind: str, penalty: float, seed: int
) -> None:
    model = translator(kind, size=6, seed=seed)  # the end and two words
    source = [5, 5, 4, END]
    expected = every_translation([model], source, 3, penalty)
    assert len(expected) == 1 + 2 + 4 + 8
    ((*found,),) = decode(model, [source], DecodingOptions(20, 20, penalty, longest=3))
    assert [list(hypothesis.ids) for hypothesis in found] == [ids for _, _, ids in expected]
    assert [hypothesis.finished for hypothesis in found] == [finished for finished, _, _ in expected]
    np.testing.assert_allclose(
        [hypothesis.log_prob / len(hypothesis.ids) ** penalty for hypothesis in found],
        [rank for _, rank, _ in expected],
        atol=1e-4,
    )


def test_a_finished_hypothesis_comes_before_every_unfinished_one() -> None:
    model = translator("bahdanau", seed=5)
    with torch.no_grad():
        model.output.bias[END] -= 1.0
    mixed = [[h.finished for h in found] for found in decode(model, SOURCES, DecodingOptions(8, 8, longest=4))]
    assert any(len(set(finished)) == 2 for finished in mixed)
    assert all(finished == sorted(finished, reverse=True) for finished in mixed)


def test_the_length_penalty_ranks_by_log_probability_over_a_power_of_the_length() -> None:
    best: dict[float, list[tuple[int, ...]]] = {}
    for penalty in (0.0, 0.7, 3.0):
        best[penalty] = []
        for seed in range(4):
            for found in decode(translator("bahdanau", seed=seed), SOURCES, DecodingOptions(6, 6, penalty)):
                ranks = [(h.finished, h.log_prob / len(h.ids) ** penalty) for h in found]
                assert ranks == sorted(ranks, reverse=True)
                best[penalty].append(found[0].ids)
    assert sum(map(len, best[0.0])) < sum(map(len, best[3.0]))  # a higher power favours longer translations


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("options", [GREEDY, BEAM], ids=["greedy", "beam"])
def test_a_prefix_of_the_free_run_leads_to_the_free_run(kind: str, options: DecodingOptions) -> None:
    model = translator(kind)
    for source, (free,) in zip(SOURCES, decode(model, SOURCES), strict=True):
        for size in {1, len(free.ids) // 2, len(free.ids) - 1} - {0}:
            forced_options = dataclasses.replace(options, prefix=free.ids[:size])
            ((best, *others),) = decode(model, [source], forced_options)
            assert all(h.ids[:size] == free.ids[:size] for h in (best, *others))
            if options is GREEDY:
                assert_same(best, free)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("options", [GREEDY, BEAM], ids=["greedy", "beam"])
def test_every_hypothesis_begins_with_the_prefix_and_goes_on_as_the_model_wants(
    kind: str, options: DecodingOptions
) -> None:
    model, prefix = translator(kind), (15, 4, 15)
    found = decode(model, SOURCES, dataclasses.replace(options, prefix=prefix))
    for source, hypotheses in zip(SOURCES, found, strict=True):
        assert all(h.ids[:3] == prefix for h in hypotheses)
        assert_same(hypotheses[0], force(model, [source], [hypotheses[0].ids])[0])
        if options is GREEDY:
            ids, gains = greedy_by_hand([model], source, prefix)
            assert list(hypotheses[0].ids) == ids
            np.testing.assert_allclose(hypotheses[0].trace.log_probs, gains, atol=1e-5)
