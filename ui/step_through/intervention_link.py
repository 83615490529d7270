"""Edits as parts of a link, and back, strictly: `bahdanau~1a2b3c4d~say-3-1204-88` or `bahdanau~1a2b3c4d~all-uniform`.

The second part is a check over the sentence and the model's fingerprint: edits count steps and positions, which mean
something else in another sentence.

    say-STEP-ID-ID...        force tokens from a step on     heat-TAU, heat-TAU-STEP  temperature, at all steps or one
    look-STEP-W_W_W...       the attention of a step         drop-POSITION            leave out a source token
    all-KIND, all-KIND-SEED  replace attention everywhere    swap-POSITION-ID...      read other tokens instead
"""

import hashlib
import itertools
from collections.abc import Mapping, Sequence

from seq2seq_core import (
    DropSource,
    ForceToken,
    InputError,
    Intervention,
    ReplaceWeights,
    SetWeights,
    SwapSource,
    Temperature,
)
from ui.step_through.edits import DIGITS, Edit, Edits, say_path

MOST_EDITS, MOST_CHARACTERS = 100, 16_000  # of a link: browsers and servers take no endless addresses


def check_sum(text: str, fingerprint: str) -> str:
    """Eight characters that are others for another sentence or model."""
    return hashlib.sha256(f"{fingerprint}\n{text}".encode()).hexdigest()[:8]


def write_edit(edit: Edit, text: str, fingerprint: str) -> str:
    """One edit as one parameter of a link."""
    parts = [edit.model.partition("/")[2], check_sum(text, fingerprint)]
    forced = [change for change in edit.interventions if isinstance(change, ForceToken)]
    for _, run in itertools.groupby(enumerate(forced), key=lambda item: item[1].step - item[0]):
        tokens = [token for _, token in run]
        parts.append("-".join(["say", str(tokens[0].step), *(str(token.id) for token in tokens)]))
    parts += [_write(change) for change in edit.interventions if not isinstance(change, ForceToken)]
    return "~".join(parts)


def fit_in_link(written: Sequence[str]) -> bool:
    """Whether a link can hold so many edits."""
    return len(written) <= MOST_EDITS and sum(map(len, written)) <= MOST_CHARACTERS


def read_edits(given: Sequence[str], text: str, models: Mapping[str, str]) -> Edits:
    """Edits from the parameters of a link; `models` are the fingerprints by name of the models of its pair.

    InputError for anything that is not an edit of this sentence and these models: then none of them holds.
    """
    if not fit_in_link(given):
        raise InputError("there are more changes than a link can hold")
    return tuple(_read_edit(one, text, {name.partition("/")[2]: name for name in models}, models) for one in given)


def _read_edit(one: str, text: str, names: Mapping[str, str], fingerprints: Mapping[str, str]) -> Edit:
    short, *rest = one.split("~")
    if short not in names:
        raise InputError(f"a change is for a model that is not here, “{short[:40]}”")
    name = names[short]
    if len(rest) < 2:
        raise InputError(f"“{one[:40]}” is not a change to a run")
    check, *parts = rest
    if check != check_sum(text, fingerprints[name]):
        raise InputError("the changes were made for another sentence or another version of the model")
    return Edit(name, tuple(change for part in parts for change in _read(part)))


def _write(change: Intervention) -> str:
    match change:
        case SetWeights(step=step, row=row):
            return f"look-{step}-" + "_".join(_number(weight) for weight in row)
        case ReplaceWeights(kind=kind, seed=seed):
            return f"all-{kind}-{seed}" if seed else f"all-{kind}"
        case Temperature(tau=tau, step=None):
            return f"heat-{_number(tau)}"
        case Temperature(tau=tau, step=step):
            return f"heat-{_number(tau)}-{step}"
        case DropSource(position=position):
            return f"drop-{position}"
        case SwapSource(position=position, ids=ids):
            return "-".join(["swap", str(position), *map(str, ids)])
    raise TypeError(change)


def _read(part: str) -> tuple[Intervention, ...]:
    kind, _, rest = part.partition("-")
    try:
        match kind, rest.split("-"):
            case "say", [step, *ids] if ids:
                return say_path(list(map(_count, ids)), _count(step))
            case "look", [_, _, *_]:
                step, _, row = rest.partition("-")
                return (SetWeights(_count(step), tuple(float(weight) for weight in row.split("_"))),)
            case "all", [replacement]:
                return (ReplaceWeights(replacement),)  # type: ignore[arg-type]
            case "all", [replacement, seed]:
                return (ReplaceWeights(replacement, _count(seed)),)  # type: ignore[arg-type]
            case "heat", [tau]:
                return (Temperature(float(tau)),)
            case "heat", [tau, step]:
                return (Temperature(float(tau), _count(step)),)
            case "drop", [position]:
                return (DropSource(_count(position)),)
            case "swap", [position, *ids] if ids:
                return (SwapSource(_count(position), tuple(map(_count, ids))),)
    except InputError:
        raise
    except ValueError:
        pass
    raise InputError(f"“{part[:40]}” is not a change to a run")


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        raise ValueError(text)
    return int(text)


def _number(value: float) -> str:
    return f"{value:.{DIGITS}f}".rstrip("0").rstrip(".")
