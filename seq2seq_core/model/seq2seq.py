"""The whole network: embeddings, encoder, decoder and output layer. Knows token ids, not text.

B batch, S source length, T target length, D embedding size, V vocabulary size.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from seq2seq_core.model.attention import Edit
from seq2seq_core.model.config import ModelConfig
from seq2seq_core.model.decoders import DECODERS, Course, Decoder, DecoderState, Source, Step
from seq2seq_core.model.encoder import Encoder
from seq2seq_core.model.recurrence import make_orthogonal, set_forget_gate_bias
from seq2seq_core.vocabulary import PAD


@dataclass(frozen=True, slots=True)
class Unrolled:
    """The decoder's course over a given target, and what the output layer reads at each step."""

    course: Course
    features: Tensor  # (B, T, D) comparable with embeddings; `Seq2Seq.logits` turns them into scores of words


class Seq2Seq(nn.Module):
    """A translation model. `encode` once, then `step` word by word, or `unroll` over a whole known target."""

    decoder: Decoder

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary_size, config.embedding_size, padding_idx=PAD)
        self.encoder = Encoder(config)
        self.decoder = DECODERS[config.attention](config)
        self.output = nn.Linear(config.embedding_size, config.vocabulary_size)
        self.dropout = nn.Dropout(config.dropout)
        if config.tied_embeddings:
            self.output.weight = self.embedding.weight
        self._initialise()

    def _initialise(self) -> None:
        """Small word vectors, orthogonal recurrent matrices (Bahdanau et al. 2015, B.1), open forget gates."""
        size = self.config.embedding_size
        nn.init.normal_(self.embedding.weight, std=size**-0.5)
        nn.init.zeros_(self.output.bias)
        with torch.no_grad():
            self.embedding.weight[PAD].zero_()
        for name, parameter in self.encoder.rnn.named_parameters():
            if name.startswith("weight_hh"):
                make_orthogonal(parameter)
            elif name.startswith("bias_ih") and self.config.cell == "lstm":
                set_forget_gate_bias(parameter)
        for cell in self.decoder.stack.cells:
            make_orthogonal(cell.recurrent.weight[:, -self.config.decoder_size :])
            if self.config.cell == "lstm":
                set_forget_gate_bias(cell.from_word.bias)

    def embed(self, ids: Tensor) -> Tensor:
        """Word vectors of token ids, (B, S) -> (B, S, D).

        They are scaled up by sqrt(D) (Vaswani et al. 2017, section 3.4): what is small enough for the output layer,
        which may share the matrix, is too small for a recurrent network to learn from.
        """
        return self.dropout(self.embedding(ids) * self.config.embedding_size**0.5)

    def encode(self, source_ids: Tensor, lengths: Tensor) -> tuple[Source, DecoderState]:
        """Read source_ids (B, S), padded, of `lengths` (B,); returns what the decoder looks at and its first state."""
        return self.encode_embedded(self.embed(source_ids), lengths)

    def encode_embedded(self, embedded: Tensor, lengths: Tensor) -> tuple[Source, DecoderState]:
        """The same from word vectors (B, S, D): the way in for gradients with respect to the source."""
        return self.decoder.start(self.encoder(embedded, lengths))

    def step(
        self, previous: Tensor, state: DecoderState, source: Source, edit: Edit | None = None
    ) -> tuple[Step, Tensor]:
        """One step after the words `previous` (B,); returns the step and log-probabilities (B, V) of the next word."""
        step, logits = self.advance(previous, state, source, edit)
        return step, logits.log_softmax(dim=-1)

    def advance(
        self, previous: Tensor, state: DecoderState, source: Source, edit: Edit | None = None
    ) -> tuple[Step, Tensor]:
        """The same with unnormalised scores (B, V), for a search that needs the probabilities of few words."""
        embedded = self.embed(previous)  # (B, D)
        step = self.decoder.step(self.decoder.from_words(embedded), state, source, edit)
        features = self.dropout(self.decoder.read_out(step.output, embedded))
        return step, self.logits(features)

    def unroll(self, previous: Tensor, state: DecoderState, source: Source) -> Unrolled:
        """Teacher forcing: all steps after the known words `previous` (B, T), the same steps as `step` takes."""
        embedded = self.embed(previous)  # (B, T, D)
        course = self.decoder.follow(embedded, state, source)
        return Unrolled(course, self.dropout(self.decoder.read_out(course.outputs, embedded)))

    def logits(self, features: Tensor) -> Tensor:
        """Unnormalised scores of every word, (..., D) -> (..., V)."""
        return self.output(features)
