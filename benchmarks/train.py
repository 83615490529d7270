"""How fast the models of a family learn: python -m benchmarks.train configs/en-fr/*.toml --data FILE.tsv

Trains each model on the same batches in two ways, alternating: bfloat16 autocast with fused Adam, and float32 with
plain Adam. Nothing is kept. Speeds are told in units of the slow way, and of the model without attention.
"""

import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import click
import torch
from torch.optim.swa_utils import AveragedModel

from seq2seq_core.model.batching import Batch
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.parallel_text import read_pairs
from seq2seq_core.recipe import RunConfig, read_run
from seq2seq_core.text import straight_apostrophes
from seq2seq_core.training.examples import batches, epoch_pairs
from seq2seq_core.training.learning import learn
from seq2seq_core.training.objective import moving_average
from seq2seq_core.vocabulary import train_vocabulary

WARM_UP = 3  # updates that do not count


def pieces_per_second(run: RunConfig, some: Sequence[Batch], *, fast: bool) -> float:
    """Target tokens learnt in a second, over `some` batches after those to warm up."""
    torch.manual_seed(run.training.seed)
    config = run.training.model_copy(update={"precision": "bfloat16" if fast else "float32"})
    model = Seq2Seq(run.model)
    averaged = AveragedModel(model, multi_avg_fn=moving_average(config.average))
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=fast, foreach=False)
    for batch in some[:WARM_UP]:
        learn(model, averaged, optimizer, batch, config)
    started = time.perf_counter()
    pieces = sum(learn(model, averaged, optimizer, batch, config)[1] for batch in some[WARM_UP:])
    return pieces / (time.perf_counter() - started)


@click.command()
@click.argument("configs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--data", required=True, type=click.Path(path_type=Path), help="Tab-separated: source, target.")
@click.option("--updates", default=20, show_default=True, type=click.IntRange(1))
@click.option("--rounds", default=3, show_default=True, type=click.IntRange(1))
@click.option("--slow/--no-slow", default=True, show_default=True, help="Train in float32 with plain Adam too.")
def main(configs: Sequence[Path], data: Path, updates: int, rounds: int, slow: bool) -> None:
    """Ratios of target tokens per second, medians over rounds in which every model has its turn."""
    runs = [read_run(config) for config in configs]
    some = first_batches(runs[0], data, updates + WARM_UP)
    fast_speeds: dict[str, list[float]] = {run.name: [] for run in runs}
    slow_speeds: dict[str, list[float]] = {run.name: [] for run in runs}
    for _ in range(rounds):
        for run in runs:
            fast_speeds[run.name].append(pieces_per_second(run, some, fast=True))
            if slow:
                slow_speeds[run.name].append(pieces_per_second(run, some, fast=False))
    blind = next((run.name for run in runs if run.model.attention == "none"), None)
    for name, fast in fast_speeds.items():
        told = [f"{name}: {statistics.median(fast):,.0f} tokens/s"]
        if slow:
            told.append(f"{ratio(fast, slow_speeds[name]):.2f} times float32 and plain Adam")
        if blind:
            told.append(f"{ratio(fast, fast_speeds[blind]):.2f} times {blind}")
        click.echo(", ".join(told))


def first_batches(run: RunConfig, data: Path, count: int) -> list[Batch]:
    """The batches with which training begins: the same for every model of a family."""
    pairs, t = read_pairs(data), run.training
    texts = (text for pair in pairs for text in (pair.source, straight_apostrophes(pair.target)))
    vocabulary = train_vocabulary(texts, run.model.vocabulary_size)
    examples = epoch_pairs(pairs, concatenated=t.concatenated, source_noise=t.source_noise, seed=t.seed, epoch=0)
    made = batches(examples, vocabulary, batch_tokens=t.batch_tokens, longest=t.longest, seed=t.seed, epoch=0)
    if len(made) < count:
        raise click.UsageError(f"{data} makes {len(made)} batches; {count} are needed")
    return made[:count]


def ratio(speeds: Sequence[float], others: Sequence[float]) -> float:
    """The median over rounds of one speed in units of the other of the same round."""
    return statistics.median(one / other for one, other in zip(speeds, others, strict=True))


if __name__ == "__main__":
    main()
