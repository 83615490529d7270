"""Two alignments laid on each other: which rows belong together, and what the rows that do have in common.

T rows that are paired, S source words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from figures.words import Word
from seq2seq_core.analysis.alignment_measures import Agreement, compare_alignments
from seq2seq_core.decoding.trace import Floats
from ui.shared.alignment import Alignment


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """The paired rows of A and B over one source."""

    source: tuple[Word, ...]
    target: tuple[Word, ...]  # the words of the paired rows
    rows: tuple[tuple[int, int], ...]  # (row of A, row of B) of each
    a: Floats  # (T, S)
    b: Floats  # (T, S)
    agreement: Agreement

    def row_in_b(self, row: int | None) -> int | None:
        """The row of B beside a row of A, if there is one."""
        return dict(self.rows).get(row) if row is not None else None

    def row_in_a(self, row: int | None) -> int | None:
        """The row of A beside a row of B, if there is one."""
        return {b: a for a, b in self.rows}.get(row) if row is not None else None


def lay(a: Alignment, b: Alignment) -> Laid | str:
    """Lay B on A; a sentence that says why where they cannot be compared."""
    missing = [letter for letter, side in (("A", a), ("B", b)) if side.weights is None]
    if missing:
        have = "have" if len(missing) == 2 else "has"
        who = " and ".join(missing)
        return f"{who} {have} no attention, so there is nothing to subtract. Look at one map, or open another model."
    if [word.text for word in a.source] != [word.text for word in b.source]:
        return "A and B cut this sentence into different tokens. Compare them by words."
    assert a.weights is not None
    assert b.weights is not None
    rows = pair_rows(a.target, b.target)
    if not rows:
        return "A and B say no word in common, so no row can be compared. Make both say the same output."
    of_a, of_b = a.weights[[row for row, _ in rows]], b.weights[[row for _, row in rows]]
    target = tuple(a.target[row] for row, _ in rows)
    return Laid(a.source, target, rows, of_a, of_b, compare_alignments(of_a, of_b))


def pair_rows(a: Sequence[Word], b: Sequence[Word]) -> tuple[tuple[int, int], ...]:
    """Rows of the same word that a diff of the two sentences puts beside each other, in order."""
    blocks = SequenceMatcher(None, [word.text for word in a], [word.text for word in b], autojunk=False)
    return tuple(
        (start_a + i, start_b + i) for start_a, start_b, size in blocks.get_matching_blocks() for i in range(size)
    )
