"""The figures of models on test data, with a word where there are none to show."""

from collections.abc import Iterable, Mapping, Sequence

from seq2seq_core import CheckpointError
from seq2seq_core.checkpoint import fingerprint_of
from seq2seq_core.evaluation.family import common_data
from seq2seq_core.evaluation.results import Evaluation, Results
from seq2seq_core.registry import Models
from ui.shared.models import results_of
from ui.shared.problems import problems_shown
from ui.shared.provenance import search_said
from ui.shared.shell import muted


def evaluated(names: Iterable[str], models: Models) -> dict[str, Results]:
    """What is known of each model's present weights; what is wrong with the others is said."""
    found = {}
    for name in names:
        with problems_shown(name):
            if (config := models[name].config) is None:
                raise CheckpointError("its config.json is damaged")
            results = results_of(models[name])
            found[name] = results.of(fingerprint_of(config))
            if results.translation and not found[name].translation:
                muted(f"{name} was evaluated with other weights: evaluate it again.", f"stale-{name}")
    return found


def comparable(
    found: Mapping[str, Results], inputs: str, beam_size: int, data: str | None = None
) -> dict[str, Evaluation]:
    """One evaluation a model, all of the same `inputs` of the same data with the same search: `beam_size` if there is
    such a one, else the narrowest. A model without is named and left out. The data are those that most models have
    figures of, or a file with the SHA-256 `data`."""
    data = data or common_data(found.values(), inputs)
    fitting = [
        (name, one)
        for name, some in found.items()
        for one in some.translation
        if (one.inputs, one.data_sha256) == (inputs, data)
    ]
    beams = {one.beam_size for _, one in fitting}
    beam = beam_size if beam_size in beams else min(beams, default=1)
    chosen = {name: one for name, one in fitting if one.beam_size == beam}
    for name in found.keys() - chosen.keys() if chosen else ():
        key = f"missing-{name}-{inputs}-{data}"
        muted(f"{name} has no figures for {inputs} of this data with beam {beam}.", key)
    return chosen


def provenance(shown: Sequence[Evaluation]) -> str:
    """Where figures come from, in one line: the models, the data, the search and how it was scored."""
    one = shown[0]
    whose = ", ".join(f"{each.model} {each.fingerprint}" for each in shown)
    return (
        f"{whose} · {one.sentences:,} inputs from {one.data}, {search_said(one.beam_size)}, all references · "
        f"{one.bleu_signature}"
    )
