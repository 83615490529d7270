"""The command line: python -m seq2seq_core models | translate | evaluate | align | train."""

import json
import logging
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar, get_args

import click
import torch

from seq2seq_core import training
from seq2seq_core.card import current_results, family_table, write_card
from seq2seq_core.checkpoint import read_files
from seq2seq_core.config import read_run
from seq2seq_core.corpus import Pair, decode_lines, read_lines, read_pairs
from seq2seq_core.decoding import DecodingOptions
from seq2seq_core.errors import CheckpointError, InputError, UserError
from seq2seq_core.evaluation import (
    PARTS_OF,
    SENTENCES,
    AlignmentScore,
    Evaluation,
    Results,
    check_sources,
    evaluate,
    evaluate_alignment,
    join_pairs,
    read_gold,
    save_results,
    told,
)
from seq2seq_core.interchange import hard_alignment, pharaoh, translations_json
from seq2seq_core.interventions import Intervention, Replacement, ReplaceWeights, Temperature
from seq2seq_core.registry import find_model, model_folders
from seq2seq_core.text import check_sentence
from seq2seq_core.translator import Translator, load, misplaced

Line = TypeVar("Line")
AT_ONCE = 1000  # lines translated together

path_to_file = click.Path(path_type=Path, dir_okay=False)
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


class UserErrorsAsMessages(click.Group):
    """Shows what a user did wrong as one line and exit status 2, not as a traceback."""

    def invoke(self, ctx: click.Context) -> None:
        try:
            super().invoke(ctx)
        except UserError as error:
            raise click.UsageError(str(error)) from error


@click.group(cls=UserErrorsAsMessages)
@click.option("--threads", type=click.IntRange(1), help="Processor threads to use; by default all cores.")
def main(threads: int | None) -> None:
    """Attention-based recurrent translation that keeps everything it computed."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if threads:
        torch.set_num_threads(threads)


@main.command()
@as_json
def models(as_json: bool) -> None:
    """List the models that exist, with what is wrong with those that cannot be used."""
    for name, folder in model_folders().items():
        try:
            config, _ = read_files(folder)
        except CheckpointError as error:
            click.echo(json.dumps({"model": name, "error": str(error)}) if as_json else f"{name}: {error}")
            continue
        try:
            results, damaged = current_results(folder), ""
        except CheckpointError as error:
            results, damaged = Results(translation=[], alignment=[]), str(error)
        scores = {f"beam {e.beam_size}": e.bleu for e in results.translation if e.inputs == SENTENCES}
        if as_json:
            line = {
                "model": name,
                "source_language": config.source_language,
                "target_language": config.target_language,
                "config": config.model.model_dump(),
                "bleu": scores,
            }
            if damaged:
                line["figures"] = damaged
            click.echo(json.dumps(line))
        else:
            told = ", ".join(f"{search} {bleu} BLEU" for search, bleu in scores.items()) or damaged or "not evaluated"
            kind = " ".join(filter(None, (config.model.attention, config.model.score)))
            click.echo(f"{name}: {config.source_language} to {config.target_language}, attention {kind}, {told}")


@main.command()
@click.option("--model", "name", required=True, help="For example en-fr/bahdanau; see `models`.")
@click.option("--beam", default=1, show_default=True, help="Beam size; 1 is greedy.")
@click.option("--n-best", default=1, show_default=True, help="How many translations of each sentence to print.")
@click.option("--length-penalty", default=1.0, show_default=True, help="Rank by log_prob / length ** this.")
@click.option("--force", multiple=True, metavar="STEP=WORD", help="Say WORD from target piece STEP on, counted from 0.")
@click.option("--replace", type=click.Choice(get_args(Replacement)), help="Use other attention weights at every step.")
@click.option("--temperature", type=float, help="Divide attention scores by this before the softmax.")
@click.option("--file", type=path_to_file, help="Read sentences from a file, one a line.")
@as_json
@click.argument("texts", nargs=-1)
def translate(
    name: str,
    beam: int,
    n_best: int,
    length_penalty: float,
    force: tuple[str, ...],
    replace: Replacement | None,
    temperature: float | None,
    file: Path | None,
    as_json: bool,
    texts: tuple[str, ...],
) -> None:
    """Translate TEXTS, or --file, or what stands on standard input, one sentence a line.

    A line that cannot be translated gives an empty line (with --json an object with "error"), a message on standard
    error, and exit status 1 at the end; the others are translated all the same.
    """
    translator = load(name)
    options = DecodingOptions(beam, n_best, length_penalty)
    if texts and file:
        raise UserError("give sentences or --file, not both")
    lines = list(texts) or _lines(file)
    problems = [_problem(line) for line in lines]
    good = [line for line, problem in zip(lines, problems, strict=True) if not problem]
    changes = _interventions(translator, force, replace, temperature)
    found = (hypotheses for some in _in_parts(good) for hypotheses in translator.translate_many(some, options, changes))
    failed = False
    for number, problem in enumerate(problems, start=1):
        hypotheses = [] if problem else next(found)
        problem = problem or misplaced(hypotheses, changes)
        if problem:
            failed = True
            click.echo(f"line {number}: {problem}", err=True)
            click.echo(json.dumps({"model": name, "error": problem}) if as_json else "")
        elif as_json:
            click.echo(json.dumps(translations_json(hypotheses), ensure_ascii=False))
        else:
            for hypothesis in hypotheses:
                click.echo(hypothesis.text)
    if failed:
        sys.exit(1)


@main.command(name="evaluate")
@click.option("--model", "name", help="For example en-fr/bahdanau; see `models`.")
@click.option(
    "--all", "every", is_flag=True, help="Every model of a pair, greedy and with a beam of 5; implies --save."
)
@click.option("--pair", help="With --all: the language pair of the data, for example en-fr.")
@click.option("--data", required=True, type=path_to_file, help="Tab-separated: source, then one or more references.")
@click.option("--gold", type=path_to_file, help="JSON lines of hand-aligned pairs: the alignment error rate as well.")
@click.option("--beam", type=int, help="Beam size; 1, unless given, is greedy.")
@click.option(
    "--joined", type=click.IntRange(1), help="Instead of the sentences, this many inputs of two sentences each."
)
@click.option("--save", is_flag=True, help="Keep the figures in the model's evaluation.json and README.md.")
@as_json
def evaluate_command(
    name: str | None,
    every: bool,
    pair: str | None,
    data: Path,
    gold: Path | None,
    beam: int | None,
    joined: int | None,
    save: bool,
    as_json: bool,
) -> None:
    """BLEU and chrF (sacrebleu, cased, all references) of a model, overall and by source length."""
    if bool(name) == every:
        raise UserError("say either --model NAME or --all")
    if every and beam is not None:
        raise UserError("--all measures greedy search and a beam of 5; leave out --beam")
    if pair and not every:
        raise UserError("--pair belongs to --all; a model's name has its pair")
    pairs, aligned = read_pairs(data), None if gold is None else read_gold(gold)
    check_sources(pairs, data)
    measured: dict[str, Path] = {}
    broken = False
    for one in [name] if name else _models_of(pair):
        try:
            translator = load(one)
        except CheckpointError as error:
            if not every:
                raise
            click.echo(f"Error: {one}: {error}", err=True)  # the others are measured all the same
            broken = True
            continue
        searches = [_measure(translator, pairs, data, size, joined) for size in ((1, 5) if every else (beam or 1,))]
        translation = [evaluation for search in searches for evaluation in search]
        alignment = []
        if gold is not None and aligned is not None and translator.checkpoint.config.model.attention != "none":
            alignment.append(evaluate_alignment(translator, aligned, gold))
        measured[one] = find_model(one)
        if save or every:
            save_results(measured[one], Results(translation=translation, alignment=alignment))
            write_card(one, measured[one])
        if as_json:
            for whole, *parts in searches:
                line = whole.model_dump()
                if parts:
                    line["parts"] = parts[0].model_dump()
                if alignment:
                    line["alignment"] = alignment[0].model_dump()
                click.echo(json.dumps(line, ensure_ascii=False))
        else:
            results: list[Evaluation | AlignmentScore] = [*translation, *alignment]
            for result in results:
                click.echo(told(result))
    if every and not as_json:
        click.echo(family_table(measured))
    if broken:
        sys.exit(1)


def _measure(
    translator: Translator, pairs: list[Pair], data: Path, beam_size: int, joined: int | None
) -> list[Evaluation]:
    """One search on the sentences; or on inputs joined of them, and then on their parts."""
    if joined is None:
        return [evaluate(translator, pairs, data, beam_size=beam_size)]
    made, parts = join_pairs(pairs, joined)
    inputs = f"{joined} joined inputs of two sentences"
    return [
        evaluate(translator, made, data, beam_size=beam_size, inputs=inputs),
        evaluate(translator, parts, data, beam_size=beam_size, inputs=PARTS_OF + inputs),
    ]


@main.command()
@click.option("--model", "name", required=True, help="A model with attention.")
@click.option("--data", required=True, type=path_to_file, help="Tab-separated: source, target.")
@as_json
def align(name: str, data: Path, as_json: bool) -> None:
    """Align the words of a parallel text by forced decoding: one line of Pharaoh `i-j` pairs for each pair.

    i counts source words and j target words, split at spaces, from 0. Each target piece points at the source piece it
    weighs most, the end of the sentence apart. A line that cannot be aligned gives an empty line, a message on
    standard error, and exit status 1 at the end.
    """
    translator = load(name)
    if translator.checkpoint.config.model.attention == "none":
        raise UserError(f"{name} has no attention, so it aligns nothing; choose another model")
    rows = [(line.split("\t") + [""])[:2] for line in read_lines(data)]
    problems = [
        _problem(source) or _problem(target, "there is no translation: write it after a tab") for source, target in rows
    ]
    good = [(source, target) for (source, target), problem in zip(rows, problems, strict=True) if not problem]
    found = (translation for some in _in_parts(good) for translation in translator.force_many(some))
    for number, problem in enumerate(problems, start=1):
        if problem:
            click.echo(f"line {number}: {problem}", err=True)
            click.echo(json.dumps({"model": name, "error": problem}) if as_json else "")
        else:
            translation = next(found)
            links = {"model": name, "links": sorted(hard_alignment(translation))}
            click.echo(json.dumps(links) if as_json else pharaoh(translation))
    if any(problems):
        sys.exit(1)


@main.command(name="train")
@click.option("--resume", is_flag=True, help="Go on with runs that were interrupted.")
@click.option(
    "--output", default=Path("runs"), show_default=True, type=click.Path(path_type=Path), help="Where runs are kept."
)
@click.argument("configs", nargs=-1, required=True, type=path_to_file)
def train_command(resume: bool, output: Path, configs: tuple[Path, ...]) -> None:
    """Train one model for each TOML file of CONFIGS, in turn; those that have finished are skipped.

    The best weights of a run are in OUTPUT/PAIR/NAME/checkpoint; copy that folder to checkpoints/PAIR/NAME to use it.
    """
    runs = [read_run(config) for config in configs]  # all are checked before the first starts
    failed = False
    for run, config in zip(runs, configs, strict=True):
        folder = output / run.name
        command = f"python -m seq2seq_core train {shlex.quote(str(config))}"
        try:
            if not training.train(run, folder, resume=resume, command=command):
                click.echo(f"{run.name}: finished before, skipped")
                continue
        except UserError as error:  # the rest of an unattended queue goes on
            click.echo(f"Error: {error}", err=True)
            failed = True
            continue
        write_card(run.name, folder / training.CHECKPOINT)
        click.echo(f"{run.name}: best weights in {folder / training.CHECKPOINT}")
    if failed:
        sys.exit(1)


def _interventions(
    translator: Translator, force: tuple[str, ...], replace: Replacement | None, temperature: float | None
) -> list[Intervention]:
    changes: list[Intervention] = []
    for one in force:
        step, equals, word = one.partition("=")
        if not equals or not step.isdecimal():
            raise UserError(f"--force {one!r} is not STEP=WORD, for example 2=chien")
        changes.extend(translator.force_word(int(step), word))
    if replace:
        changes.append(ReplaceWeights(replace))
    if temperature is not None:
        changes.append(Temperature(temperature))
    return changes


def _models_of(pair: str | None) -> list[str]:
    """The models of a language pair, which need not be named where there is only one."""
    names = list(model_folders())
    pairs = sorted({name.split("/")[0] for name in names})
    if pair is None and len(pairs) > 1:
        raise UserError(f"--all needs --pair, for there are models of {', '.join(pairs)}")
    chosen = [name for name in names if pair is None or name.startswith(f"{pair}/")]
    if not chosen:
        raise UserError(f"there is no model of the pair {pair!r}; known pairs: {', '.join(pairs) or 'none'}")
    return chosen


def _lines(file: Path | None) -> list[str]:
    return read_lines(file) if file else decode_lines(sys.stdin.buffer.read(), "standard input")


def _problem(line: str, if_empty: str | None = None) -> str | None:
    """Why a line cannot be translated, or None."""
    if if_empty and not line.strip():
        return if_empty
    try:
        check_sentence(line)
    except InputError as error:
        return str(error)
    return None


def _in_parts(lines: list[Line]) -> Iterator[list[Line]]:
    for start in range(0, len(lines), AT_ONCE):
        yield lines[start : start + AT_ONCE]


if __name__ == "__main__":
    main(prog_name="python -m seq2seq_core")
