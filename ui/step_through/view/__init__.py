"""The step view: one component that steps, plays and links entirely in the browser.

It gets every run as data once. It tells Python the step at which it came to rest, and what the visitor asked for:
to say a token, or to look elsewhere. What a user typed reaches the page as text only, never as HTML.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from ui.shared.javascript import component
from ui.shared.scrolling import scrolling

KEY = "step_view"
VIEWS = ("map", "links", "text")
PARTS = ("editor", "card", "map", "links", "sentence", "bar", "view")  # JavaScript, in this order one module

_component = component(
    "step_view", Path(__file__).parent, '<div class="step-view"></div>', *PARTS, css=scrolling(".scroll")
)


def step_view(
    models: Sequence[Mapping[str, Any]],
    *,
    step: int,
    jump: int,
    view: str,
    on_step: Callable[[], None],
    on_ask: Callable[[], None],
) -> None:
    """Draw the runs. A new number `jump` moves the view to `step`; otherwise it stays where the visitor left it."""
    _component(
        key=KEY,
        data={"models": list(models), "step": step, "jump": jump, "view": view},
        default={"step": step, "view": view},
        on_step_change=on_step,
        on_view_change=on_step,
        on_asked_change=on_ask,
    )


def told(name: str) -> Any:
    """What the component last said under a name: "step", "view", or "asked" in the run in which it did."""
    return st.session_state.get(KEY, {}).get(name)
