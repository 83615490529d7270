"""Score functions and the weighted average: the few lines that this whole project is about.

Bahdanau, Cho, Bengio (2015), "Neural Machine Translation by Jointly Learning to Align and Translate"; Luong, Pham,
Manning (2015), "Effective Approaches to Attention-based Neural Machine Translation".

B batch, S source length, E encoder size, H decoder size, K key size.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Attention:
    """What one decoder step looked at."""

    scores: Tensor  # (B, S) before the softmax, -inf on padding
    weights: Tensor  # (B, S) what multiplied the encoder states; exactly 0 on padding
    context: Tensor  # (B, E) sum of the encoder states under the weights


def attend(scores: Tensor, encoder_states: Tensor, source_mask: Tensor) -> Attention:
    """Turn scores (B, S) into weights and a context vector; source_mask (B, S) is True on real tokens."""
    scores = scores.masked_fill(~source_mask, float("-inf"))
    weights = scores.softmax(dim=-1)
    context = torch.bmm(weights[:, None].to(encoder_states.dtype), encoder_states)[:, 0]  # (B, E)
    return Attention(scores, weights, context)


class GeneralScore(nn.Module):
    """Luong et al. (2015), eq. 8, "general": score(h_t, h_s) = h_t^T W_a h_s."""

    def __init__(self, decoder_size: int, encoder_size: int) -> None:
        super().__init__()
        self.project = nn.Linear(encoder_size, decoder_size, bias=False)  # W_a

    def keys(self, encoder_states: Tensor) -> Tensor:
        """W_a h_s for every source position, (B, S, E) -> (B, S, H); once per sentence."""
        return self.project(encoder_states)

    def forward(self, query: Tensor, keys: Tensor) -> Tensor:
        """Score query (B, H) against keys (B, S, H); returns (B, S)."""
        return torch.bmm(keys, query.to(keys.dtype)[:, :, None])[:, :, 0]


class AdditiveScore(nn.Module):
    """Bahdanau et al. (2015), appendix A.1.2: score(s_{i-1}, h_j) = v_a^T tanh(W_a s_{i-1} + U_a h_j)."""

    def __init__(self, decoder_size: int, encoder_size: int) -> None:
        super().__init__()
        self.project_query = nn.Linear(decoder_size, decoder_size, bias=False)  # W_a
        self.project_key = nn.Linear(encoder_size, decoder_size, bias=False)  # U_a
        self.v = nn.Linear(decoder_size, 1, bias=False)  # v_a

    def keys(self, encoder_states: Tensor) -> Tensor:
        """U_a h_j for every source position, (B, S, E) -> (B, S, H); once per sentence."""
        return self.project_key(encoder_states)

    def forward(self, query: Tensor, keys: Tensor) -> Tensor:
        """Score query (B, H) against keys (B, S, H); returns (B, S)."""
        return self.v(torch.tanh(self.project_query(query)[:, None] + keys))[:, :, 0]


Score = GeneralScore | AdditiveScore
SCORES: dict[str, type[GeneralScore] | type[AdditiveScore]] = {"general": GeneralScore, "additive": AdditiveScore}
