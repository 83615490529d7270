"""Score functions, windows and the weighted average: the few lines that this whole project is about.

Bahdanau, Cho, Bengio (2015), "Neural Machine Translation by Jointly Learning to Align and Translate"; Luong, Pham,
Manning (2015), "Effective Approaches to Attention-based Neural Machine Translation".

B batch, S source length, E encoder size, H decoder size.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from seq2seq_core.model.config import ModelConfig

LONGEST_LOCATION = 128  # source positions that the location score can tell apart

# (scores, weights, Gaussian of local-p), each (B, S) -> the weights to use instead
Edit = Callable[[Tensor, Tensor, Tensor | None], Tensor]


@dataclass(frozen=True, slots=True)
class Attention:
    """What one decoder step looked at."""

    scores: Tensor  # (B, S) before the softmax; -inf on padding and outside the window
    weights: Tensor  # (B, S) what multiplied the encoder states
    computed: Tensor  # (B, S) the model's own weights, 0 where the score is -inf; others only where somebody edited
    context: Tensor  # (B, E) sum of the encoder states under the weights
    center: Tensor | None = None  # (B,) p_t, the middle of the window; local attention only


def attend(
    scores: Tensor, encoder_states: Tensor, source_mask: Tensor, focus: "Focus | None" = None, edit: Edit | None = None
) -> Attention:
    """Turn scores (B, S) into weights and a context vector; source_mask (B, S) is True on real tokens.

    A `focus` keeps the softmax inside its window, and may multiply the weights with a Gaussian. An `edit` has the last
    word: the context is the sum of the encoder states under the weights that it returns.
    """
    allowed = source_mask if focus is None else source_mask & focus.window
    scores = scores.masked_fill(~allowed, float("-inf"))
    weights = scores.softmax(dim=-1)
    gaussian = None if focus is None else focus.gaussian
    if gaussian is not None:
        weights = weights * gaussian  # not renormalised: Luong et al. (2015), eq. 10
    computed = weights
    if edit is not None:
        weights = edit(scores, weights, gaussian)
    context = torch.bmm(weights[:, None].to(encoder_states.dtype), encoder_states)[:, 0]  # (B, E)
    return Attention(scores, weights, computed, context, None if focus is None else focus.center)


def _products(query: Tensor, keys: Tensor) -> Tensor:
    """The dot product of query (B, H) with each of keys (B, S, H), as (B, S).

    The query is a row: as a column, the same product takes ten times as long on a processor.
    """
    return torch.bmm(query.to(keys.dtype)[:, None], keys.transpose(1, 2))[:, 0]


class DotScore(nn.Module):
    """Luong et al. (2015), section 3.1, "dot": score(h_t, h_s) = h_t^T h_s. Both states need the same size."""

    scale = 1.0

    def __init__(self, decoder_size: int, encoder_size: int) -> None:
        super().__init__()
        assert decoder_size == encoder_size, "ModelConfig has checked this"

    def keys(self, encoder_states: Tensor) -> Tensor:
        """h_s itself, (B, S, E)."""
        return encoder_states

    def forward(self, query: Tensor, keys: Tensor) -> Tensor:
        """Score query (B, H) against keys (B, S, H); returns (B, S)."""
        return _products(query, keys) * self.scale


class ScaledDotScore(DotScore):
    """Vaswani et al. (2017), eq. 1: h_t^T h_s / sqrt(H), the bridge from here to today's Transformers."""

    def __init__(self, decoder_size: int, encoder_size: int) -> None:
        super().__init__(decoder_size, encoder_size)
        self.scale = decoder_size**-0.5


class GeneralScore(nn.Module):
    """Luong et al. (2015), section 3.1, "general": score(h_t, h_s) = h_t^T W_a h_s.

    The weight that is learnt is sqrt(H) W_a. A step of Adam moves every weight by about the learning rate, and a score
    sums H * E of them: without the factor, scores jump by whole units at every update and attention freezes to one-hot.
    """

    def __init__(self, decoder_size: int, encoder_size: int) -> None:
        super().__init__()
        self.project = nn.Linear(encoder_size, decoder_size, bias=False)  # sqrt(H) W_a
        self.scale = decoder_size**-0.5

    def keys(self, encoder_states: Tensor) -> Tensor:
        """W_a h_s for every source position, (B, S, E) -> (B, S, H); once per sentence."""
        return self.project(encoder_states) * self.scale

    def forward(self, query: Tensor, keys: Tensor) -> Tensor:
        """Score query (B, H) against keys (B, S, H); returns (B, S)."""
        return _products(query, keys)


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
        return self.v((self.project_query(query)[:, None] + keys).tanh_())[:, :, 0]  # in place: the sum is large


class Coverage(nn.Module):
    """Tu et al. (2016), "Modeling Coverage for Neural Machine Translation", the linguistic coverage of section 3.

    The score is told how much was looked at each source word before: v_a^T tanh(W_a s_{i-1} + U_a h_j + V_a C_{i-1,j}),
    where C_{i,j} = C_{i-1,j} + alpha_{i,j} / Phi_j, and the fertility Phi_j = N sigmoid(U_f h_j) says how many words of
    the other language a source word is worth. N = 2.
    """

    most = 2.0  # N

    def __init__(self, decoder_size: int, encoder_size: int) -> None:
        super().__init__()
        self.project_fertility = nn.Linear(encoder_size, 1, bias=False)  # U_f
        self.project = nn.Linear(1, decoder_size, bias=False)  # V_a

    def fertility(self, encoder_states: Tensor) -> Tensor:
        """Phi_j of every source position, (B, S, E) -> (B, S); once per sentence."""
        return self.most * torch.sigmoid(self.project_fertility(encoder_states)[:, :, 0])

    def forward(self, covered: Tensor) -> Tensor:
        """V_a C_{i-1,j} of coverage (B, S), to be added to the keys (B, S, H)."""
        return self.project(covered[:, :, None])


class ConcatScore(AdditiveScore):
    """Luong et al. (2015), section 3.1, "concat": score(h_t, h_s) = v_a^T tanh(W_a [h_t; h_s]).

    W_a [h_t; h_s] is W_1 h_t + W_2 h_s when W_a = [W_1 W_2]: Bahdanau's function, asked at another time.
    """


class LocationScore(nn.Module):
    """Luong et al. (2015), eq. 8: a_t = softmax(W_a h_t). Blind to the source words: it knows only how many there are.

    Positions from 128 on are never looked at (footnote 6: "for long sentences, we ignore words near the end").
    """

    def __init__(self, decoder_size: int, encoder_size: int) -> None:
        super().__init__()
        self.project = nn.Linear(decoder_size, LONGEST_LOCATION, bias=False)  # W_a

    def keys(self, encoder_states: Tensor) -> Tensor:
        """Nothing but the number of positions, (B, S, 0)."""
        return encoder_states[:, :, :0]

    def forward(self, query: Tensor, keys: Tensor) -> Tensor:
        """Scores (B, S) from the query (B, H) alone."""
        length = keys.shape[1]
        scores = self.project(query)[:, :length]
        return nn.functional.pad(scores, (0, length - scores.shape[1]), value=float("-inf"))


@dataclass(frozen=True, slots=True)
class Focus:
    """Where local attention looks at one step."""

    center: Tensor  # (B,) p_t
    window: Tensor  # (B, S), True within D of the centre
    gaussian: Tensor | None  # (B, S)


class LocalFocus(nn.Module):
    """Luong et al. (2015), section 3.2: a window of D positions on both sides of p_t.

    local-m: p_t = t, kept inside the sentence. local-p: p_t = S sigmoid(v_p^T tanh(W_p h_t)) (eq. 9), and the weights
    are multiplied with exp(-(s - p_t)^2 / (2 sigma^2)), sigma = D / 2 (eq. 10). Positions s count from 0. With D of at
    least 1 some position is always inside.

    The weight that is learnt is sqrt(H) v_p, for the reason given at `GeneralScore`: without the factor p_t leaps by
    whole positions at every update, and where the sigmoid has become flat it stays for good.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        assert config.window is not None
        self.window = config.window  # D
        self.predictive = config.scope == "local-p"
        if self.predictive:
            self.project = nn.Linear(config.decoder_size, config.decoder_size, bias=False)  # W_p
            self.v = nn.Linear(config.decoder_size, 1, bias=False)  # sqrt(H) v_p
            self.scale = config.decoder_size**-0.5

    def forward(self, query: Tensor, step: int, source_mask: Tensor) -> Focus:
        """The focus of target step `step` for query (B, H) on sentences with source_mask (B, S)."""
        lengths = source_mask.sum(dim=1)  # (B,)
        if self.predictive:
            predicted = self.v(torch.tanh(self.project(query)))[:, 0] * self.scale
            center = lengths * torch.sigmoid(predicted.to(torch.promote_types(predicted.dtype, torch.float32)))
        else:
            center = (lengths - 1).clamp(max=step).float()
        distance = torch.arange(source_mask.shape[1], device=query.device) - center[:, None]  # (B, S)
        window = distance.abs() <= self.window
        gaussian = torch.exp(-2 * (distance / self.window) ** 2) if self.predictive else None  # sigma = D / 2
        return Focus(center, window, gaussian)


Score = DotScore | GeneralScore | AdditiveScore | LocationScore
SCORES: dict[str, type[DotScore] | type[GeneralScore] | type[AdditiveScore] | type[LocationScore]] = {
    "dot": DotScore,
    "scaled-dot": ScaledDotScore,
    "general": GeneralScore,
    "concat": ConcatScore,
    "location": LocationScore,
    "additive": AdditiveScore,
}
