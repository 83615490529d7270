"""What a Trace, cached keys and the order of weights cost: python -m benchmarks.decode --data FILE.tsv

Translates the same sentences by the same loop in four ways: with a full Trace, without one, with the keys of the
sentence computed anew at every step, and without a Trace by matrices stored row by row, as torch.nn.Linear has them.
Rounds of the four alternate, so that other load falls on all alike.
"""

import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import click
import torch
from torch import Tensor

import seq2seq_core as s2s
from seq2seq_core.decoding import run
from seq2seq_core.decoding.options import Ids
from seq2seq_core.model.attention import Edit
from seq2seq_core.model.decoders import DecoderState, Source, Step
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.parallel_text import read_pairs

TWELVE_WORDS = "My sister wanted to know why the old man never left home."


class NoRecorder:
    """Keeps nothing: a decoder that is asked for text alone."""

    def __init__(self, candidates: int) -> None:
        pass

    def record(self, *_: object) -> None:
        pass

    def trace(self, rows: Sequence[int], source_length: int, ids: Ids) -> s2s.Trace:
        nothing = torch.empty(0).numpy()
        return s2s.Trace(nothing, nothing, nothing.astype(int), nothing, None, None, None)


plain_step = Seq2Seq.advance


def step_without_cached_keys(
    self: Seq2Seq, previous: Tensor, state: DecoderState, source: Source, edit: Edit | None = None
) -> tuple[Step, Tensor]:
    """The model's step, with the keys of the whole sentence computed again."""
    keys = None if self.decoder.score is None else self.decoder.score.keys(source.states)
    return plain_step(self, previous, state, Source(source.states, source.mask, keys), edit)


def row_by_row(name: str) -> s2s.Translator:
    """A model whose matrices lie in torch's order, not in that of `load_checkpoint`."""
    model = s2s.load(name)
    for parameter in model.checkpoint.model.parameters():
        parameter.data = parameter.data.contiguous()
    return model


def seconds(model: s2s.Translator, texts: Sequence[str], beam_size: int = 1) -> float:
    """How long translating `texts` one by one takes."""
    started = time.perf_counter()
    for text in texts:
        model.translate(text, beam_size=beam_size)
    return time.perf_counter() - started


@click.command()
@click.option(
    "--model", "names", multiple=True, default=["en-fr/bahdanau", "en-fr/luong-general", "en-fr/no-attention"]
)
@click.option("--data", required=True, type=click.Path(path_type=Path), help="Tab-separated, source first.")
@click.option("--sentences", default=100, show_default=True)
@click.option("--rounds", default=5, show_default=True)
def main(names: Sequence[str], data: Path, sentences: int, rounds: int) -> None:
    """One sentence at a time, on one thread, as the app does it."""
    torch.set_num_threads(1)
    texts = [pair.source for pair in read_pairs(data)[:sentences]]
    no_trace = [patch.object(run, "Recorder", NoRecorder)]
    ways: dict[str, list[Any]] = {
        "full Trace": [],
        "no Trace": no_trace,
        "row by row": no_trace,
        "keys not cached": [patch.object(Seq2Seq, "advance", step_without_cached_keys)],
    }
    for name in names:
        model, usual = s2s.load(name), row_by_row(name)
        for beam_size in (1, 5):
            times: dict[str, list[float]] = {way: [] for way in ways}
            for _ in range(rounds):
                for way, patches in ways.items():
                    for one in patches:
                        one.start()
                    times[way].append(seconds(usual if way == "row by row" else model, texts, beam_size))
                    for one in patches:
                        one.stop()
            bare = statistics.median(times["no Trace"])
            ratios = ", ".join(f"{way} {statistics.median(taken) / bare:.2f}" for way, taken in times.items())
            click.echo(f"{name}, beam {beam_size}: {ratios} (times of no Trace); {len(texts) / bare:.0f} sentences/s")
        milliseconds = 1000 * statistics.median(seconds(model, [TWELVE_WORDS]) for _ in range(20))
        click.echo(f"{name}: a 12-word sentence, greedy, with its Trace: {milliseconds:.1f} ms on one thread")


if __name__ == "__main__":
    main()
