"""Text in, translations out: a loaded model with its vocabulary, and the Python door to it."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Generic, TypeVar

from seq2seq_core.attribution.attribution import Attribution
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.methods import method_of
from seq2seq_core.checkpoint import Checkpoint, load_checkpoint
from seq2seq_core.decoding.decode import decode, force
from seq2seq_core.decoding.hypothesis import Hypothesis
from seq2seq_core.decoding.interventions import ForceToken, Intervention, change_positions
from seq2seq_core.decoding.options import GREEDY, DecodingOptions, longest_target
from seq2seq_core.decoding.trace import EnsembleTranslation, Side, Translation, make_side, side_of
from seq2seq_core.errors import CheckpointError, InputError
from seq2seq_core.registry import find_model
from seq2seq_core.text import SPACE, check_sentence, clean, straight_apostrophes
from seq2seq_core.vocabulary import END, UNKNOWN, Pieces, Vocabulary

Found = TypeVar("Found", bound=Translation | EnsembleTranslation)

MOST_LETTERS = 50  # of a word that is forced
MOST_TOKENS = 250  # of a sentence: what decoding costs, and a page shows, grows with their square
MOST_SAID = longest_target(MOST_TOKENS) + 1  # of a given target: what a model says, and the end, can be given to others


class Translating(ABC, Generic[Found]):
    """What translates text: a sentence, many, or each of many with what is wrong in its place."""

    name: str
    fingerprint: str
    vocabulary: Vocabulary

    @abstractmethod
    def _translate(
        self, typed: Sequence[Side], options: DecodingOptions, interventions: Sequence[Intervention]
    ) -> list[list[Found]]:
        """The n best translations of sentences that have been read."""

    def translate(
        self,
        text: str,
        *,
        beam_size: int = 1,
        n_best: int | None = None,
        length_penalty: float = 1.0,
        prefix: str = "",
        interventions: Sequence[Intervention] = (),
        keep_search: bool = False,
    ) -> list[Found]:
        """Translate one sentence; the best translation first, as many as `n_best` (all of the beam unless said).

        Every translation begins with the words of `prefix` and is changed by the interventions. InputError for a
        sentence that cannot be translated, or an intervention that does not fit it.
        """
        options = DecodingOptions(
            beam_size,
            beam_size if n_best is None else n_best,
            length_penalty,
            prefix=self.encode_prefix(prefix) if prefix else (),
            keep_search=keep_search,
        )
        found = self.translate_many([text], options, interventions)[0]
        if problem := misplaced(found, interventions):
            raise InputError(problem)
        return found

    def translate_many(
        self,
        texts: Sequence[str],
        options: DecodingOptions = GREEDY,
        interventions: Sequence[Intervention] = (),
    ) -> list[list[Found]]:
        """Translate sentences in batches; what one gets does not depend on the others.

        InputError for the first sentence that cannot be translated: `translate_each` goes on with the others.
        """
        return self._translate([self.read(text) for text in _several(texts)], options, interventions)

    def translate_each(
        self,
        texts: Sequence[str],
        options: DecodingOptions = GREEDY,
        interventions: Sequence[Intervention] = (),
    ) -> list[list[Found] | InputError]:
        """The same, with what is wrong with a sentence in place of its translations."""
        read = [self._read_or_problem(text) for text in _several(texts)]
        found = iter(self._translate([one for one in read if isinstance(one, Side)], options, interventions))
        return [next(found) if isinstance(one, Side) else one for one in read]

    def problem(self, text: str) -> InputError | None:
        """Why this model cannot read a sentence, or None."""
        read = self._read_or_problem(text)
        return read if isinstance(read, InputError) else None

    def _read_or_problem(self, text: str) -> Side | InputError:
        try:
            return self.read(text)
        except InputError as error:
            return error

    def read(self, text: str) -> Side:
        """A sentence as this model reads it; InputError where it is not one, or is too long."""
        return self._within(MOST_TOKENS, make_side(self.vocabulary, check_sentence(text)))

    def _within(self, most: int, side: Side) -> Side:
        if len(side.ids) > most:
            raise InputError(
                f"{len(side.ids):,} subword tokens are too many for {self.name}, which splits this sentence into so "
                f"many; at most {most} are read at once"
            )
        return side

    def force_word(self, step: int, word: str) -> list[ForceToken]:
        """Interventions that say `word` from `step` on, one for each of its tokens; "</s>" ends the sentence.

        InputError for a word that is empty, too long, several words, or not in the vocabulary.
        """
        word = straight_apostrophes(clean(word))
        if not word or " " in word or len(word) > MOST_LETTERS:
            shown = word if len(word) <= 20 else f"{word[:19]}…"
            raise InputError(f"“{shown}” cannot be forced: it must be one word of 1 to {MOST_LETTERS} letters")
        pieces = self.vocabulary.encode_word(word)
        if any(pieces.unknown):
            raise InputError(f"the model cannot say “{word}”: not in its vocabulary")
        return [ForceToken(step + i, piece) for i, piece in enumerate(pieces.ids)]

    def encode_prefix(self, prefix: str) -> tuple[int, ...]:
        """The tokens that a translation beginning with the words `prefix` has first."""
        pieces = self.vocabulary.encode(_as_learnt(prefix))
        if any(pieces.unknown):
            strange = [s for s, unknown in zip(pieces.surfaces, pieces.unknown, strict=True) if unknown]
            raise InputError(f"the model cannot say {', '.join(f'“{one}”' for one in strange)}: not in its vocabulary")
        return pieces.ids[:-1]

    def _changed(self, source: Side, interventions: Sequence[Intervention]) -> Side:
        """The source as it was read, after words were dropped or swapped."""
        positions = change_positions(source.ids, interventions)
        ids = tuple(piece for piece, _ in positions)
        if ids == source.ids:
            return source
        vocabulary = self.vocabulary
        pieces = Pieces(
            ids,
            tuple(vocabulary.surface(piece) if i is None else source.pieces[i] for piece, i in positions),
            tuple(piece == UNKNOWN for piece in ids),
        )
        return side_of(pieces, "".join(pieces.surfaces[:-1]).replace(SPACE, " ").strip())


class Translator(Translating[Translation]):
    """A model that speaks text. Holds nothing about a sentence, so threads may share it."""

    def __init__(self, name: str, checkpoint: Checkpoint) -> None:
        self.name = name
        self.checkpoint = checkpoint
        self.fingerprint = checkpoint.fingerprint
        self.vocabulary = checkpoint.vocabulary

    def _translate(
        self, typed: Sequence[Side], options: DecodingOptions, interventions: Sequence[Intervention]
    ) -> list[list[Translation]]:
        found = decode(self.checkpoint.model, [source.ids for source in typed], options, interventions)
        sources = [self._changed(source, interventions) for source in typed]
        return [
            [self.in_words(source, h) for h in hypotheses] for source, hypotheses in zip(sources, found, strict=True)
        ]

    def force(self, text: str, target: str) -> Translation:
        """Decode a given target: what the model would have looked at, and how likely it finds this translation."""
        return self.force_many([(text, target)])[0]

    def force_many(self, pairs: Sequence[tuple[str, str]]) -> list[Translation]:
        """Decode given (source, target) texts in batches."""
        sources = [self.read(source) for source, _ in pairs]
        targets = [self._within(MOST_SAID, make_side(self.vocabulary, _as_learnt(target))) for _, target in pairs]
        found = force(self.checkpoint.model, [source.ids for source in sources], [target.ids for target in targets])
        return [self.in_words(source, h, target) for source, h, target in zip(sources, found, targets, strict=True)]

    def attribute(
        self, text: str, *, method: str = "integrated-gradients", target: str | None = None
    ) -> tuple[Translation, Attribution]:
        """How much each token of a target owes to each source token, by one of `attribution.methods.METHODS`.

        The target is the greedy translation unless one is given; the translation that is returned was forced, so
        that its trace is of the same tokens. InputError for an unknown method, or one that is not for this model.
        """
        chosen = method_of(method)
        if target is None:
            source, said = self.read(text), self.translate(text)[0].target
            hypothesis = force(self.checkpoint.model, [source.ids], [said.ids])[0]
            translation = self.in_words(source, hypothesis, said)
        else:
            translation = self.force(text, target)
        pair = ForcedPair(self.checkpoint.model, translation.source.ids, translation.target.ids)
        return translation, chosen.compute(pair)

    def in_words(self, source: Side, hypothesis: Hypothesis, target: Side | None = None) -> Translation:
        """Put a hypothesis into words; a `target` that was given keeps its own, also where the model knows them not."""
        if target is None:
            text = clean(self.vocabulary.decode([i for i in hypothesis.ids if i != END]))
            target = make_side(self.vocabulary, text, hypothesis.ids)
        return Translation(
            model=self.name,
            fingerprint=self.fingerprint,
            source=source,
            target=target,
            log_prob=hypothesis.log_prob,
            finished=hypothesis.finished,
            trace=hypothesis.trace,
        )


def _several(texts: Sequence[str]) -> Sequence[str]:
    if isinstance(texts, str | bytes):
        raise InputError("several sentences are a list of texts; one alone goes to `translate`")
    return texts


def _as_learnt(target: str) -> str:
    """A target that was given, spelt as training spells it. It may be longer than a source, as what models say is."""
    return straight_apostrophes(check_sentence(target, times=2))


def misplaced(found: Sequence[Translation | EnsembleTranslation], interventions: Sequence[Intervention]) -> str | None:
    """What is wrong if an intervention is for a step that none of the hypotheses `found` with it has; else None."""
    longest = max(len(translation.target.ids) for translation in found)
    for change in interventions:
        step = getattr(change, "step", None)
        if step is not None and not 0 <= step < longest:
            return f"step {step} is not in this translation, which has steps 0 to {longest - 1}"
    return None


def load(name: str, root: Path | None = None) -> Translator:
    """Load a model by name, for example "en-fr/bahdanau"; CheckpointError if it does not exist or is damaged."""
    folder = find_model(name, root).folder
    try:
        return Translator(name, load_checkpoint(folder))
    except CheckpointError as error:
        raise CheckpointError(f"model {name}: {error}") from error
