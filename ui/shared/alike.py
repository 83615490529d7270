"""Whether models were trained alike: said wherever their quality is compared."""

from collections.abc import Iterable

from seq2seq_core.evaluation.family import unmatched
from seq2seq_core.registry import Models
from ui.shared.shell import muted


def say_unmatched(names: Iterable[str], models: Models) -> bool:
    """Name each model that differs from most of the others in more than attention, and in what. Returns whether one
    does."""
    configs = {name: config for name in names if (config := models[name].config) is not None}
    found = unmatched(configs)
    for name, differences in found.items():
        muted(
            f"{models[name].name} was not trained like the others ({', '.join(differences)}), so what sets it apart "
            "is not attention alone.",
            f"unmatched-{name.replace('/', '-')}",
        )
    return bool(found)
