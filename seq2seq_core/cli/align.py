"""align: the words of a parallel text, by forced decoding."""

import json
import sys
from pathlib import Path

import click

from seq2seq_core.attribution.attribution import WEIGHT, Attribution
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.methods import METHODS
from seq2seq_core.cli.lines import as_json, in_parts, path_to_file
from seq2seq_core.decoding.trace import Translation
from seq2seq_core.errors import UserError
from seq2seq_core.interchange import Link, Splits, pharaoh, strongest_links, word_links
from seq2seq_core.parallel_text import read_lines
from seq2seq_core.text import tokens_of_line
from seq2seq_core.translator import Translator, load

BY = ("tokens", "words", "both-ways")


@click.command()
@click.option("--model", "name", required=True, help="For example en-fr/luong-general; see `models`.")
@click.option("--data", required=True, type=path_to_file, help="Tab-separated: source, target.")
@click.option("--method", type=click.Choice(list(METHODS)), default="attention", show_default=True, help="What says "
              "how much a target token owes to a source token.")  # fmt: skip
@click.option("--by", type=click.Choice(BY), default="tokens", show_default=True, help="Whether each token points, or "
              "each word, or only words that point at each other.")  # fmt: skip
@as_json
def align(name: str, data: Path, method: str, by: str, as_json: bool) -> None:
    """Align the words of a parallel text by forced decoding: one line of Pharaoh `i-j` pairs for each pair.

    i counts source words and j target words from 0; a word ends at a space or a tab and nowhere else. Each target token
    points at the source token it weighs most, the end of the sentence apart. Nearest to what people link comes
    `--method posterior-attention --by both-ways`. A line that cannot be aligned gives an empty line, a message on
    standard error, and exit status 1 at the end.
    """
    translator = load(name)
    if method == "attention" and translator.checkpoint.config.model.attention == "none":
        raise UserError(f"{name} has no attention, so it aligns nothing; choose another model or --method")
    rows = [(line.split("\t") + [""])[:2] for line in read_lines(data)]
    problems = [
        translator.problem(source)
        or (translator.problem(target) if target.strip() else "there is no translation: write it after a tab")
        for source, target in rows
    ]
    good = [(source, target) for (source, target), problem in zip(rows, problems, strict=True) if not problem]
    found = (translation for some in in_parts(good) for translation in translator.force_many(some))
    for number, ((source, target), problem) in enumerate(zip(rows, problems, strict=True), start=1):
        if problem:
            click.echo(f"line {number}: {problem}", err=True)
            click.echo(json.dumps({"model": name, "error": str(problem)}) if as_json else "")
        else:
            translation = next(found)
            splits = (tokens_of_line(source).split, tokens_of_line(target).split)
            links = sorted(_links(translator, translation, splits, method, by))
            click.echo(json.dumps({"model": name, "links": links}) if as_json else pharaoh(links))
    if any(problems):
        sys.exit(1)


def _links(translator: Translator, translation: Translation, splits: Splits, method: str, by: str) -> set[Link]:
    """Of a pair of any length: limits are for those who wait."""
    weights = translation.trace.weights
    if method == "attention" and weights is not None:
        found = Attribution(weights, WEIGHT)  # there already
    else:
        pair = ForcedPair(translator.checkpoint.model, translation.source.ids, translation.target.ids)
        found = METHODS[method].function(pair)
    if by == "tokens":
        return strongest_links(found.source, translation, splits)
    words, both_ways = word_links(found, translation, splits)
    return words if by == "words" else both_ways
