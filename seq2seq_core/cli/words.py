"""words: how often training showed a family each word."""

from pathlib import Path

import click

from seq2seq_core.analysis.familiarity import SOURCE_WORDS, count_words, write_counts
from seq2seq_core.cli.lines import path_to_file
from seq2seq_core.recipe import read_run
from seq2seq_core.registry import checkpoints_folder
from seq2seq_core.training.data import read_data


@click.command()
@click.argument("config", type=path_to_file)
def words(config: Path) -> None:
    """Count the source words that a family learns from, by the TOML file CONFIG of one of its models.

    The list is kept beside the models, in the folder of their language pair; pages use it to name the words of a
    sentence that the family never met.
    """
    run = read_run(config)
    pairs, _, _ = read_data(run)
    counts = count_words(pair.source for pair in pairs)
    path = checkpoints_folder() / run.name.partition("/")[0] / SOURCE_WORDS
    write_counts(path, counts)
    click.echo(f"{path}: {len(counts):,} words of {len(pairs):,} sentences")
