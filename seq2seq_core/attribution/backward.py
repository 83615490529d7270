"""What gradients say: from the log-probability of each target token back to the word vectors of the source.

The graph of one forward pass serves all target tokens, each of which goes back through it once.

B batch, S source length, T target length, D embedding size.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from seq2seq_core.attribution.attribution import NATS, Attribution
from seq2seq_core.attribution.forced import ForcedPair

STEPS = 128  # points of the quadrature of integrated gradients: fewer miss whole nats of a row
SAMPLES, NOISE, SEED = 16, 0.15, 0  # of SmoothGrad: noise as a share of the range of the vectors (Smilkov et al. 2017)


def gradient_norm(pair: ForcedPair) -> Attribution:
    """||d log p(y_t) / d x_s||: how much the smallest change of a word vector could matter (Simonyan et al. 2014)."""
    by_source, _, _ = _go_back(pair, pair.source[None], pair.said[None])
    return Attribution(by_source[:, 0].norm(dim=-1).numpy(), "nats per unit")


def input_times_gradient(pair: ForcedPair, *, prefix: bool = False) -> Attribution:
    """x_s . d log p(y_t) / d x_s: what a linear model would owe to the word (Shrikumar et al. 2017; signed)."""
    by_source, by_said, _ = _go_back(pair, pair.source[None], pair.said[None])
    source = (by_source[:, 0] * pair.source).sum(dim=-1)
    said = (by_said[:, 0] * pair.said).sum(dim=-1)
    return Attribution(source.numpy(), NATS, _of_tokens(said) if prefix else None)


def integrated_gradients(pair: ForcedPair, *, steps: int = STEPS, prefix: bool = False) -> Attribution:
    """The gradient times the way, along the straight way from a baseline to the sentence (Sundararajan et al. 2017).

    The baseline is a source whose every token is the unknown one; with `prefix`, all tokens that were said, too. A row
    should add up to the log-probability that the sentence has over the baseline: `error` (T,) is what is missing. The
    integral is a Gauss-Legendre quadrature of so many `steps`.
    """
    nodes, weights = np.polynomial.legendre.leggauss(steps)
    shares = torch.tensor((nodes + 1) / 2, dtype=pair.source.dtype)  # of the way, from 0 to 1
    each = torch.tensor(weights / 2, dtype=pair.source.dtype)
    way = pair.source - pair.unknown  # (S, D)
    said_way = torch.zeros_like(pair.said)
    if prefix:
        said_way[1:] = pair.said[1:] - pair.unknown  # the mark of the beginning is nobody's word
    back = (1 - shares)[:, None, None]
    by_source, by_said, _ = _go_back(pair, pair.source - back * way, pair.said - back * said_way, each)
    source = (by_source.sum(dim=1) * way).sum(dim=-1)  # (T, S)
    said = (by_said.sum(dim=1) * said_way).sum(dim=-1)  # (T, T)
    with torch.inference_mode():
        ends = pair.log_probs(
            torch.stack([pair.source, pair.source - way]), torch.stack([pair.said, pair.said - said_way])
        )
    owed = source.sum(dim=1) + said.sum(dim=1)
    error = (owed - (ends[0] - ends[1])).abs().numpy()
    return Attribution(source.numpy(), NATS, _of_tokens(said) if prefix else None, error)


def smooth_gradient(pair: ForcedPair, *, samples: int = SAMPLES, noise: float = NOISE, seed: int = SEED) -> Attribution:
    """The mean of `input_times_gradient` over noisy copies of the source (Smilkov et al. 2017).

    Ding, Xu and Koehn (2019), "Saliency-driven Word Alignment Interpretation", found it to align words best.
    """
    generator = torch.Generator().manual_seed(seed)
    spread = noise * (pair.source.max() - pair.source.min())
    drawn = torch.randn(samples, *pair.source.shape, generator=generator, dtype=pair.source.dtype)
    noisy = pair.source + spread * drawn  # (B, S, D)
    by_source, _, _ = _go_back(pair, noisy, pair.said.expand(samples, -1, -1))
    return Attribution((by_source * noisy).sum(dim=-1).mean(dim=1).numpy(), NATS)


def _go_back(
    pair: ForcedPair, source: Tensor, said: Tensor, weights: Tensor | None = None
) -> tuple[Tensor, Tensor, Tensor]:
    """Derivatives (T, B, S, D) and (T, B, T, D) of every token's log-probability, and those (B, T).

    With `weights` (B,), of its mean over the batch under them.
    """
    with torch.enable_grad():
        source, said = source.clone().requires_grad_(), said.clone().requires_grad_()
        log_probs = pair.log_probs(source, said)
        kept = log_probs if weights is None else log_probs * weights[:, None]
        # Of the two leaves alone: the model is shared, so its parameters must not collect gradients.
        rows = [torch.autograd.grad(kept[:, t].sum(), [source, said], retain_graph=True) for t in range(kept.shape[1])]
    by_source, by_said = (torch.stack(derivatives) for derivatives in zip(*rows, strict=True))
    return by_source, by_said, log_probs.detach()


def _of_tokens(said: Tensor) -> NDArray[np.float32]:
    """From what each step was told (T, T), the mark of the beginning first, to the target tokens themselves."""
    return torch.cat([said[:, 1:], said.new_zeros(len(said), 1)], dim=1).numpy()
