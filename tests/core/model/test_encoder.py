"""The encoder against a loop over positions, and what padding and order do to it."""

import numpy as np
import pytest
import torch
from torch import Tensor

from seq2seq_core.model.encoder import Encoder, Encoding
from tests.core.papers import CELLS, small_config

LENGTHS = torch.tensor([5, 2, 1, 4])


def encoder(*, cell: str = "lstm", layers: int = 1, reverse_source: bool = False) -> Encoder:
    torch.manual_seed(8)
    return Encoder(small_config("bahdanau", cell=cell, layers=layers, reverse_source=reverse_source)).double().eval()


def words(seed: int = 0) -> Tensor:
    return torch.randn(4, 5, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def start_states(encoding: Encoding) -> list[Tensor]:
    return [*encoding.start.hidden, *encoding.start.cell]


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("reverse_source", [False, True])
def test_padding_changes_nothing(cell: str, layers: int, reverse_source: bool) -> None:
    net = encoder(cell=cell, layers=layers, reverse_source=reverse_source)
    embedded = words()
    together = net(embedded, LENGTHS)
    for b, length in enumerate(LENGTHS.tolist()):
        alone = net(embedded[b : b + 1, :length], LENGTHS[b : b + 1])
        torch.testing.assert_close(together.states[b, :length], alone.states[0], rtol=0, atol=1e-12)
        assert together.states[b, length:].abs().sum() == 0
        assert together.mask[b].tolist() == [True] * length + [False] * (5 - length)
        for ours, expected in zip(start_states(together), start_states(alone), strict=True):
            torch.testing.assert_close(ours[b], expected[0], rtol=0, atol=1e-12)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("layers", [1, 2])
def test_reverse_source_reads_backwards_and_leaves_the_states_at_their_words(cell: str, layers: int) -> None:
    forwards, backwards = encoder(cell=cell, layers=layers), encoder(cell=cell, layers=layers, reverse_source=True)
    backwards.load_state_dict(forwards.state_dict())
    embedded = words()
    reversed_by_hand = embedded.clone()
    for b, length in enumerate(LENGTHS.tolist()):
        reversed_by_hand[b, :length] = embedded[b, :length].flip(0)
    expected, found = forwards(reversed_by_hand, LENGTHS), backwards(embedded, LENGTHS)
    for b, length in enumerate(LENGTHS.tolist()):
        torch.testing.assert_close(found.states[b, :length], expected.states[b, :length].flip(0))
    for ours, theirs in zip(start_states(found), start_states(expected), strict=True):
        torch.testing.assert_close(ours, theirs)
    assert not torch.allclose(found.start.hidden[0], forwards(embedded, LENGTHS).start.hidden[0])


@pytest.mark.parametrize("layers", [1, 2])
def test_the_first_decoder_state_is_the_bridge_over_the_last_states_of_both_directions(layers: int) -> None:
    net = encoder(layers=layers)
    embedded = words()
    encoding = net(embedded, LENGTHS)
    p = {name: value.detach().numpy() for name, value in net.state_dict().items()}
    top = layers - 1
    for b, length in enumerate(LENGTHS.tolist()):
        states = encoding.states[b].detach().numpy()
        last = np.concatenate([states[length - 1, :3], states[0, 3:]])  # forwards at the end, backwards at the start
        by_hand = np.tanh(p[f"bridge_hidden.{top}.weight"] @ last + p[f"bridge_hidden.{top}.bias"])
        np.testing.assert_allclose(encoding.start.hidden[top][b].detach().numpy(), by_hand, atol=1e-12)
    assert len(encoding.start.hidden) == len(encoding.start.cell) == layers


def test_a_gru_hands_on_no_cell() -> None:
    assert encoder(cell="gru")(words(), LENGTHS).start.cell == ()


def test_a_state_knows_the_words_on_both_sides() -> None:
    net = encoder()
    embedded = words()
    before = net(embedded, LENGTHS).states[0]
    changed = embedded.clone()
    changed[0, 2] += 1
    after = net(changed, LENGTHS).states[0]
    different = (before - after).abs() > 1e-9  # (S, E)
    assert not different[:2, :3].any()  # the forwards states of earlier words
    assert different[2:, :3].any(dim=1).all()
    assert different[:3, 3:].any(dim=1).all()
    assert not different[3:, 3:].any()


@pytest.mark.parametrize("reverse_source", [False, True])
def test_words_may_be_on_a_device_and_their_lengths_on_the_cpu(
    reverse_source: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("seq2seq_core.model.encoder.pack_padded_sequence", lambda words, lengths, **_: words)
    monkeypatch.setattr("seq2seq_core.model.encoder.pad_packed_sequence", lambda states, **_: (states, None))
    net = encoder(reverse_source=reverse_source).to("meta")  # a device of shapes alone, on every machine; cannot pack
    encoding = net(words().to("meta"), LENGTHS)
    assert (encoding.mask.device.type, encoding.states.shape) == ("meta", (4, 5, 6))
