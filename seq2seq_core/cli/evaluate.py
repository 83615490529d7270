"""evaluate: BLEU, chrF and alignment errors of one model or a family; BLEU and chrF of an ensemble."""

import json
import sys
from pathlib import Path
from typing import get_args

import click

from seq2seq_core.cli.challenge import take_challenge
from seq2seq_core.cli.lines import as_json, path_to_file
from seq2seq_core.decoding.options import BEAM
from seq2seq_core.ensemble import Ensemble, load_ensemble
from seq2seq_core.errors import CheckpointError, UserError
from seq2seq_core.evaluation.card import family_table, write_card
from seq2seq_core.evaluation.gold import evaluate_alignment, read_gold
from seq2seq_core.evaluation.results import PARTS_OF, AlignmentScore, Evaluation, Results, Spelling, save_results, told
from seq2seq_core.evaluation.scores import check_sources, evaluate, join_pairs
from seq2seq_core.parallel_text import Pair, read_pairs
from seq2seq_core.processes import Group
from seq2seq_core.registry import ModelReference, find_model, known_models, of_pair, pairs_of
from seq2seq_core.translator import Translator, load


@click.command(name="evaluate")
@click.option("--model", "names", multiple=True, help="For example en-fr/bahdanau; see `models`. Several translate "
              "together, as an ensemble.")  # fmt: skip
@click.option(
    "--all", "every", is_flag=True, help="Every model of a pair, greedy and with a beam of 5; implies --save."
)
@click.option("--pair", help="With --all: the language pair of the data, for example en-fr.")
@click.option("--data", type=path_to_file, help="Tab-separated: source, then one or more references.")
@click.option("--gold", type=path_to_file, help="JSON lines of hand-aligned pairs: the alignment error rate.")
@click.option("--challenge", is_flag=True, help="Instead of data: which sentences of our challenge set come out right.")
@click.option("--beam", type=int, help="Beam size; 1, unless given, is greedy.")
@click.option(
    "--joined", type=click.IntRange(1), help="Instead of the sentences, this many inputs of two sentences each."
)
@click.option("--save", is_flag=True, help="Keep the figures in the model's evaluation.json and README.md.")
@as_json
@click.pass_obj
def evaluate_command(
    group: Group,
    names: tuple[str, ...],
    every: bool,
    pair: str | None,
    data: Path | None,
    gold: Path | None,
    challenge: bool,
    beam: int | None,
    joined: int | None,
    save: bool,
    as_json: bool,
) -> None:
    """BLEU and chrF (sacrebleu, cased, all references) of a model, overall and by source length; alignment error rate
    of hand-aligned pairs, in natural spelling and tokenised; or the sentences of a challenge set, by category.
    """
    if bool(names) == every:
        raise UserError("say either --model NAME or --all")
    if every and beam is not None:
        raise UserError("--all measures greedy search and a beam of 5; leave out --beam")
    if pair and not every:
        raise UserError("--pair belongs to --all; a model's name has its pair")
    if challenge:
        if data is not None or gold is not None or joined is not None:
            raise UserError("--challenge has sentences of its own; leave out --data, --gold and --joined")
        if len(names) > 1 and save:
            raise UserError("--save is for one model: an ensemble has no folder")
        take_challenge(
            names or models_of(pair),
            beam_sizes=(1, BEAM) if every else (beam or 1,),
            together=len(names) > 1,
            save=save or every,
            as_json=as_json,
            go_on=every,
            group=group,
        )
        return
    if data is None and gold is None:
        raise UserError("say what to measure on: --data, --gold or both, or --challenge")
    if data is None and (beam is not None or joined is not None):
        raise UserError("--beam and --joined belong to --data")
    if len(names) > 1 and (save or gold is not None):
        raise UserError("--save and --gold are for one model: an ensemble has neither a folder nor one alignment")
    pairs, aligned = [] if data is None else read_pairs(data), [] if gold is None else read_gold(gold)
    if data is not None:
        check_sources(pairs, data)
    if len(names) > 1 and data is not None:
        searches = [_measure(load_ensemble(names), pairs, data, beam or 1, joined, group)]
        if group.is_first:
            _tell(searches, [], as_json)
        return
    measured: dict[str, ModelReference] = {}
    broken = False
    for one in names or models_of(pair):
        try:
            translator = load(one)
        except CheckpointError as error:
            if not every:
                raise
            if group.is_first:
                click.echo(f"Error: {one}: {error}", err=True)  # the others are measured all the same
            broken = True
            continue
        sizes = () if data is None else (1, BEAM) if every else (beam or 1,)
        searches = [_measure(translator, pairs, data, size, joined, group) for size in sizes if data is not None]
        if not group.is_first:
            continue
        translation = [evaluation for search in searches for evaluation in search]
        alignment: list[AlignmentScore] = []
        if gold is not None and translator.checkpoint.config.model.attention != "none":
            alignment = [evaluate_alignment(translator, aligned, gold, spelling) for spelling in get_args(Spelling)]
        measured[one] = find_model(one)
        if (save or every) and (translation or alignment):
            save_results(measured[one].folder, Results(translation=translation, alignment=alignment))
            write_card(one, measured[one].folder)
        _tell(searches, alignment, as_json)
    if every and not as_json and group.is_first:
        click.echo(family_table(measured))
    if broken:
        sys.exit(1)


def _tell(searches: list[list[Evaluation]], alignment: list[AlignmentScore], as_json: bool) -> None:
    if as_json:
        for whole, *parts in searches:
            line = whole.model_dump() | ({"parts": parts[0].model_dump()} if parts else {})
            click.echo(json.dumps(line, ensure_ascii=False))
        for score in alignment:
            click.echo(json.dumps(score.model_dump(), ensure_ascii=False))
        return
    results: list[Evaluation | AlignmentScore] = [*(one for search in searches for one in search), *alignment]
    for result in results:
        click.echo(told(result))


def _measure(
    translator: Translator | Ensemble, pairs: list[Pair], data: Path, beam_size: int, joined: int | None, group: Group
) -> list[Evaluation]:
    """One search on the sentences; or on inputs joined of them, and then on their parts."""
    if joined is None:
        return [evaluate(translator, pairs, data, beam_size=beam_size, group=group)]
    made, parts = join_pairs(pairs, joined)
    inputs = f"{joined} joined inputs of two sentences"
    return [
        evaluate(translator, made, data, beam_size=beam_size, inputs=inputs, group=group),
        evaluate(translator, parts, data, beam_size=beam_size, inputs=PARTS_OF + inputs, group=group),
    ]


def models_of(pair: str | None) -> list[str]:
    """The models of a language pair, which need not be named where there is only one."""
    models = known_models()
    pairs = pairs_of(models)
    if pair is None and len(pairs) > 1:
        raise UserError(f"--all needs --pair, for there are models of {', '.join(pairs)}")
    chosen = list(models if pair is None else of_pair(pair, models))
    if not chosen:
        raise UserError(f"there is no model of the pair {pair!r}; known pairs: {', '.join(pairs) or 'none'}")
    return chosen
