"""Cells of a table that a spreadsheet could take for formulas, written so that it does not."""

from typing import Any

import pandas

FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # also in full width, as spreadsheets of East Asia


def safe_cells(frame: pandas.DataFrame) -> pandas.DataFrame:
    """The same table with a ' before every text that begins with =, +, -, @, a tab or an end of line (OWASP, "CSV
    injection"): a spreadsheet would run it. Names of columns, too. Numbers stay numbers.
    """
    safe = frame.copy()
    for place in range(frame.shape[1]):
        column = frame.iloc[:, place]
        if not pandas.api.types.is_numeric_dtype(column):
            safe.isetitem(place, [safe_cell(value) for value in column])
    safe.columns = frame.columns.map(
        lambda name: tuple(map(safe_cell, name)) if isinstance(name, tuple) else safe_cell(name)
    )
    return safe


def safe_csv(frame: pandas.DataFrame) -> bytes:
    """The same as the content of a CSV file (RFC 4180): a cell with an end of line in it is quoted, so that what comes
    after it begins no row.
    """
    text: str = safe_cells(frame).to_csv(index=False, lineterminator="\r\n")
    return text.encode()


def safe_cell(value: Any) -> Any:
    """The same of one cell."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
