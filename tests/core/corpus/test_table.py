"""The table of results: its columns, filters, order, and cells that no spreadsheet takes for formulas."""

import csv
import io
import math
import time

import pandas
import pytest

from seq2seq_core.corpus.cells import safe_cells, safe_csv
from seq2seq_core.corpus.measures import MEASURES
from seq2seq_core.corpus.results import Results
from seq2seq_core.corpus.table import filter_rows, measures_of, said_by, sort_rows, systems_of, to_frame, wide
from seq2seq_core.errors import InputError
from tests.core.corpus.made import results_of, row_of
from tests.tiny_models import PAIRS

A, B = "en-fr/a", "bleu"  # a system may be called like a measure
ROWS = [
    row_of(3 * n, source, target if n != 4 else "", {A: target if n % 2 else "Le chien", B: source})
    for n, (source, target) in enumerate(PAIRS, start=1)
]
RESULTS = results_of(ROWS)


def test_every_cell_of_the_table_is_what_the_results_say() -> None:
    frame = to_frame(RESULTS)
    assert systems_of(frame) == [A, B]
    for place, row in enumerate(ROWS):
        assert frame["", "number"][place] == row.number
        assert frame["", "source"][place] == row.source
        assert frame["", "reference"][place] == (row.references[0] if row.references else "")
        assert frame["", "words"][place] == len(row.source.split())
        for system in (A, B):
            assert frame[system, "output"][place] == row.said[system].text
            for key in row.said[system].measures.keys() | {"bleu", "chrf"}:
                value, expected = frame[system, key][place], row.said[system].measures.get(key, math.nan)
                assert value == expected or math.isnan(value) and math.isnan(expected)
    assert (A, "entropy") not in frame.columns, "what nobody measured has no column"


def test_a_table_without_rows_is_one_all_the_same() -> None:
    none, some = (wide(to_frame(Results(RESULTS.header, rows)), A) for rows in ((), RESULTS.rows))
    for column in none.columns:
        assert none[column].dtype == some[column].dtype
    assert (
        len(filter_rows(none, text="x"))
        == len(filter_rows(none, text="x", regex=True))
        == len(sort_rows(none, "words"))
    )
    assert len(filter_rows(none, column="words", low=1)) == len(safe_cells(none)) == 0


def test_one_system_has_plain_columns_beside_what_others_say() -> None:
    one = wide(to_frame(RESULTS), A)
    assert list(one.columns[:5]) == ["number", "source", "reference", "words", "output"]
    assert one.columns[-1] == said_by(B) == "said by bleu"
    assert list(one[said_by(B)]) == [source for source, _ in PAIRS]
    assert measures_of(one) == [key for key in MEASURES if key in ROWS[0].said[A].measures]
    with pytest.raises(InputError, match="no system 'c' in these results; there are en-fr/a, bleu"):
        wide(to_frame(RESULTS), "c")


def test_text_is_found_whatever_its_capitals_and_where_it_is_looked_for() -> None:
    one = wide(to_frame(RESULTS), A)
    for where, place in (("source", 0), ("reference", 1)):
        found = filter_rows(one, text="CHA", where=where)
        expected = [3 * n for n, pair in enumerate(PAIRS, 1) if "cha" in pair[place].lower() and (place == 0 or n != 4)]
        assert list(found["number"]) == expected
    anywhere = filter_rows(one, text="do you want")  # in the source, and in what the other system says
    assert list(anywhere["number"]) == [33]
    assert list(filter_rows(one, text="do you want", where="output")["number"]) == []
    assert len(filter_rows(one, text=".*")) == 0, "no expression unless it is said to be one"


def test_a_regular_expression_finds_what_it_matches() -> None:
    one = wide(to_frame(RESULTS), A)
    assert list(filter_rows(one, text=r"^The \w+ saw", regex=True, where="source")["number"]) == [6, 9]
    assert list(filter_rows(one, text=r"(?i)\bKEYS\b", regex=True)["number"]) == [21]


@pytest.mark.parametrize(
    "expression", ["(", "[", "*", "(?P<", "a{5000}", "((a{50}){50}){50}", "(?R)", "(a)(?1)", "x" * 201]
)
def test_an_expression_that_cannot_be_used_is_an_error_that_quotes_it(expression: str) -> None:
    with pytest.raises(InputError, match="expression|repeats|calls itself"):
        filter_rows(wide(to_frame(RESULTS), A), text=expression, regex=True)


def test_an_expression_that_never_ends_is_stopped() -> None:
    frame = pandas.DataFrame({name: ["a" * 60 + "!"] * 300 for name in ("source", "output", "reference")})
    began = time.monotonic()
    with pytest.raises(InputError, match="takes more than 2 seconds"):
        filter_rows(frame, text=r"^(a|aa)+$", regex=True)
    assert time.monotonic() - began < 20


def test_a_range_holds_both_its_ends_and_no_row_without_a_number() -> None:
    one = wide(to_frame(RESULTS), A)
    low, high = sorted(one["chrf"].dropna())[2], sorted(one["chrf"].dropna())[6]
    found = filter_rows(one, column="chrf", low=low, high=high)
    expected = [r.number for r in ROWS if low <= r.said[A].measures.get("chrf", math.nan) <= high]
    assert list(found["number"]) == expected
    assert len(expected) >= 5
    assert 12 not in set(filter_rows(one, column="chrf")["number"]), "the sentence without a reference"
    assert list(filter_rows(one, text="chien", column="number", low=10, high=24)["number"]) == [
        n for n in range(12, 25, 3) if (n // 3) % 2 == 0
    ]
    with pytest.raises(InputError, match="no column 'beauty' with numbers; there are number, words, bleu"):
        filter_rows(one, column="beauty", low=0)


def test_rows_come_worst_first_and_those_without_a_number_at_the_end() -> None:
    one = wide(to_frame(RESULTS), A)
    for by, key in (("chrf", 1), ("repeated", -1), ("source_ratio", -1)):
        values = {row.number: row.said[A].measures.get(by, math.inf) for row in ROWS}
        expected = sorted(values, key=lambda number, key=key, values=values: key * values[number])
        assert list(sort_rows(one, by)["number"]) == expected
    best = sort_rows(one, "chrf", ascending=False)
    assert best["chrf"].iloc[0] == one["chrf"].max()
    assert math.isnan(best["chrf"].iloc[-1])
    assert list(sort_rows(one, "source")["source"]) == sorted(source for source, _ in PAIRS)
    with pytest.raises(InputError, match="no column 'beauty'"):
        sort_rows(one, "beauty")


def test_no_exported_cell_begins_as_a_formula_does() -> None:
    said = ["=1+1", "+33 1", "-2", "@SUM(A1)", "\tx", "\rx", "\nx", "＝1", "l'été = beau", "'=1", ""]
    frame = pandas.DataFrame({"=cmd": said, "bleu": [-1.5] * len(said)})
    safe = safe_cells(frame)
    assert list(safe["'=cmd"]) == [f"'{text}" for text in said[:8]] + said[8:]
    assert list(safe["bleu"]) == [-1.5] * len(said), "a negative number is no formula"
    assert list(frame["=cmd"]) == said, "the table itself stays as it is"
    frame["=cmd"] += "\r=2+2"  # what begins a row in a file that is not quoted
    header, *rows = csv.reader(io.StringIO(safe_csv(frame).decode(), newline=""))
    assert header == ["'=cmd", "bleu"]
    assert [row[1] for row in rows] == ["-1.5"] * len(said), "as many rows as before"
    assert not [row[0] for row in rows if row[0].startswith(("=", "+", "-", "@", "\t", "\n"))]
    many = safe_cells(to_frame(results_of([row_of(1, "=1", "", {"-a": "+1"})])))
    assert many["", "source"][0] == "'=1"
    assert many["'-a", "output"][0] == "'+1"
