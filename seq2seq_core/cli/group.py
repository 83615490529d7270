"""The command line: models, translate, evaluate, align, attribute, faithfulness, corpus, train, words, lexicon."""

import logging

import click
import torch

from seq2seq_core.cli.align import align
from seq2seq_core.cli.attribute import attribute
from seq2seq_core.cli.corpus import corpus
from seq2seq_core.cli.evaluate import evaluate_command
from seq2seq_core.cli.faithfulness import faithfulness_command
from seq2seq_core.cli.lexicon import lexicon
from seq2seq_core.cli.models import models
from seq2seq_core.cli.train import train_command
from seq2seq_core.cli.translate import translate
from seq2seq_core.cli.words import words
from seq2seq_core.errors import UserError


class UserErrorsAsMessages(click.Group):
    """Shows what a user did wrong as one line and exit status 2, not as a traceback."""

    def invoke(self, ctx: click.Context) -> None:
        try:
            super().invoke(ctx)
        except UserError as error:
            raise click.UsageError(str(error)) from error


@click.group(cls=UserErrorsAsMessages)
@click.option("--threads", type=click.IntRange(1), help="Processor threads to use; by default all cores.")
def main(threads: int | None) -> None:
    """Attention-based recurrent translation that keeps everything it computed."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if threads:
        torch.set_num_threads(threads)


for command in (
    models,
    translate,
    evaluate_command,
    align,
    attribute,
    faithfulness_command,
    corpus,
    train_command,
    words,
    lexicon,
):
    main.add_command(command)
