"""The steps of a forced decoding run, each of which can be taken again with other attention weights.

What was said and looked at before a step stays as it was, and nothing after it is asked: what changes is what the model
would say at that step alone.

S source length, T target length, V vocabulary size, N rows of weights.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from seq2seq_core.decoding.interventions import Intervention, change_source
from seq2seq_core.decoding.options import Ids
from seq2seq_core.decoding.stepper import Stepper
from seq2seq_core.errors import InputError
from seq2seq_core.model.decoders import DecoderState, Source
from seq2seq_core.model.recurrence import RecurrentState
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import START

ROWS = 256  # of weights tried together


@dataclass(frozen=True, slots=True)
class TakenSteps:
    """All steps of one sentence."""

    model: Seq2Seq
    source: Source  # of the one sentence
    states: DecoderState  # before every step, one row each; `time` is not theirs
    previous: Tensor  # (T,) what had just been said
    weights: Tensor  # (T, S) what was looked at
    probabilities: Tensor  # (T, V) of what could be said

    def logits_under(self, rows: Tensor, steps: Tensor) -> Tensor:
        """Logits (N, V) of what could be said at `steps` (N,), each with its own row (N, S) of weights."""
        source = self.source.pick(torch.zeros_like(steps))
        _, logits = self.model.advance(
            self.previous[steps], self.states.pick(steps), source, lambda scores, weights, gaussian: rows
        )
        return logits


@torch.no_grad()
def take_steps(
    model: Seq2Seq, source_ids: Ids, target_ids: Ids, interventions: Sequence[Intervention] = ()
) -> TakenSteps:
    """Force the tokens `target_ids`; InputError for a model without attention.

    What the steps looked at under `interventions` is what they looked at.
    """
    if model.decoder.score is None:
        raise InputError("this model has no attention to change")
    stepper = Stepper(model, [change_source(source_ids, interventions)], interventions)
    previous = torch.tensor([START, *target_ids[:-1]])  # (T,)
    states, weights, probabilities = [], [], []
    for word in previous[:, None]:
        states.append(stepper.state)
        step, scores = stepper.step(word)
        assert step.attention is not None
        weights.append(step.attention.weights)
        probabilities.append(scores.softmax(dim=-1))
    return TakenSteps(model, stepper.source, _stacked(states), previous, torch.cat(weights), torch.cat(probabilities))


def _stacked(states: Sequence[DecoderState]) -> DecoderState:
    """Of several states of one row each, one with as many rows."""
    hidden, cell = (
        tuple(map(torch.cat, zip(*layers, strict=True)))
        for layers in ([s.recurrent.hidden for s in states], [s.recurrent.cell for s in states])
    )
    fed = [state.attentional for state in states if state.attentional is not None]
    covered = [state.covered for state in states if state.covered is not None]
    recurrent = RecurrentState(hidden, cell)
    return DecoderState(recurrent, torch.cat(fed) if fed else None, covered=torch.cat(covered) if covered else None)
