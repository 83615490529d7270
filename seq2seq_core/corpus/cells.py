"""Cells of a table that a spreadsheet could take for formulas, written so that it does not."""

import pandas


def safe_cells(frame: pandas.DataFrame) -> pandas.DataFrame:
    """The same table with a ' before every text that begins with =, +, -, @, a tab or a carriage return (OWASP, "CSV
    injection"): a spreadsheet would run it. Names of columns, too. Numbers stay numbers.
    """
    raise NotImplementedError
