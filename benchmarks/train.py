"""What bfloat16 and fused Adam gain in training: python -m benchmarks.train configs/en-fr/*.toml --data FILE.tsv

Trains each model on the same batches in two ways, alternating: bfloat16 autocast with fused Adam, and float32 with
plain Adam. Nothing is kept.
"""

import statistics
import time
from collections.abc import Sequence
from pathlib import Path

import click
import torch

from seq2seq_core.config import RunConfig, read_run
from seq2seq_core.corpus import Batch, batches, epoch_pairs, read_pairs, straight_apostrophes
from seq2seq_core.model import Seq2Seq
from seq2seq_core.objective import smoothed_loss
from seq2seq_core.vocabulary import PAD, train_vocabulary


def pieces_per_second(run: RunConfig, some: Sequence[Batch], *, fast: bool) -> float:
    """Target pieces learnt in a second, over `some` batches after three to warm up."""
    torch.manual_seed(run.training.seed)
    model = Seq2Seq(run.model)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=fast, foreach=False)
    pieces, started = 0, 0.0
    for number, batch in enumerate(some):
        if number == 3:
            pieces, started = 0, time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=fast):
            source, state = model.encode(batch.source, batch.lengths)
            unrolled = model.unroll(batch.previous, state, source)
            loss, _ = smoothed_loss(model, unrolled, batch.target, run.training.label_smoothing)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), run.training.clip)
        optimizer.step()
        pieces += int((batch.target != PAD).sum())
    return pieces / (time.perf_counter() - started)


@click.command()
@click.argument("configs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--data", required=True, type=click.Path(path_type=Path), help="Tab-separated: source, target.")
@click.option("--updates", default=20, show_default=True)
@click.option("--rounds", default=3, show_default=True)
def main(configs: Sequence[Path], data: Path, updates: int, rounds: int) -> None:
    """Ratios of target pieces per second."""
    pairs = read_pairs(data)
    texts = [text for pair in pairs for text in (pair.source, straight_apostrophes(pair.target))]
    for config in configs:
        run = read_run(config)
        t = run.training
        vocabulary = train_vocabulary(texts, run.model.vocabulary_size)
        examples = epoch_pairs(pairs, joined=t.joined, careless=t.careless, seed=t.seed, epoch=0)
        some = batches(examples, vocabulary, batch_tokens=t.batch_tokens, longest=t.longest, seed=t.seed, epoch=0)[
            : updates + 3
        ]
        speeds = [
            (pieces_per_second(run, some, fast=True), pieces_per_second(run, some, fast=False)) for _ in range(rounds)
        ]
        ratio = statistics.median(fast / slow for fast, slow in speeds)
        fast = statistics.median(fast for fast, _ in speeds)
        click.echo(
            f"{run.name}: bfloat16 and fused Adam {ratio:.2f} times float32 and plain Adam ({fast:,.0f} pieces/s)"
        )


if __name__ == "__main__":
    main()
