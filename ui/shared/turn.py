"""Sentences a minute: a visitor who asks for very many waits, so that the machine is there for the others, too."""

import time

import streamlit as st

from ui.shared.limits import SENTENCES_A_MINUTE

MINUTE = 60.0
MOMENT = 0.5  # seconds between two looks at the clock


def wait_for_turn(text: str) -> None:
    """Come back when this visitor may have one more sentence. What was asked for last is free: it is on the screen.

    Whoever types something else meanwhile ends this run, and the sentence does not count.
    """
    session = st.session_state
    if session.get("asked_last") == text:
        return
    if len(_recent()) >= SENTENCES_A_MINUTE:
        place = st.empty()
        while len(recent := _recent()) >= SENTENCES_A_MINUTE:
            left = recent[0] + MINUTE - time.monotonic()
            place.info(
                f"You asked for {SENTENCES_A_MINUTE} sentences within a minute, which is the most for one visitor. "
                f"This one is translated in {max(1, round(left))} seconds by itself, or what you type meanwhile.",
                icon=":material/hourglass_top:",
            )
            time.sleep(min(MOMENT, max(0.0, left)))
        place.empty()
    session["asked_at"], session["asked_last"] = (*_recent(), time.monotonic()), text


def _recent() -> tuple[float, ...]:
    """When sentences were asked for within the last minute."""
    now = time.monotonic()
    return tuple(at for at in st.session_state.get("asked_at", ()) if at > now - MINUTE)
