"""What attention would it take? Find weights for one step that make the model say another word there.

After Lee, Shin and Kim (2017), "Interactive Visualization and Manipulation of Attention-based Neural Machine
Translation": gradient descent over the logits of one row of attention, all weights of the model frozen.

S source length.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from seq2seq_core.analysis.alignment_measures import total_variation
from seq2seq_core.decoding.interventions import Intervention, SetWeights
from seq2seq_core.decoding.other_weights import TakenSteps, take_steps
from seq2seq_core.decoding.trace import Floats
from seq2seq_core.errors import InputError
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import FORBIDDEN_IDS
from seq2seq_core.wanted import check_wanted

MARGIN = 0.01  # by which the log-probability of the wanted token must lead
FIRST_GUESS = 1e-4  # weight that a position gets at least at the start: what is exactly zero has no gradient


@dataclass(frozen=True, slots=True, eq=False)
class Counterfactual:
    """The row that was found, beside the real one."""

    step: int
    wanted: int
    row: Floats  # (S,) sums to one
    real: Floats  # (S,) what the model itself used
    log_prob: float  # of the wanted token under `row`
    real_log_prob: float  # and under `real`
    worked: bool  # whether the wanted token became the most likely one
    updates: int

    @property
    def distance(self) -> float:
        """The total variation distance of the two rows, 0 to 1: the share of the attention that has to move."""
        return float(total_variation(self.row, self.real))

    @property
    def intervention(self) -> SetWeights:
        """The row as a change to a decoding run."""
        return SetWeights(self.step, tuple(map(float, self.row)))


def find_weights(
    model: Seq2Seq,
    source_ids: Sequence[int],
    said: Sequence[int],
    wanted: int,
    *,
    interventions: Sequence[Intervention] = (),
    updates: int = 300,
    learning_rate: float = 0.2,
) -> Counterfactual:
    """Find attention weights for the step after the tokens `said` under which token `wanted` is the most likely.

    Descends from the real row and stops at the first row that works, so that the row stays near. Where that ends in a
    valley, it descends once more from the single source position that suits the wanted token best. What earlier steps
    did under `interventions` stays. InputError for a model without attention or a token that is never said.
    """
    if model.decoder.score is None:
        raise InputError("this model has no attention to change")
    if wanted in FORBIDDEN_IDS or not 0 <= wanted < model.config.vocabulary_size:
        raise InputError(f"token {wanted} is not one that the model can say")
    with torch.no_grad():
        at = _Place(take_steps(model, source_ids, [*said, wanted], interventions), len(said), wanted)
        real = at.taken.weights[at.step]
        real_log_prob = float(at.log_probs(real[None])[0, wanted])
        found = at.descend(real, updates, learning_rate)
        if not found.worked:
            second = at.descend(at.best_position(), updates, learning_rate)
            found = max(found, second, key=lambda end: (end.worked, end.log_prob))
    return Counterfactual(
        step=at.step,
        wanted=wanted,
        row=found.row.numpy(),
        real=real.numpy(),
        log_prob=found.log_prob,
        real_log_prob=real_log_prob,
        worked=found.worked,
        updates=found.updates,
    )


@dataclass(frozen=True, slots=True)
class _End:
    """Where a descent came to rest."""

    row: Tensor  # (S,)
    log_prob: float
    worked: bool
    updates: int


@dataclass(frozen=True, slots=True)
class _Place:
    """The step at which `wanted` is to be said."""

    taken: TakenSteps
    step: int
    wanted: int

    def log_probs(self, rows: Tensor) -> Tensor:
        """Log-probabilities (N, V) of the next token under each of the attention rows (N, S)."""
        return self.taken.logits_under(rows, torch.full((len(rows),), self.step)).log_softmax(dim=-1)

    def best_position(self) -> Tensor:
        """The row (S,) that looks at one position alone and makes the wanted token likelier than any other such row."""
        single = torch.eye(self.taken.weights.shape[1])
        return single[self.log_probs(single)[:, self.wanted].argmax()]

    def descend(self, start: Tensor, updates: int, learning_rate: float) -> _End:
        """Follow the gradient of the wanted token's log-probability from the row `start` (S,) until it leads."""
        logits = start.clamp_min(FIRST_GUESS).log().requires_grad_()
        optimizer = torch.optim.Adam([logits], lr=learning_rate)
        for update in range(updates + 1):
            check_wanted()
            with torch.enable_grad():
                row = logits.softmax(dim=-1)
                log_probs = self.log_probs(row[None])[0]  # (V,)
                loss = -log_probs[self.wanted]
            allowed = log_probs.detach().index_fill(0, torch.tensor(FORBIDDEN_IDS), -torch.inf)
            allowed[self.wanted] -= MARGIN
            worked = int(allowed.argmax()) == self.wanted
            if worked or update == updates:
                break
            # Of the logits alone: the model is shared, so its parameters must not collect gradients.
            (logits.grad,) = torch.autograd.grad(loss, [logits])
            optimizer.step()
        return _End(row.detach(), float(log_probs[self.wanted]), worked, update)
