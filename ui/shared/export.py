"""Files a view can be saved as. Pure functions; the JSON has the shape of the command line's."""

import json
from collections.abc import Sequence

from seq2seq_core import Translation
from seq2seq_core.alignments import AlignedPair, write_alignments
from seq2seq_core.interchange import translations_json
from ui.shared.alignment import Alignment


def alignment_csv(alignment: Alignment) -> bytes:
    """The map as a table: source words in the first line, a target word at the start of each further one; as exact as
    the weights are, so that it can be opened on Corpus again."""
    if alignment.weights is None:
        raise ValueError("a model without attention has no alignment to save")
    source, target = (tuple(word.text for word in side) for side in (alignment.source, alignment.target))
    return write_alignments([AlignedPair(source, target, alignment.weights)], "csv")


def translation_json(translations: Sequence[Translation]) -> str:
    """All hypotheses of one model, in full: words and tokens, each with its weights, null without attention."""
    return json.dumps(translations_json(translations), ensure_ascii=False, indent=1)
