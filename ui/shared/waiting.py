"""What takes long is given up as soon as the visitor goes on to something else.

Streamlit ends a run of a page only where the page calls it, for example when it reads the session. A computation does
not, and the visitor's next run has to wait for this one: so it is done in a thread beside the page's own, which in the
meantime reads the session again and again.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event
from typing import TypeVar

import streamlit as st

from seq2seq_core.wanted import wanted_while

T = TypeVar("T")
MOMENT = 0.1  # seconds between two looks whether the visitor still waits


def while_waited_for(work: Callable[[], T]) -> T:
    """The result of `work`, or its error. If the run of the page ends meanwhile, the work does, too."""
    left = Event()

    def do() -> T:
        with wanted_while(lambda: not left.is_set()):
            return work()

    pool = ThreadPoolExecutor(max_workers=1)
    future = pool.submit(do)
    pool.shutdown(wait=False)
    try:
        while wait([future], MOMENT).not_done:
            "page" in st.session_state  # noqa: B015  reading it ends this run, by an exception, where a new one waits
    finally:
        left.set()
    return future.result()
