"""Decoder cells against torch's own networks and against the equations."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from seq2seq_core.model.recurrence import (
    GRUCell,
    LSTMCell,
    RecurrentState,
    Stack,
    make_orthogonal,
    set_forget_gate_bias,
)
from tests.core import papers

D, F, H = 4, 3, 5


def random(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def torch_twin(cell: str, stack: Stack, *, layers: int, fed_size: int) -> nn.Module:
    """torch.nn.LSTM or GRU with the weights of a Stack; it reads [word; fed]."""
    kind = nn.LSTM if cell == "lstm" else nn.GRU
    twin = kind(D + fed_size, H, num_layers=layers, batch_first=True).double()
    with torch.no_grad():
        for parameter in twin.parameters():
            parameter.zero_()
        for layer, ours in enumerate(stack.cells):
            getattr(twin, f"bias_ih_l{layer}").copy_(ours.from_word.bias)
            width = ours.from_word.in_features
            from_input = getattr(twin, f"weight_ih_l{layer}")
            from_input[:, :width] = ours.from_word.weight
            fed = fed_size if layer == 0 else 0
            if isinstance(ours, LSTMCell):
                from_input[:, width:] = ours.recurrent.weight[:, :fed]
                getattr(twin, f"weight_hh_l{layer}").copy_(ours.recurrent.weight[:, fed:])
            else:
                if fed:
                    from_input[:, width:] = ours.from_fed.weight
                getattr(twin, f"weight_hh_l{layer}").copy_(ours.recurrent.weight)
                getattr(twin, f"bias_hh_l{layer}").copy_(ours.recurrent.bias)
    return twin


@pytest.mark.parametrize("cell", papers.CELLS)
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("fed_size", [0, F])
def test_steps_of_a_stack_equal_the_network_of_torch_with_the_same_weights(
    cell: str, layers: int, fed_size: int
) -> None:
    torch.manual_seed(5)
    stack = Stack(cell, layers=layers, word_size=D, fed_size=fed_size, size=H, dropout=0.0).double()
    twin = torch_twin(cell, stack, layers=layers, fed_size=fed_size)
    words, fed = random(2, 6, D, seed=1), random(2, 6, fed_size, seed=2)
    start = random(layers, 2, H, seed=3), random(layers, 2, H, seed=4)
    expected, _ = twin(torch.cat([words, fed], dim=-1), start if cell == "lstm" else start[0])

    state = RecurrentState(tuple(start[0]), tuple(start[1]) if cell == "lstm" else ())
    word_parts = stack.from_words(words)
    for t in range(6):
        state = stack(word_parts[:, t], fed[:, t] if fed_size else None, state)
        torch.testing.assert_close(state.hidden[-1], expected[:, t], rtol=0, atol=1e-12)


def test_an_lstm_step_equals_its_equations() -> None:
    torch.manual_seed(6)
    cell = LSTMCell(D, F, H).double()
    word, fed, h, c = random(2, D), random(2, F, seed=1), random(2, H, seed=2), random(2, H, seed=3)
    new_h, new_c = cell(cell.from_word(word), fed, h, c)
    p = {name: value.numpy() for name, value in cell.state_dict().items()}
    for b in range(2):
        expected_h, expected_c = papers.lstm_step(
            p["from_word.weight"] @ word[b].numpy() + p["from_word.bias"],
            p["recurrent.weight"] @ np.concatenate([fed[b].numpy(), h[b].numpy()]),
            c[b].numpy(),
        )
        np.testing.assert_allclose(new_h[b].detach().numpy(), expected_h, atol=1e-12)
        np.testing.assert_allclose(new_c[b].detach().numpy(), expected_c, atol=1e-12)


def test_a_gru_step_equals_its_equations_and_has_no_cell() -> None:
    torch.manual_seed(7)
    cell = GRUCell(D, F, H).double()
    word, fed, h = random(2, D), random(2, F, seed=1), random(2, H, seed=2)
    new_h, new_c = cell(cell.from_word(word), fed, h, None)
    assert new_c is None
    p = {name: value.numpy() for name, value in cell.state_dict().items()}
    for b in range(2):
        expected = papers.gru_step(
            p["from_word.weight"] @ word[b].numpy() + p["from_word.bias"] + p["from_fed.weight"] @ fed[b].numpy(),
            p["recurrent.weight"] @ h[b].numpy() + p["recurrent.bias"],
            h[b].numpy(),
        )
        np.testing.assert_allclose(new_h[b].detach().numpy(), expected, atol=1e-12)


def test_orthogonal_matrices_keep_the_length_of_a_vector_gate_by_gate() -> None:
    weight = torch.zeros(4 * H, H)
    make_orthogonal(weight)
    for gate in weight.split(H):
        torch.testing.assert_close(gate @ gate.T, torch.eye(H), rtol=0, atol=1e-5)
    assert not torch.equal(weight[:H], weight[H : 2 * H])


def test_a_remembering_bias_opens_the_forget_gates_alone() -> None:
    bias = torch.zeros(4 * H)
    set_forget_gate_bias(bias)
    assert bias.tolist() == [0.0] * H + [1.0] * H + [0.0] * 2 * H


def test_picking_rows_of_a_state_picks_them_in_every_layer() -> None:
    state = RecurrentState((random(3, H), random(3, H, seed=1)), (random(3, H, seed=2), random(3, H, seed=3)))
    picked = state.map(lambda tensor: tensor[torch.tensor([2, 0, 2])])
    for before, after in zip((*state.hidden, *state.cell), (*picked.hidden, *picked.cell), strict=True):
        assert torch.equal(after, torch.stack([before[2], before[0], before[2]]))
