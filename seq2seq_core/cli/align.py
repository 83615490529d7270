"""align: the words of a parallel text, by forced decoding."""

import json
import sys
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import click

from seq2seq_core.alignments import FORMATS, AlignedPair, symmetrise
from seq2seq_core.alignments.regroup import regrouped
from seq2seq_core.alignments.symmetry import How
from seq2seq_core.attribution.attribution import WEIGHT, Attribution
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.methods import METHODS
from seq2seq_core.cli.aligned import (
    HOLD_BOTH,
    check_options,
    links_of,
    other_option,
    output_option,
    read_file,
    symmetrize_option,
    turned_option,
    write_out,
)
from seq2seq_core.cli.lines import as_json, in_parts, path_to_file
from seq2seq_core.decoding.trace import Translation
from seq2seq_core.errors import UserError
from seq2seq_core.evaluation.alignment_error import Links
from seq2seq_core.evaluation.hand_alignment import HandAlignment
from seq2seq_core.interchange import Splits, both_directions, pharaoh, strongest_links, word_links
from seq2seq_core.parallel_text import read_lines
from seq2seq_core.processes import Group
from seq2seq_core.text import Spelled, tokens_of_line
from seq2seq_core.translator import Translator, load

BY = ("tokens", "words", "both-ways")


@click.command()
@click.option("--model", "name", required=True, help="For example en-fr/luong-general; see `models`.")
@click.option("--data", required=True, type=path_to_file, help="Tab-separated: source, target.")
@click.option("--method", type=click.Choice(list(METHODS)), default="attention", show_default=True, help="What says "
              "how much a target token owes to a source token.")  # fmt: skip
@click.option("--by", type=click.Choice(BY), help="Whether each token points (the default), or each word (the default "
              "with --symmetrize), or only words that point at each other.")  # fmt: skip
@symmetrize_option
@other_option
@turned_option
@click.option("--format", type=click.Choice(list(FORMATS)), default="pharaoh", show_default=True, help="Pharaoh and "
              "TALP have links, CSV, Nematus and Inseq weights, JSON and numpy both; the others weights, links with "
              "--symmetrize.")  # fmt: skip
@output_option
@as_json
@click.pass_obj
def align(
    group: Group, name: str, data: Path, method: str, by: str | None, symmetrize: How | None, other: Path | None,
    other_turned: bool, format: str, output: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Align the words of a parallel text by forced decoding: one line of Pharaoh `i-j` pairs for each pair.

    i counts source words and j target words from 0; a word ends at a space or a tab and nowhere else. Each target token
    points at the source token it weighs most, the end of the sentence apart. Nearest to what people link comes
    `--method posterior-attention --by both-ways`. A line that cannot be aligned gives an empty line, a message on
    standard error, and exit status 1 at the end; in formats that number their sentences it is left out.
    Several processes (torchrun) share a text by parts of 1,000 lines; what comes out is what one process would write.

    `--symmetrize` alone reads one matrix in two directions: where each target word points and where each source word
    does. That is not what two models would say: for that give the links of the reverse direction as `--other`.
    """
    check_options(symmetrize, other, other_turned, format, output)
    _check(method, by, symmetrize, other, format, as_json)
    translator = load(name)
    if method == "attention" and translator.checkpoint.config.model.attention == "none":
        raise UserError(f"{name} has no attention, so it aligns nothing; choose another model or --method")
    rows = [_two_columns(line) for line in read_lines(data)]
    streams = format == "pharaoh" and not output
    backward = links_of(read_file(other, None), other_turned) if other else None
    if backward is not None and len(backward) != len(rows):
        raise UserError(f"{other} has {len(backward):,} sentences, but {data} has {len(rows):,} lines; they must match")

    def align_part(part: Sequence[tuple[int, tuple[str, str]]]) -> list[tuple[AlignedPair, str]]:
        """The numbered lines of a part, aligned, and what is wrong with those that cannot be."""
        problems = [_problem(translator, source, target) for _, (source, target) in part]
        good = [pair for (_, pair), problem in zip(part, problems, strict=True) if not problem]
        found = iter(translator.force_many(good))
        done = []
        for (number, (source, target)), problem in zip(part, problems, strict=True):
            if problem:
                done.append((AlignedPair((), (), links=HandAlignment(), number=number), problem))
                continue
            other_links = backward[number - 1] if backward else None
            sides = tokens_of_line(source), tokens_of_line(target)
            pair = _pair(translator, next(found), sides, number, other_links, method, by, symmetrize, format)
            done.append((pair, ""))
        return done

    def tell_part(part: Sequence[tuple[int, tuple[str, str]]]) -> list[tuple[str, str]]:
        """The same as lines of output: ready, so that the first process has little to do with those of the others."""
        return [(_line(name, pair, problem, as_json), _complaint(pair, problem)) for pair, problem in align_part(part)]

    parts = list(in_parts(list(enumerate(rows, start=1))))
    broken = False
    if streams:
        for line, complaint in chain.from_iterable(group.stream(tell_part, parts, at_once=1)):
            if complaint:
                click.echo(complaint, err=True)
                broken = True
            click.echo(line)
    else:
        pairs: list[AlignedPair] = []
        for pair, problem in chain.from_iterable(group.stream(align_part, parts, at_once=1)):
            if problem:
                click.echo(_complaint(pair, problem), err=True)
                broken = True
            pairs += [pair] if format == "pharaoh" or not problem else []
        if group.is_first:
            write_out(pairs, format, output)
    if broken:
        sys.exit(1)


def _line(name: str, pair: AlignedPair, problem: str, as_json: bool) -> str:
    links = sorted(pair.links.sure) if pair.links else []
    if not as_json:
        return pharaoh(links)
    return json.dumps({"model": name, "error": problem} if problem else {"model": name, "links": links})


def _complaint(pair: AlignedPair, problem: str) -> str:
    return f"line {pair.number}: {problem}" if problem else ""


def _two_columns(line: str) -> tuple[str, str]:
    source, target, *_ = [*line.split("\t"), ""]
    return source, target


def _problem(translator: Translator, source: str, target: str) -> str:
    """Why a pair cannot be aligned; "" if it can."""
    problem = translator.problem(source)
    if problem is None and not target.strip():
        return "there is no translation: write it after a tab"
    return str(problem or translator.problem(target) or "")


def _check(method: str, by: str | None, symmetrize: str | None, other: Path | None, format: str, as_json: bool) -> None:
    if symmetrize and not other and by not in (None, "words"):
        raise UserError(f"--symmetrize reads one matrix of whole words in two directions; leave --by {by} out")
    if as_json and format != "pharaoh":
        raise UserError("--json prints links only; for everything as JSON say --format json")
    if "weights" in FORMATS[format].keeps and METHODS[method].signed:
        raise UserError(f"{METHODS[method].title} has values below zero, which are no weights; choose Pharaoh or TALP")


def _pair(
    translator: Translator, translation: Translation, sides: tuple[Spelled, Spelled], number: int,
    backward: Links | None, method: str, by: str | None, symmetrize: How | None, format: str,
) -> AlignedPair:  # fmt: skip
    """One pair with what the format keeps of it: links, weights of the line's own tokens, or both."""
    found = _attribution(translator, translation, method)
    source, target = (tuple(side.text[start:end] for start, end in side.spans) for side in sides)
    keeps = FORMATS[format].keeps
    weights = None
    if "weights" in keeps and not (symmetrize and "links" in keeps and format not in HOLD_BOTH):
        weights = regrouped(
            found.source,
            translation.source.pieces,
            translation.target.pieces,
            source,
            target,
            by_sum=found.unit != WEIGHT,
        )
    links = None
    if "links" in keeps and (weights is None or format in HOLD_BOTH):
        splits = (sides[0].split, sides[1].split)
        links = HandAlignment(frozenset(_links(found, translation, splits, by, symmetrize, backward)))
    return AlignedPair(source, target, weights, links, translation.log_prob, number)


def _attribution(translator: Translator, translation: Translation, method: str) -> Attribution:
    """Of a pair of any length: limits are for those who wait."""
    weights = translation.trace.weights
    if method == "attention" and weights is not None:
        return Attribution(weights, WEIGHT)  # there already
    pair = ForcedPair(translator.checkpoint.model, translation.source.ids, translation.target.ids)
    return METHODS[method].function(pair)


def _links(
    found: Attribution, translation: Translation, splits: Splits, by: str | None, how: How | None, other: Links | None
) -> Links:
    if how is None or other is not None:
        if by == "tokens" or by is None:
            forward = strongest_links(found.source, translation, splits)
        else:
            words, both_ways = word_links(found, translation, splits)
            forward = words if by == "words" else both_ways
        return forward if how is None or other is None else symmetrise(forward, other, how)
    return symmetrise(*both_directions(found, translation, splits), how)
