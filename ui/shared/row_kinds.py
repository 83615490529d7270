"""The kinds of rows that tables share: one of several values, a number, a place, a model. Each says what it allows."""

from collections.abc import Callable, Mapping
from typing import Any

from seq2seq_core import InputError
from seq2seq_core.registry import name_in_pair
from ui.shared.link import MOST_PLACES, read_number, short
from ui.shared.remembered import Row, Visit


def choice(key: str, link: str, allowed: Mapping[str, Any], **row: Any) -> Row:
    """A row of one of several values, the first as usual. `allowed`: how a link writes each of them."""
    written = {value: text for text, value in allowed.items()}

    def read(given: str, visit: Visit) -> Any:
        if given not in allowed:
            raise InputError(f"{link.capitalize()} “{short(given)}” is not one of {', '.join(allowed)}")
        return allowed[given]

    def fit(value: Any, visit: Visit) -> Any:  # a control that was clicked empty holds None
        return value if value in written else visit.values.get(key, first)

    first = next(iter(allowed.values()))
    return Row(key, link, **({"usual": lambda visit: first, "fit": fit} | row), read=read, write=written.__getitem__)


def number(key: str, link: str, most: int | Callable[[Visit], int], **row: Any) -> Row:
    """A row of a number from 1 on, 1 as usual."""

    def read(given: str, visit: Visit) -> int:
        largest = most(visit) if callable(most) else most
        found = read_number(given, largest)
        if found is None:
            allowed = f"a number from 1 to {largest}" if largest > 1 else "1, all there is"
            raise InputError(f"{link.capitalize()} “{short(given)}” is not {allowed}")
        return found

    return Row(key, link, **({"usual": lambda visit: 1} | row), read=read)


def place(key: str, link: str, usual: int | None = 0, **row: Any) -> Row:
    """A row of a place that one looks at: counted from 0 in the session, as in the code, and from 1 in a link."""

    def read(given: str, visit: Visit) -> int:
        found = read_number(given, MOST_PLACES)
        if found is None:
            raise InputError(f"{link.capitalize()} “{short(given)}” is not a number from 1 to {MOST_PLACES}")
        return found - 1

    return Row(key, link, usual=lambda visit: usual, read=read, write=lambda value: str(value + 1), looks=True, **row)


def one_model(
    key: str, link: str, label: str, usual: Callable[[Visit], str | None], *, attends: bool | None = None, **row: Any
) -> Row:
    """A row of a model of the language pair, by its name in the link and its full name in the session.

    `attends`: whether it must be one with attention, or without; None: either.
    """

    def read(given: str, visit: Visit) -> str:
        full_name = given if "/" in given else visit.full_name(given)
        if full_name in visit.of_pair:
            model = visit.models[full_name]
            if attends is not None and model.config is not None and model.attends != attends:
                raise InputError(f"{label} “{short(given)}” has {'no ' * attends}attention")
            return full_name
        pair = visit.values["pair"]
        if full_name in visit.models:
            theirs = visit.models[full_name].pair
            raise InputError(
                f"{label} “{short(given)}” is a model of {theirs}, and this page shows those of {pair}: models of "
                "different languages have no output in common"
            )
        known = ", ".join(visit.models[name].name for name in visit.of_pair)
        raise InputError(f"{label} “{short(given)}” is not a model of {pair} (there is {known})")

    def fit(value: str | None, visit: Visit) -> str | None:
        return value if value in visit.of_pair else usual(visit)

    return Row(key, link, usual=usual, read=read, write=name_in_pair, fit=fit, **row)
