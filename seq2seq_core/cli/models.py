"""models: which there are."""

import json

import click

from seq2seq_core.checkpoint import read_files
from seq2seq_core.cli.lines import as_json
from seq2seq_core.errors import CheckpointError
from seq2seq_core.evaluation.card import current_results
from seq2seq_core.evaluation.results import SENTENCES, Results
from seq2seq_core.registry import known_models


@click.command()
@as_json
def models(as_json: bool) -> None:
    """List the models that exist, with what is wrong with those that cannot be used."""
    for name, model in known_models().items():
        try:
            config, _ = read_files(model.folder)
        except CheckpointError as error:
            click.echo(json.dumps({"model": name, "error": str(error)}) if as_json else f"{name}: {error}")
            continue
        try:
            results, damaged = current_results(model.folder), ""
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
