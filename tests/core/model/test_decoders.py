"""Every decoder step against float64 loops written from the papers, in a batch with padding."""

import numpy as np
import pytest
import torch
from torch import Tensor

from seq2seq_core.model.batching import pad
from seq2seq_core.model.decoders import Source
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import END, START
from tests.core.papers import CELLS, FAMILY, KINDS, small_model, translate_slowly

SOURCES = [[5, 9, 4, 7, END], [8, END], [6, 6, 10, END]]
TARGETS = [[4, 8, 8, 10, END], [5, 9, 7, 4, END], [10, 6, 5, 9, END]]


def encode(model: Seq2Seq, sources: list[list[int]] = SOURCES) -> tuple[Source, object]:
    return model.encode(pad(sources), torch.tensor([len(ids) for ids in sources]))


def step_through(
    model: Seq2Seq, source: Source, state: object, targets: list[list[int]]
) -> list[tuple[object, Tensor]]:
    """Step and log-probabilities after each word of the targets, by stepping."""
    found = []
    previous = torch.tensor([[START, *ids[:-1]] for ids in targets])
    for words in previous.unbind(dim=1):
        step, log_probs = model.step(words, state, source)
        found.append((step, log_probs))
        state = step.state
    return found


@pytest.mark.parametrize("kind", FAMILY)
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(
    ("layers", "reverse_source", "tied_embeddings"), [(1, False, True), (2, False, False), (1, True, False)]
)
@torch.no_grad()
def test_steps_equal_the_equations_of_the_paper(
    kind: str, cell: str, layers: int, reverse_source: bool, tied_embeddings: bool
) -> None:
    tolerance = 1e-10
    shape = dict(cell=cell, layers=layers, reverse_source=reverse_source, tied_embeddings=tied_embeddings)
    model = small_model(kind, **shape)
    source, state = encode(model)
    steps = step_through(model, source, state, TARGETS)
    for b, (source_ids, target_ids) in enumerate(zip(SOURCES, TARGETS, strict=True)):
        slow = translate_slowly(model, source_ids, target_ids)
        S = len(source_ids)
        np.testing.assert_allclose(source.states[b, :S].numpy(), slow.states, atol=tolerance)
        for t, (step, log_probs) in enumerate(steps):
            np.testing.assert_allclose(step.query[b].numpy(), slow.queries[t], atol=tolerance)
            np.testing.assert_allclose(log_probs[b].numpy(), slow.log_probs[t], atol=tolerance)
            if kind == "no-attention":
                assert step.attention is None
                continue
            np.testing.assert_allclose(step.attention.scores[b, :S].numpy(), slow.scores[t], atol=tolerance)
            np.testing.assert_allclose(step.attention.weights[b, :S].numpy(), slow.weights[t], atol=tolerance)
            np.testing.assert_allclose(step.attention.context[b].numpy(), slow.contexts[t], atol=tolerance)
            assert step.attention.weights[b, S:].tolist() == [0.0] * (5 - S)
            if slow.centers is None:
                assert step.attention.center is None
            else:
                assert float(step.attention.center[b]) == pytest.approx(slow.centers[t], abs=1e-10)


@torch.no_grad()
def test_bahdanau_looks_with_the_previous_state_so_the_newest_word_cannot_change_where() -> None:
    model = small_model("bahdanau")
    source, state = encode(model)
    one, _ = model.step(torch.tensor([4, 4, 4]), state, source)
    other, _ = model.step(torch.tensor([9, 9, 9]), state, source)
    assert torch.equal(one.attention.weights, other.attention.weights)
    assert torch.equal(one.query, state.recurrent.hidden[-1])
    assert not torch.allclose(one.state.recurrent.hidden[-1], other.state.recurrent.hidden[-1])


@torch.no_grad()
def test_luong_looks_with_the_current_state_so_the_newest_word_changes_where() -> None:
    model = small_model("luong-general")
    source, state = encode(model)
    one, _ = model.step(torch.tensor([4, 4, 4]), state, source)
    other, _ = model.step(torch.tensor([9, 9, 9]), state, source)
    assert not torch.allclose(one.attention.weights[0], other.attention.weights[0])
    assert torch.equal(one.query, one.state.recurrent.hidden[-1])


@torch.no_grad()
def test_bahdanau_feeds_the_context_into_the_recurrent_step() -> None:
    model = small_model("bahdanau")
    source, state = encode(model)
    moved = Source(source.states + 1.0, source.mask, source.keys)  # same weights, other context
    words = torch.tensor([4, 5, 6])
    before, after = model.step(words, state, source)[0], model.step(words, state, moved)[0]
    assert torch.equal(before.attention.weights, after.attention.weights)
    assert not torch.allclose(before.state.recurrent.hidden[-1], after.state.recurrent.hidden[-1])


@pytest.mark.parametrize("cell", CELLS)
@torch.no_grad()
def test_input_feeding_changes_the_second_step_but_not_the_first(cell: str) -> None:
    model = small_model("luong-general", cell=cell)
    source, state = encode(model)
    fed = step_through(model, source, state, TARGETS)
    hidden_size = model.config.decoder_size
    first = model.decoder.stack.cells[0]
    (first.recurrent.weight[:, :hidden_size] if cell == "lstm" else first.from_fed.weight).zero_()
    unfed = step_through(model, source, state, TARGETS)
    torch.testing.assert_close(fed[0][1], unfed[0][1], rtol=0, atol=0)
    assert not torch.allclose(fed[1][1], unfed[1][1])


@torch.no_grad()
def test_without_attention_the_decoder_knows_the_final_state_alone() -> None:
    model = small_model("no-attention")
    source, state = encode(model)
    assert source.keys is None
    noise = Source(torch.randn_like(source.states) * 9, source.mask, None)
    for (_, expected), (_, found) in zip(
        step_through(model, source, state, TARGETS), step_through(model, noise, state, TARGETS), strict=True
    ):
        assert torch.equal(expected, found)
    other_state = state.pick(torch.tensor([1, 2, 0]))
    moved = model.step(torch.tensor([START] * 3), other_state, source)[1]
    torch.testing.assert_close(moved, step_through(model, source, state, TARGETS)[0][1][[1, 2, 0]])


@pytest.mark.parametrize("kind", [*KINDS, "bahdanau-coverage"])
@torch.no_grad()
def test_picking_rows_of_source_and_state_gives_the_rows_of_the_step(kind: str) -> None:
    model = small_model(kind)
    source, state = encode(model)
    rows = torch.tensor([2, 2, 0])
    step, log_probs = model.step(torch.tensor([4, 5, 6]), state, source)
    _, picked = model.step(torch.tensor([6, 6, 4]), state.pick(rows), source.pick(rows))
    torch.testing.assert_close(picked, log_probs[rows])
    _, second = model.step(torch.tensor([7, 8, 9]), step.state, source)
    _, second_picked = model.step(torch.tensor([9, 9, 7]), step.state.pick(rows), source.pick(rows))
    torch.testing.assert_close(second_picked, second[rows])
