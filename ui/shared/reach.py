"""How far back the words of a translation reach: norms of gradients by words and by tokens, ready to be drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seq2seq_core import Side, Translator
from seq2seq_core.analysis.gradients import gradients, norms

TO = {"states": "Encoder states", "words": "Source words"}  # what the gradient is taken with respect to


@dataclass(frozen=True, slots=True, eq=False)
class Reach:
    """Norms (target, source) by what they are taken with respect to, and by level."""

    source: Side
    target: Side
    norms: dict[tuple[str, str], np.ndarray]  # keys such as ("states", "words") and ("words", "pieces")
    log_prob: float  # of the whole target


def find_reach(translator: Translator, text: str, target: str, attention_path: bool) -> Reach:
    """Force a translation and go back from each of its words."""
    forced = translator.force(text, target)
    found = gradients(translator.checkpoint.model, forced.source.ids, forced.target.ids, attention_path=attention_path)
    target_side, source_side = forced.target, forced.source
    groups = {
        "words": (target_side.groups, source_side.groups),
        "pieces": (_singles(target_side), _singles(source_side)),
    }
    arrays = {"states": found.states, "words": found.embeddings}
    return Reach(
        forced.source,
        forced.target,
        {(to, level): norms(array, *rows) for to, array in arrays.items() for level, rows in groups.items()},
        forced.log_prob,
    )


def _singles(side: Side) -> Sequence[tuple[int, ...]]:
    return [(i,) for i in range(len(side.ids))]
