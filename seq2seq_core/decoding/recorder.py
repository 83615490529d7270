"""Keeps what every step computed for all rows, and cuts out the trace of one hypothesis at the end.

R rows of a step, which may be others at every step; C candidates, n tokens to choose from, S source length, T target
length.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import torch
from torch import Tensor

from seq2seq_core.decoding.options import Ids
from seq2seq_core.decoding.stepper import Candidates
from seq2seq_core.decoding.trace import Ints, Trace
from seq2seq_core.model.attention import Attention

FIELDS = ("scores", "weights", "computed", "context")  # of `Attention`: what a trace keeps, besides the centres


@dataclass(slots=True)
class Recorder:
    """Steps in their order. `trace` may be called once all have been recorded."""

    candidates: int
    _steps: list[dict[str, Tensor]] = field(default_factory=list)
    _joined: dict[str, Tensor] = field(default_factory=dict)  # all steps under each other
    _first: list[int] = field(default_factory=list)  # where each step begins in it

    def record(
        self, query: Tensor, attention: Attention | None, best: Candidates, ids: Tensor, log_probs: Tensor
    ) -> None:
        """Keep one step of all rows: what was compared (R, H), what was looked at, and the best tokens after it; and
        `ids` and `log_probs` (R, n) of those that the search chooses from.
        """
        step = {
            "query": query,
            "ids": best.ids[:, : self.candidates],
            "log_probs": best.log_probs[:, : self.candidates],
            "choice_ids": ids,
            "choice_log_probs": log_probs,
        }
        if attention is not None:
            step |= {name: getattr(attention, name) for name in FIELDS}
            if attention.center is not None:
                step["center"] = attention.center
        self._steps.append(step)

    def trace(self, rows: Sequence[int], source_length: int, ids: Ids) -> Trace:
        """The trace of the hypothesis that was row rows[t] of step t and said ids[t] there."""
        if not self._joined:
            self._joined = {name: torch.cat([step[name] for step in self._steps]) for name in self._steps[0]}
            self._first = [0, *accumulate(len(step["query"]) for step in self._steps)]
        places = torch.tensor([first + row for first, row in zip(self._first, rows, strict=False)])
        own = {name: values[places.to(values.device)].cpu() for name, values in self._joined.items()}
        chosen = own["choice_ids"] == torch.tensor(ids)[:, None]  # (T, n), one of each row
        looked = {name: own[name][:, :source_length] for name in FIELDS[:3] if name in own}
        return Trace(
            query=own["query"].numpy(),
            log_probs=own["choice_log_probs"][chosen].numpy(),
            candidate_ids=own["ids"].numpy(),
            candidate_log_probs=own["log_probs"].numpy(),
            scores=looked["scores"].numpy() if looked else None,
            weights=looked["weights"].numpy() if looked else None,
            computed=looked["computed"].numpy() if looked else None,
            context=own["context"].numpy() if looked else None,
            centers=own["center"].numpy() if "center" in own else None,
            windows=_windows(looked["scores"]) if "center" in own else None,
        )


def _windows(scores: Tensor) -> Ints:
    """First and last position of each row of scores (T, S) that is not -inf, (T, 2)."""
    inside = (scores > -torch.inf).int()
    return torch.stack([inside.argmax(dim=1), scores.shape[1] - 1 - inside.flip(1).argmax(dim=1)], dim=1).numpy()
