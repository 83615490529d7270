"""Models that decode as one: the mean of their log-probabilities searched, and each one's trace kept."""

import dataclasses
import itertools
from collections.abc import Sequence

import numpy as np
import pytest

from seq2seq_core.decoding.decode import decode, decode_together, force
from seq2seq_core.decoding.hypothesis import Hypothesis
from seq2seq_core.decoding.interventions import (
    DropSource,
    ForceToken,
    Intervention,
    ReplaceWeights,
    SetWeights,
    Temperature,
)
from seq2seq_core.decoding.options import GREEDY, DecodingOptions
from seq2seq_core.decoding.other_weights import take_steps
from seq2seq_core.decoding.search_tree import path_to
from seq2seq_core.errors import InputError
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import END
from tests.core.papers import FAMILY, KINDS
from tests.core.searches import (
    BEAM,
    SMALL_SOURCES,
    SOURCES,
    assert_same,
    assert_same_trace,
    beam_by_hand,
    every_translation,
    greedy_by_hand,
    mean_log_probs,
    translator,
)

SEARCHES = pytest.mark.parametrize("options", [GREEDY, BEAM], ids=["greedy", "beam"])
MIXED = [*itertools.pairwise(KINDS), KINDS]  # models of different attention, without any too
Found = list[list[tuple[Hypothesis, ...]]]


def members(kinds: Sequence[str], *, seed: int = 3, size: int = 20) -> list[Seq2Seq]:
    return [translator(kind, seed=seed + i, size=size) for i, kind in enumerate(kinds)]


def together(found: tuple[Hypothesis, ...]) -> float:
    """What an ensemble gives a hypothesis: the mean of what its members give it."""
    return sum(one.log_prob for one in found) / len(found)


@pytest.mark.parametrize("kinds", MIXED)
def test_greedy_takes_the_word_with_the_best_mean(kinds: Sequence[str]) -> None:
    models = members(kinds)
    for source, ((*of_each,),) in zip(SOURCES, decode_together(models, SOURCES), strict=True):
        ids, gains = greedy_by_hand(models, source)
        assert [list(one.ids) for one in of_each] == [ids] * len(models)
        np.testing.assert_allclose(sum(one.trace.log_probs for one in of_each) / len(models), gains, atol=1e-5)
    assert any(decode(models[0], SOURCES)[b][0].ids != found[0][0].ids
               for b, found in enumerate(decode_together(models, SOURCES))), "members do not decide alone"  # fmt: skip


@pytest.mark.parametrize("kinds", MIXED)
@pytest.mark.parametrize("beam_size", [2, 4])
def test_beam_search_keeps_what_a_search_over_lists_keeps(kinds: Sequence[str], beam_size: int) -> None:
    options = DecodingOptions(beam_size, beam_size, 0.6, longest=5)
    for seed in range(3):
        models = members(kinds, seed=seed, size=9)
        for source, found in zip(SMALL_SOURCES, decode_together(models, SMALL_SOURCES, options), strict=True):
            assert [of_each[0].ids for of_each in found] == beam_by_hand(models, source, options)


@pytest.mark.parametrize("kinds", MIXED)
@pytest.mark.parametrize("penalty", [0.0, 1.0])
def test_a_beam_that_holds_everything_finds_what_an_exhaustive_search_finds(
    kinds: Sequence[str], penalty: float
) -> None:
    for seed in range(3):
        models = members(kinds, seed=seed, size=6)  # the end and two words
        source = [5, 5, 4, END]
        expected = every_translation(models, source, 3, penalty)
        ((*found,),) = decode_together(models, [source], DecodingOptions(20, 20, penalty, longest=3))
        assert [list(of_each[0].ids) for of_each in found] == [ids for _, _, ids in expected]
        np.testing.assert_allclose(
            [together(of_each) / len(of_each[0].ids) ** penalty for of_each in found],
            [rank for _, rank, _ in expected],
            atol=1e-4,
        )


@SEARCHES
@pytest.mark.parametrize("kinds", [*MIXED, FAMILY])
def test_each_model_has_the_trace_of_being_forced_to_say_it(kinds: Sequence[str], options: DecodingOptions) -> None:
    models = members(kinds)
    for source, found in zip(SOURCES, decode_together(models, SOURCES, options), strict=True):
        for of_each in found:
            for model, one in zip(models, of_each, strict=True):
                assert_same(one, force(model, [source], [one.ids])[0])


def assert_same_found(one: Found, other: Found) -> None:
    for some, others in zip(one, other, strict=True):
        for of_each, other_of_each in zip(some, others, strict=True):
            for a, b in zip(of_each, other_of_each, strict=True):
                assert_same(a, b)


@SEARCHES
def test_batched_equals_one_by_one(options: DecodingOptions) -> None:
    models = members(KINDS)
    alone = [decode_together(models, [source], options)[0] for source in SOURCES]
    assert_same_found(decode_together(models, SOURCES, options), alone)
    assert_same_found(decode_together(models, SOURCES, dataclasses.replace(options, batch_tokens=16)), alone)


@SEARCHES
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("times", [1, 2])
def test_a_model_with_itself_is_that_model(kind: str, times: int, options: DecodingOptions) -> None:
    model = translator(kind)
    found = decode_together([model] * times, SOURCES, options)
    for some, others in zip(found, decode(model, SOURCES, options), strict=True):
        for of_each, alone in zip(some, others, strict=True):
            assert len(of_each) == times
            for one in of_each:
                assert (one.ids, one.log_prob, one.finished) == (alone.ids, alone.log_prob, alone.finished)
                assert_same_trace(one.trace, alone.trace, tolerance=0)


def test_the_order_of_the_models_is_that_of_the_traces_and_of_nothing_else() -> None:
    models = members(KINDS)
    turned = decode_together(models[::-1], SOURCES, BEAM)
    assert_same_found(decode_together(models, SOURCES, BEAM), [[one[::-1] for one in found] for found in turned])


@SEARCHES
def test_every_hypothesis_begins_with_the_prefix_and_goes_on_as_the_models_want(options: DecodingOptions) -> None:
    models, prefix = members(KINDS), (15, 4, 15)
    forced = decode_together(models, SOURCES, options, [ForceToken(t, i) for t, i in enumerate(prefix)])
    found = decode_together(models, SOURCES, dataclasses.replace(options, prefix=prefix))
    assert_same_found(forced, found)
    for source, hypotheses in zip(SOURCES, found, strict=True):
        assert all(of_each[0].ids[:3] == prefix for of_each in hypotheses)
        for model, one in zip(models, hypotheses[0], strict=True):
            assert_same(one, force(model, [source], [one.ids])[0])
        if options is GREEDY:
            assert list(hypotheses[0][0].ids) == greedy_by_hand(models, source, prefix)[0]


@SEARCHES
@pytest.mark.parametrize(
    "change",
    [ReplaceWeights("uniform"), ReplaceWeights("previous"), Temperature(0.5), SetWeights(1, (0.0, 0.5, 0.5, 0, 0, 0))],
)
def test_attention_is_changed_in_every_model(change: Intervention, options: DecodingOptions) -> None:
    models = members(("bahdanau", "luong-general"))
    ((*found,),) = decode_together(models, SOURCES[:1], options, [change])
    for of_each in found:
        for model, one in zip(models, of_each, strict=True):
            taken = take_steps(model, SOURCES[0], one.ids, [change])
            np.testing.assert_allclose(one.trace.weights, taken.weights, atol=1e-5)
            said = taken.probabilities[range(len(one.ids)), one.ids]
            np.testing.assert_allclose(one.trace.log_probs, said.log(), atol=1e-4)


def test_a_source_word_is_dropped_for_every_model() -> None:
    models = members(KINDS)
    shorter = [piece for i, piece in enumerate(SOURCES[0]) if i != 2]
    assert_same_found(
        decode_together(models, SOURCES[:1], BEAM, [DropSource(2)]), decode_together(models, [shorter], BEAM)
    )


def test_attention_of_a_model_that_has_none_cannot_be_changed() -> None:
    with pytest.raises(InputError, match="a model without attention"):
        decode_together(members(KINDS), SOURCES, GREEDY, [ReplaceWeights("uniform")])


def test_the_tree_of_the_search_has_the_means_and_belongs_to_all_models() -> None:
    models = members(("bahdanau", "no-attention"), seed=0)
    ((one, other), *_), *_ = decode_together(models, SOURCES[:1], DecodingOptions(3, 3, keep_search=True))
    assert one.trace.search == other.trace.search
    for place, node in enumerate(one.trace.search[:40]):
        path = path_to(one.trace.search, place)
        rows = mean_log_probs(models, SOURCES[0], path)
        assert node.total == pytest.approx(sum(rows[t, i] for t, i in enumerate(path)), abs=1e-3)
