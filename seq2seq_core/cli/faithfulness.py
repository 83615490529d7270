"""faithfulness: which attribution tells what a model used, and which what people would link."""

from pathlib import Path
from typing import get_args

import click
from tqdm import tqdm

from seq2seq_core.attribution.methods import METHODS
from seq2seq_core.cli.evaluate import models_of
from seq2seq_core.cli.lines import as_json, path_to_file
from seq2seq_core.errors import UserError
from seq2seq_core.evaluation.attribution_alignment import evaluate_attribution_alignment
from seq2seq_core.evaluation.bootstrap import percentile_interval
from seq2seq_core.evaluation.differences import samples
from seq2seq_core.evaluation.faithful import USUAL, evaluate_faithfulness
from seq2seq_core.evaluation.gold import read_gold
from seq2seq_core.evaluation.results import (
    AttributionAlignmentScore,
    FaithfulnessScore,
    Results,
    Taken,
    save_results,
)
from seq2seq_core.evaluation.scores import check_sources
from seq2seq_core.parallel_text import read_pairs
from seq2seq_core.processes import Group
from seq2seq_core.registry import find_model
from seq2seq_core.translator import load


@click.command(name="faithfulness")
@click.option("--model", "name", help="For example en-fr/bahdanau; see `models`.")
@click.option("--all", "every", is_flag=True, help="Every model of a pair; implies --save.")
@click.option("--pair", help="With --all: the language pair of the data, for example en-fr.")
@click.option("--data", type=path_to_file, help="Tab-separated: source, then references.")
@click.option(
    "--gold", type=path_to_file, help="JSON lines of hand-aligned pairs: the alignment error rate of each method."
)
@click.option("--sentences", default=500, show_default=True, type=click.IntRange(1), help="Spread over the data.")
@click.option(
    "--method", "methods", multiple=True, type=click.Choice(list(METHODS)), help="By default all but Shapley."
)
@click.option("--taken", type=click.Choice(get_args(Taken)), default="unknown", show_default=True, help="What becomes "
              "of a source token that is taken away.")  # fmt: skip
@click.option("--save", is_flag=True, help="Keep the figures in the model's evaluation.json.")
@as_json
@click.pass_obj
def faithfulness_command(
    group: Group,
    name: str | None,
    every: bool,
    pair: str | None,
    data: Path | None,
    gold: Path | None,
    sentences: int,
    methods: tuple[str, ...],
    taken: Taken,
    save: bool,
    as_json: bool,
) -> None:
    """Comprehensiveness and sufficiency (DeYoung et al. 2020) of what each attribution method ranks first, on a model's
    own greedy translations: how much less probable each token becomes without it, and with it alone. Of hand-aligned
    pairs, the alignment error rate of the links that each method makes under forced decoding.
    """
    if bool(name) == every:
        raise UserError("say either --model NAME or --all")
    if data is None and gold is None:
        raise UserError("say what to measure on: --data, --gold or both")
    sources = [] if data is None else spread(data, sentences)
    aligned = [] if gold is None else read_gold(gold)
    for one in [name] if name else models_of(pair):
        translator, chosen = load(one), methods or USUAL
        faithful: list[FaithfulnessScore] = []
        errors: list[AttributionAlignmentScore] = []
        total = len(sources) + len(aligned)
        with tqdm(total=total, desc=one, unit="sentence", disable=not group.is_first) as bar:
            if data is not None:
                faithful = evaluate_faithfulness(
                    translator, sources, data, methods=chosen, taken=taken, progress=bar.update, group=group
                )
            if gold is not None:
                errors = evaluate_attribution_alignment(
                    translator, aligned, gold, methods=chosen, progress=bar.update, group=group
                )
        if not group.is_first:
            continue
        if save or every:
            found = Results(translation=[], alignment=[], faithfulness=faithful, attribution_alignment=errors)
            save_results(find_model(one).folder, found)
        best_first: list[FaithfulnessScore | AttributionAlignmentScore] = [
            *sorted(faithful, key=lambda score: -score.comprehensiveness_area),
            *sorted(errors, key=lambda score: score.aer),
        ]
        for score in best_first:
            click.echo(score.model_dump_json() if as_json else told(score))


def spread(data: Path, sentences: int) -> list[str]:
    """So many sources of a file, all if it has fewer, at equal distances; CorpusError for one that cannot be read."""
    pairs = read_pairs(data)
    check_sources(pairs, data)
    count = min(sentences, len(pairs))
    return [pairs[len(pairs) * n // count].source for n in range(count)]


def told(score: FaithfulnessScore | AttributionAlignmentScore) -> str:
    """A score as text for a terminal."""
    if isinstance(score, AttributionAlignmentScore):
        (low, high), (least, most) = (
            percentile_interval(samples(score, measure)) for measure in ("alignment error", "alignment error both ways")
        )
        return (
            f"{score.model} on {score.sentences} pairs of {score.data}: {score.method}: alignment error rate "
            f"{score.aer:.3f} ({low:.3f} to {high:.3f}), by words {score.aer_of_words:.3f}, both ways "
            f"{score.aer_both_ways:.3f} ({least:.3f} to {most:.3f})"
        )
    agreement = "" if score.agreement is None else f", Kendall's tau with attention {score.agreement:.2f}"
    return (
        f"{score.model} on {score.sentences} sentences of {score.data}, tokens {score.taken}: {score.method}: "
        f"comprehensiveness {score.comprehensiveness_area:.3f}, sufficiency {score.sufficiency_area:.3f}{agreement}"
    )
