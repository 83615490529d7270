"""What cannot be shown, and why: said in the place where it would have been, while the rest of the page goes on."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from seq2seq_core import UserError
from ui.shared.plain import plain

BROKEN, MISTYPED = ":material/broken_image:", ":material/edit:"


def show_problem(problem: str, icon: str = BROKEN) -> None:
    """A message of the library, or of a page, as plain text."""
    st.error(plain(problem), icon=icon)


@contextmanager
def problems_shown(whose: str = "", icon: str = BROKEN) -> Iterator[None]:
    """What the user or a model folder got wrong ends the block, and is said instead; `whose` names the model."""
    try:
        yield
    except UserError as error:
        show_problem(f"{whose}: {error}." if whose else str(error), icon)


@contextmanager
def problems_kept(problems: dict[str, str], name: str) -> Iterator[None]:
    """The same where a panel that is drawn later says it: the message is kept under the model's `name`."""
    try:
        yield
    except UserError as error:
        problems[name] = str(error)
