"""Text in, translations out: a loaded model with its vocabulary, and the Python door to it."""

from collections.abc import Sequence
from pathlib import Path

from seq2seq_core.checkpoint import Checkpoint, load_checkpoint
from seq2seq_core.decoding import GREEDY, DecodingOptions, Hypothesis, decode, force
from seq2seq_core.errors import CheckpointError, InputError
from seq2seq_core.registry import find_model
from seq2seq_core.text import check_sentence, clean
from seq2seq_core.trace import Side, Translation, make_side
from seq2seq_core.vocabulary import END


class Translator:
    """A model that speaks text. Holds nothing about a sentence, so threads may share it."""

    def __init__(self, name: str, checkpoint: Checkpoint) -> None:
        self.name = name
        self.checkpoint = checkpoint
        self.fingerprint = checkpoint.fingerprint

    def translate(
        self, text: str, *, beam_size: int = 1, n_best: int | None = None, length_penalty: float = 1.0, prefix: str = ""
    ) -> list[Translation]:
        """Translate one sentence; the best translation first, as many as `n_best` (all of the beam unless said).

        Every translation begins with the words of `prefix`. InputError for a sentence that cannot be translated.
        """
        options = DecodingOptions(
            beam_size, n_best or beam_size, length_penalty, prefix=self._prefix_ids(prefix) if prefix else ()
        )
        return self.translate_many([text], options)[0]

    def translate_many(self, texts: Sequence[str], options: DecodingOptions = GREEDY) -> list[list[Translation]]:
        """Translate sentences in batches; what one gets does not depend on the others."""
        sources = [make_side(self.checkpoint.vocabulary, check_sentence(text)) for text in texts]
        found = decode(self.checkpoint.model, [source.ids for source in sources], options)
        return [
            [self._translation(source, h) for h in hypotheses]
            for source, hypotheses in zip(sources, found, strict=True)
        ]

    def force(self, text: str, target: str) -> Translation:
        """Decode a given target: what the model would have looked at, and how likely it finds this translation."""
        return self.force_many([(text, target)])[0]

    def force_many(self, pairs: Sequence[tuple[str, str]]) -> list[Translation]:
        """Decode given (source, target) texts in batches."""
        vocabulary = self.checkpoint.vocabulary
        sources = [make_side(vocabulary, check_sentence(source)) for source, _ in pairs]
        targets = [vocabulary.encode(check_sentence(target)).ids for _, target in pairs]
        found = force(self.checkpoint.model, [source.ids for source in sources], targets)
        return [self._translation(source, h) for source, h in zip(sources, found, strict=True)]

    def _prefix_ids(self, prefix: str) -> tuple[int, ...]:
        pieces = self.checkpoint.vocabulary.encode(check_sentence(prefix))
        if any(pieces.unknown):
            strange = [s for s, unknown in zip(pieces.surfaces, pieces.unknown, strict=True) if unknown]
            raise InputError(f"the model cannot say {', '.join(map(repr, strange))}: not in its vocabulary")
        return pieces.ids[:-1]

    def _translation(self, source: Side, hypothesis: Hypothesis) -> Translation:
        vocabulary = self.checkpoint.vocabulary
        text = clean(vocabulary.decode([i for i in hypothesis.ids if i != END]))
        return Translation(
            model=self.name,
            fingerprint=self.fingerprint,
            source=source,
            target=make_side(vocabulary, text, hypothesis.ids),
            log_prob=hypothesis.log_prob,
            finished=hypothesis.finished,
            trace=hypothesis.trace,
        )


def load(name: str, root: Path | None = None) -> Translator:
    """Load a model by name, for example "en-fr/bahdanau"; CheckpointError if it does not exist or is damaged."""
    folder = find_model(name, root)
    try:
        return Translator(name, load_checkpoint(folder))
    except CheckpointError as error:
        raise CheckpointError(f"model {name}: {error}") from error
