"""A sentence pair as a function of its word vectors: what gradients go back through.

B batch, S source length, T target length, D embedding size, O size of what the output layer reads, V vocabulary size.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from seq2seq_core.model.batching import shift_right
from seq2seq_core.model.decoders import DecoderState, Source
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import UNKNOWN
from seq2seq_core.wanted import check_wanted


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
        looked_at, state = self._read(source)
        return self.log_probs_after(self.model.decoder.follow(said, state, looked_at).outputs, said)

    def outputs(self, source: Tensor, said: Tensor) -> list[Tensor]:
        """What each of the T steps leaves for the output layer (B, O), taken one by one: no step knows the later ones,
        and what goes back from one goes through those before it alone.
        """
        looked_at, state = self._read(source)
        outputs = []
        for word_part in self.model.decoder.from_words(said).unbind(dim=1):
            check_wanted()
            step = self.model.decoder.step(word_part, state, looked_at)
            outputs.append(step.output)
            state = step.state
        return outputs

    def log_probs_after(self, outputs: Tensor, said: Tensor) -> Tensor:
        """The log-probabilities (B, T) from the outputs (B, T, O) of all steps and said (B, T, D)."""
        logits = self.model.logits(self.model.decoder.read_out(outputs, said))  # (B, T, V)
        targets = torch.tensor(self.target_ids).expand(len(said), -1)
        return logits.gather(2, targets[:, :, None])[:, :, 0] - logits.logsumexp(dim=-1)

    def _read(self, source: Tensor) -> tuple[Source, DecoderState]:
        B, S, _ = source.shape
        return self.model.encode_embedded(source, torch.full((B,), S))
