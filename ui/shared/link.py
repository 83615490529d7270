"""Links: what every page's part of one shares. A link comes from anywhere, so it may hold anything."""

from collections.abc import Container, Iterable, Sequence
from urllib.parse import urlencode

import streamlit as st

from ui.shared.plain import plain

Parameters = dict[str, list[str]]


def address() -> Parameters:
    """What stands in the address bar."""
    return {key: st.query_params.get_all(key) for key in st.query_params}


def link_to(parameters: Parameters, base: str) -> str:
    """The whole address."""
    return f"{base}?{urlencode(parameters, doseq=True)}" if parameters else base


MOST_PLACES = 999  # that a link counts: more than any sentence has
MOST_NAMED = 5  # parameters that a message names


def read_number(text: str, most: int = MOST_PLACES) -> int | None:
    """A number from 1 to `most` in plain digits; None for anything else."""
    if text.isascii() and text.isdecimal() and len(text) <= len(str(most)) and 1 <= int(text) <= most:
        return int(text)
    return None


def short(text: str) -> str:
    """What somebody gave, short enough to be quoted in a message."""
    return text if len(text) <= 40 else text[:39] + "…"


def unknown_parameters(given: Iterable[str], known: Container[str | None]) -> list[str]:
    """What to say of parameters of a link that a page does not have: nothing, or one sentence."""
    names = [f"“{short(name)}”" for name in given if name not in known]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return [f"This page has no parameter {', '.join(names[:MOST_NAMED])}{more}"] if names else []


def say_problems(problems: Sequence[str]) -> None:
    """Tell the visitor what in the link could not be used, if anything."""
    if problems:
        said = " ".join(f"{problem.rstrip('.')}." for problem in problems)
        st.warning(plain(f"Not all of this link could be followed. {said}"), icon=":material/link_off:")
