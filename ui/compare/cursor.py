"""The one cursor of the Compare page: which row of A, which row of B and which source word are locked."""

from dataclasses import dataclass

from figures.alignment import Lit
from ui.compare.laid import Laid
from ui.compare.runs import Comparison
from ui.shared.lock import Lock


@dataclass(frozen=True, slots=True)
class Cursor:
    """Places in the maps of A and of B; None where the lock has none there."""

    source: int
    row_a: int | None = None
    row_b: int | None = None

    def lit(self, letter: str) -> Lit:
        """What is lit in the map of A or of B."""
        return Lit(self.row_a if letter == "A" else self.row_b, self.source)

    def lit_in_laid(self, laid: Laid) -> Lit:
        """What is lit in the map of A - B."""
        return Lit(self.row_in(laid), self.source)

    def row_in(self, laid: Laid) -> int | None:
        """The row of A - B; None where the locked row is of one sentence only."""
        for row, (a, b) in enumerate(laid.rows):
            if a == self.row_a or (self.row_a is None and b == self.row_b):
                return row
        return None


def find_cursor(lock: Lock | None, comparison: Comparison) -> Cursor | None:
    """Where a lock lies in these maps; None if it does not."""
    seen = comparison.seen
    if lock is None or not seen or any(lock.source >= len(side.alignment.source) for side in seen.values()):
        return None
    if lock.target is None:
        return Cursor(lock.source)
    rows = {letter: len(side.alignment.target) for letter, side in seen.items()}
    if comparison.forced:
        inside = all(lock.target < count for count in rows.values())
        return Cursor(lock.source, lock.target, lock.target) if inside else None
    letter = next((letter for letter, side in seen.items() if side.name == lock.model), None)
    if letter is None or lock.target >= rows[letter]:
        return None
    laid = comparison.laid if isinstance(comparison.laid, Laid) else None
    if letter == "A":
        return Cursor(lock.source, lock.target, laid.row_in_b(lock.target) if laid else None)
    return Cursor(lock.source, laid.row_in_a(lock.target) if laid else None, lock.target)


def lock_at(letter: str, row: int, source: int, comparison: Comparison) -> Lock:
    """The lock that a click on a cell in the map of A or of B makes.

    Where A and B are one model, locks are in A's rows; a row that B alone has keeps its source word.
    """
    seen = comparison.seen
    name = seen[letter].name
    if letter == "B" and not comparison.forced and "A" in seen and seen["A"].name == name:
        laid = comparison.laid
        return Lock(source, laid.row_in_a(row) if isinstance(laid, Laid) else None, name)
    return Lock(source, row, name)
