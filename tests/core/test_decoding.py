"""Decoding against slow searches: stepping by hand, one sentence at a time, and trying every possible translation."""

import dataclasses
import itertools
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch

from seq2seq_core import decoding
from seq2seq_core.decoding import GREEDY, DecodingOptions, Hypothesis, decode, force, longest_target
from seq2seq_core.errors import InputError
from seq2seq_core.model import Seq2Seq
from seq2seq_core.trace import Trace
from seq2seq_core.vocabulary import END, PAD, START, UNKNOWN
from tests.core.papers import ATTENTIVE, CELLS, FAMILY, KINDS, small_model, translate_slowly

SOURCES = [[5, 9, 4, 7, 12, END], [8, END], [6, 6, 10, END], [13, 4, 9, 9, 9, 5, 11, END], [7, 8, 10, END]]
BEAM = DecodingOptions(beam_size=4, n_best=4)
SMALL_SOURCES = [[5, 8, 4, END], [7, END], [6, 6, 4, 8, 5, END]]
SIZE = 20  # words: more than the ten candidates of a step


def translator(kind: str, *, cell: str = "lstm", layers: int = 1, seed: int = 7, size: int = SIZE) -> Seq2Seq:
    """A random float32 model, opinionated enough that some translations end soon and some never do."""
    model = small_model(kind, cell=cell, layers=layers, seed=seed, spread=0.6, vocabulary_size=size).float()
    with torch.no_grad():
        model.output.bias[END] += 2.0
    return model


def assert_same_trace(one: Trace, other: Trace, *, tolerance: float = 1e-5) -> None:
    for field in dataclasses.fields(Trace):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if a is None or b is None:
            assert a is b, field.name
        else:
            np.testing.assert_allclose(a, b, rtol=0, atol=tolerance, err_msg=field.name)


def assert_same(one: Hypothesis, other: Hypothesis) -> None:
    assert one.ids == other.ids
    assert one.finished == other.finished
    assert one.log_prob == pytest.approx(other.log_prob, abs=1e-4)
    assert_same_trace(one.trace, other.trace)


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
    seen: list[torch.Tensor] = []
    take_step = model.step

    def keep(*arguments: object, **more: object) -> object:
        step, log_probs = take_step(*arguments, **more)
        seen.append(step.attention.weights)
        return step, log_probs

    monkeypatch.setattr(model, "step", keep)
    decode(model, SOURCES, options)
    assert seen
    lengths = sorted(map(len, SOURCES), reverse=True)  # as the batch has them
    for weights in seen:
        rows = weights.reshape(len(SOURCES), options.beam_size, -1)
        for b, length in enumerate(lengths):
            assert rows[b, :, length:].eq(0).all()
            assert rows[b, :, :length].gt(0).all()


@torch.no_grad()
def greedy_by_hand(
    model: Seq2Seq, source_ids: list[int], prefix: tuple[int, ...] = ()
) -> tuple[list[int], list[float]]:
    source, state = model.encode(torch.tensor([source_ids]), torch.tensor([len(source_ids)]))
    ids, gains = [START], []
    while ids[-1] != END and len(gains) < 2 * len(source_ids) + 10:
        step, log_probs = model.step(torch.tensor(ids[-1:]), state, source)
        state = step.state
        values = log_probs[0].tolist()
        allowed = [i for i in range(len(values)) if i not in (PAD, UNKNOWN, START)]
        word = prefix[len(gains)] if len(gains) < len(prefix) else max(allowed, key=values.__getitem__)
        ids.append(word)
        gains.append(values[word])
    return ids[1:], gains


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cell", CELLS)
def test_greedy_takes_the_best_word_of_every_step(kind: str, cell: str) -> None:
    model = translator(kind, cell=cell)
    for source, (best,) in zip(SOURCES, decode(model, SOURCES), strict=True):
        ids, gains = greedy_by_hand(model, source)
        assert list(best.ids) == ids
        np.testing.assert_allclose(best.trace.log_probs, gains, atol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_a_beam_of_one_through_the_beam_search_is_greedy(kind: str, seed: int) -> None:
    model = translator(kind, seed=seed)
    by_length = sorted(SOURCES, key=len)
    for (one,), (other,) in zip(decoding._beam(model, by_length, GREEDY), decode(model, by_length), strict=True):
        assert_same(one, other)


def beam_by_hand(model: Seq2Seq, source: list[int], options: DecodingOptions) -> list[tuple[int, ...]]:
    """Beam search over lists: the K best continuations of all hypotheses, until K have ended or there is no room."""
    hypotheses, ended = [(0.0, ())], []
    for _ in range(longest_target(len(source))):
        continued = []
        for total, ids in hypotheses:
            gains = translate_slowly(model, source, [*ids, PAD]).log_probs[-1]
            continued += [(total + gain, (*ids, i)) for i, gain in enumerate(gains) if i not in (PAD, UNKNOWN, START)]
        continued.sort(reverse=True)
        for total, ids in continued[: options.beam_size]:
            if ids[-1] == END:
                ended.append((True, total / len(ids) ** options.length_penalty, ids))
        hypotheses = [(total, ids) for total, ids in continued if ids[-1] != END][: options.beam_size]
        if len(ended) >= options.beam_size:
            break
    else:
        ended += [(False, total / len(ids) ** options.length_penalty, ids) for total, ids in hypotheses]
    return [ids for _, _, ids in sorted(ended, reverse=True)][: options.n_best]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("beam_size", [2, 3, 6])
def test_beam_search_keeps_what_a_search_over_lists_keeps(
    kind: str, beam_size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = 5
    monkeypatch.setattr(decoding, "longest_target", lambda source_length: limit)
    monkeypatch.setitem(globals(), "longest_target", lambda source_length: limit)
    options = DecodingOptions(beam_size, beam_size, 0.6)
    for seed in range(5):
        model = translator(kind, seed=seed, size=9)
        for source, found in zip(SMALL_SOURCES, decode(model, SMALL_SOURCES, options), strict=True):
            assert [h.ids for h in found] == beam_by_hand(model, source, options)


def every_translation(
    model: Seq2Seq, source: list[int], limit: int, penalty: float
) -> list[tuple[bool, float, list[int]]]:
    """Finished first, then the best rank: (finished, rank, ids) of every translation of at most `limit` pieces."""
    words = [i for i in range(model.config.vocabulary_size) if i not in (PAD, UNKNOWN, START, END)]
    found = []
    for length in range(1, limit + 1):
        for said in itertools.product(words, repeat=length - 1):
            for last in [END] if length < limit else [END, *words]:
                ids = [*said, last]
                slow = translate_slowly(model, source, ids)
                log_prob = sum(slow.log_probs[t, word] for t, word in enumerate(ids))
                found.append((last == END, log_prob / length**penalty, ids))
    return sorted(found, reverse=True)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("penalty", [0.0, 1.0])
def test_a_beam_that_holds_everything_finds_what_an_exhaustive_search_finds(
    kind: str, penalty: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "longest_target", lambda source_length: 3)
    monkeypatch.setattr(decoding, "MOST_BEAMS", 64)
    model = translator(kind, size=7)  # the end and three words
    source = [5, 6, 4, END]
    expected = every_translation(model, source, 3, penalty)
    assert len(expected) == 1 + 3 + 9 + 27
    ((*found,),) = decode(model, [source], DecodingOptions(64, 64, penalty))
    assert [list(hypothesis.ids) for hypothesis in found] == [ids for _, _, ids in expected]
    assert [hypothesis.finished for hypothesis in found] == [finished for finished, _, _ in expected]
    np.testing.assert_allclose(
        [hypothesis.log_prob / len(hypothesis.ids) ** penalty for hypothesis in found],
        [rank for _, rank, _ in expected],
        atol=1e-4,
    )


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


def test_a_finished_hypothesis_comes_before_every_unfinished_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "longest_target", lambda source_length: 4)
    model = translator("bahdanau", seed=5)
    with torch.no_grad():
        model.output.bias[END] -= 1.0
    mixed = [[h.finished for h in found] for found in decode(model, SOURCES, DecodingOptions(8, 8))]
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
            ids, gains = greedy_by_hand(model, source, prefix)
            assert list(hypotheses[0].ids) == ids
            np.testing.assert_allclose(hypotheses[0].trace.log_probs, gains, atol=1e-5)


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
