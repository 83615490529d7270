"""The command line: models, translate, evaluate, align, alignments, attribute, faithfulness, corpus, and more."""

import errno
import logging
import sys

import click
import torch

from seq2seq_core.cli.align import align
from seq2seq_core.cli.alignments import alignments
from seq2seq_core.cli.attribute import attribute
from seq2seq_core.cli.corpus import corpus
from seq2seq_core.cli.evaluate import evaluate_command
from seq2seq_core.cli.faithfulness import faithfulness_command
from seq2seq_core.cli.lexicon import lexicon
from seq2seq_core.cli.models import models
from seq2seq_core.cli.train import train_command
from seq2seq_core.cli.translate import translate
from seq2seq_core.cli.words import words
from seq2seq_core.errors import GroupError, UserError
from seq2seq_core.processes import Group, group_size, joined

TOGETHER = ("train", "evaluate", "align", "faithfulness")  # commands whose work several processes share


class UserErrorsAsMessages(click.Group):
    """Shows what a user did wrong, and what the system refused, as one line and exit status 2, not as a traceback."""

    def invoke(self, ctx: click.Context) -> None:
        try:
            super().invoke(ctx)
        except UserError as error:
            _complain(ctx, str(error), error)
        except OSError as error:
            if error.errno == errno.EPIPE:  # who reads the output has seen enough
                raise
            where = f"{error.filename}: " if error.filename else ""
            _complain(ctx, f"{where}{error.strerror or error}", error)


def _complain(ctx: click.Context, message: str, error: Exception) -> None:
    """In a group of processes the first to have a complaint says it, and all end."""
    if isinstance(ctx.obj, Group) and not ctx.obj.may_complain():
        sys.exit(2)
    raise click.UsageError(message) from error


@click.group(cls=UserErrorsAsMessages)
@click.option("--threads", type=click.IntRange(1), help="Processor threads to use; by default all cores.")
@click.pass_context
def main(ctx: click.Context, threads: int | None) -> None:
    """Attention-based recurrent translation that keeps everything it computed.

    Several processes share the work of train, evaluate, align and faithfulness: torchrun --nproc-per-node 2 -m
    seq2seq_core align ...
    """
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if threads:
        torch.set_num_threads(threads)
    if group_size() > 1 and ctx.invoked_subcommand not in TOGETHER:
        raise GroupError(f"{ctx.invoked_subcommand} is the work of one process; several share {', '.join(TOGETHER)}")
    ctx.obj = ctx.obj or ctx.with_resource(joined())


for command in (
    models,
    translate,
    evaluate_command,
    align,
    alignments,
    attribute,
    faithfulness_command,
    corpus,
    train_command,
    words,
    lexicon,
):
    main.add_command(command)
