"""Does it help to know how sure a model is? python -m benchmarks.unsure --pair en-fr --data FILE.tsv --outside FILE.tsv

Sentences of several kinds are translated greedily: of the kind that the models learnt (`--data`), from elsewhere
(`--outside`), several sentences as one, and sentences in another language, as a visitor may type them. A translation is
poor where its chrF against the references is below 0.3; the model counts as unsure where it gives its tokens a
probability below 0.5 in the mean (`seq2seq_core.analysis.familiarity`). How often is a translation poor where the model
is unsure, and where it is not? The area under the ROC curve says how well the probability separates poor from other
translations whatever the limit: 0.5 is chance, 1 perfect (Hanley and McNeil 1982). Both are of `--data` and `--outside`
together. By kind it is told how often the Translate page gives a sign: words never met in training, or unsure.

The table is kept in measured/unsure.json, by language pair; the pages Translate and About read it.
"""

import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import numpy as np
from sacrebleu.metrics.chrf import CHRF
from scipy.stats import mannwhitneyu

import seq2seq_core as s2s
from seq2seq_core.analysis.familiarity import (
    POOR_BELOW,
    SOURCE_WORDS,
    UNSURE_BELOW,
    mean_probability,
    never_met,
    read_counts,
)
from seq2seq_core.files import write_json
from seq2seq_core.parallel_text import Pair, read_pairs
from seq2seq_core.registry import checkpoints_folder, languages_of, of_pair

RESULT = Path(__file__).parents[1] / "measured" / "unsure.json"
SEED = 5
JOINED = (4, 8, 16)  # sentences of the first --data file as one
MOST_JOINED = 60  # inputs of each of these kinds
FILES: Mapping[str, Any] = {"multiple": True, "type": click.Path(path_type=Path)}
Kinds = Mapping[str, Sequence[Pair]]


@click.command()
@click.option("--pair", default="en-fr", show_default=True)
@click.option("--data", required=True, **FILES, help="Test sentences of the kind learnt: source, references.")
@click.option("--outside", **FILES, help="Sentences of another kind, the same columns.")
@click.option("--foreign", **FILES, help="xx-yy/FILE.tsv, yy a language that the models do not read.")
@click.option("--sentences", default=150, show_default=True, help="How many to draw from each file.")
def main(pair: str, data: Sequence[Path], outside: Sequence[Path], foreign: Sequence[Path], sentences: int) -> None:
    """The share of poor translations where a model is unsure and where it is not."""
    names = list(of_pair(pair, s2s.known_models()))
    if not names:
        raise click.UsageError(f"there are no models of {pair}")
    own = {file.name: _draw(file, sentences) for file in (*data, *outside)}
    strange = {_language(file): _second_column(_draw(file, sentences)) for file in foreign}
    kinds = own | _joined(read_pairs(data[0])) | strange
    counts = read_counts(checkpoints_folder() / pair / SOURCE_WORDS)
    rows = [measure(s2s.load(name), kinds, list(own), counts) for name in names]
    known = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    told = {"data": [file.name for file in data], "outside": [file.name for file in outside]}
    write_json(RESULT, known | {pair: told | {"poor_below": POOR_BELOW, "unsure_below": UNSURE_BELOW, "rows": rows}})
    click.echo("| model | sentences | unsure | poor where unsure | poor elsewhere | area under the curve |")
    click.echo("| --- | ---: | ---: | ---: | ---: | ---: |")
    for row in rows:
        shares = " | ".join(f"{row[key]:.0%}" for key in ("unsure", "poor_where_unsure", "poor_elsewhere"))
        click.echo(f"| {row['model']} | {row['sentences']} | {shares} | {row['area']:.2f} |")


def measure(model: s2s.Translator, kinds: Kinds, own: Sequence[str], counts: Mapping[str, int]) -> dict[str, Any]:
    """One model's row: of the kinds `own` together, and each kind. Sentences that it does not read are left out."""
    found = {kind: _signs(model, pairs, counts) for kind, pairs in kinds.items()}
    sure, poor, _ = np.concatenate([found[kind] for kind in own], axis=1)
    poor, unsure = poor > 0, sure < UNSURE_BELOW
    return {
        "model": model.name,
        "fingerprint": model.fingerprint,
        "sentences": len(sure),
        "unsure": round(float(unsure.mean()), 3),
        "poor_where_unsure": round(float(poor[unsure].mean()), 3),
        "poor_elsewhere": round(float(poor[~unsure].mean()), 3),
        "area": round(float(mannwhitneyu(sure[~poor], sure[poor]).statistic / (poor.sum() * (~poor).sum())), 3),
        "kinds": {kind: _words(kinds[kind]) | _row(*signs) for kind, signs in found.items()},
    }


def _signs(model: s2s.Translator, pairs: Sequence[Pair], counts: Mapping[str, int]) -> np.ndarray:
    """Of every sentence (3, sentences): mean probability, whether poor (nan without references), words never met."""
    found = model.translate_each([pair.source for pair in pairs])
    best = [(one[0], pair) for one, pair in zip(found, pairs, strict=True) if not isinstance(one, s2s.InputError)]
    scorer = CHRF()
    signs = [
        (
            mean_probability(said),
            scorer.sentence_score(said.text, list(pair.references)).score < 100 * POOR_BELOW
            if pair.references
            else np.nan,
            len(never_met(pair.source, counts)),
        )
        for said, pair in best
    ]
    return np.array(signs, dtype=float).T


def _row(sure: np.ndarray, poor: np.ndarray, strange: np.ndarray) -> dict[str, int | float | None]:
    """How often a kind of text gets a sign, how often it is poor, and how often it is poor without a sign."""
    silent = (sure >= UNSURE_BELOW) & (strange == 0)
    return {
        "sentences": len(sure),
        "unsure": _share(sure < UNSURE_BELOW),
        "never_met": _share(strange > 0),
        "either": _share(~silent),
        "poor": _share(poor),
        "poor_without_sign": _share(poor[silent]),
    }


def _words(pairs: Sequence[Pair]) -> dict[str, int | float | None]:
    """The length of a source in the median, in words."""
    return {"words": int(np.median([len(pair.source.split()) for pair in pairs]))}


def _share(values: np.ndarray) -> float | None:
    return round(float(values.mean()), 3) if values.size and not np.isnan(values).any() else None


def _draw(file: Path, sentences: int) -> list[Pair]:
    return random.Random(SEED).sample(read_pairs(file), sentences)


def _joined(pairs: Sequence[Pair]) -> dict[str, list[Pair]]:
    """Several sentences as one, with their first references as one."""
    chance = random.Random(SEED)
    return {
        f"{count} sentences as one": [
            Pair(" ".join(one.source for one in some), (" ".join(one.references[0] for one in some),))
            for some in (chance.sample(pairs, count) for _ in range(MOST_JOINED))
        ]
        for count in JOINED
    }


def _language(file: Path) -> str:
    """What text from the second column of en-xx/FILE is called."""
    return f"another language ({languages_of(file.parent.name)[1]})"


def _second_column(pairs: Sequence[Pair]) -> list[Pair]:
    return [Pair(pair.references[0], ()) for pair in pairs]


if __name__ == "__main__":
    main()
