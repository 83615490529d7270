"""Work in a process of its own: what it returns, what it raises, and that it ends when nobody waits for it."""

import os
import time
from fractions import Fraction

import pytest

from seq2seq_core.beside import beside
from seq2seq_core.errors import InputError
from seq2seq_core.text import check_sentence
from seq2seq_core.wanted import Unwanted, wanted_while


def test_it_returns_what_the_work_returns_from_another_process() -> None:
    assert beside(sorted, [3, 1, 2], reverse=True) == [3, 2, 1]
    assert beside(Fraction, 6, 4) == Fraction(3, 2)
    assert beside(os.getpid) != os.getpid()
    assert beside(len, bytes(3_000_000)) == len(beside(bytes, 3_000_000)) == 3_000_000  # more than a pipe holds


def test_it_raises_what_the_work_raises() -> None:
    with pytest.raises(InputError, match="nothing to translate"):
        beside(check_sentence, "")


def test_it_ends_with_the_wish_for_it() -> None:
    began = time.monotonic()
    with wanted_while(lambda: time.monotonic() < began + 1), pytest.raises(Unwanted):
        beside(time.sleep, 300)
    assert time.monotonic() < began + 60


def test_a_process_that_ends_by_itself_is_said() -> None:
    with pytest.raises(RuntimeError, match="the process of _exit ended with status 3"):
        beside(os._exit, 3)
