"""Work beside the page: its result, its error, and its end when the visitor goes on to something else."""

import time
from collections.abc import Iterator

import pytest

from seq2seq_core.errors import InputError
from seq2seq_core.wanted import Unwanted, check_wanted
from ui.shared import waiting
from ui.shared.waiting import while_waited_for


class LeftAfter:
    """A session in which another run waits from the third time on that it is read."""

    def __init__(self) -> None:
        self.read = 0

    def __contains__(self, _key: str) -> bool:
        self.read += 1
        if self.read == 3:
            raise KeyboardInterrupt  # as Streamlit ends a run: by what no page catches
        return False


@pytest.fixture(autouse=True)
def short_moments(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(waiting, "MOMENT", 0.01)
    return


def test_the_result_comes_back_and_so_does_an_error() -> None:
    assert while_waited_for(lambda: 7) == 7

    def fail() -> None:
        raise InputError("too long")

    with pytest.raises(InputError, match="too long"):
        while_waited_for(fail)


def test_when_the_visitor_goes_on_the_run_ends_at_once_and_the_work_soon_after(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("streamlit.session_state", LeftAfter())
    ended: list[float] = []

    def endless() -> None:
        try:
            while time.monotonic() < start + 20:
                time.sleep(0.001)
                check_wanted()
        except Unwanted:
            ended.append(time.monotonic())
            raise

    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        while_waited_for(endless)
    assert time.monotonic() - start < 5
    while not ended and time.monotonic() < start + 10:
        time.sleep(0.01)
    assert ended, "the work was given up, too"
