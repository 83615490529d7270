"""faithfulness: which attribution tells what a model used."""

from pathlib import Path
from typing import get_args

import click
from tqdm import tqdm

from seq2seq_core.attribution.methods import METHODS
from seq2seq_core.cli.evaluate import models_of
from seq2seq_core.cli.lines import as_json, path_to_file
from seq2seq_core.errors import UserError
from seq2seq_core.evaluation.faithful import USUAL, evaluate_faithfulness
from seq2seq_core.evaluation.results import FaithfulnessScore, Results, Taken, save_results
from seq2seq_core.evaluation.scores import check_sources
from seq2seq_core.parallel_text import read_pairs
from seq2seq_core.registry import find_model
from seq2seq_core.translator import load


@click.command(name="faithfulness")
@click.option("--model", "name", help="For example en-fr/bahdanau; see `models`.")
@click.option("--all", "every", is_flag=True, help="Every model of a pair; implies --save.")
@click.option("--pair", help="With --all: the language pair of the data, for example en-fr.")
@click.option("--data", required=True, type=path_to_file, help="Tab-separated: source, then references.")
@click.option("--sentences", default=500, show_default=True, type=click.IntRange(1), help="Spread over the data.")
@click.option(
    "--method", "methods", multiple=True, type=click.Choice(list(METHODS)), help="By default all but Shapley."
)
@click.option("--taken", type=click.Choice(get_args(Taken)), default="unknown", show_default=True, help="What becomes "
              "of a source token that is taken away.")  # fmt: skip
@click.option("--save", is_flag=True, help="Keep the figures in the model's evaluation.json.")
@as_json
def faithfulness_command(
    name: str | None,
    every: bool,
    pair: str | None,
    data: Path,
    sentences: int,
    methods: tuple[str, ...],
    taken: Taken,
    save: bool,
    as_json: bool,
) -> None:
    """Comprehensiveness and sufficiency (DeYoung et al. 2020) of what each attribution method ranks first, on a model's
    own greedy translations: how much less probable each token becomes without it, and with it alone.
    """
    if bool(name) == every:
        raise UserError("say either --model NAME or --all")
    pairs = read_pairs(data)
    check_sources(pairs, data)
    count = min(sentences, len(pairs))
    sources = [pairs[len(pairs) * n // count].source for n in range(count)]
    for one in [name] if name else models_of(pair):
        with tqdm(total=count, desc=one, unit="sentence") as bar:
            scores = evaluate_faithfulness(
                load(one), sources, data, methods=methods or USUAL, taken=taken, progress=bar.update
            )
        if save or every:
            save_results(find_model(one).folder, Results(translation=[], alignment=[], faithfulness=scores))
        for score in sorted(scores, key=lambda score: -score.comprehensiveness_area):
            click.echo(score.model_dump_json() if as_json else told(score))


def told(score: FaithfulnessScore) -> str:
    """A score as text for a terminal."""
    agreement = "" if score.agreement is None else f", Kendall's tau with attention {score.agreement:.2f}"
    return (
        f"{score.model} on {score.sentences} sentences of {score.data}, tokens {score.taken}: {score.method}: "
        f"comprehensiveness {score.comprehensiveness_area:.3f}, sufficiency {score.sufficiency_area:.3f}{agreement}"
    )
