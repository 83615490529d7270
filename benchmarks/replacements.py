"""Does a translation need its attention? python -m benchmarks.replacements --data FILE.tsv

At every step of a model's own greedy translation the attention of that step alone is replaced, everything before it
being as it was, and we count how many output words stay the best ones: function words and content words apart. A word
of several tokens stays if all of them do. The first word is left out: before it there is no previous row.

Moradi, Kambhatla and Sarkar (2019), "Interrogating the Explanatory Power of Attention in Neural Machine Translation",
did so for an LSTM from German to English.

The table is kept in benchmarks/replacements.json, by language pair; the Step through page reads it.
"""

import json
from collections import Counter
from pathlib import Path
from typing import get_args

import click
import torch

import seq2seq_core as s2s
from seq2seq_core.decoding.interventions import Replacement
from seq2seq_core.decoding.stepper import Stepper, best_tokens
from seq2seq_core.files import write_json
from seq2seq_core.function_words import kind_of
from seq2seq_core.parallel_text import read_pairs
from seq2seq_core.registry import languages_of
from seq2seq_core.vocabulary import START

RESULT = Path(__file__).parents[1] / "measured" / "replacements.json"
MODELS = ("bahdanau", "luong-general")  # one of each kind


@torch.inference_mode()
def stays(model: s2s.Translator, translation: s2s.Translation, kind: Replacement) -> list[bool]:
    """For every target token: whether it is still the best one when its own step's attention is replaced."""
    stepper = Stepper(model.checkpoint.model, [translation.source.ids])
    kept = []
    for previous, said in zip((START, *translation.target.ids), translation.target.ids, strict=False):
        word = torch.tensor([previous])
        best = best_tokens(stepper.logits_under([s2s.ReplaceWeights(kind)], word), 1).ids
        kept.append(best.item() == said)
        stepper.step(word)
    return kept


@click.command()
@click.option("--pair", default="en-fr", show_default=True)
@click.option("--data", required=True, type=click.Path(path_type=Path), help="Tab-separated, source first.")
@click.option("--sentences", default=500, show_default=True)
def main(pair: str, data: Path, sentences: int) -> None:
    """The share of output words that stay, in percent."""
    models = [s2s.load(name) for name in s2s.known_models() if name in {f"{pair}/{kind}" for kind in MODELS}]
    if not models:
        raise click.UsageError(f"there are no models of {pair}")
    texts = [found.source for found in read_pairs(data)[:sentences]]
    language = languages_of(pair)[1]
    rows = []
    for model in models:
        translations = [best for best, *_ in model.translate_many(texts)]
        for kind in get_args(Replacement):
            words: Counter[str] = Counter()
            stayed: Counter[str] = Counter()
            for translation in translations:
                pieces = stays(model, translation, kind)
                for word, group in zip(translation.target.words, translation.target.groups, strict=True):
                    sort = kind_of(word, language)
                    if sort and group[0] > 0:
                        words[sort] += 1
                        stayed[sort] += all(pieces[i] for i in group)
            share = {sort: round(100 * stayed[sort] / words[sort], 1) for sort in ("function", "content")}
            rows.append(
                {
                    "model": model.name,
                    "fingerprint": model.fingerprint,
                    "replacement": kind,
                    "words": dict(words),
                    **share,
                }
            )
    known = json.loads(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
    write_json(RESULT, known | {pair: {"data": data.name, "sentences": len(texts), "rows": rows}})
    click.echo("| model | replacement | function words stay | content words stay |\n| --- | --- | ---: | ---: |")
    for row in rows:
        click.echo(f"| {row['model']} | {row['replacement']} | {row['function']} % | {row['content']} % |")


if __name__ == "__main__":
    main()
