"""What the commands that write alignments share: options, the other direction from a file, and where the bytes go."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import click

from seq2seq_core.alignments import FORMATS, HOWS, AlignedPair, AlignmentFile, read_alignments, write_alignments
from seq2seq_core.cli.lines import path_to_file
from seq2seq_core.errors import CorpusError, UserError
from seq2seq_core.evaluation.alignment_error import Links
from seq2seq_core.files import write_bytes

HOLD_BOTH = ("json", "npz")  # formats in which a pair may have weights and links

symmetrize_option = click.option("--symmetrize", type=click.Choice(HOWS), help="Put two directions together: those of "
                                 "one matrix, rows and columns, or with --other those of two.")  # fmt: skip
other_option = click.option("--other", type=path_to_file, help="The other direction: a file of links from another "
                            "aligner or of a reverse model, in any format that is read.")  # fmt: skip
turned_option = click.option("--other-turned", is_flag=True, help="Its links are target-source, as those of a model "
                             "that translates the other way; reverse files of aligners are not.")  # fmt: skip
output_option = click.option("--output", type=path_to_file, help="Write here, not to standard output.")


def check_options(
    symmetrize: str | None, other: Path | None, other_turned: bool, format: str, output: Path | None
) -> None:
    """UserError for options that make no sense together."""
    if other and not symmetrize:
        raise UserError("--other is put together with the links by --symmetrize: say how")
    if other_turned and not other:
        raise UserError("--other-turned is about the links of --other")
    if FORMATS[format].is_binary and not output:
        raise UserError(f"{FORMATS[format].title} is not text: say where it goes with --output")


def read_file(path: Path, text: list[tuple[str, str]] | None, first: Literal[0, 1] | None = None) -> AlignmentFile:
    """An alignment file of any format; what is to be said of it goes to standard error."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error}") from error
    found = read_alignments(raw, str(path), text=text, first=first)
    for note in found.notes:
        click.echo(f"{path}: {note}", err=True)
    return found


def links_of(file: AlignmentFile, turned: bool) -> list[Links]:
    """The links of each sentence, sure and possible, as (source, target)."""
    found = []
    for pair in file.pairs:
        if pair.links is None:
            raise CorpusError(f"{file.name} has weights, and links are needed")
        links = pair.links.sure | pair.links.possible
        found.append({(t, s) for s, t in links} if turned else set(links))
    return found


def write_out(pairs: Sequence[AlignedPair], format: str, output: Path | None) -> None:
    content = write_alignments(pairs, format)
    if output:
        write_bytes(output, content)
    else:
        click.echo(content, nl=False)
