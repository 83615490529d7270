"""The case that the lecture is about: one model, one translation, one step and one source piece."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from seq2seq_core import Translation, Translator, UserError
from seq2seq_core.analysis.step_breakdown import Anatomy, Look
from seq2seq_core.model.config import ModelConfig
from seq2seq_core.model.seq2seq import Seq2Seq
from ui.shared.models import config_of, dissected, translator
from ui.step_through.data import labels, piece_label

SHAPE = ("scope", "cell", "layers", "embedding_size", "encoder_size", "decoder_size")


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """What every part of the lecture shows. Steps and pieces count from 0."""

    name: str
    translator: Translator
    translation: Translation  # of the chosen model; another model is made to say the same
    step: int
    word: int
    anatomy: Anatomy

    @property
    def short_name(self) -> str:
        """The model's name without its language pair."""
        return self.name.split("/")[1]

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
        """Labels of the source pieces."""
        return labels(self.translation.source)

    @property
    def target(self) -> list[str]:
        """Labels of the generated pieces."""
        return labels(self.translation.target)

    @property
    def previous(self) -> str:
        """The piece before this step."""
        return self.target[self.step - 1] if self.step else "<s>"

    def logit(self, piece: int) -> float:
        """What the output layer says to a piece of the vocabulary at this step."""
        output = self.model.output
        return float(output.weight[piece].double().numpy() @ self.anatomy.features + output.bias[piece])

    def surface(self, piece: int) -> str:
        """A label for any piece of the vocabulary."""
        return piece_label(self.translator.checkpoint.vocabulary.surface(piece), self.step == 0)


def make_case(name: str, folder: Path, translation: Translation, step: int, word: int) -> Case | UserError:
    """Take the step apart, with the model that made the translation or another that is made to say the same.

    InputError if the other model has other pieces.
    """
    anatomy = dissected(name, folder, translation, step)
    if isinstance(anatomy, UserError):
        return anatomy
    return Case(name, translator(name, folder), translation, step, word, anatomy)


def other_case(case: Case, models: Mapping[str, Path], **wanted: object) -> Case | None:
    """The same step of the same translation in a model of another kind, if one of this language pair is like `wanted`.

    The chosen model itself where it is of that kind; else one of its shape, the usual Luong before the unusual.
    """
    if all(getattr(case.config, key) == value for key, value in wanted.items()):
        return case
    found = []
    for name, folder in models.items():
        config = config_of(folder)
        if config is None or name.split("/")[0] != case.name.split("/")[0]:
            continue
        if all(getattr(config.model, key) == value for key, value in wanted.items()):
            theirs = config.model
            unlike = sum(getattr(case.config, key) != getattr(theirs, key) for key in SHAPE)
            found.append((unlike, theirs.score != "general", not theirs.input_feeding, name))
    for *_, name in sorted(found):
        made = make_case(name, models[name], case.translation, case.step, case.word)
        if isinstance(made, Case):
            return made
    return None
