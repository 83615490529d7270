"""How far do models look at the same source words? python -m benchmarks.agreement FILE.tsv

Every model of a language pair is made to say the reference translation of the same sentences, so that only attention
differs, and each two of them are compared row by row, by words, the end of the sentence included.

With --nine it measures what the Compare page computes: how long nine models of full size take over one sentence of
twelve words, once all are loaded, in units of one of them. The nine are those of configs/en-fr, untrained; the time is
that of the processor, so that other load does not count.
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
from seq2seq_core.checkpoint import Checkpoint
from seq2seq_core.config import read_run
from seq2seq_core.corpus import read_pairs
from seq2seq_core.files import write_json
from seq2seq_core.metrics import Agreement, compare_alignments
from seq2seq_core.model import Seq2Seq

RESULT = Path(__file__).with_suffix(".json")
CONFIGS = Path(__file__).parents[1] / "configs" / "en-fr"
TRANSLATION = "Ma sœur voulait savoir pourquoi le vieil homme n'a jamais quitté la maison."


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


def nine_models(like: Checkpoint) -> list[s2s.Translator]:
    """Untrained models of full size, of every kind in CONFIGS, with the vocabulary of a checkpoint."""
    models = []
    for path in sorted(CONFIGS.glob("*.toml")):
        config = read_run(path).model.model_copy(update={"vocabulary_size": len(like.vocabulary)})
        checkpoint = Checkpoint(
            model=Seq2Seq(config).eval(),
            vocabulary=like.vocabulary,
            config=like.config.model_copy(update={"model": config}),
            fingerprint=path.stem,
        )
        models.append(s2s.Translator(f"en-fr/{path.stem}", checkpoint))
    return models


def compare_all(models: Sequence[s2s.Translator]) -> None:
    """What the page computes: every model says one output, and each is compared with the first."""
    forced = [model.force(TWELVE_WORDS, TRANSLATION).weights() for model in models]
    attending = [weights for weights in forced if weights is not None]
    for weights in attending:
        compare_alignments(attending[0], weights)


def milliseconds(models: Sequence[s2s.Translator], times: int) -> float:
    """The median processor time of `compare_all`."""
    taken = []
    for _ in range(times):
        started = time.process_time()
        compare_all(models)
        taken.append(1000 * (time.process_time() - started))
    return statistics.median(taken)


@click.command()
@click.argument("data", required=False, type=click.Path(path_type=Path))
@click.option("--pair", default="en-fr", show_default=True)
@click.option("--sentences", default=200, show_default=True)
@click.option("--nine", is_flag=True, help="Time nine models on one sentence instead.")
@click.option("--times", default=20, show_default=True)
def main(data: Path | None, pair: str, sentences: int, nine: bool, times: int) -> None:
    """Agreement of each two models on the references of DATA (tab-separated, source first)."""
    torch.set_num_threads(1)
    names = [name for name in s2s.model_folders() if name.split("/")[0] == pair]
    if nine:
        models = nine_models(s2s.load(names[0]).checkpoint)
        compare_all(models)
        one, all_of_them = milliseconds(models[:1], times), milliseconds(models, times)
        click.echo(f"{len(models)} models: {all_of_them:.1f} ms, {all_of_them / one:.1f} times one ({one:.1f} ms)")
        return
    if data is None:
        raise click.UsageError("name a file of sentence pairs, or --nine")
    pairs = [(found.source, found.target) for found in read_pairs(data)[:sentences]]
    rows = table([s2s.load(name) for name in names], pairs)
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
