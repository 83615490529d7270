"""What visitors opened, each in a folder of its own: it lasts as long as their session, and a little longer, so that a
reload of the page finds it again by its name in the link. Only the browser that opened it does: whoever is given that
link sees nothing of it, and nothing of it stays.
"""

import secrets
import shutil
import weakref
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from threading import RLock, Timer

import streamlit as st

from ui.corpus.jobs import Job, queue
from ui.shared.leftovers import make_folder

GRACE = 300.0  # seconds that it outlives its last session
MOST_KEPT = 40  # of all visitors
MOST_MEGABYTES = 20  # of a file; the app's configuration lets no larger one in
PROMISE = (
    f"At most {MOST_MEGABYTES} MB each. Your files lie on this server, are shown to this browser alone, and are "
    f"deleted {GRACE / 60:.0f} minutes after you close the page."
)


@dataclass(slots=True)
class Kept:
    """One visitor's folder."""

    name: str
    folder: Path
    title: str = ""  # what the visitor calls it
    owner: str = ""  # the browser that opened it
    sentences: int = 0  # how many its job has to translate
    holders: int = 0  # sessions that look at it
    job: Job | None = None  # what works on it; it ends before the folder goes


class Keeper:
    """All folders of a server. Threads may share it."""

    def __init__(self, grace: float = GRACE) -> None:
        self._grace = grace
        self._lock = RLock()
        self._all: dict[str, Kept] = {}
        self._root = make_folder()
        weakref.finalize(self, shutil.rmtree, self._root, ignore_errors=True)  # at the latest when the server ends

    def new(self) -> Kept:
        """An empty folder. Of very many those go first that nobody looks at, the oldest of them before others."""
        with self._lock:
            left = [kept for kept in self._all.values() if not kept.holders]
            for kept in left[: max(0, len(self._all) + 1 - MOST_KEPT)]:
                self.remove(kept)
            name = secrets.token_urlsafe(12)
            kept = self._all[name] = Kept(name, self._root / name)
            kept.folder.mkdir()
            return kept

    def find(self, name: str) -> Kept | None:
        """The folder of that name, if it is still there. The name is looked up, never made a path."""
        return self._all.get(name)

    def hold(self, kept: Kept) -> None:
        """Say that one more session looks at it."""
        with self._lock:
            kept.holders += 1

    def leave(self, kept: Kept) -> None:
        """Say that a session is gone; after the last one the folder goes, too, unless another one comes in time."""
        with self._lock:
            kept.holders -= 1
        if not kept.holders:
            timer = Timer(self._grace, self._remove_if_left, [kept])
            timer.daemon = True
            timer.start()

    def remove(self, kept: Kept) -> None:
        """Delete the folder now."""
        with self._lock:
            if self._all.pop(kept.name, None) is None:
                return
        if kept.job is not None:
            queue().stop(kept.job, "nobody looks at it any more")
        shutil.rmtree(kept.folder, ignore_errors=True)

    def _remove_if_left(self, kept: Kept) -> None:
        with self._lock:
            if not kept.holders:
                self.remove(kept)


@dataclass(slots=True)
class _Held:
    """What one session looks at."""

    keeper: Keeper
    names: set[str] = field(default_factory=set)


def keep_new() -> Kept:
    """A folder for what this visitor opens now."""
    kept = _hold(_keeper().new())
    kept.owner = _browser()
    return kept


def find_kept(name: str) -> Kept | None:
    """What a link of this visitor names, if it is still there and this browser opened it."""
    kept = _keeper().find(name)
    return None if kept is None or kept.owner != _browser() else _hold(kept)


def forget(kept: Kept) -> None:
    """Delete it at once, because the visitor asks for it."""
    _keeper().remove(kept)


def _browser() -> str:
    """What tells this browser from others: the random token that Streamlit gives each against forged requests.

    Its cookie is "2|mask|token|time" in hexadecimal, the token hidden under another mask each time (Tornado's way).
    """
    _, mask, token, *_ = [*st.context.cookies.get("_streamlit_xsrf", "").split("|"), "", "", ""]
    try:
        return bytes(a ^ b for a, b in zip(bytes.fromhex(token), cycle(bytes.fromhex(mask)), strict=False)).hex()
    except ValueError:
        return ""


def _hold(kept: Kept) -> Kept:
    held = _held()
    if kept.name not in held.names:
        held.names.add(kept.name)
        held.keeper.hold(kept)
    return kept


def _let_go(held: _Held) -> None:
    for name in held.names:
        if kept := held.keeper.find(name):
            held.keeper.leave(kept)


@st.cache_resource(show_spinner=False)
def _keeper() -> Keeper:
    return Keeper()


@st.cache_resource(show_spinner=False, scope="session", on_release=_let_go)
def _held() -> _Held:
    return _Held(_keeper())
