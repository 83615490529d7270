"""The changed run beside the original: which steps belong together, and what changed at each.

T target length of the changed run, S source length.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from seq2seq_core import Translation
from seq2seq_core.analysis.alignment_measures import total_variation


@dataclass(frozen=True, slots=True)
class Change:
    """One step of the changed run."""

    partner: int | None  # the step of the original run that it stands beside; None for one that was put in
    same: bool  # whether both say the same token
    log_prob: float | None  # by how much the log-probability of the token rose, where both say the same
    moved: float | None  # total variation distance of the two rows of attention, 0 to 1; None where they do not compare


def compare(original: Translation, changed: Translation) -> list[Change]:
    """What happened at every step of `changed`."""
    before, after = original.trace, changed.trace
    same_source = original.source.ids == changed.source.ids
    rows = (before.weights, after.weights) if same_source else (None, None)
    changes = []
    for t, partner in enumerate(pair_steps(original.target.ids, changed.target.ids)):
        if partner is None:
            changes.append(Change(None, False, None, None))
            continue
        same = original.target.ids[partner] == changed.target.ids[t]
        rise = float(after.log_probs[t] - before.log_probs[partner]) if same else None
        moved = None
        if rows[0] is not None and rows[1] is not None:
            moved = float(total_variation(rows[1][t], rows[0][partner]))
        changes.append(Change(partner, same, rise, moved))
    return changes


def pair_steps(before: Sequence[int], after: Sequence[int]) -> list[int | None]:
    """For each token of `after` the place in `before` that it stands beside, equal or replaced; None if put in."""
    partners: list[int | None] = [None] * len(after)
    for kind, b0, b1, a0, a1 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind in ("equal", "replace"):
            both = min(b1 - b0, a1 - a0)
            partners[a0 : a0 + both] = range(b0, b0 + both)
    return partners
