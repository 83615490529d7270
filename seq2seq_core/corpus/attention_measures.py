"""Measures of one alignment of tokens, with the end mark on both sides.

An alignment a is (T, S): rows are target tokens, columns are source tokens. The penalties are those of Rikters and
Fishel (2017), "Confidence through Attention", who add them up to a confidence, and of Rikters (2018), "Debugging Neural
Machine Translations". They write i for target tokens, of which there are I = T, and j for source tokens, J = S. Each is
0 at its best and else below 0.
"""

import numpy as np

from seq2seq_core.analysis.alignment_measures import coverage, entropy, normalise_rows
from seq2seq_core.decoding.trace import Floats


def coverage_deviation(weights: Floats) -> float:
    """Coverage deviation penalty: CDP = -1/J sum_j log(1 + (1 - sum_i a_ij)^2).

    0 where each source token gets an attention of 1 in all; too little and too much cost alike. That is the paper's
    formula; SoftAlignments, their program, has the sixth power of |1 - sum_i a_ij| in place of the square.
    """
    missing = 1 - coverage(weights.astype(np.float64))
    return float(-np.log1p(missing**2).mean())


def absent_out(weights: Floats) -> float:
    """Absent-mindedness penalty of the output: AP_out = 1/I sum_i sum_j a_ij log a_ij, each row divided by its sum.

    Minus the entropy of where a target token looks, in the mean. It grows with the length of the source, unlike
    `mean_entropy`. The rows are divided by their sums as in the authors' program: local-p attention sums to less.
    """
    return _minus_entropy(weights)


def absent_in(weights: Floats) -> float:
    """Absent-mindedness penalty of the source: AP_in = 1/J sum_j sum_i a_ij log a_ij, each column divided by its sum.

    Minus the entropy of who looks at a source token, in the mean over them. One at which nobody looks adds 0: that is
    what `coverage_deviation` is for.
    """
    return _minus_entropy(weights.T)


def mean_entropy(weights: Floats) -> float:
    """The mean over the rows of `alignment_measures.entropy`: -sum_j a_ij log a_ij / log J, from 0 to 1."""
    return float(entropy(weights).mean())


def end_attention(weights: Floats) -> float | None:
    """The attention on the last source token, the end mark, in the mean over all target tokens but the end mark.

    None where nothing else was said.
    """
    return float(weights[:-1, -1].mean()) if len(weights) > 1 else None


def off_diagonal(weights: Floats) -> float | None:
    """The distance from the diagonal: 1/I sum_i sum_j a_ij |i / (I - 1) - j / (J - 1)|, i and j counted from 0.

    Of the tokens without the end marks, each row divided by its sum; a side of one token is at 0. 0 where words are
    translated in their order at an even pace. It is the distance that the prior of fast_align goes by (Dyer, Chahuneau
    and Smith 2013, "A Simple, Fast, and Effective Reparameterization of IBM Model 2"), in the mean. None where there is
    nothing but end marks to look at, or from.
    """
    rows = normalise_rows(weights[:-1, :-1].astype(np.float64))
    rows = rows[rows.sum(axis=1) > 0] if rows.size else rows
    target, source = weights.shape[0] - 1, weights.shape[1] - 1
    if not rows.size:
        return None
    places = (np.arange(target) / max(1, target - 1))[weights[:-1, :-1].sum(axis=1) > 0]
    distances = np.abs(places[:, None] - np.arange(source)[None, :] / max(1, source - 1))
    return float((rows * distances).sum(axis=1).mean())


def _minus_entropy(weights: Floats) -> float:
    """The mean over the rows of sum_j p_j log p_j, where p is the row divided by its sum."""
    rows = normalise_rows(weights.astype(np.float64))
    logs = np.log(rows, out=np.zeros_like(rows), where=rows > 0)
    return float((rows * logs).sum(axis=1).mean())
