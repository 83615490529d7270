"""Decoding step by step, under interventions: the only place that knows what they change while a model decodes.

Which token is said is the search's choice; the stepper says only which ones it may choose from.

R rows (hypotheses that are decoded together), C candidates, V vocabulary size.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from seq2seq_core.decoding.interventions import Intervention, edit_weights, forced_token
from seq2seq_core.decoding.options import Ids
from seq2seq_core.model.batching import pad
from seq2seq_core.model.decoders import Step
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import FORBIDDEN_IDS, PAD
from seq2seq_core.wanted import check_wanted

BLOCK = 64  # tokens whose largest is looked at first, in the search for the best of a vocabulary


class Stepper:
    """One row a sentence at first; `reorder` makes them the rows of whatever hypotheses go on."""

    def __init__(self, model: Seq2Seq, sources: Sequence[Ids], interventions: Sequence[Intervention] = ()) -> None:
        """Encode the sources, each ending with the end token; interventions in a source have been made already."""
        self.model, self.interventions = model, interventions
        self.lengths = [len(source) for source in sources]
        self.device = model.embedding.weight.device
        self._sentences, self.state = model.encode(pad(sources).to(self.device), torch.tensor(self.lengths))
        self.source = self._sentences
        self.rows = torch.arange(len(sources), device=self.device)  # (R,) the sentence of each row
        self._computed: Tensor | None = None  # (R, S) the attention weights of the step before, as computed

    @property
    def time(self) -> int:
        """The steps taken so far."""
        return self.state.time

    def step(self, words: Tensor) -> tuple[Step, Tensor]:
        """Take one step after `words` (R,), which have just been said. Returns it, and logits (R, V) of the next."""
        check_wanted()
        step, logits = self._advance(words, self.interventions)
        self.state = step.state
        self._computed = None if step.attention is None else step.attention.computed
        return step, logits

    def logits_under(self, interventions: Sequence[Intervention], words: Tensor) -> Tensor:
        """Logits (R, V) after `words` if the step were taken under other interventions. No step is taken."""
        return self._advance(words, interventions)[1]

    def _advance(self, words: Tensor, interventions: Sequence[Intervention]) -> tuple[Step, Tensor]:
        edit = edit_weights(interventions, self.time, self._computed, self.source.mask)
        return self.model.advance(words, self.state, self.source, edit)

    def forced(self, prefix: Ids = ()) -> int | None:
        """The token that must be said after the step just taken: by an intervention, else by the `prefix`; or None."""
        now = self.time - 1
        token = forced_token(self.interventions, now)
        return token if token is not None or now >= len(prefix) else prefix[now]

    def reorder(self, rows: Tensor) -> None:
        """Go on with the hypotheses at `rows`, which may repeat, in that order."""
        self.state = self.state.pick(rows)
        self._computed = None if self._computed is None else self._computed[rows]
        sentences = self.rows[rows]
        if not torch.equal(sentences, self.rows):  # else each row looks at the sentence that it looked at before
            self.rows, self.source = sentences, self._sentences.pick(sentences)


@dataclass(frozen=True, slots=True)
class Candidates:
    """The best tokens after a step, best first. What no translation has is not among them while others are left."""

    ids: Tensor  # (R, C)
    log_probs: Tensor  # (R, C)
    forced: tuple[int, Tensor] | None  # a token that must be said, and its log-probabilities (R,)

    def to_choose_from(self, count: int) -> tuple[Tensor, Tensor]:
        """Ids and log-probabilities (R, n) of the tokens that may be said, n at most `count`: the best; or a forced one
        and then nothing, which is padding of log-probability -inf.
        """
        ids, log_probs = self.ids[:, :count], self.log_probs[:, :count]
        if self.forced is None:
            return ids, log_probs
        token, said = self.forced
        ids, log_probs = torch.full_like(ids, PAD), torch.full_like(log_probs, -torch.inf)
        ids[:, 0], log_probs[:, 0] = token, said
        return ids, log_probs


def best_tokens(logits: Tensor, count: int, forced: int | None = None) -> Candidates:
    """The `count` best tokens by logits (R, V). Their probabilities are those of the whole vocabulary, that is with
    what is forbidden.
    """
    return best_of(logits.log_softmax(dim=-1), count, forced)


def best_of(log_probs: Tensor, count: int, forced: int | None = None) -> Candidates:
    """The same by log-probabilities (R, V), in which those of what is forbidden are overwritten."""
    said = None if forced is None else (forced, log_probs[:, forced].clone())
    log_probs[:, FORBIDDEN_IDS] = -torch.inf
    values, ids = largest(log_probs, min(count, log_probs.shape[-1]))
    return Candidates(ids, values, said)


def largest(values: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """The `count` largest of each row of values (R, V) and their places, largest first, both (R, count).

    What `topk` finds, in half its time where rows are many: whatever is among the `count` largest lies in one of the
    `count` blocks whose maxima are largest, so only those blocks are searched.
    """
    rows, size = values.shape
    blocks = -(-size // BLOCK)
    if blocks <= count:
        found = values.topk(count, dim=-1)
        return found.values, found.indices
    if size % BLOCK:
        values = nn.functional.pad(values, (0, blocks * BLOCK - size), value=-torch.inf)
    parts = values.reshape(rows * blocks, BLOCK)
    chosen = parts.amax(dim=-1).reshape(rows, blocks).topk(count, dim=-1).indices  # (R, count)
    first = torch.arange(0, rows * blocks, blocks, device=values.device)[:, None]  # (R, 1), where a row's blocks begin
    inside = parts.index_select(0, (first + chosen).reshape(-1)).reshape(rows, count * BLOCK)
    best, places = inside.topk(count, dim=-1)
    return best, chosen.gather(1, places // BLOCK) * BLOCK + places % BLOCK
