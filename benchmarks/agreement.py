"""How far do models look at the same source words? python -m benchmarks.agreement FILE.tsv

Every model of a language pair is made to say the reference translation of the same sentences, so that only attention
differs, and each two of them are compared row by row, by words, the end of the sentence included.

With --time it measures what the Compare page computes: how long all models of the pair take to say what the first one
says to a sentence of twelve words, once all are loaded, in units of one of them. The time is that of the processor, so
that other load does not count.
"""

import json
import statistics
import time
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import click
import numpy as np
import torch

import seq2seq_core as s2s
from benchmarks.decode import TWELVE_WORDS
from seq2seq_core.analysis.alignment_measures import Agreement, compare_alignments
from seq2seq_core.files import write_json
from seq2seq_core.parallel_text import read_pairs
from seq2seq_core.registry import of_pair

RESULT = Path(__file__).parents[1] / "measured" / "agreement.json"


def agree(a: Sequence[s2s.Translation], b: Sequence[s2s.Translation]) -> Agreement | None:
    """The rows of all sentences together; None where one of the models has no attention."""
    rows = []
    for one, other in zip(a, b, strict=True):
        first, second = one.weights(), other.weights()
        if first is None or second is None:
            return None
        if (one.source.words, one.target.words) == (other.source.words, other.target.words):
            rows.append(compare_alignments(first, second))
    return Agreement(
        *(np.concatenate([getattr(row, part) for row in rows]) for part in ("overlap", "distance", "same"))
    )


def table(models: Sequence[s2s.Translator], pairs: Sequence[tuple[str, str]]) -> list[dict[str, object]]:
    """One row for each two models that have attention."""
    forced = {model.name: model.force_many(pairs) for model in models}
    rows: list[dict[str, object]] = []
    for a, b in combinations(models, 2):
        found = agree(forced[a.name], forced[b.name])
        if found is not None:
            rows.append(
                {
                    "a": a.name,
                    "b": b.name,
                    "fingerprints": [a.fingerprint, b.fingerprint],
                    "words": int(found.overlap.size),
                    "overlap": round(found.mean_overlap, 4),
                    "distance": round(found.mean_distance, 4),
                    "same_strongest": round(found.share_same, 4),
                }
            )
    return rows


def compare_all(models: Sequence[s2s.Translator], output: str) -> None:
    """What the page computes: every model says one output, and each is compared with the first."""
    forced = [model.force(TWELVE_WORDS, output).weights() for model in models]
    attending = [weights for weights in forced if weights is not None]
    for weights in attending:
        compare_alignments(attending[0], weights)


def milliseconds(models: Sequence[s2s.Translator], output: str, times: int) -> float:
    """The median processor time of `compare_all`."""
    taken = []
    for _ in range(times):
        started = time.process_time()
        compare_all(models, output)
        taken.append(1000 * (time.process_time() - started))
    return statistics.median(taken)


@click.command()
@click.argument("data", required=False, type=click.Path(path_type=Path))
@click.option("--pair", default="en-fr", show_default=True)
@click.option("--sentences", default=200, show_default=True)
@click.option("--time", "timed", is_flag=True, help="Time all models of the pair on one sentence instead.")
@click.option("--times", default=20, show_default=True)
def main(data: Path | None, pair: str, sentences: int, timed: bool, times: int) -> None:
    """Agreement of each two models on the references of DATA (tab-separated, source first)."""
    torch.set_num_threads(1)
    models = [s2s.load(name) for name in of_pair(pair, s2s.known_models())]
    if not models:
        raise click.UsageError(f"there are no models of {pair}")
    if timed:
        output = models[0].translate(TWELVE_WORDS)[0].text
        compare_all(models, output)
        one, all_of_them = milliseconds(models[:1], output, times), milliseconds(models, output, times)
        click.echo(f"{len(models)} models: {all_of_them:.1f} ms, {all_of_them / one:.1f} times one ({one:.1f} ms)")
        return
    if data is None:
        raise click.UsageError("name a file of sentence pairs, or --time")
    pairs = [(found.source, found.target) for found in read_pairs(data)[:sentences]]
    rows = table(models, pairs)
    known = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    write_json(RESULT, known | {pair: {"data": data.name, "sentences": len(pairs), "rows": rows}})
    click.echo("| A | B | overlap | Jensen-Shannon distance | same strongest word | words |")
    click.echo("| --- | --- | ---: | ---: | ---: | ---: |")
    for row in rows:
        click.echo(
            f"| {row['a']} | {row['b']} | {row['overlap']:.3f} | {row['distance']:.3f} | "
            f"{100 * float(str(row['same_strongest'])):.1f} % | {row['words']:,} |"
        )


if __name__ == "__main__":
    main()
