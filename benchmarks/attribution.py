"""How long does it take to explain a sentence? python -m benchmarks.attribution [--model en-fr/bahdanau]

Every attribution method on one sentence and its greedy translation, on one core, beside the time of that translation:
ratios of one run compare machines, milliseconds do not. The deletion curve is that of one target word in the order of
one method; the page asks for those of two methods and ten random orders at once.
"""

import time
from collections.abc import Callable
from functools import partial

import click
import torch

import seq2seq_core as s2s
from seq2seq_core.attribution.faithfulness import deletion_curves
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.methods import METHODS
from seq2seq_core.errors import InputError

SENTENCE = "The little girl with the red hat was singing a song today."


@click.command()
@click.option("--model", "names", multiple=True, default=("en-fr/bahdanau", "en-fr/luong-general"), show_default=True)
@click.option("--text", default=SENTENCE, show_default=True)
@click.option("--times", default=5, show_default=True, help="The least of so many is told.")
def main(names: tuple[str, ...], text: str, times: int) -> None:
    """Time every method of some models."""
    torch.set_num_threads(1)
    for name in names:
        time_model(s2s.load(name), text, times)


def time_model(translator: s2s.Translator, text: str, times: int) -> None:
    """The table of one model."""
    found = translator.translate(text)[0]
    pair = ForcedPair(translator.checkpoint.model, found.source.ids, found.target.ids)
    order = [(s,) for s in range(len(pair.source_ids) - 1)]
    asked: dict[str, Callable[[], object]] = {
        "greedy translation": lambda: translator.translate(text),
        **{method.title: partial(method.compute, pair) for method in METHODS.values()},
        "one deletion curve": lambda: deletion_curves(pair, [order], [len(pair.target_ids) - 1]),
    }
    click.echo(f"{translator.name}: {len(pair.source_ids)} source tokens, {len(pair.target_ids)} target tokens")
    click.echo("| what | ms | times a greedy translation |\n| --- | ---: | ---: |")
    greedy = seconds(asked["greedy translation"], times)
    for what, compute in asked.items():
        try:
            least = seconds(compute, times)
        except InputError:  # not for this model
            continue
        click.echo(f"| {what} | {1000 * least:.0f} | {least / greedy:.1f} |")


def seconds(compute: Callable[[], object], times: int) -> float:
    """The least time of several runs."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        compute()
        taken.append(time.perf_counter() - begun)
    return min(taken)


if __name__ == "__main__":
    main()
