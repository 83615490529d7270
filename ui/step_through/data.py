"""What the step view draws, as plain data made of traces: no number in it that decoding did not compute.

T target length, S source length, K candidates.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from seq2seq_core import Intervention, ModelReference, Side, Translation
from seq2seq_core.analysis.alignment_measures import entropy
from seq2seq_core.model.config import ModelConfig
from seq2seq_core.vocabulary import END
from ui.step_through.comparison import compare
from ui.step_through.edits import changes_all_rows, marked_steps
from ui.step_through.runs import Runs

DIGITS = 6


def piece_label(surface: str, first: bool = False) -> str:
    """A token as a label: a word's beginning as it is, a continuation with a hyphen in front."""
    text = surface.replace("▁", " ").strip()
    if not text:
        return "▁"
    joins = not first and not surface.startswith("▁") and text[0].isalnum()
    return f"‑{text}" if joins else text


def labels(side: Side) -> list[str]:
    """Labels of all tokens of a side."""
    return [piece_label(surface, i == 0) for i, surface in enumerate(side.pieces)]


def model_data(letter: str, runs: Runs, model: ModelReference, surface: Callable[[int], str]) -> dict[str, Any]:
    """One model's part of the view: what it compares, and its runs, the original first."""
    all_runs = [run_data(runs.original, (), None, surface)]
    if runs.changed is not None:
        all_runs.append(run_data(runs.changed, runs.interventions, runs.original, surface))
    return {
        "name": runs.original.model,
        "letter": letter,
        "title": model.name,
        "compares": compares(model.config.model if model.config else None),
        "score": model.config.model.score if model.config else None,
        "runs": all_runs,
    }


def compares(model: ModelConfig | None) -> str:
    """What a model does to look, in words that follow its name."""
    if model is None or model.attention == "none":
        return "compares nothing: it has no attention and works from its state alone"
    if model.attention == "bahdanau":
        return "compares its previous state sₜ₋₁ with every source token, before this word"
    if model.score == "location":
        return "lets its current state hₜ alone say how much each position counts, then says the word"
    where = "every source token" if model.scope == "global" else "the source tokens in its window"
    return f"compares its current state hₜ with {where}, then says the word"


def run_data(
    run: Translation, changes: Sequence[Intervention], original: Translation | None, surface: Callable[[int], str]
) -> dict[str, Any]:
    """One run, step by step; with an `original`, what changed against it."""
    trace = run.trace
    forced, edited = marked_steps(changes)
    every = changes_all_rows(changes)
    compared = compare(original, run) if original is not None else []
    steps = range(len(run.target.ids))
    data: dict[str, Any] = {
        "logProb": _number(run.log_prob),
        "finished": run.finished,
        "source": [
            {"text": text, "end": i == END, "unknown": unknown, "glued": not piece.startswith("▁") or s == 0}
            for s, (text, i, unknown, piece) in enumerate(
                zip(labels(run.source), run.source.ids, run.source.unknown, run.source.pieces, strict=True)
            )
        ],
        "words": [list(group) for group in run.source.groups],  # the source tokens of each word
        "target": [
            {
                "text": text,
                "plain": run.target.pieces[t].replace("▁", " ").strip(),
                "end": run.target.ids[t] == END,
                "glued": not run.target.pieces[t].startswith("▁") and run.target.ids[t] != END,
                "forced": t in forced,
                "edited": trace.weights is not None and (every or t in edited),
                "changed": bool(compared) and not compared[t].same,
                "logProb": _number(trace.log_probs[t]),
                "rise": _number(compared[t].log_prob) if compared else None,
                "moved": _number(compared[t].moved) if compared else None,
                "partner": compared[t].partner if compared else None,
            }
            for t, text in enumerate(labels(run.target))
        ],
        "alternatives": [
            [
                {"id": int(i), "text": piece_label(surface(int(i)), t == 0), "logProb": _number(value)}
                for i, value in zip(trace.candidate_ids[t], trace.candidate_log_probs[t], strict=True)
            ]
            for t in steps
        ],
        "ids": list(run.target.ids),
        "queryNorm": [_number(np.linalg.norm(trace.query[t])) for t in steps],
        "weights": None,
    }
    if trace.weights is not None and trace.context is not None:
        data |= {
            "weights": _rows(trace.weights),
            # Where nothing was edited it is what was used.
            "computed": [row if every or t in edited else None for t, row in enumerate(_rows(trace.computed))],
            "scores": _rows(trace.scores),
            "entropy": [_number(value) for value in entropy(trace.weights)],
            "contextNorm": [_number(np.linalg.norm(trace.context[t])) for t in steps],
            "center": None if trace.centers is None else [_number(value) for value in trace.centers],
        }
    return data


def _rows(rows: Any) -> list[list[float | None]]:
    return [[_number(value) for value in row] for row in rows]


def _number(value: Any) -> float | None:
    """A number that JSON has; None for minus infinity, which is the score outside a window."""
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), DIGITS)
