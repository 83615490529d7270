"""lexicon: which words translate which, from the text that a family learns from."""

from pathlib import Path

import click

from seq2seq_core.analysis.lexicon import LEXICON, learn_lexicon, write_lexicon
from seq2seq_core.cli.lines import path_to_file
from seq2seq_core.recipe import read_run
from seq2seq_core.registry import checkpoints_folder, languages_of
from seq2seq_core.training.data import read_data


@click.command()
@click.argument("config", type=path_to_file)
def lexicon(config: Path) -> None:
    """Learn a lexicon (IBM model 1) from the data of the TOML file CONFIG of one of a family's models.

    It is kept beside the models, in the folder of their language pair; the Bottleneck page looks there for what a word
    can be translated as.
    """
    run = read_run(config)
    pairs, _, _ = read_data(run)
    learnt = learn_lexicon([(pair.source, pair.target) for pair in pairs], languages_of(run.name))
    path = checkpoints_folder() / run.name.partition("/")[0] / LEXICON
    write_lexicon(path, learnt)
    links = sum(map(len, learnt.links.values()))
    click.echo(f"{path}: {links:,} links of {len(learnt.source):,} stems, from {len(pairs):,} sentence pairs")
