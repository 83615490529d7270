"""Several models that translate together: at each step they say what they find best on average (`decoding.run`).

Sutskever et al. (2014, section 3.6) translate with models that differ in their random start, Luong et al. (2015,
section 4) with models that differ in their attention; here they may differ in whatever leaves the vocabulary the same.
"""

from collections.abc import Sequence
from pathlib import Path

from seq2seq_core.decoding.decode import decode_together
from seq2seq_core.decoding.hypothesis import Hypothesis
from seq2seq_core.decoding.interventions import Intervention, check_interventions
from seq2seq_core.decoding.options import DecodingOptions
from seq2seq_core.decoding.trace import EnsembleTranslation, Side
from seq2seq_core.errors import InputError
from seq2seq_core.translator import Translating, Translator, load


class Ensemble(Translating[EnsembleTranslation]):
    """Models that speak as one. Holds nothing about a sentence, so threads may share it.

    Every intervention is made in all of them: InputError for a change of attention if one of them has none.
    """

    def __init__(self, models: Sequence[Translator]) -> None:
        """InputError if there is no model, or one that translates other languages or by another vocabulary."""
        if not models:
            raise InputError("an ensemble needs models; none was given")
        first, *others = self.models = tuple(models)
        for other in others:
            _check_fits(other, first)
        self.name = " + ".join(model.name for model in models)
        self.fingerprint = " + ".join(model.fingerprint for model in models)
        self.vocabulary = first.vocabulary

    def _translate(
        self, typed: Sequence[Side], options: DecodingOptions, interventions: Sequence[Intervention]
    ) -> list[list[EnsembleTranslation]]:
        for model in self.models:
            try:
                check_interventions(interventions, model.checkpoint.config.model)
            except InputError as error:
                raise InputError(f"{model.name}: {error}") from error
        networks = [model.checkpoint.model for model in self.models]
        found = decode_together(networks, [source.ids for source in typed], options, interventions)
        sources = [self._changed(source, interventions) for source in typed]
        return [
            [self._in_words(source, of_each) for of_each in hypotheses]
            for source, hypotheses in zip(sources, found, strict=True)
        ]

    def _in_words(self, source: Side, of_each: Sequence[Hypothesis]) -> EnsembleTranslation:
        target = self.models[0].in_words(source, of_each[0]).target
        return EnsembleTranslation(
            tuple(model.in_words(source, one, target) for model, one in zip(self.models, of_each, strict=True))
        )


def load_ensemble(names: Sequence[str], root: Path | None = None) -> Ensemble:
    """Load models by name, for example ["en-fr/bahdanau", "en-fr/luong-general"], to translate together.

    CheckpointError for one that does not exist or is damaged, InputError for models that do not fit together.
    """
    if isinstance(names, str):
        raise InputError(f"an ensemble is a list of names of models, not one name: {names!r}")
    loaded = {name: load(name, root) for name in dict.fromkeys(names)}
    return Ensemble([loaded[name] for name in names])


def _check_fits(model: Translator, first: Translator) -> None:
    one, other = (
        f"{m.source_language} to {m.target_language}" for m in (model.checkpoint.config, first.checkpoint.config)
    )
    if one != other:
        raise InputError(
            f"models of an ensemble translate the same languages: {model.name} translates {one}, {first.name} {other}"
        )
    if model.vocabulary.model != first.vocabulary.model:
        raise InputError(
            f"models of an ensemble share one vocabulary: that of {model.name} is not that of {first.name}"
        )
