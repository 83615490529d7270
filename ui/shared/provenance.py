"""Whose numbers are shown, how they came about, and what a row of them sums to: the quiet line below a chart."""

import numpy as np

from seq2seq_core import Translation

TOKENS_SAID = ("by subword tokens, ▁ is a space", "by subword tokens, a hyphen before one that continues a word")


def origin(translation: Translation) -> str:
    """Whose numbers these are: the model, and the fingerprint of its weights."""
    return f"{translation.model} {translation.fingerprint}"


def search_said(beam_size: int) -> str:
    """How a translation was searched for."""
    return "greedy" if beam_size == 1 else f"beam {beam_size}"


def provenance(
    translation: Translation,
    beam_size: int,
    hypothesis: int,
    level: str,
    hide_end: bool,
    *,
    forced: bool = False,
    hyphens: bool = False,
) -> str:
    """Where a panel's numbers come from, in one line. A `forced` translation was given, not searched for.

    Subword tokens are written with ▁ for a space, or with `hyphens` where one goes on.
    """
    search = search_said(beam_size) + (f", hypothesis {hypothesis}" if beam_size > 1 else "")
    said = [
        origin(translation),
        "forced decoding" if forced else search,
        f"log-probability {translation.log_prob:.2f}",
    ]
    if translation.trace.weights is not None:
        said.append("by words: columns summed, rows averaged" if level == "words" else TOKENS_SAID[hyphens])
        said.append("end of sentence hidden, rows rescaled to sum to 1" if hide_end else row_sums(translation))
    return " · ".join(said)


def row_sums(translation: Translation) -> str:
    """What the rows of a map sum to: one, but for local-p, whose Gaussian (Luong et al. 2015, eq. 10) takes from it."""
    assert translation.trace.weights is not None
    return sums_said(translation.trace.weights, local=translation.trace.centers is not None)


def sums_said(weights: np.ndarray, *, local: bool) -> str:
    """The same of any rows (T, S), of local attention or not."""
    sums = weights.sum(axis=1)
    if sums.min() > 0.995:  # rows that a visitor edited have few digits
        return "each row sums to 1"
    return f"rows sum to {sums.min():.2f} to {sums.max():.2f}{': the Gaussian is not renormalised' * local}"
