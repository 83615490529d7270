"""Ensembles in Python: text in, translations with each model's trace out, bad input refused with its reason."""

import json
from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s
from seq2seq_core.checkpoint import save_checkpoint
from seq2seq_core.decoding.decode import force
from seq2seq_core.interchange import translations_json
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import train_vocabulary
from tests.core.searches import assert_same_trace
from tests.tiny_models import NAMES, PAIRS, VOCABULARY_SIZE, copy_to_german, tiny_config

TEXT = "The cat saw the dog."
FULL_NAMES = [f"en-fr/{name}" for name in NAMES]
ATTENTIVE = FULL_NAMES[:2]


@pytest.fixture(scope="module")
def ensemble(tiny_checkpoints: Path) -> s2s.Ensemble:
    return s2s.load_ensemble(FULL_NAMES, tiny_checkpoints)


@pytest.mark.parametrize("beam_size", [1, 4])
def test_every_translation_is_there_as_each_model_has_it(ensemble: s2s.Ensemble, beam_size: int) -> None:
    found = ensemble.translate(TEXT, beam_size=beam_size)
    assert len(found) == beam_size
    for translation in found:
        assert [one.model for one in translation.of_each] == FULL_NAMES
        assert translation.log_prob == pytest.approx(np.mean([one.log_prob for one in translation.of_each]))
        for model, one in zip(ensemble.models, translation.of_each, strict=True):
            assert (one.text, one.source, one.target) == (translation.text, translation.source, translation.target)
            assert (one.fingerprint, one.finished) == (model.fingerprint, translation.finished)
            (forced,) = force(model.checkpoint.model, [one.source.ids], [one.target.ids])
            assert forced.log_prob == pytest.approx(one.log_prob, abs=1e-4)
            assert_same_trace(one.trace, forced.trace, tolerance=3e-5)  # of float32 numbers that reach -14
    assert found[0].of_each[0].weights("words").shape == (len(found[0].target.words), 7)
    assert found[0].of_each[2].weights() is None, "no attention"


def test_what_the_models_agree_on_is_said(ensemble: s2s.Ensemble) -> None:
    texts = [source for source, _ in PAIRS]
    alone = [[one.text for one, *_ in model.translate_many(texts)] for model in ensemble.models]
    agreed = {text: said.pop() for text, *some in zip(texts, *alone, strict=True) if len(said := set(some)) == 1}
    assert len(agreed) >= 4
    for text, said in agreed.items():
        assert ensemble.translate(text)[0].text == said


@pytest.mark.parametrize("name", FULL_NAMES)
@pytest.mark.parametrize("times", [1, 2])
def test_a_model_with_itself_is_that_model(name: str, times: int, tiny_checkpoints: Path) -> None:
    ensemble, model = s2s.load_ensemble([name] * times, tiny_checkpoints), s2s.load(name, tiny_checkpoints)
    assert ensemble.name == " + ".join([name] * times)
    for text, _ in PAIRS[:5]:
        found, alone = ensemble.translate(text, beam_size=3), model.translate(text, beam_size=3)
        assert [(one.text, one.log_prob) for one in found] == [(one.text, one.log_prob) for one in alone]
        for one, other in zip(found, alone, strict=True):
            for of_one in one.of_each:
                assert_same_trace(of_one.trace, other.trace, tolerance=0)


def test_many_at_once_are_as_one_by_one_and_a_bad_one_is_told_in_its_place(ensemble: s2s.Ensemble) -> None:
    texts = [source for source, _ in PAIRS]
    for text, (together,) in zip(texts, ensemble.translate_many(texts), strict=True):
        (alone,) = ensemble.translate(text)
        assert together.target == alone.target
        assert together.log_prob == pytest.approx(alone.log_prob, abs=1e-4)
    found = ensemble.translate_each([TEXT, " ", "x" * 900])
    assert [isinstance(one, s2s.InputError) for one in found] == [False, True, True]
    assert ensemble.translate_many([]) == []


def test_a_prefix_a_forced_word_and_a_dropped_one_are_for_all(ensemble: s2s.Ensemble) -> None:
    best, *_ = ensemble.translate(TEXT, prefix="Le chien", beam_size=2)
    assert best.text.startswith("Le chien")
    changes = [*ensemble.force_word(0, "Elle"), s2s.DropSource(1)]
    (changed,) = ensemble.translate(TEXT, interventions=changes)
    assert changed.text.startswith("Elle")
    assert changed.source.text == "The saw the dog."
    assert {one.source for one in changed.of_each} == {changed.source}
    with pytest.raises(s2s.InputError, match="step 90 is not in this translation"):
        ensemble.translate(TEXT, interventions=[s2s.ForceToken(90, 15)])


def test_attention_is_changed_in_every_model_or_refused_for_one_that_has_none(
    ensemble: s2s.Ensemble, tiny_checkpoints: Path
) -> None:
    uniform = [s2s.ReplaceWeights("uniform")]
    (found,) = s2s.load_ensemble(ATTENTIVE, tiny_checkpoints).translate(TEXT, interventions=uniform)
    for one in found.of_each:
        np.testing.assert_allclose(one.trace.weights, 1 / len(one.source.ids), atol=1e-6)
        assert np.abs(one.trace.computed - one.trace.weights).max() > 0.01
    with pytest.raises(s2s.InputError, match="en-fr/no-attention: a model without attention has no attention"):
        ensemble.translate(TEXT, interventions=uniform)


@pytest.mark.parametrize(
    ("names", "error", "message"),
    [
        ([], s2s.InputError, "an ensemble needs models; none was given"),
        ("en-fr/bahdanau", s2s.InputError, "a list of names of models, not one name: 'en-fr/bahdanau'"),
        (["en-fr/bahdanau", "en-fr/nobody"], s2s.CheckpointError, "there is no model 'en-fr/nobody'; known models"),
        (
            ["en-fr/bahdanau", "en-fr/no-attention", "en-de/bahdanau"],
            s2s.InputError,
            "en-de/bahdanau translates en to German, en-fr/bahdanau en to fr",
        ),
        (["en-fr/bahdanau", "en-fr/stranger"], s2s.InputError, "that of en-fr/stranger is not that of en-fr/bahdanau"),
    ],
)
def test_models_that_do_not_fit_together_are_refused_by_name(
    own_checkpoints: Path, names: list[str], error: type[s2s.UserError], message: str
) -> None:
    copy_to_german(own_checkpoints)
    others = train_vocabulary([source for source, _ in PAIRS] * 2 + ["Foxes jump over zebras"], VOCABULARY_SIZE)
    stranger = Seq2Seq(tiny_config()).eval()  # as many tokens, but others
    save_checkpoint(
        own_checkpoints / "en-fr" / "stranger", stranger, others, source_language="en", target_language="fr"
    )
    with pytest.raises(error, match=message):
        s2s.load_ensemble(names, own_checkpoints)


def test_json_names_all_models_and_has_what_each_of_them_looked_at(ensemble: s2s.Ensemble) -> None:
    found = ensemble.translate("The 😀 sleeps.", beam_size=3)
    told = translations_json(found)
    assert json.loads(json.dumps(told)) == told
    assert told["models"] == FULL_NAMES
    assert told["fingerprints"] == [model.fingerprint for model in ensemble.models]
    for hypothesis, translation in zip(told["hypotheses"], found, strict=True):
        assert (hypothesis["text"], hypothesis["log_prob"]) == (translation.text, translation.log_prob)
        assert hypothesis["target"]["pieces"] == list(translation.target.pieces)
        for told_of_one, one in zip(hypothesis["of_each"], translation.of_each, strict=True):
            assert (told_of_one["model"], told_of_one["log_prob"]) == (one.model, one.log_prob)
            assert sum(told_of_one["log_probs"]) == pytest.approx(one.log_prob, abs=1e-4)
            for level in ("words", "pieces") if one.weights() is not None else ():
                np.testing.assert_allclose(told_of_one["weights"][level], one.weights(level), atol=1e-6)
        assert hypothesis["of_each"][2]["weights"] is None


@pytest.mark.shipped
@pytest.mark.parametrize("beam_size", [1, 5])
def test_shipped_models_together_have_the_traces_of_being_forced(beam_size: int) -> None:
    ensemble = s2s.load_ensemble(["en-fr/bahdanau", "en-fr/luong-local-p", "en-fr/no-attention"])
    text = "I do not want to eat the green apple, and she does not want to eat the red one."
    for translation in ensemble.translate(text, beam_size=beam_size):
        for model, one in zip(ensemble.models, translation.of_each, strict=True):
            (forced,) = force(model.checkpoint.model, [one.source.ids], [one.target.ids])
            np.testing.assert_allclose(one.trace.log_probs, forced.trace.log_probs, atol=1e-4)
            for values, others in (
                (one.trace.weights, forced.trace.weights),
                (one.trace.context, forced.trace.context),
            ):
                assert (values is None) == (others is None)
                if values is not None:
                    np.testing.assert_allclose(values, others, atol=1e-4)
