"""translate: sentences in, sentences out, with interventions if wanted."""

import json
import sys
from pathlib import Path
from typing import get_args

import click

from seq2seq_core.cli.lines import as_json, in_parts, lines_of, path_to_file
from seq2seq_core.decoding.interventions import Intervention, Replacement, ReplaceWeights, Temperature
from seq2seq_core.decoding.options import DecodingOptions
from seq2seq_core.ensemble import Ensemble, load_ensemble
from seq2seq_core.errors import InputError, UserError
from seq2seq_core.interchange import translations_json
from seq2seq_core.translator import Translator, load, misplaced


@click.command()
@click.option("--model", "names", required=True, multiple=True, help="For example en-fr/bahdanau; see `models`. Several"
              " translate together, as an ensemble.")  # fmt: skip
@click.option("--beam", default=1, show_default=True, help="Beam size; 1 is greedy.")
@click.option("--n-best", default=1, show_default=True, help="How many translations of each sentence to print.")
@click.option("--length-penalty", default=1.0, show_default=True, help="Rank by log_prob / length ** this.")
@click.option("--force", multiple=True, metavar="STEP=WORD", help="Say WORD from target token STEP on, counted from 0.")
@click.option("--replace", type=click.Choice(get_args(Replacement)), help="Use other attention weights at every step.")
@click.option("--temperature", type=float, help="Divide attention scores by this before the softmax.")
@click.option("--file", type=path_to_file, help="Read sentences from a file, one a line.")
@as_json
@click.argument("texts", nargs=-1)
def translate(
    names: tuple[str, ...],
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

    Several models say at each step what has the largest mean of their log-probabilities; what is changed is changed in
    all of them. With --json each one's own log-probabilities and weights are printed.
    """
    translator = load_ensemble(names) if len(names) > 1 else load(names[0])
    options = DecodingOptions(beam, n_best, length_penalty)
    if texts and file:
        raise UserError("give sentences or --file, not both")
    lines = list(texts) or lines_of(file)
    changes = _interventions(translator, force, replace, temperature)
    found = (one for some in in_parts(lines) for one in translator.translate_each(some, options, changes))
    failed = False
    for number, result in enumerate(found, start=1):
        hypotheses = [] if isinstance(result, InputError) else result
        problem = str(result) if isinstance(result, InputError) else misplaced(hypotheses, changes)
        if problem:
            failed = True
            click.echo(f"line {number}: {problem}", err=True)
            named = {"models": names} if len(names) > 1 else {"model": names[0]}
            click.echo(json.dumps(named | {"error": problem}) if as_json else "")
        elif as_json:
            click.echo(json.dumps(translations_json(hypotheses), ensure_ascii=False))
        else:
            for hypothesis in hypotheses:
                click.echo(hypothesis.text)
    if failed:
        sys.exit(1)


def _interventions(
    translator: Translator | Ensemble, force: tuple[str, ...], replace: Replacement | None, temperature: float | None
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
