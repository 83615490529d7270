"""What gradients say: from the log-probability of each target token back to the word vectors of the source.

The graph of one forward pass serves all target tokens, each of which goes back through it once.

B batch, S source length, T target length, D embedding size.
"""

from collections.abc import Iterator

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from seq2seq_core.attribution.attribution import NATS, Attribution
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.wanted import check_wanted

STEPS = 64  # points of integrated gradients: fewer miss whole nats of a row
SAMPLES, NOISE, SEED = 16, 0.15, 0  # of SmoothGrad: noise as a share of the range of the vectors (Smilkov et al. 2017)
AT_ONCE = 32  # copies of the source whose graph is held at a time
Values = NDArray[np.float32]


def gradient_norm(pair: ForcedPair) -> Attribution:
    """||d log p(y_t) / d x_s||: how much the smallest change of a word vector could matter (Simonyan et al. 2014)."""
    rows = [by_source[0].norm(dim=-1) for (by_source,) in _go_back(pair, pair.source[None], pair.said[None])]
    return Attribution(torch.stack(rows).numpy(), "nats per unit")


def input_times_gradient(pair: ForcedPair, *, prefix: bool = False) -> Attribution:
    """x_s . d log p(y_t) / d x_s: what a linear model would owe to the word (Shrikumar et al. 2017; signed)."""
    source, said = _products(pair, pair.source[None], pair.said[None], pair.source, pair.said if prefix else None)
    return Attribution(source, NATS, _of_tokens(said))


def integrated_gradients(pair: ForcedPair, *, steps: int = STEPS, prefix: bool = False) -> Attribution:
    """The gradient times the way, along the straight way from a baseline to the sentence (Sundararajan et al. 2017).

    The baseline is a source whose every token is the unknown one; with `prefix`, all tokens that were said, too. A row
    should add up to the log-probability that the sentence has over the baseline: `error` (T,) is what is missing. The
    integral is the mean over the middles of so many equal `steps`: the way has corners, at which rules of higher order
    (Gauss-Legendre) do no better.
    """
    shares = (torch.arange(steps, dtype=pair.source.dtype) + 0.5) / steps  # of the way, from 0 to 1
    way = pair.source - pair.unknown  # (S, D)
    said_way = torch.zeros_like(pair.said)
    if prefix:
        said_way[1:] = pair.said[1:] - pair.unknown  # the mark of the beginning is nobody's word
    back = (1 - shares)[:, None, None]
    source, said = _products(
        pair, pair.source - back * way, pair.said - back * said_way, way, said_way if prefix else None
    )
    with torch.inference_mode():
        ends = pair.log_probs(
            torch.stack([pair.source, pair.source - way]), torch.stack([pair.said, pair.said - said_way])
        ).numpy()
    owed = source.sum(axis=1) + (0 if said is None else said.sum(axis=1))
    return Attribution(source, NATS, _of_tokens(said), np.abs(owed - (ends[0] - ends[1])))


def smooth_gradient(pair: ForcedPair, *, samples: int = SAMPLES, noise: float = NOISE, seed: int = SEED) -> Attribution:
    """The mean of `input_times_gradient` over noisy copies of the source (Smilkov et al. 2017).

    Ding, Xu and Koehn (2019), "Saliency-driven Word Alignment Interpretation", found it to align words best.
    """
    generator = torch.Generator().manual_seed(seed)
    spread = noise * (pair.source.max() - pair.source.min())
    drawn = torch.randn(samples, *pair.source.shape, generator=generator, dtype=pair.source.dtype)
    noisy = pair.source + spread * drawn  # (B, S, D)
    source, _ = _products(pair, noisy, pair.said.expand(samples, -1, -1), noisy, None)
    return Attribution(source, NATS)


def _products(
    pair: ForcedPair, source: Tensor, said: Tensor, source_factor: Tensor, said_factor: Tensor | None
) -> tuple[Values, Values | None]:
    """The gradients at source (B, S, D) and said (B, T, D) times a factor for each, summed over D, in the mean over
    the batch: (T, S) and (T, T). The second is None, and not computed, without its factor.
    """
    B = len(source)
    factors = [factor.expand(B, -1, -1) for factor in (source_factor, said_factor) if factor is not None]
    total: list[Tensor] = []
    for first in range(0, B, AT_ONCE):
        some = slice(first, first + AT_ONCE)
        rows = [
            [torch.einsum("bnd,bnd->n", gradient, factor[some]) for gradient, factor in zip(both, factors, strict=True)]
            for both in _go_back(pair, source[some], said[some], prefix=said_factor is not None)
        ]
        part = [torch.stack(side) for side in zip(*rows, strict=True)]
        total = [before + added for before, added in zip(total, part, strict=True)] if total else part
    means = [(side / B).numpy() for side in total]
    return means[0], means[1] if len(means) > 1 else None


def _go_back(pair: ForcedPair, source: Tensor, said: Tensor, *, prefix: bool = False) -> Iterator[tuple[Tensor, ...]]:
    """Of one target token after the other: the derivative (B, S, D) of its log-probability, with `prefix` (B, T, D)
    too.
    """
    with torch.enable_grad():
        source, said = source.clone().requires_grad_(), said.clone().requires_grad_(prefix)
        outputs = pair.outputs(source, said)
        # The output layer, by far the widest, sees each step by itself: one way back through it serves all tokens.
        read = [torch.stack(outputs, dim=1).detach().requires_grad_(), said.detach().requires_grad_()]
        log_probs = pair.log_probs_after(*read)
        # Of leaves alone: the model is shared, so its parameters must not collect gradients.
        by_output, by_read = torch.autograd.grad(log_probs.sum(), read, materialize_grads=True)
        leaves = [source, said] if prefix else [source]
        for t, output in enumerate(outputs):
            check_wanted()
            derivatives = torch.autograd.grad(output, leaves, by_output[:, t], retain_graph=True)
            if prefix:
                derivatives[1][:, t] += by_read[:, t]  # Bahdanau's output layer reads the previous word, too
            yield derivatives


def _of_tokens(said: Values | None) -> Values | None:
    """From what each step was told (T, T), the mark of the beginning first, to the target tokens themselves."""
    return None if said is None else np.concatenate([said[:, 1:], np.zeros((len(said), 1), said.dtype)], axis=1)
