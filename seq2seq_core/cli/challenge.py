"""evaluate --challenge: which sentences of the challenge set models get right, by category."""

import sys
from collections.abc import Sequence

import click

from seq2seq_core.challenge.challenge_set import read_challenge
from seq2seq_core.challenge.measure import take
from seq2seq_core.challenge.table import challenge_table, comparisons, rows_of
from seq2seq_core.ensemble import Ensemble, load_ensemble
from seq2seq_core.errors import CheckpointError
from seq2seq_core.evaluation.card import write_card
from seq2seq_core.evaluation.results import Results, save_results
from seq2seq_core.processes import ALONE, Group
from seq2seq_core.registry import find_model
from seq2seq_core.translator import Translator, load


def take_challenge(
    names: Sequence[str], *, beam_sizes: Sequence[int], together: bool, save: bool, as_json: bool, go_on: bool,
    group: Group = ALONE,
) -> None:  # fmt: skip
    """Measure models of one pair, each for itself or all `together`; `go_on` where one of them is damaged."""
    challenge = read_challenge(names[0])
    results: dict[str, Results] = {}
    broken = False
    for one in [names] if together else [[name] for name in names]:
        try:
            translator: Translator | Ensemble = load_ensemble(one) if together else load(one[0])
        except CheckpointError as error:
            if not go_on:
                raise
            if group.is_first:
                click.echo(f"Error: {one[0]}: {error}", err=True)  # the others are measured all the same
            broken = True
            continue
        scores = [take(translator, challenge, beam_size=size, group=group) for size in beam_sizes]
        if not group.is_first:
            continue
        results[translator.name] = Results(translation=[], alignment=[], challenge=scores)
        if save:
            folder = find_model(one[0]).folder
            save_results(folder, results[translator.name])
            write_card(one[0], folder)
        if as_json:
            for score in scores:
                click.echo(score.model_dump_json())
    if not as_json and group.is_first:
        for size in beam_sizes:
            rows = rows_of(results, challenge, beam_size=size)
            click.echo(f"{challenge.data}, {'greedy' if size == 1 else f'beam {size}'}:\n\n{challenge_table(rows)}\n")
            if len(rows) > 1:
                click.echo(comparisons(rows) + "\n")
            elif rows:
                for answer in (answer for answer in rows[0].score.answers if not answer.passed):
                    click.echo(f"not {answer.id}: {answer.text}")
    if broken:
        sys.exit(1)
