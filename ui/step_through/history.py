"""Undo and redo: a history of immutable values. Going back gives the very object that was there before."""

from dataclasses import dataclass

from ui.step_through.edits import Edits

MOST = 50  # actions that can be taken back


@dataclass(frozen=True, slots=True)
class History:
    """What holds now, what held before it (oldest first), and what was taken back (next first)."""

    now: Edits = ()
    past: tuple[Edits, ...] = ()
    future: tuple[Edits, ...] = ()

    def then(self, edits: Edits) -> "History":
        """Go on to other edits; what was taken back is gone."""
        return self if edits == self.now else History(edits, (*self.past, self.now)[-MOST:])

    def undo(self) -> "History":
        """One action back; the same history if there is none."""
        if not self.past:
            return self
        return History(self.past[-1], self.past[:-1], (self.now, *self.future))

    def at(self, edits: Edits) -> "History":
        """Where these edits held last, so that undo and redo go on from there; a new history if they never did."""
        every = (*self.past, self.now, *self.future)
        places = [place for place, held in enumerate(every) if held == edits]
        if not places:
            return History(edits)
        here = min(places, key=lambda place: abs(place - len(self.past)))
        return History(every[here], every[:here], every[here + 1 :])

    def redo(self) -> "History":
        """Do again what was taken back last."""
        if not self.future:
            return self
        return History(self.future[0], (*self.past, self.now), self.future[1:])
