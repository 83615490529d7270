"""train: one model for each configuration."""

import shlex
import sys
from pathlib import Path

import click

from seq2seq_core.cli.lines import path_to_file
from seq2seq_core.errors import UserError
from seq2seq_core.evaluation.card import write_card
from seq2seq_core.processes import Group
from seq2seq_core.recipe import read_run
from seq2seq_core.training import loop as training


@click.command(name="train")
@click.option("--resume", is_flag=True, help="Go on with runs that were interrupted.")
@click.option(
    "--output", default=Path("runs"), show_default=True, type=click.Path(path_type=Path), help="Where runs are kept."
)
@click.argument("configs", nargs=-1, required=True, type=path_to_file)
@click.pass_obj
def train_command(group: Group, resume: bool, output: Path, configs: tuple[Path, ...]) -> None:
    """Train one model for each TOML file of CONFIGS, in turn; those that have finished are skipped.

    The best weights of a run are in OUTPUT/PAIR/NAME/checkpoint; copy that folder to checkpoints/PAIR/NAME to use it.
    Several processes (torchrun) share every batch and take the steps that one would take.
    """
    runs = [read_run(config) for config in configs]  # all are checked before the first starts
    failed = False
    for run, config in zip(runs, configs, strict=True):
        folder = output / run.name
        command = f"python -m seq2seq_core train {shlex.quote(str(config))}"
        try:
            if not training.train(run, folder, resume=resume, command=command, group=group):
                if group.is_first:
                    click.echo(f"{run.name}: finished before, skipped")
                continue
        except UserError as error:  # the rest of an unattended queue goes on
            if group.size > 1:
                raise  # for others may be waiting for this process
            click.echo(f"Error: {error}", err=True)
            failed = True
            continue
        if group.is_first:
            write_card(run.name, folder / training.CHECKPOINT)
            click.echo(f"{run.name}: best weights in {folder / training.CHECKPOINT}")
    if failed:
        sys.exit(1)
