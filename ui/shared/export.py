"""Files a view can be saved as. Pure functions; the JSON has the shape of the command line's."""

import csv
import io
import json
from collections.abc import Sequence

from seq2seq_core import Translation
from seq2seq_core.interchange import translations_json
from ui.shared.alignment import Alignment


def alignment_csv(alignment: Alignment) -> str:
    """The map as a table: source words in the first line, a target word at the start of each further one."""
    if alignment.weights is None:
        raise ValueError("a model without attention has no alignment to save")
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["target / source", *(word.text for word in alignment.source)])
    for word, row in zip(alignment.target, alignment.weights, strict=True):
        writer.writerow([word.text, *(f"{weight:.6f}" for weight in row)])
    return lines.getvalue()


def translation_json(translations: Sequence[Translation]) -> str:
    """All hypotheses of one model, in full: words and tokens, each with its weights, null without attention."""
    return json.dumps(translations_json(translations), ensure_ascii=False, indent=1)
