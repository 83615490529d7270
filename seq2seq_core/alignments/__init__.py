"""Alignments of any system: read from files, put together, laid on the tokens of another system, written to files.

>>> from seq2seq_core.alignments import read_alignments
>>> found = read_alignments(b"0-0 1-1\\n", "mine.pharaoh", text=[("the cat", "le chat")])
>>> found.format, sorted(found.pairs[0].links.sure)
('pharaoh', [(0, 0), (1, 1)])
"""

from seq2seq_core.alignments.aligned import AlignedPair, AlignmentFile, Sniffed
from seq2seq_core.alignments.formats import FORMATS
from seq2seq_core.alignments.formats.format import Format
from seq2seq_core.alignments.linking import with_links
from seq2seq_core.alignments.reading import read_alignments, sniff
from seq2seq_core.alignments.regroup import of_translation, regroup
from seq2seq_core.alignments.symmetry import HOWS, How, symmetrise
from seq2seq_core.alignments.writing import write_alignments

__all__ = [
    "FORMATS",
    "HOWS",
    "AlignedPair",
    "AlignmentFile",
    "Format",
    "How",
    "Sniffed",
    "of_translation",
    "read_alignments",
    "regroup",
    "sniff",
    "symmetrise",
    "with_links",
    "write_alignments",
]
