"""Results made on the spot for the tests of what reads them."""

from collections.abc import Mapping, Sequence

from seq2seq_core.corpus.measures import measure_text
from seq2seq_core.corpus.results import Header, Results, Row, Said, System

CHECKSUM = "0" * 64


def header_of(systems: Sequence[str], sentences: int, name: str = "made.tsv") -> Header:
    return Header(
        set=name,
        sha256=CHECKSUM,
        languages="en-fr",
        systems=tuple(System(name=system, origin="file") for system in systems),
        sentences=sentences,
    )


def row_of(number: int, source: str, reference: str, said: Mapping[str, str]) -> Row:
    references = (reference,) if reference else ()
    return Row(
        number=number,
        source=source,
        references=references,
        said={s: Said(text=text, measures=measure_text(text, source, references)) for s, text in said.items()},
    )


def results_of(rows: Sequence[Row]) -> Results:
    return Results(header_of(list(rows[0].said), len(rows)), tuple(rows))
