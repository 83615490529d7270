"""The formats of alignment files, one module each, in the order in which they are tried on a file nobody named."""

from seq2seq_core.alignments.formats import (
    arrays,
    fairseq,
    inseq,
    marian,
    matrix_csv,
    nematus,
    opennmt,
    ours,
    pharaoh,
    talp,
)
from seq2seq_core.alignments.formats.format import Format

FORMATS: dict[str, Format] = {
    "npz": arrays.FORMAT,
    "inseq": inseq.FORMAT,
    "json": ours.FORMAT,
    "fairseq": fairseq.FORMAT,
    "nematus": nematus.FORMAT,
    "opennmt": opennmt.FORMAT,
    "talp": talp.FORMAT,
    "pharaoh": pharaoh.FORMAT,
    "csv": matrix_csv.FORMAT,
    "marian": marian.FORMAT,
}
