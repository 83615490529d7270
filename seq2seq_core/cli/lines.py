"""Lines of text that commands read, and what is wrong with them."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import click

from seq2seq_core.parallel_text import decode_lines, read_lines

Line = TypeVar("Line")

AT_ONCE = 1000  # lines translated together

path_to_file = click.Path(path_type=Path, dir_okay=False)

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def lines_of(file: Path | None) -> list[str]:
    return read_lines(file) if file else decode_lines(sys.stdin.buffer.read(), "standard input")


def in_parts(lines: list[Line]) -> Iterator[list[Line]]:
    for start in range(0, len(lines), AT_ONCE):
        yield lines[start : start + AT_ONCE]
