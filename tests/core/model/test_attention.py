"""Score functions and the weighted average against loops in float64."""

import numpy as np
import pytest
import torch

from seq2seq_core.model.attention import LONGEST_LOCATION, SCORES, LocalFocus, attend
from seq2seq_core.model.config import ModelConfig
from tests.core import papers

E = 4


def score_function(name: str, seed: int) -> tuple[torch.nn.Module, int]:
    """A random score function in float64 and the size of its queries, other than E where it may be."""
    H = E if "dot" in name else 5
    torch.manual_seed(seed)
    return SCORES[name](H, E).double(), H


def batch(H: int = 5) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Queries (3, H), encoder states (3, 6, E) and a mask of lengths 6, 1 and 4."""
    generator = torch.Generator().manual_seed(3)
    query = torch.randn(3, H, dtype=torch.float64, generator=generator)
    states = torch.randn(3, 6, E, dtype=torch.float64, generator=generator)
    return query, states, torch.arange(6) < torch.tensor([6, 1, 4])[:, None]


@pytest.mark.parametrize("name", SCORES)
def test_a_score_function_equals_the_formula_of_its_paper(name: str) -> None:
    score, H = score_function(name, seed=1)
    query, states, _ = batch(H)
    p = {key: value.numpy() for key, value in score.state_dict().items()}
    by_hand = [
        [papers.SCORES[name](p, query[b].numpy(), states[b, s].numpy(), s, prefix="") for s in range(6)]
        for b in range(3)
    ]
    np.testing.assert_allclose(score(query, score.keys(states)).detach().numpy(), by_hand, atol=1e-12)


@pytest.mark.parametrize("name", SCORES)
def test_a_score_function_has_the_gradients_of_finite_differences(name: str) -> None:
    score, H = score_function(name, seed=2)
    query, states, mask = batch(H)

    def context(query: torch.Tensor, states: torch.Tensor) -> torch.Tensor:
        return attend(score(query, score.keys(states)), states, mask).context

    assert torch.autograd.gradcheck(context, (query.requires_grad_(), states.requires_grad_()))


def test_the_location_score_never_looks_beyond_the_positions_it_knows() -> None:
    score, H = score_function("location", seed=3)
    states = torch.zeros(1, LONGEST_LOCATION + 3, E, dtype=torch.float64)
    scores = score(torch.randn(1, H, dtype=torch.float64), score.keys(states))
    assert scores[0, :LONGEST_LOCATION].isfinite().all()
    assert scores[0, LONGEST_LOCATION:].tolist() == [-np.inf] * 3


def test_a_step_of_adam_moves_the_predicted_centre_by_less_than_a_position() -> None:
    torch.manual_seed(0)
    focus = LocalFocus(ModelConfig(attention="luong", score="general", scope="local-p", window=4))
    query = torch.randn(8, focus.project.in_features).tanh()
    mask = torch.ones(8, 20, dtype=torch.bool)
    before = focus(query, 0, mask).center
    optimizer = torch.optim.Adam(focus.parameters(), lr=2e-3)
    before.sum().backward()  # every gradient says the same: to the left
    optimizer.step()
    moved = before - focus(query, 0, mask).center
    assert (moved > 0).all()
    assert (moved < 1).all()


def test_weights_are_a_softmax_over_real_tokens_and_exactly_zero_on_padding() -> None:
    _, states, mask = batch()
    scores = torch.randn(3, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(4)) * 3
    found = attend(scores, states, mask)
    for b, length in enumerate((6, 1, 4)):
        np.testing.assert_allclose(
            found.weights[b, :length].numpy(), papers.softmax(scores[b, :length].tolist()), atol=1e-12
        )
        assert found.weights[b, length:].tolist() == [0.0] * (6 - length)
        assert found.scores[b, length:].tolist() == [-np.inf] * (6 - length)
    np.testing.assert_allclose(found.weights.sum(dim=1).numpy(), 1.0, atol=1e-12)


def test_the_context_is_the_sum_of_the_encoder_states_under_the_weights() -> None:
    query, states, mask = batch()
    found = attend(torch.randn(3, 6, dtype=torch.float64), states, mask)
    for b in range(3):
        by_hand = papers.weighted_sum(found.weights[b].tolist(), list(states[b].numpy()))
        np.testing.assert_allclose(found.context[b].numpy(), by_hand, atol=1e-12)


def test_what_stands_on_padding_changes_nothing() -> None:
    _, states, mask = batch()
    scores = torch.randn(3, 6, dtype=torch.float64, generator=torch.Generator().manual_seed(5))
    other_scores = torch.where(mask, scores, torch.tensor(99.0, dtype=torch.float64))
    other_states = torch.where(mask[:, :, None], states, torch.tensor(-7.0, dtype=torch.float64))
    assert torch.equal(attend(scores, states, mask).context, attend(other_scores, other_states, mask).context)


def test_very_large_scores_give_finite_weights() -> None:
    _, states, mask = batch()
    found = attend(torch.tensor([[1e4, -1e4, 0.0, 1e4, 1.0, 2.0]]).repeat(3, 1).double(), states, mask)
    assert found.weights.isfinite().all()
    np.testing.assert_allclose(found.weights[0, [0, 3]].numpy(), 0.5)
