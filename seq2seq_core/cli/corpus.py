"""corpus run, corpus report: a test set through models, and what there is to say of it."""

from pathlib import Path
from typing import Any, get_args

import click
from tqdm import tqdm

from seq2seq_core.cli.lines import path_to_file
from seq2seq_core.corpus.lines import Role, guess_columns, read_test_set, read_text_files
from seq2seq_core.corpus.results import read_results_file
from seq2seq_core.corpus.run import check_systems, run
from seq2seq_core.corpus.sentences import TestSet
from seq2seq_core.errors import CorpusError, UserError


@click.group()
def corpus() -> None:
    """A whole test set: every sentence by every system, with measures of each."""


@corpus.command(name="run")
@click.option("--data", type=path_to_file, required=True, help="Columns, by tabs or CSV; or source sentences, one a "
              "line.")  # fmt: skip
@click.option("--roles", help="What the columns hold, for example source,reference,hypothesis,ignored; guessed "
              "unless given, and told.")  # fmt: skip
@click.option("--header/--no-header", default=None, help="Whether the first line names the columns; guessed unless "
              "given.")  # fmt: skip
@click.option("--target", type=path_to_file, multiple=True, help="References, one a line; several files are several "
              "references.")  # fmt: skip
@click.option("--hypotheses", multiple=True, metavar="NAME=FILE", help="What another system said, one sentence a line.")
@click.option("--model", "models", multiple=True, help="For example en-fr/bahdanau; see `models`. Each of several "
              "translates by itself.")  # fmt: skip
@click.option("--beam", default=1, show_default=True, help="Beam size; 1 is greedy.")
@click.option("--source-share", is_flag=True, help="Measure the share of the source, too: slow.")
@click.option("--limit", type=click.IntRange(1), help="Only the first sentences.")
@click.option("--output", type=path_to_file, required=True, help="Results as JSON lines; a file that is there is gone "
              "on with.")  # fmt: skip
def run_command(
    data: Path,
    roles: str | None,
    header: bool | None,
    target: tuple[Path, ...],
    hypotheses: tuple[str, ...],
    models: tuple[str, ...],
    beam: int,
    source_share: bool,
    limit: int | None,
    output: Path,
) -> None:
    """Translate a test set by models, measure every sentence, and put it into a file of JSON lines.

    Every whole line of that file is good, so a run that was stopped loses nothing: the same command goes on from there.
    A sentence that a model cannot translate has an "error".
    """
    test_set = _test_set(data, roles, header, target, hypotheses)
    if limit is not None:
        test_set = test_set.first(limit)
    for note in test_set.notes:
        click.echo(note, err=True)
    check_systems(models, test_set)
    with tqdm(total=len(test_set.sentences), unit="sentence", disable=None) as bar:
        results = run(
            test_set,
            models,
            output=output,
            beam_size=beam,
            source_share=source_share,
            on_progress=lambda done, _: _advance(bar, done),
        )
    failed = sum(bool(said.error) for row in results.rows for said in row.said.values())
    click.echo(f"{output}: {len(results.rows):,} sentences, {len(results.systems)} systems, {failed} not translated")


def _advance(bar: "tqdm[Any]", done: int) -> None:
    bar.update(done - bar.n)


def _test_set(
    data: Path, roles: str | None, header: bool | None, target: tuple[Path, ...], hypotheses: tuple[str, ...]
) -> TestSet:
    if target or hypotheses:
        if roles or header is not None:
            raise UserError("--roles and --header are for a file in columns, without --target and --hypotheses")
        return read_text_files(_file(data), [_file(path) for path in target], dict(map(_named, hypotheses)))
    _, raw = _file(data)
    chosen = None if roles is None else [_role(role) for role in roles.split(",")]
    if chosen is None:
        guessed = guess_columns(raw, data.name)
        told = ", ".join(f"{column.name}: {column.role}" for column in guessed.columns)
        click.echo(f"{data.name}: {told}. {guessed.why}", err=True)
    return read_test_set(raw, data.name, roles=chosen, header=header)


def _file(path: Path) -> tuple[str, bytes]:
    try:
        return path.name, path.read_bytes()
    except OSError as error:
        raise CorpusError(f"{path} cannot be read: {error}") from error


def _role(given: str) -> Role:
    roles: tuple[Role, ...] = get_args(Role)
    for role in roles:
        if given.strip() == role:
            return role
    raise UserError(f"--roles: {given.strip()!r} is none of {', '.join(roles)}")


def _named(given: str) -> tuple[str, tuple[str, bytes]]:
    name, equals, path = given.partition("=")
    if not name or not path:
        raise UserError(f"--hypotheses {given!r} is not NAME=FILE, for example marian=output.fr")
    return name, _file(Path(path))


@corpus.command()
@click.argument("results", type=path_to_file)
@click.option("--html", type=path_to_file, required=True, help="Where to write the report.")
def report(results: Path, html: Path) -> None:
    """Put the results of `corpus run` into one HTML file to send: scores, buckets, and the worst sentences."""
    # Imported here: with dictionaries and pandas, `corpus run` would take seconds longer to begin.
    from seq2seq_core.corpus.errors_found import count_errors
    from seq2seq_core.corpus.report import write_report

    found = read_results_file(results)
    write_report(found, html, count_errors(found))
    click.echo(str(html))
