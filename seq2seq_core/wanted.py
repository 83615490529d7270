"""Whether anybody still waits for a long computation: it asks between its steps, so that it can be left.

Who starts one says how to ask, for everything that is done inside; nothing is asked of those who do not.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_still_wanted: ContextVar[Callable[[], bool] | None] = ContextVar("still_wanted", default=None)


class Unwanted(Exception):
    """Nobody waits for the result any more."""


@contextmanager
def wanted_while(still_wanted: Callable[[], bool]) -> Iterator[None]:
    """What is computed inside, in this thread, ends with Unwanted soon after `still_wanted` says no."""
    token = _still_wanted.set(still_wanted)
    try:
        yield
    finally:
        _still_wanted.reset(token)


def check_wanted() -> None:
    """Ask. Cheap enough for every step of a decoder."""
    still_wanted = _still_wanted.get()
    if still_wanted is not None and not still_wanted():
        raise Unwanted
