"""Alignments as a file that this and other programs read."""

from collections.abc import Sequence

from seq2seq_core.alignments.aligned import AlignedPair
from seq2seq_core.alignments.formats import FORMATS
from seq2seq_core.errors import InputError


def write_alignments(pairs: Sequence[AlignedPair], format: str) -> bytes:
    """The bytes of a file; InputError where the format cannot say what the pairs hold.

    Read again, it gives back bit for bit what `FORMATS[format].keeps` names; a text restores tokens that it does not
    keep. Links come of weights by `linking.with_links`.
    """
    if format not in FORMATS:
        raise InputError(f"there is no format “{format[:40]}”; there are {', '.join(FORMATS)}")
    return FORMATS[format].write(pairs)
