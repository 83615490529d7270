"""The case that the lecture is about: one model, one translation, one step and one source token."""

from dataclasses import dataclass

from figures.words import UNKNOWN_MARK
from seq2seq_core import ModelReference, Translation, Translator
from seq2seq_core.analysis.step_breakdown import Anatomy, Look
from seq2seq_core.model.config import ModelConfig
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.registry import Models, of_pair
from ui.shared.models import dissected, translator
from ui.shared.problems import problems_kept
from ui.step_through.data import labels, piece_label

SHAPE = ("scope", "cell", "layers", "embedding_size", "encoder_size", "decoder_size")


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What every part of the lecture shows. Steps and tokens count from 0."""

    reference: ModelReference
    translator: Translator
    translation: Translation  # of the chosen model; another model decodes the same, forced
    step: int
    word: int
    anatomy: Anatomy

    @property
    def name(self) -> str:
        """What the model is called among those of its pair."""
        return self.reference.name

    @property
    def model(self) -> Seq2Seq:
        """The network itself."""
        return self.translator.checkpoint.model

    @property
    def config(self) -> ModelConfig:
        """What kind of model this is."""
        return self.translator.checkpoint.config.model

    @property
    def look(self) -> Look:
        """What this step looked at; only for a model with attention."""
        assert self.anatomy.look is not None
        return self.anatomy.look

    @property
    def source(self) -> list[str]:
        """Labels of the source tokens; those that are not in the vocabulary are marked."""
        source = self.translation.source
        return [label + UNKNOWN_MARK * unknown for label, unknown in zip(labels(source), source.unknown, strict=True)]

    @property
    def target(self) -> list[str]:
        """Labels of the generated tokens."""
        return labels(self.translation.target)

    @property
    def previous(self) -> str:
        """The token before this step."""
        return self.target[self.step - 1] if self.step else "<s>"

    def logit(self, piece: int) -> float:
        """What the output layer says to a token of the vocabulary at this step."""
        output = self.model.output
        return float(output.weight[piece].double().numpy() @ self.anatomy.features + output.bias[piece])

    def surface(self, piece: int) -> str:
        """A label for any token of the vocabulary."""
        return piece_label(self.translator.checkpoint.vocabulary.surface(piece), self.step == 0)


def make_case(model: ModelReference, translation: Translation, step: int, word: int) -> Case:
    """Take the step apart, with the model that made the translation or another by forced decoding.

    InputError if the other model has other tokens.
    """
    anatomy = dissected(model, translation, step)
    return Case(model, translator(model), translation, step, word, anatomy)


def other_case(case: Case, models: Models, **wanted: object) -> Case | None:
    """The same step of the same translation in a model of another kind, if one of this language pair is like `wanted`.

    The chosen model itself where it is of that kind; else one of its shape, the usual Luong before the unusual.
    """
    if all(getattr(case.config, key) == value for key, value in wanted.items()):
        return case
    found = []
    for name, model in of_pair(case.reference.pair, models).items():
        if model.config is None:
            continue
        theirs = model.config.model
        if all(getattr(theirs, key) == value for key, value in wanted.items()):
            unlike = sum(getattr(case.config, key) != getattr(theirs, key) for key in SHAPE)
            found.append((unlike, theirs.score != "general", not theirs.input_feeding, name))
    for *_, name in sorted(found):
        with problems_kept({}, name):  # a damaged model is no case: the next one may be
            return make_case(models[name], case.translation, case.step, case.word)
    return None
