"""Decoding in batches, its traces and limits, and many threads on one model."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

from seq2seq_core.decoding.decode import decode, force
from seq2seq_core.decoding.options import GREEDY, DecodingOptions, longest_target
from seq2seq_core.errors import InputError
from seq2seq_core.model.decoders import Source
from seq2seq_core.vocabulary import END, PAD, START, UNKNOWN
from tests.core.papers import ATTENTIVE, CELLS, FAMILY, KINDS, translate_slowly
from tests.core.searches import BEAM, SIZE, SOURCES, assert_same, assert_same_trace, translator


@pytest.mark.parametrize("kind", FAMILY)
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("options", [GREEDY, BEAM], ids=["greedy", "beam"])
def test_batched_equals_one_by_one(kind: str, cell: str, options: DecodingOptions) -> None:
    model = translator(kind, cell=cell)
    together = decode(model, SOURCES, options)
    for source, found in zip(SOURCES, together, strict=True):
        (alone,) = decode(model, [source], options)
        assert len(alone) == len(found)
        for one, other in zip(found, alone, strict=True):
            assert_same(one, other)


@pytest.mark.parametrize("options", [GREEDY, BEAM], ids=["greedy", "beam"])
def test_the_size_of_a_batch_changes_nothing(options: DecodingOptions) -> None:
    model = translator("bahdanau")
    small = dataclasses.replace(options, batch_tokens=16)
    for some, others in zip(decode(model, SOURCES, options), decode(model, SOURCES, small), strict=True):
        for one, other in zip(some, others, strict=True):
            assert_same(one, other)


@pytest.mark.parametrize("kind", ATTENTIVE)
@pytest.mark.parametrize("options", [GREEDY, BEAM], ids=["greedy", "beam"])
def test_padding_gets_exactly_zero_weight_before_anything_is_cut(
    kind: str, options: DecodingOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = translator(kind)
    seen: list[tuple[torch.Tensor, list[int]]] = []
    take_step = model.advance

    def keep(previous: object, state: object, source: Source, *edit: object) -> object:
        step, logits = take_step(previous, state, source, *edit)
        seen.append((step.attention.weights, source.mask.sum(dim=1).tolist()))
        return step, logits

    monkeypatch.setattr(model, "advance", keep)
    decode(model, SOURCES, options)
    assert seen[0][1] == sorted(map(len, SOURCES), reverse=True)  # one row a sentence, as the batch has them
    for weights, lengths in seen:
        for row, length in zip(weights, lengths, strict=True):
            assert length in map(len, SOURCES)
            assert row[length:].eq(0).all()
            assert row[:length].gt(0).all()


@pytest.mark.parametrize("kind", FAMILY)
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("layers", [1, 2])
def test_the_trace_of_a_beam_hypothesis_is_the_forced_trace_of_that_hypothesis(
    kind: str, cell: str, layers: int
) -> None:
    model = translator(kind, cell=cell, layers=layers)
    found = decode(model, SOURCES, BEAM)
    pairs = [(source, h) for source, hypotheses in zip(SOURCES, found, strict=True) for h in hypotheses]
    forced = force(model, [source for source, _ in pairs], [h.ids for _, h in pairs])
    assert len(pairs) == 4 * len(SOURCES)
    for (_, hypothesis), other in zip(pairs, forced, strict=True):
        assert_same(hypothesis, other)


@pytest.mark.parametrize("kind", FAMILY)
def test_a_forced_trace_holds_what_the_papers_equations_give(kind: str) -> None:
    model = translator(kind)
    targets = [[9, 4, 15, END], [7, END], [5, 5, 8, END], [END], [10, 11, 12, 13, 14, END]]
    for source, target, found in zip(SOURCES, targets, force(model, SOURCES, targets), strict=True):
        slow = translate_slowly(model, source, target)
        trace = found.trace
        np.testing.assert_allclose(trace.query, slow.queries, atol=1e-5)
        np.testing.assert_allclose(trace.log_probs, slow.log_probs[range(len(target)), target], atol=1e-5)
        if kind == "no-attention":
            assert trace.scores is trace.weights is trace.context is None
        else:
            np.testing.assert_allclose(trace.scores, slow.scores, atol=1e-4)
            np.testing.assert_allclose(trace.weights, slow.weights, atol=1e-5)
            np.testing.assert_allclose(trace.context, slow.contexts, atol=1e-5)
            np.testing.assert_array_equal(trace.computed, trace.weights)  # nobody changed anything
        if slow.centers is None:
            assert trace.centers is trace.windows is None
        else:
            np.testing.assert_allclose(trace.centers, slow.centers, atol=1e-4)
            for row, window in zip(slow.scores, trace.windows.tolist(), strict=True):
                inside = [s for s, score in enumerate(row) if score > -np.inf]
                assert window == [inside[0], inside[-1]]


@pytest.mark.parametrize("kind", KINDS)
def test_n_best_hypotheses_are_distinct_and_best_first(kind: str) -> None:
    for found in decode(translator(kind), SOURCES, BEAM):
        assert len({hypothesis.ids for hypothesis in found}) == 4
        ranks = [(h.finished, h.log_prob / len(h.ids)) for h in found]
        assert ranks == sorted(ranks, reverse=True)


def test_fewer_n_best_are_the_first_of_more() -> None:
    model = translator("bahdanau")
    for two, four in zip(decode(model, SOURCES, DecodingOptions(4, 2)), decode(model, SOURCES, BEAM), strict=True):
        assert [h.ids for h in two] == [h.ids for h in four[:2]]


@pytest.mark.parametrize("kind", ATTENTIVE)
@pytest.mark.parametrize("options", [GREEDY, BEAM], ids=["greedy", "beam"])
def test_rows_of_weights_sum_to_one_and_shapes_count_the_end_piece(kind: str, options: DecodingOptions) -> None:
    for source, found in zip(SOURCES, decode(translator(kind), SOURCES, options), strict=True):
        for hypothesis in found:
            trace, T, S = hypothesis.trace, len(hypothesis.ids), len(source)
            np.testing.assert_allclose(trace.weights.sum(axis=1), 1.0, atol=1e-5)
            assert trace.weights.shape == trace.scores.shape == (T, S)
            assert trace.context.shape == (T, 6)
            assert trace.query.shape == (T, 5)
            assert trace.log_probs.shape == (T,)
            assert trace.candidate_ids.shape == trace.candidate_log_probs.shape == (T, 10)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("options", [GREEDY, BEAM], ids=["greedy", "beam"])
def test_the_log_probability_is_the_sum_over_the_words(kind: str, options: DecodingOptions) -> None:
    for found in decode(translator(kind), SOURCES, options):
        for hypothesis in found:
            assert hypothesis.log_prob == pytest.approx(sum(hypothesis.trace.log_probs.tolist()), abs=1e-9)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("options", [GREEDY, BEAM], ids=["greedy", "beam"])
def test_candidates_are_the_best_words_of_a_step_without_special_pieces(kind: str, options: DecodingOptions) -> None:
    model = translator(kind)
    with torch.no_grad():
        model.output.bias[[PAD, UNKNOWN, START]] += 5.0  # they would win
    for source, (best, *_) in zip(SOURCES, decode(model, SOURCES, options), strict=True):
        assert not {PAD, UNKNOWN, START} & set(best.ids)
        for t, row in enumerate(translate_slowly(model, source, list(best.ids)).log_probs):
            allowed = [i for i in range(SIZE) if i not in (PAD, UNKNOWN, START)]
            expected = sorted(allowed, key=lambda i: row[i], reverse=True)[:10]
            assert best.trace.candidate_ids[t].tolist() == expected
            np.testing.assert_allclose(best.trace.candidate_log_probs[t], row[expected], atol=1e-5)


@pytest.mark.parametrize("options", [GREEDY, BEAM], ids=["greedy", "beam"])
def test_what_never_ends_is_cut_at_the_limit_and_called_unfinished(options: DecodingOptions) -> None:
    model = translator("luong-general")
    with torch.no_grad():
        model.output.bias[END] = -50.0
    for source, found in zip(SOURCES, decode(model, SOURCES, options), strict=True):
        for hypothesis in found:
            assert not hypothesis.finished
            assert END not in hypothesis.ids
            assert len(hypothesis.ids) == longest_target(len(source)) == len(hypothesis.trace.weights)


def test_what_ends_is_finished_and_ends_once() -> None:
    ended = [h for found in decode(translator("bahdanau"), SOURCES, BEAM) for h in found if h.finished]
    assert ended
    assert all(h.ids.index(END) == len(h.ids) - 1 for h in ended)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (dict(beam_size=0), "beam size 0 is not between 1 and 20"),
        (dict(beam_size=21), "beam size 21 is not between 1 and 20"),
        (dict(beam_size=3, n_best=4), "n-best 4 is not between 1 and the beam size, 3"),
        (dict(n_best=0), "n-best 0 is not between 1"),
        (dict(length_penalty=-1.0), "length penalty -1.0 is not between 0 and 5"),
        (dict(length_penalty=float("nan")), "length penalty nan is not between 0 and 5"),
    ],
)
def test_options_out_of_range_are_refused_with_the_range(options: dict[str, float], message: str) -> None:
    with pytest.raises(InputError, match=message):
        DecodingOptions(**options)


@pytest.mark.parametrize("kind", KINDS)
def test_many_threads_on_one_model_give_bit_equal_results_to_one(kind: str) -> None:
    model = translator(kind)
    work = [(source, options) for source in SOURCES for options in (GREEDY, BEAM)] * 6
    alone = [decode(model, [source], options)[0] for source, options in work[:10]] * 6
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda one: decode(model, [one[0]], one[1])[0], work))
    for some, others in zip(together, alone, strict=True):
        for one, other in zip(some, others, strict=True):
            assert (one.ids, one.log_prob) == (other.ids, other.log_prob)
            assert_same_trace(one.trace, other.trace, tolerance=0)


def test_decoding_leaves_the_model_as_it_was() -> None:
    model = translator("bahdanau")
    before = {name: value.clone() for name, value in model.state_dict().items()}
    decode(model, SOURCES, BEAM)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert not model.training
