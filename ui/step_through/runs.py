"""The free run of a model and the run that a visitor changed, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from seq2seq_core import Intervention, ModelReference, Translation, UserError
from ui.shared.models import translate
from ui.step_through.edits import Edits, interventions_of


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """All hypotheses of one model, without and with the visitor's changes; which of them is looked at."""

    free: Sequence[Translation]  # best first
    altered: Sequence[Translation] | None
    interventions: tuple[Intervention, ...]
    hypothesis: int  # from 1; of the altered run if there is one
    problem: str | None = None  # why the changes could not be made

    @property
    def original(self) -> Translation:
        """The free run that stands above."""
        return self.free[0 if self.altered else self._place(self.free)]

    @property
    def changed(self) -> Translation | None:
        """The changed run below it, if there are changes."""
        return self.altered[self._place(self.altered)] if self.altered else None

    @property
    def hypotheses(self) -> Sequence[Translation]:
        """Those among which the visitor may choose."""
        return self.altered or self.free

    @property
    def shown(self) -> Translation:
        """The run that is looked into and changed further."""
        return self.changed or self.original

    def _place(self, hypotheses: Sequence[Translation]) -> int:
        return min(self.hypothesis, len(hypotheses)) - 1


def decode_runs(model: ModelReference, text: str, beam_size: int, edits: Edits, hypothesis: int = 1) -> Runs:
    """Decode freely and with the edits of this model. Edits that do not fit leave the free run and say why."""
    keep_search = beam_size > 1
    free = translate(model, text, beam_size, keep_search=keep_search)
    changes = interventions_of(edits, model.full_name)
    if not changes:
        return Runs(free, None, (), hypothesis)
    try:
        return Runs(free, translate(model, text, beam_size, changes, keep_search), changes, hypothesis)
    except UserError as error:
        return Runs(free, None, (), hypothesis, problem=str(error))
