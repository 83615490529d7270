"""A sentence pair as a function of its word vectors: what gradients go back through.

B batch, S source length, T target length, D embedding size.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from seq2seq_core.model.batching import shift_right
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import UNKNOWN


class ForcedPair:
    """One source and one target that is given, which ends with the end token; both as token ids."""

    def __init__(self, model: Seq2Seq, source_ids: Sequence[int], target_ids: Sequence[int]) -> None:
        self.model = model
        self.source_ids, self.target_ids = tuple(source_ids), tuple(target_ids)
        with torch.no_grad():
            self.source = model.embed(torch.tensor(self.source_ids))  # (S, D)
            self.said = model.embed(shift_right(torch.tensor([self.target_ids]))[0])  # (T, D) what each step is told
            self.unknown = model.embed(torch.tensor(UNKNOWN))  # (D,)

    def log_probs(self, source: Tensor, said: Tensor) -> Tensor:
        """The log-probabilities (B, T) of the target tokens, from source (B, S, D) and said (B, T, D)."""
        B, S, _ = source.shape
        looked_at, state = self.model.encode_embedded(source, torch.full((B,), S))
        course = self.model.decoder.follow(said, state, looked_at)
        logits = self.model.logits(self.model.decoder.read_out(course.outputs, said))  # (B, T, V)
        targets = torch.tensor(self.target_ids).expand(B, -1)
        return logits.gather(2, targets[:, :, None])[:, :, 0] - logits.logsumexp(dim=-1)
