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


def safe_cell(value: Any) -> Any:
    """The same of one cell."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
