"""Gradients that reach back to the source, against finite differences and against a model without attention path."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor

from seq2seq_core.analysis.gradients import (
    encode_step_by_step,
    fall,
    gradients,
    norms,
    path_lengths,
    profile,
    share_left,
)
from seq2seq_core.decoding.decode import force
from seq2seq_core.errors import InputError
from seq2seq_core.model.attention import Attention
from seq2seq_core.model.decoders import Source
from seq2seq_core.model.encoder import Encoder, Encoding
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import END, START
from tests.core.papers import ATTENTIVE, CELLS, FAMILY, small_model

SOURCE = [5, 9, 4, 7, END]
TARGET = [6, 8, 6, END]
STEP = 1e-6  # of finite differences


def log_probs(model: Seq2Seq, encoding: Encoding) -> Tensor:
    """Of the tokens of TARGET (T,), by teacher forcing."""
    source, state = model.decoder.start(encoding)
    unrolled = model.unroll(torch.tensor([[START, *TARGET[:-1]]]), state, source)
    return model.logits(unrolled.features).log_softmax(dim=-1)[0, torch.arange(len(TARGET)), torch.tensor(TARGET)]


def differences(compute: Callable[[Tensor], Tensor], at: Tensor) -> Tensor:
    """Central differences of compute(at) (T,) with respect to every number of `at` (S, any), (T, S, any)."""
    slopes = torch.zeros(len(TARGET), *at.shape, dtype=at.dtype)
    for place in np.ndindex(*at.shape):
        step = torch.zeros_like(at)
        step[place] = STEP
        slopes[(slice(None), *place)] = (compute(at + step) - compute(at - step)) / (2 * STEP)
    return slopes


def encode_in_two_parts(encoder: Encoder, embedded: Tensor, nudges: Tensor) -> Encoding:
    """What torch's own network of one layer computes with every state nudged: it stops and starts at every word."""
    ways, last = [], []
    for suffix, nudge, order in (
        ("", nudges[:, : nudges.shape[1] // 2], range(len(embedded))),
        ("_reverse", nudges[:, nudges.shape[1] // 2 :], range(len(embedded) - 1, -1, -1)),
    ):
        rnn = type(encoder.rnn)(embedded.shape[1], nudge.shape[1]).double()
        rnn.load_state_dict({name: getattr(encoder.rnn, name + suffix) for name in rnn.state_dict()})
        states, memory = {}, None
        for s in order:
            _, memory = rnn(embedded[s][None, None], memory)
            if isinstance(memory, tuple):
                memory = (memory[0] + nudge[s], memory[1])
                states[s] = memory[0][0, 0]
            else:
                memory = memory + nudge[s]
                states[s] = memory[0, 0]
        ways.append(torch.stack([states[s] for s in range(len(embedded))]))
        last.append(memory)
    pairs = zip(*last, strict=True) if isinstance(last[0], tuple) else [tuple(last)]
    together = [torch.cat([one[0], other[0]], dim=-1) for one, other in pairs]
    start = encoder.bridge(together[:1], together[1:])
    return Encoding(torch.cat(ways, dim=-1)[None], torch.ones(1, len(embedded), dtype=torch.bool), start)


def test_the_fall_is_what_a_step_multiplies_by_whatever_the_unit() -> None:
    distances = [1, 2, 4, 5]
    means = np.array([8.0, 4.0, 1.0, 0.5])
    assert fall(distances, means.tolist()) == pytest.approx(0.5)
    assert fall(distances, (means * 7).tolist()) == pytest.approx(0.5)
    assert fall([1, 3], [1.0, 9.0]) == pytest.approx(3.0)


def test_the_share_left_is_that_of_the_median_cell() -> None:
    whole, cut = np.array([[1.0, 2.0, 0.0], [4.0, 8.0, 0.0]]), np.array([[0.5, 0.2, 9.0], [1.0, 8.0, 9.0]])
    assert share_left(cut, whole) == pytest.approx((0.25 + 0.5) / 2)  # of 0.1, 0.25, 0.5 and 1
    assert share_left(cut, np.zeros_like(whole)) == 1.0


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", CELLS)
def test_step_by_step_the_encoder_computes_what_it_computes_at_once(cell: str, layers: int, reverse: bool) -> None:
    model = small_model("bahdanau", cell=cell, layers=layers, reverse_source=reverse)
    embedded = torch.randn(2, 5, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    slow = encode_step_by_step(model.encoder, embedded, torch.zeros(2, 5, 6, dtype=torch.float64))
    fast = model.encoder(embedded, torch.tensor([5, 5]))
    torch.testing.assert_close(slow.states, fast.states)
    for one, other in zip(slow.start.hidden + slow.start.cell, fast.start.hidden + fast.start.cell, strict=True):
        torch.testing.assert_close(one, other)
    assert bool(slow.mask.all())


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("kind", FAMILY)
def test_the_gradient_to_the_states_is_the_slope_when_a_state_is_nudged(kind: str, cell: str) -> None:
    model = small_model(kind, cell=cell)
    embedded = model.embed(torch.tensor(SOURCE)).detach()
    with torch.no_grad():
        slopes = differences(
            lambda nudges: log_probs(model, encode_in_two_parts(model.encoder, embedded, nudges)),
            torch.zeros(len(SOURCE), 6, dtype=torch.float64),
        )
    np.testing.assert_allclose(gradients(model, SOURCE, TARGET).states, slopes, atol=1e-7)


@pytest.mark.parametrize(("layers", "reverse"), [(1, False), (2, False), (1, True)])
@pytest.mark.parametrize("kind", ["bahdanau", "luong-general", "luong-local-p", "no-attention"])
def test_the_gradient_to_the_words_is_the_slope_when_a_word_vector_changes(
    kind: str, layers: int, reverse: bool
) -> None:
    model = small_model(kind, layers=layers, reverse_source=reverse)

    def compute(embedded: Tensor) -> Tensor:
        return log_probs(model, model.encoder(embedded[None], torch.tensor([len(SOURCE)])))

    with torch.no_grad():
        slopes = differences(compute, model.embed(torch.tensor(SOURCE)).detach())
    np.testing.assert_allclose(gradients(model, SOURCE, TARGET).embeddings, slopes, atol=1e-7)


def without_path(model: Seq2Seq) -> Seq2Seq:
    """The same decoder with no attention in it: at every step it is handed the vector that the context was."""
    contexts = force(model, [SOURCE], [TARGET])[0].trace.context

    def look(query: Tensor, source: Source, time: int, edit: object = None) -> Attention:
        nothing = torch.zeros(1, len(SOURCE), dtype=torch.float64)
        return Attention(nothing, nothing, nothing, torch.tensor(contexts[time], dtype=torch.float64)[None])

    model.decoder.look = look  # type: ignore[method-assign, assignment]
    return model


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("kind", [kind for kind in FAMILY if kind != "no-attention"])
def test_with_the_path_cut_the_gradient_is_that_of_a_model_without_the_path(kind: str, cell: str) -> None:
    model = small_model(kind, cell=cell)
    cut = gradients(model, SOURCE, TARGET, attention_path=False)
    whole = gradients(model, SOURCE, TARGET)
    np.testing.assert_allclose(cut.log_probs, whole.log_probs, atol=1e-12)
    removed = without_path(model)
    embedded = removed.embed(torch.tensor(SOURCE)).detach()
    nudges = torch.zeros(len(SOURCE), 6, dtype=torch.float64)
    with torch.no_grad():
        by_states = differences(lambda n: log_probs(removed, encode_in_two_parts(model.encoder, embedded, n)), nudges)
        by_words = differences(
            lambda e: log_probs(removed, removed.encoder(e[None], torch.tensor([len(SOURCE)]))), embedded
        )
    np.testing.assert_allclose(cut.states, by_states, atol=1e-7)
    np.testing.assert_allclose(cut.embeddings, by_words, atol=1e-7)
    assert np.abs(whole.states - cut.states).max() > 1e-4


def test_without_attention_there_is_nothing_to_cut() -> None:
    model = small_model("no-attention")
    whole, cut = gradients(model, SOURCE, TARGET), gradients(model, SOURCE, TARGET, attention_path=False)
    np.testing.assert_array_equal(whole.states, cut.states)
    np.testing.assert_array_equal(whole.embeddings, cut.embeddings)


@pytest.mark.parametrize("kind", FAMILY)
def test_log_probabilities_are_those_of_forced_decoding(kind: str) -> None:
    model = small_model(kind)
    forced = force(model, [SOURCE], [TARGET])[0].trace.log_probs
    np.testing.assert_allclose(gradients(model, SOURCE, TARGET).log_probs, forced, atol=1e-5)


def test_the_size_of_a_batch_changes_nothing() -> None:
    model = small_model("luong-general")
    together = gradients(model, SOURCE, TARGET)
    one_by_one = gradients(model, SOURCE, TARGET, at_once=1)
    np.testing.assert_allclose(one_by_one.states, together.states, atol=1e-12)
    np.testing.assert_allclose(one_by_one.log_probs, together.log_probs, atol=1e-12)


@pytest.mark.parametrize("kind", ATTENTIVE)
@pytest.mark.parametrize("trainable", [False, True])
def test_the_shared_model_is_left_as_it_was(kind: str, trainable: bool) -> None:
    model = small_model(kind).requires_grad_(trainable)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    with torch.no_grad():  # whatever the thread's mode is
        gradients(model, SOURCE, TARGET)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert all(p.grad is None and p.requires_grad == trainable for p in model.parameters())


def test_sentences_that_are_too_long_are_refused_with_the_limit() -> None:
    model = small_model("no-attention")
    with pytest.raises(InputError, match="100 source tokens by 65 target tokens .* at most 6,400"):
        gradients(model, [4] * 99 + [END], [4] * 64 + [END])


def test_norms_of_words_are_those_of_summed_rows_and_joint_columns() -> None:
    derivatives = np.arange(24, dtype=np.float32).reshape(3, 4, 2) - 7
    found = norms(derivatives, [(0,), (1, 2)], [(0, 1), (2,), (3,)])
    for t, rows in enumerate([[0], [1, 2]]):
        for s, columns in enumerate([[0, 1], [2], [3]]):
            numbers = [sum(derivatives[r, c, e] for r in rows) for c in columns for e in range(2)]
            assert found[t, s] == pytest.approx(sum(float(n) ** 2 for n in numbers) ** 0.5)


def test_paths_are_the_shortest_through_the_recurrences() -> None:
    T, S = 3, 5
    edges = {("f", s): [("f", s + 1) if s + 1 < S else ("d", -1)] for s in range(S)}  # forward states
    edges |= {("b", s): [("b", s - 1) if s else ("d", -1)] for s in range(S)}  # backward states
    edges |= {("d", t): [("d", t + 1)] for t in range(-1, T)}  # the first decoder state is d -1
    for s in range(S):
        reached, front, steps = {("f", s): 0, ("b", s): 0}, [("f", s), ("b", s)], 0
        while front:
            steps += 1
            front = [to for one in front for to in edges.get(one, []) if to not in reached]
            reached |= dict.fromkeys(front, steps)
        for t in range(T):
            assert path_lengths(T, S)[t, s] == reached["d", t] - 1  # the bridge is no step of a recurrence


def test_a_profile_is_the_geometric_mean_of_the_positive_values_at_each_distance() -> None:
    values = np.array([[1.0, 4.0, 0.0], [9.0, 2.0, 0.0]])
    found, means = profile(values, np.array([[1, 2, 2], [2, 1, 3]]))
    assert found.tolist() == [1, 2]
    np.testing.assert_allclose(means, [2**0.5, 6.0])
