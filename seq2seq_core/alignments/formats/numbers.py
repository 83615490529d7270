"""Rows of numbers in text as a matrix; what is no number is named by its cell."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from seq2seq_core.alignments.checks import check_size
from seq2seq_core.decoding.trace import Floats
from seq2seq_core.errors import CorpusError


def matrix(rows: Sequence[Sequence[str | float]], where: str) -> Floats:
    """(T, S) from rows of equal length; CorpusError names the row or the cell that is wrong."""
    columns = len(rows[0]) if rows else 0
    check_size((len(rows), max(map(len, rows), default=0)), where)
    for t, row in enumerate(rows, start=1):
        if len(row) != columns:
            raise CorpusError(f"{where}: row {t} has {len(row)} numbers, but row 1 has {columns}")
    try:
        return as_floats(rows).reshape(len(rows), columns)
    except (ValueError, TypeError, OverflowError):
        t, s = next((t, s) for t, row in enumerate(rows) for s, cell in enumerate(row) if not _is_number(cell))
        raise CorpusError(f"{where}: row {t + 1}, column {s + 1}, “{str(rows[t][s])[:20]}”, is not a number") from None


def as_floats(numbers: ArrayLike) -> Floats:
    """Any numbers as ours; what is too large becomes infinite, which is named when cells are checked."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.array(numbers, dtype=np.float32)


def _is_number(cell: str | float) -> bool:
    try:
        float(cell)
    except (ValueError, TypeError, OverflowError):
        return False
    return True
