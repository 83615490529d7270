"""Does it help to know how sure a model is? python -m benchmarks.unsure --pair en-fr --data FILE.tsv --data FILE.tsv

Sentences of several kinds are translated greedily. A translation is poor where its chrF against the references is below
0.3; the model counts as unsure where it gives its tokens a probability below 0.5 in the mean
(`seq2seq_core.analysis.familiarity`). How often is a translation poor where the model is unsure, and where it is not?
The area under the ROC curve says how well the probability separates poor from other translations whatever the limit:
0.5 is chance, 1 perfect (Hanley and McNeil 1982).

The table is kept in measured/unsure.json, by language pair; the Translate page reads it.
"""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
from sacrebleu.metrics.chrf import CHRF
from scipy.stats import mannwhitneyu

import seq2seq_core as s2s
from seq2seq_core.analysis.familiarity import POOR_BELOW, UNSURE_BELOW, mean_probability
from seq2seq_core.files import write_json
from seq2seq_core.parallel_text import Pair, read_pairs
from seq2seq_core.registry import of_pair

RESULT = Path(__file__).parents[1] / "measured" / "unsure.json"
SEED = 5


@click.command()
@click.option("--pair", default="en-fr", show_default=True)
@click.option(
    "--data", required=True, multiple=True, type=click.Path(path_type=Path), help="Tab-separated: source, references."
)
@click.option("--sentences", default=150, show_default=True, help="How many to draw from each file.")
def main(pair: str, data: Sequence[Path], sentences: int) -> None:
    """The share of poor translations where a model is unsure and where it is not."""
    names = list(of_pair(pair, s2s.known_models()))
    if not names:
        raise click.UsageError(f"there are no models of {pair}")
    drawn = [one for file in data for one in random.Random(SEED).sample(read_pairs(file), sentences)]
    rows = [measure(s2s.load(name), drawn) for name in names]
    known = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    new = {"data": [file.name for file in data], "poor_below": POOR_BELOW, "unsure_below": UNSURE_BELOW, "rows": rows}
    write_json(RESULT, known | {pair: new})
    click.echo("| model | sentences | unsure | poor where unsure | poor elsewhere | area under the curve |")
    click.echo("| --- | ---: | ---: | ---: | ---: | ---: |")
    for row in rows:
        shares = " | ".join(f"{row[key]:.0%}" for key in ("unsure", "poor_where_unsure", "poor_elsewhere"))
        click.echo(f"| {row['model']} | {row['sentences']} | {shares} | {row['area']:.2f} |")


def measure(model: s2s.Translator, pairs: Sequence[Pair]) -> dict[str, str | int | float]:
    """One model's row. Sentences that it does not read are left out."""
    found = model.translate_each([pair.source for pair in pairs])
    best = [(one[0], pair) for one, pair in zip(found, pairs, strict=True) if not isinstance(one, s2s.InputError)]
    scorer = CHRF()
    scores = [scorer.sentence_score(said.text, list(pair.references)).score / 100 for said, pair in best]
    sure = np.array([mean_probability(said) for said, _ in best])
    poor, unsure = np.array(scores) < POOR_BELOW, sure < UNSURE_BELOW
    return {
        "model": model.name,
        "fingerprint": model.fingerprint,
        "sentences": len(best),
        "unsure": round(float(unsure.mean()), 3),
        "poor_where_unsure": round(float(poor[unsure].mean()), 3),
        "poor_elsewhere": round(float(poor[~unsure].mean()), 3),
        "area": round(float(mannwhitneyu(sure[~poor], sure[poor]).statistic / (poor.sum() * (~poor).sum())), 3),
    }


if __name__ == "__main__":
    main()
