"""What a visitor changed in a run, as data: edits, what a new one does to older ones, and how each reads.

An edit is one action on one model's run, such as a word of two tokens that was forced: undo takes it back as a whole.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from seq2seq_core import DropSource, ForceToken, Intervention, ReplaceWeights, SetWeights, SwapSource, Temperature
from seq2seq_core.decoding.interventions import Replacement

MARK = "◆"  # what was forced or edited, on every page
DIGITS = 4  # of a weight: so many are kept in a link, so an edit has no more
REPLACEMENTS: dict[Replacement, tuple[str, str]] = {  # what other attention is called, and what it is
    "uniform": ("Uniform", "the same on every source token"),
    "previous": ("Previous step", "what the model computed one step before"),
    "diagonal": ("Diagonal", "step t looks at source token t alone"),
    "shuffled": ("Shuffled", "the model's own weights in a random order"),
    "argmax": ("Hard attention (argmax)", "only the source token with the largest weight"),
}


@dataclass(frozen=True, slots=True)
class Edit:
    """One action on the run of one model."""

    model: str
    interventions: tuple[Intervention, ...]


Edits = tuple[Edit, ...]


def set_row(step: int, row: Sequence[float]) -> SetWeights:
    """An attention row as an edit keeps it; InputError for weights that are negative, not finite or all zero."""
    return SetWeights(step, tuple(round(float(weight), DIGITS) for weight in row))


def say_path(ids: Sequence[int], start: int = 0) -> tuple[ForceToken, ...]:
    """Force the tokens `ids`, one a step from `start` on."""
    return tuple(ForceToken(start + i, piece) for i, piece in enumerate(ids))


def interventions_of(edits: Edits, model: str) -> tuple[Intervention, ...]:
    """All changes to one model's run; what is said for one step comes after, and so goes over, what is said for all."""
    changes = [change for edit in edits if edit.model == model for change in edit.interventions]
    return tuple(sorted(changes, key=lambda change: isinstance(change, SetWeights)))


def add(edits: Edits, new: Edit) -> Edits:
    """Add an edit. What stands after the step that it changes is decoded anew, so older edits there go."""
    kept: list[Edit] = []
    for edit in edits:
        if edit.model != new.model:
            kept.append(edit)
            continue
        rest = tuple(change for change in edit.interventions if _stays(change, new))
        if rest:
            kept.append(Edit(edit.model, rest))
    return (*kept, new)


def _stays(old: Intervention, new: Edit) -> bool:
    for change in new.interventions:
        match old, change:
            case ReplaceWeights(), ReplaceWeights():
                return False
            case (Temperature(step=a), Temperature(step=b)) if a == b:
                return False
            case (DropSource(position=a) | SwapSource(position=a), DropSource(position=b) | SwapSource(position=b)):
                if a == b:
                    return False
            case SetWeights(), DropSource() | SwapSource():  # the row counts the tokens of another source
                return False
            case (ForceToken(step=a), ForceToken(step=b)) | (SetWeights(step=a), SetWeights(step=b)) if a == b:
                return False
            case (ForceToken(step=a), SetWeights(step=b) | Temperature(step=b)) if a == b:  # it chooses its word anew
                return False
    last = max((step for c in new.interventions if (step := getattr(c, "step", None)) is not None), default=None)
    step = getattr(old, "step", None)
    return last is None or step is None or step <= last


def marked_steps(changes: Sequence[Intervention]) -> tuple[set[int], set[int]]:
    """The steps whose word was forced, and those whose attention was edited."""
    forced = {change.step for change in changes if isinstance(change, ForceToken)}
    edited = {c.step for c in changes if isinstance(c, SetWeights | Temperature) and c.step is not None}
    return forced, edited


def changes_all_rows(changes: Sequence[Intervention]) -> bool:
    """Whether the attention of every step was changed."""
    return any(isinstance(c, ReplaceWeights) or (isinstance(c, Temperature) and c.step is None) for c in changes)


def describe(edit: Edit, surface: Callable[[int], str], source: Sequence[str]) -> str:
    """The edit in words. `surface` writes a target token; `source` are the tokens of the sentence as typed."""
    said: dict[int, str] = {}
    parts: list[str] = []
    for change in edit.interventions:
        match change:
            case ForceToken(step=step, id=piece):
                said[step] = surface(piece)
            case SetWeights(step=step):
                parts.append(f"edit the attention of step {step + 1}")
            case ReplaceWeights(kind=kind, seed=seed):
                parts.append(f"replace attention: {REPLACEMENTS[kind][1]}" + f" (seed {seed})" * (kind == "shuffled"))
            case Temperature(tau=tau, step=step):
                parts.append(f"temperature {tau:g} at {'all steps' if step is None else f'step {step + 1}'}")
            case DropSource(position=position):
                parts.append(f"leave out {_at(source, position)}")
            case SwapSource(position=position, ids=ids):
                parts.append(f"read “{joined(map(surface, ids))}” for {_at(source, position)}")
    if said:
        first, last = min(said), max(said)
        where = f"step {first + 1}" if first == last else f"steps {first + 1} to {last + 1}"
        parts.insert(0, f"say “{joined(said[step] for step in sorted(said))}” at {where}")
    return ", ".join(parts)


def joined(pieces: Iterable[str]) -> str:
    """Tokens as running text."""
    return "".join(pieces).replace("▁", " ").strip()


def _at(source: Sequence[str], position: int) -> str:
    return f"“{joined([source[position]])}”" if 0 <= position < len(source) else f"position {position}"
