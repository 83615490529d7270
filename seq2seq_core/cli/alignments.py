"""alignments: a file of alignments of any system, in another format, or two directions put together."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

import click

from seq2seq_core.alignments import FORMATS, AlignedPair, symmetrise, with_links
from seq2seq_core.alignments.symmetry import How
from seq2seq_core.cli.aligned import (
    HOLD_BOTH,
    check_options,
    links_of,
    other_option,
    output_option,
    read_file,
    symmetrize_option,
    turned_option,
    write_out,
)
from seq2seq_core.cli.lines import path_to_file
from seq2seq_core.errors import CorpusError
from seq2seq_core.evaluation.alignment_error import Links
from seq2seq_core.evaluation.hand_alignment import HandAlignment
from seq2seq_core.parallel_text import read_lines


@click.command()
@click.argument("file", type=path_to_file)
@click.option("--data", type=path_to_file, help="Tab-separated: source, target; its tokens, between spaces.")
@click.option("--counts-from", type=click.Choice(["0", "1"]), help="Whether links count words from 0 or from 1, where "
              "the file does not tell.")  # fmt: skip
@click.option("--at-least", type=click.FloatRange(0, 1), help="Make a link of every weight from this on.")
@symmetrize_option
@other_option
@turned_option
@click.option("--format", type=click.Choice(list(FORMATS)), default="pharaoh", show_default=True)
@output_option
def alignments(
    file: Path, data: Path | None, counts_from: str | None, at_least: float | None, symmetrize: How | None,
    other: Path | None, other_turned: bool, format: str, output: Path | None,
) -> None:  # fmt: skip
    """Read an alignment FILE of any system, whatever its format, and write it in another.

    Where links are needed and FILE has weights, each target token points at the source token it weighs most; with
    --symmetrize each source token points too. With --other the links of FILE and of the other direction are put
    together, as after fast_align or eflomal: `alignments forward --other reverse --symmetrize grow-diag-final-and`.
    """
    check_options(symmetrize, other, other_turned, format, output)
    text = [_two(line) for line in read_lines(data)] if data else None
    first: Literal[0, 1] | None = None if counts_from is None else 0 if counts_from == "0" else 1
    found = read_file(file, text, first)
    click.echo(f"{file}: {FORMATS[found.format].title}, {len(found.pairs):,} sentences", err=True)
    pairs = list(found.pairs)
    if other and symmetrize:
        pairs = _together(pairs, symmetrize, links_of(read_file(other, None, first), other_turned), str(other))
    elif symmetrize or at_least is not None or "weights" not in FORMATS[format].keeps:
        if symmetrize and any(pair.weights is None for pair in pairs):
            raise CorpusError(f"{file} has links and no weights: its other direction is in a file of its own, --other")
        pairs = [with_links(pair, symmetrize, at_least=at_least) for pair in pairs]
        if FORMATS[format].keeps >= {"weights", "links"} and format not in HOLD_BOTH:
            pairs = [replace(pair, weights=None) for pair in pairs]  # there is room for one of both
    write_out(pairs, format, output)


def _together(pairs: list[AlignedPair], how: How, backward: list[Links], name: str) -> list[AlignedPair]:
    if len(pairs) != len(backward):
        raise CorpusError(f"{name} has {len(backward):,} sentences, but there are {len(pairs):,}; they must match")
    joined = []
    for pair, links in zip(pairs, backward, strict=True):
        forward = with_links(pair).links
        assert forward is not None
        together = symmetrise(set(forward.sure | forward.possible), links, how)
        joined.append(replace(pair, weights=None, links=HandAlignment(frozenset(together))))
    return joined


def _two(line: str) -> tuple[str, str]:
    """A line's source and target."""
    source, _, others = line.partition("\t")
    return source, others.partition("\t")[0]
