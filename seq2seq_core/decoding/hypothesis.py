"""A decoded target, with the trace of how it came about."""

from collections.abc import Sequence
from dataclasses import dataclass

from seq2seq_core.decoding.trace import Trace
from seq2seq_core.vocabulary import END


@dataclass(frozen=True, slots=True, eq=False)
class Hypothesis:
    """A decoded target. `ids` ends with the end token if `finished`."""

    ids: tuple[int, ...]
    log_prob: float
    finished: bool
    trace: Trace


def hypothesis_of(ids: Sequence[int], trace: Trace) -> Hypothesis:
    """The hypothesis whose tokens have the log-probabilities of the trace."""
    return Hypothesis(tuple(ids), float(trace.log_probs.sum(dtype="float64")), ids[-1] == END, trace)
