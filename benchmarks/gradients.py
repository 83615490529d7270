"""What holds of gradients for nearly every sentence? python -m benchmarks.gradients --data FILE.tsv [--pair en-fr]

The Bottleneck page says three things of one sentence: how much of the gradient is left with the attention path cut, and
by what a step of distance multiplies it, with the path, without, and in a model without attention. Here they are taken
of many test sentences and every model with attention, each beside the model without: which of them may be said of
models, and which go either way from sentence to sentence?

The table is kept in measured/gradients.json, by language pair; the Bottleneck page reads it.
"""

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np

import seq2seq_core as s2s
from seq2seq_core.analysis.gradients import fall, path_lengths, profile, share_left
from seq2seq_core.files import write_json
from seq2seq_core.parallel_text import read_pairs
from seq2seq_core.registry import of_pair
from ui.shared.reach import TO, find_reach

RESULT = Path(__file__).parents[1] / "measured" / "gradients.json"
SEED = 7
FEWEST_DISTANCES = 4  # of a curve through which a line is laid


@click.command()
@click.option("--pair", default="en-fr", show_default=True)
@click.option("--data", required=True, type=click.Path(path_type=Path), help="Tab-separated: source, references.")
@click.option("--model", "only", multiple=True, help="Some models with attention only, others keep their rows.")
@click.option("--sentences", default=200, show_default=True)
def main(pair: str, data: Path, only: tuple[str, ...], sentences: int) -> None:
    """Measure every model with attention of the pair beside the one without."""
    models = of_pair(pair, s2s.known_models())
    blind = next((s2s.load(name) for name, model in models.items() if model.config and not model.attends), None)
    if blind is None:
        raise click.UsageError(f"there is no model of {pair} without attention")
    texts = [one.source for one in random.Random(SEED).sample(read_pairs(data), sentences)]
    asked = [name for name, model in models.items() if model.attends and (not only or model.name in only)]
    rows = [measure(s2s.load(name), blind, texts) for name in asked]
    known = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    others = [
        row for row in known.get(pair, {}).get("rows", []) if row["model"] in models and row["model"] not in asked
    ]
    write_json(RESULT, known | {pair: {"data": data.name, "rows": sorted(others + rows, key=lambda row: row["model"])}})
    click.echo("| model | with respect to | left, 5th to 95th percentile | cut falls faster | blind falls faster |")
    click.echo("| --- | --- | ---: | ---: | ---: |")
    for row in rows:
        for to in TO:
            low, high = row[to]["left"]
            click.echo(
                f"| {row['model']} | {to} | {low:.0%} to {high:.0%} | {row[to]['cut_falls_faster']:.1%} "
                f"| {row[to]['blind_falls_faster']:.1%} |"
            )


def measure(looker: s2s.Translator, blind: s2s.Translator, texts: Sequence[str]) -> dict[str, Any]:
    """A model with attention, the same with its path cut, and the blind one, all forced to say what the first says."""
    left: dict[str, list[float]] = {to: [] for to in TO}
    falls: dict[str, list[list[float]]] = {to: [] for to in TO}
    for text in texts:
        said = looker.translate(text)[0].text
        if not said:
            continue
        whole, cut, other = (
            find_reach(model, text, said, path) for model, path in ((looker, True), (looker, False), (blind, True))
        )
        for to in TO:
            norms = [one.norms[to, "pieces"] for one in (whole, cut, other)]
            left[to].append(share_left(cut.norms[to, "words"], whole.norms[to, "words"]))
            profiles = [profile(one, path_lengths(*one.shape)) for one in norms]
            if min(len(distances) for distances, _ in profiles) >= FEWEST_DISTANCES:
                falls[to].append([fall(distances.tolist(), means.tolist()) for distances, means in profiles])
    return {
        "model": looker.name,
        "fingerprints": [looker.fingerprint, blind.fingerprint],
        "sentences": len(left["states"]),
        **{to: _row(np.array(left[to]), *np.array(falls[to]).T) for to in TO},
    }


def _row(left: np.ndarray, whole: np.ndarray, cut: np.ndarray, blind: np.ndarray) -> dict[str, Any]:
    low, high = np.percentile(left, [5, 95])
    return {
        "left": [round(float(low), 3), round(float(high), 3)],
        "cut_falls_faster": round(float((cut < whole).mean()), 3),
        "blind_falls_faster": round(float((blind < whole).mean()), 3),
    }


if __name__ == "__main__":
    main()
