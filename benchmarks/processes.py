"""What more processes give in training: python -m benchmarks.processes configs/en-fr/luong-general.toml --pairs 20000

Trains the first pairs of a configuration's text for an epoch, without dropout, by one process and by several, in turn.
Told are the target tokens per second as a ratio to those of one process, and how far the curves are apart.
"""

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from seq2seq_core.parallel_text import read_pairs
from seq2seq_core.recipe import read_run
from seq2seq_core.training.loop import CHECKPOINT, LOG

TOML = """extends = {base}
name = "short/run"

[data]
train = {train}
watched = {watched}

[model]
dropout = 0.0

[training]
epochs = 1
validations_per_epoch = {validations}
precision = {precision}
"""


@click.command()
@click.argument("config", type=click.Path(path_type=Path))
@click.option("--pairs", default=20_000, show_default=True, type=click.IntRange(100))
@click.option("--processes", "sizes", multiple=True, type=click.IntRange(1), default=(1, 2), show_default=True)
@click.option("--rounds", default=2, show_default=True, type=click.IntRange(1))
@click.option("--validations", default=4, show_default=True, type=click.IntRange(1))
@click.option("--precision", default="float32", show_default=True, type=click.Choice(["float32", "bfloat16"]))
def main(config: Path, pairs: int, sizes: Sequence[int], rounds: int, validations: int, precision: str) -> None:
    """Speeds by number of processes, one thread each, and the curves."""
    speeds: dict[int, list[float]] = {size: [] for size in sizes}
    curves: dict[int, list[dict[str, float]]] = {}
    with tempfile.TemporaryDirectory() as place:
        short = _short(config, Path(place), pairs, validations, precision)
        for number in range(rounds):
            for size in sizes:
                curves[size] = _train(short, size, Path(place) / f"{size}-{number}")
                speeds[size].append(curves[size][-1]["pieces_per_second"])
    for size in sizes:
        ratios = [here / alone for here, alone in zip(speeds[size], speeds[sizes[0]], strict=True)]
        click.echo(
            f"{size} processes: {statistics.median(speeds[size]):,.0f} tokens/s, {statistics.median(ratios):.2f} times "
            f"{sizes[0]} ({', '.join(f'{ratio:.2f}' for ratio in ratios)})"
        )
    click.echo("| update | " + " | ".join(f"loss, {size} | BLEU, {size}" for size in sizes) + " |")
    for rows in zip(*curves.values(), strict=True):
        cells = [f"{row['loss']:.4f} | {row['valid_bleu']:.2f}" for row in rows]
        click.echo(f"| {rows[0]['update']} | {' | '.join(cells)} |")


def _short(config: Path, place: Path, pairs: int, validations: int, precision: str) -> Path:
    """A configuration of the same model that learns for a short time."""
    run = read_run(config)
    if run.data.train is None:
        raise click.UsageError(f"{config} has several corpora; choose one that has a single file to learn from")
    some = read_pairs(Path(run.data.train))[:pairs]
    train = place / "train.tsv"
    train.write_text("".join(f"{pair.source}\t{pair.target}\n" for pair in some), encoding="utf-8")
    values = dict(base=str(config.resolve()), train=str(train), watched=run.data.watched or "", precision=precision)
    path = place / "short.toml"
    path.write_text(TOML.format(validations=validations, **{key: json.dumps(value) for key, value in values.items()}))
    return path


def _train(config: Path, size: int, output: Path) -> list[dict[str, float]]:
    """The curve of a run by so many processes."""
    launch = ["-m", "torch.distributed.run", "--nproc-per-node", str(size), "-m", "seq2seq_core", "--threads", "1"]
    command = [sys.executable, *launch, "train", str(config), "--output", str(output)]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    lines = (output / "short" / "run" / CHECKPOINT / LOG).read_text().splitlines()
    return [json.loads(line) for line in lines]


if __name__ == "__main__":
    main()
