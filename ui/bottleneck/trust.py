"""How often the ensemble of the Bottleneck page is right, as benchmarks/omission.py measured it."""

import json
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

_MEASURED = Path(__file__).parents[2] / "measured" / "omission.json"


def trust(pair: str, ensemble: Mapping[str, str], path: Path = _MEASURED) -> pd.DataFrame | None:
    """What this ensemble (names and fingerprints) called translated, as a table; None if another was measured."""
    try:
        measured = json.loads(path.read_text(encoding="utf-8"))[pair]
        if measured["ensemble"] != dict(ensemble):
            return None
        counts = {case: f"{case} ({int(number):,})" for case, number in measured["words"].items()}
        rows = [
            {"judged by": str(row["by"])} | {counts[case]: f"{float(row[case]):.0%}" for case in counts}
            for row in measured["rows"]
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return pd.DataFrame(rows)
