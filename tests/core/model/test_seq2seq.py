"""The whole network: two paths over one step, shared embeddings, gradients from the source words."""

import pytest
import torch

from seq2seq_core.model.batching import pad
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import END, PAD, START
from tests.core.papers import CELLS, FAMILY, KINDS, small_config, small_model

SOURCES = [[5, 9, 4, 7, END], [8, END], [6, 6, 10, END]]
LENGTHS = torch.tensor([5, 2, 4])
PREVIOUS = torch.tensor([[START, 4, 8, 8], [START, 5, PAD, PAD], [START, 10, 6, PAD]])


@pytest.mark.parametrize("kind", FAMILY)
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("layers", [1, 2])
@torch.no_grad()
def test_teacher_forcing_equals_stepping(kind: str, cell: str, layers: int) -> None:
    model = small_model(kind, cell=cell, layers=layers)
    source, state = model.encode(pad(SOURCES), LENGTHS)
    unrolled = model.unroll(PREVIOUS, state, source)
    forced = model.logits(unrolled.features).log_softmax(dim=-1)
    for t in range(4):
        step, log_probs = model.step(PREVIOUS[:, t], state, source)
        torch.testing.assert_close(log_probs, forced[:, t], rtol=0, atol=1e-12)
        state = step.state


@pytest.mark.parametrize("kind", KINDS)
def test_tied_embeddings_are_one_matrix_and_untied_ones_two(kind: str) -> None:
    tied, untied = Seq2Seq(small_config(kind)), Seq2Seq(small_config(kind, tied_embeddings=False))
    assert tied.output.weight is tied.embedding.weight
    assert untied.output.weight is not untied.embedding.weight
    size = 11 * 4
    assert sum(p.numel() for p in untied.parameters()) - sum(p.numel() for p in tied.parameters()) == size


def test_learning_moves_both_sides_of_a_tied_matrix() -> None:
    model = Seq2Seq(small_config("bahdanau"))
    source, state = model.encode(pad(SOURCES), LENGTHS)
    model.logits(model.unroll(PREVIOUS, state, source).features).logsumexp(dim=-1).sum().backward()
    with torch.no_grad():
        model.embedding.weight -= 0.1 * model.embedding.weight.grad
    assert torch.equal(model.output.weight, model.embedding.weight)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("cell", CELLS)
def test_gradients_from_the_source_embeddings_equal_finite_differences(kind: str, cell: str) -> None:
    model = small_model(kind, cell=cell)
    embedded = model.embed(pad(SOURCES)).detach()

    def likelihood(embedded: torch.Tensor) -> torch.Tensor:
        source, state = model.encode_embedded(embedded, LENGTHS)
        log_probs = model.logits(model.unroll(PREVIOUS, state, source).features).log_softmax(dim=-1)
        return log_probs[0, :, 7].sum() + log_probs[1, 0, END]

    assert torch.autograd.gradcheck(likelihood, (embedded.requires_grad_(),))
    (gradient,) = torch.autograd.grad(likelihood(embedded), embedded)
    assert gradient[0].abs().sum(dim=1).gt(0).all()  # every word of the sentence matters,
    assert gradient[1, 2:].abs().sum() == 0  # padding does not,
    assert gradient[2].abs().sum() == 0  # nor does another sentence


def test_word_vectors_are_scaled_by_the_root_of_their_size() -> None:
    model = small_model("bahdanau")
    ids = torch.tensor([[4, 7]])
    torch.testing.assert_close(model.embed(ids), model.embedding.weight[ids] * 2.0)


def test_a_model_stores_nothing_when_it_runs() -> None:
    model = small_model("luong-general")
    before = {name: set(vars(module)) for name, module in model.named_modules()}
    source, state = model.encode(pad(SOURCES), LENGTHS)
    model.unroll(PREVIOUS, state, source)
    assert {name: set(vars(module)) for name, module in model.named_modules()} == before
    assert not list(model.buffers())


def test_the_same_seed_gives_the_same_model() -> None:
    first, second = (small_model("bahdanau", seed=4) for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters(), strict=True))


def test_padding_starts_as_the_zero_vector() -> None:
    assert Seq2Seq(small_config("no-attention")).embedding.weight[PAD].abs().sum() == 0


class Recorder(torch.nn.Dropout):
    """Stands in for dropout and remembers what it was shown."""

    def __init__(self) -> None:
        super().__init__(0.0)
        self.shapes: list[tuple[int, ...]] = []

    def forward(self, shown: torch.Tensor) -> torch.Tensor:
        self.shapes.append(tuple(shown.shape))
        return shown


@pytest.mark.parametrize("kind", KINDS)
def test_dropout_falls_on_words_and_on_what_the_output_layer_reads(kind: str) -> None:
    model = small_model(kind)
    model.dropout = recorder = Recorder()
    source, state = model.encode(pad(SOURCES), LENGTHS)
    model.unroll(PREVIOUS, state, source)
    assert recorder.shapes == [(3, 5, 4), (3, 4, 4), (3, 4, 4)]


@torch.no_grad()
def test_dropout_changes_what_is_learnt_from_and_nothing_afterwards() -> None:
    model = small_model("bahdanau", dropout=0.5)

    def states() -> torch.Tensor:
        return model.encode(pad(SOURCES), LENGTHS)[0].states

    assert torch.equal(states(), states())
    model.train()
    assert not torch.equal(states(), states())
