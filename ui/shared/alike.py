"""Whether models were trained alike: said wherever their quality is compared."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from seq2seq_core.evaluation.family import unmatched
from ui.shared.models import config_of
from ui.shared.shell import muted


def say_unmatched(names: Iterable[str], models: Mapping[str, Path]) -> bool:
    """Name each model that differs from most of the others in more than attention, and in what. Returns whether one
    does."""
    configs = {name: config for name in names if (config := config_of(models[name])) is not None}
    found = unmatched(configs)
    for name, differences in found.items():
        muted(
            f"{name.split('/')[1]} was not trained like the others ({', '.join(differences)}), so what sets it apart "
            "is not attention alone.",
            f"unmatched-{name.replace('/', '-')}",
        )
    return bool(found)
