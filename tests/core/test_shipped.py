"""The models in checkpoints/ are what they say: their traces are true, their files whole, their figures one."""

import copy
import dataclasses
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
import torch

import seq2seq_core as s2s
from seq2seq_core.challenge.challenge_set import has_challenge, judge, read_challenge
from seq2seq_core.challenge.table import challenge_table, rows_of
from seq2seq_core.checkpoint import WEIGHTS
from seq2seq_core.decoding.decode import force
from seq2seq_core.decoding.options import BEAM, DecodingOptions
from seq2seq_core.decoding.trace import Trace
from seq2seq_core.evaluation.card import family_table
from seq2seq_core.evaluation.results import read_results
from seq2seq_core.model.batching import pad, shift_right
from seq2seq_core.registry import of_pair
from seq2seq_core.translator import Translator

CHECKPOINTS = Path(__file__).parents[2] / "checkpoints"
MODELS = s2s.known_models(CHECKPOINTS)
TEXTS = [
    "The cat sleeps.",
    "I do not want to eat the green apple, and she does not want to eat the red one.",
    "<b>Where</b> did you put my 😀 keys?",
    "the cat saw the dog",
]

pytestmark = [
    pytest.mark.shipped,
    pytest.mark.skipif(not MODELS, reason="there are no models in checkpoints/ yet"),
]


@pytest.fixture(scope="module", params=MODELS or [None])
def translator(request: pytest.FixtureRequest) -> Translator:
    return s2s.load(request.param, CHECKPOINTS)


# Rounding differs with the shape of a batch and grows from step to step, so logic is held to account in float64.
@pytest.fixture(scope="module", params=[(torch.float64, 1e-6), (torch.float32, 1e-4)], ids=["float64", "float32"])
def precise(request: pytest.FixtureRequest, translator: Translator) -> tuple[Translator, float]:
    """The translator in one precision, and how far two of its traces may lie apart."""
    dtype, tolerance = request.param
    model = copy.deepcopy(translator.checkpoint.model).to(dtype)
    return Translator(translator.name, dataclasses.replace(translator.checkpoint, model=model)), tolerance


def assert_same_trace(one: Trace, other: Trace, tolerance: float) -> None:
    for field in dataclasses.fields(Trace):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if field.name == "candidate_ids":  # two words may be equally good to the last digit
            continue
        if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
            np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance, err_msg=field.name)
        else:
            assert a is b, field.name


def test_rows_of_weights_sum_to_what_the_paper_says(translator: Translator) -> None:
    model = translator.checkpoint.config.model
    for hypotheses in translator.translate_many(TEXTS, DecodingOptions(3, 3)):
        for found in hypotheses:
            if model.attention == "none":
                assert found.trace.weights is None
                continue
            rows = found.trace.weights.sum(axis=1)
            if model.scope == "local-p":
                assert (rows > 0).all()
                assert (rows <= 1 + 1e-5).all()
            else:
                np.testing.assert_allclose(rows, 1.0, atol=1e-5)
                np.testing.assert_allclose(found.weights().sum(axis=1), 1.0, atol=1e-5)


def test_a_beam_trace_is_the_forced_trace(precise: tuple[Translator, float]) -> None:
    translator, tolerance = precise
    for hypotheses in translator.translate_many(TEXTS, DecodingOptions(5, 5)):
        sources = [found.source.ids for found in hypotheses]
        forced = force(translator.checkpoint.model, sources, [found.target.ids for found in hypotheses])
        for found, other in zip(hypotheses, forced, strict=True):
            assert_same_trace(found.trace, other.trace, tolerance)


@pytest.mark.parametrize("beam_size", [1, 5])
def test_batched_equals_single(precise: tuple[Translator, float], beam_size: int) -> None:
    translator, tolerance = precise
    options = DecodingOptions(beam_size, beam_size)
    for text, together in zip(TEXTS, translator.translate_many(TEXTS, options), strict=True):
        for one, other in zip(together, translator.translate_many([text], options)[0], strict=True):
            assert one.target == other.target
            assert_same_trace(one.trace, other.trace, tolerance)


@torch.inference_mode()
def test_stepping_equals_teacher_forcing(translator: Translator) -> None:
    model, vocabulary = translator.checkpoint.model, translator.checkpoint.vocabulary
    sources = vocabulary.encode_ids(TEXTS)
    targets = pad(vocabulary.encode_ids(["Le chat dort.", "Où est-il ?", "Je ne sais pas.", "Oui."]))
    previous = shift_right(targets)
    source, state = model.encode(pad(sources), torch.tensor([len(ids) for ids in sources]))
    forced = model.logits(model.unroll(previous, state, source).features).log_softmax(dim=-1)
    for t in range(targets.shape[1]):
        step, log_probs = model.step(previous[:, t], state, source)
        torch.testing.assert_close(log_probs, forced[:, t], rtol=0, atol=1e-4)
        state = step.state


def test_a_simple_sentence_gets_a_finished_translation(translator: Translator) -> None:
    (best,) = translator.translate("The cat sleeps.")
    assert best.finished
    assert best.text
    assert 0 > best.log_prob > -20


def test_weights_are_small_and_have_the_hash_they_should(translator: Translator) -> None:
    folder = MODELS[translator.name].folder
    assert (folder / WEIGHTS).stat().st_size <= 20_000_000
    for name, digest in translator.checkpoint.config.sha256.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_card_and_figures_agree_and_belong_to_these_weights(translator: Translator) -> None:
    folder = MODELS[translator.name].folder
    card = (folder / "README.md").read_text(encoding="utf-8")
    figures = read_results(folder).translation
    assert figures, f"{translator.name} has not been evaluated"
    for one in figures:
        assert one.model == translator.name
        assert one.fingerprint == translator.fingerprint
        assert f"| {one.beam_size} | {one.bleu:.2f} | {one.chrf:.2f} |" in card
        assert one.bleu_signature in card
        assert one.chrf_signature in card


def test_the_card_says_where_the_data_is_from(translator: Translator) -> None:
    record = translator.checkpoint.config.training
    assert record is not None
    assert "CC BY" in record.attribution or record.corpora
    card = (MODELS[translator.name].folder / "README.md").read_text(encoding="utf-8")
    assert record.attribution in card
    assert all(f"{corpus.name} ({corpus.terms})" in card for corpus in record.corpora)
    assert ("For research and teaching" in card) == bool(record.corpora)
    assert record.command in card


def test_the_curve_of_training_is_there(translator: Translator) -> None:
    record = translator.checkpoint.config.training
    lines = (MODELS[translator.name].folder / "training.jsonl").read_text().splitlines()
    assert record is not None
    assert record.best_update in [json.loads(line)["update"] for line in lines]


def test_the_readme_shows_the_figures_of_the_evaluation_files() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    assert family_table(MODELS) in readme
    english_french = {name: read_results(model.folder) for name, model in of_pair("en-fr", MODELS).items()}
    assert challenge_table(rows_of(english_french, read_challenge("en-fr"))) in readme


def test_the_verdicts_that_are_kept_are_those_of_the_challenge_set_as_it_is(translator: Translator) -> None:
    kept = read_results(MODELS[translator.name].folder).of(translator.fingerprint).challenge
    if not has_challenge(translator.name):
        assert not kept
        return
    challenge = read_challenge(translator.name)
    assert [score.beam_size for score in kept] == [1, BEAM]
    for score in kept:
        assert score.data_sha256 == challenge.sha256
        told = [answer.passed for answer in score.answers]
        assert told == [judge(item, answer.text) for item, answer in zip(challenge.items, score.answers, strict=True)]
    greedy, item = kept[0], challenge.items[0]
    assert greedy.answers[0].text == translator.translate(item.source)[0].text
