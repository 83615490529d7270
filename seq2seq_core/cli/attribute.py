"""attribute: how much each word of a translation owes to each word of the source."""

import json

import click

from seq2seq_core.attribution.attribution import Attribution
from seq2seq_core.attribution.methods import METHODS
from seq2seq_core.cli.lines import as_json
from seq2seq_core.decoding.trace import Translation
from seq2seq_core.translator import load

MOST_SHOWN = 3  # source words of a line


@click.command()
@click.option("--model", "name", required=True, help="For example en-fr/bahdanau; see `models`.")
@click.option("--method", type=click.Choice(list(METHODS)), default="integrated-gradients", show_default=True)
@click.option("--target", help="A translation to explain; by default the greedy one.")
@as_json
@click.argument("text")
def attribute(name: str, method: str, target: str | None, as_json: bool, text: str) -> None:
    """Explain a translation of TEXT: what each of its words owes to which words of the source, the most first."""
    translation, found = load(name).attribute(text, method=method, target=target)
    if as_json:
        click.echo(json.dumps(attribution_json(translation, found, method), ensure_ascii=False))
        return
    words = found.by_words(translation.target.groups, translation.source.groups)
    chosen = METHODS[method]
    click.echo(f"{chosen.title} ({found.unit}; {chosen.paper}): {translation.text}")
    for word, row in zip(translation.target.words, words, strict=True):
        order = (-row).argsort()[:MOST_SHOWN]
        click.echo(f"{word}\t" + ", ".join(f"{translation.source.words[s]} {row[s]:.3f}" for s in order))


def attribution_json(translation: Translation, found: Attribution, method: str) -> dict[str, object]:
    """An attribution as JSON, rows of target tokens or words over source tokens or words."""
    return {
        "model": translation.model,
        "fingerprint": translation.fingerprint,
        "method": method,
        "unit": found.unit,
        "source": {"tokens": translation.source.pieces, "words": translation.source.words},
        "target": {"tokens": translation.target.pieces, "words": translation.target.words},
        "by_tokens": found.source.tolist(),
        "by_words": found.by_words(translation.target.groups, translation.source.groups).tolist(),
        "error": None if found.error is None else found.error.tolist(),
    }
