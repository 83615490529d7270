"""Hard links from soft weights: by the largest of each row, of each column, of both, or all from a threshold on."""

from dataclasses import replace

from seq2seq_core.alignments.aligned import AlignedPair
from seq2seq_core.alignments.checks import ENDS
from seq2seq_core.alignments.symmetry import How, symmetrise
from seq2seq_core.decoding.trace import Floats
from seq2seq_core.errors import InputError
from seq2seq_core.evaluation.alignment_error import Links
from seq2seq_core.evaluation.hand_alignment import HandAlignment


def with_links(pair: AlignedPair, how: How | None = None, *, at_least: float | None = None) -> AlignedPair:
    """The pair with links made of its weights, end tokens apart; as it is where it has links and no weights.

    Each target token points at the source token of its largest weight. With `how` each source token points too, at the
    target token of its largest, and the two are put together: that is one matrix read in two directions, not two
    models. With `at_least` instead, every weight from that on is a link, as with Marian's --alignment THRESHOLD.
    """
    if pair.weights is None:
        if pair.links is None:
            raise InputError(f"sentence {pair.number} has neither weights nor links")
        return pair
    if how is not None and at_least is not None:
        raise InputError("links come of a threshold or of both directions, not of both at once")
    weights = pair.weights[: _words(pair.target, len(pair.weights)), : _words(pair.source, pair.weights.shape[1])]
    if at_least is not None:
        links = {(s, t) for t, s in zip(*(axis.tolist() for axis in (weights >= at_least).nonzero()), strict=True)}
    elif how is None:
        links = strongest_of_target(weights)
    else:
        links = symmetrise(strongest_of_target(weights), strongest_of_source(weights), how)
    return replace(pair, links=HandAlignment(frozenset(links)))


def strongest_of_target(weights: Floats) -> Links:
    """Each target token (row) with the source token of its largest weight; the first of equal ones."""
    if not weights.size:
        return set()
    return {(s, t) for t, s in enumerate(weights.argmax(axis=1).tolist())}


def strongest_of_source(weights: Floats) -> Links:
    """Each source token (column) with the target token of its largest weight; the first of equal ones."""
    if not weights.size:
        return set()
    return set(enumerate(weights.argmax(axis=0).tolist()))


def _words(tokens: tuple[str, ...], places: int) -> int:
    """How many of the places are not that of the end of the sentence."""
    return places - (bool(tokens) and tokens[-1] in ENDS)
