"""The Python door: text in, translations out, and every bad input refused with its reason."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s
from seq2seq_core.decoding.decode import force
from seq2seq_core.decoding.options import DecodingOptions
from seq2seq_core.translator import MOST_SAID, MOST_TOKENS, Translator
from tests.tiny_models import NAMES, PAIRS

STRANGE = [
    "<s> <b>x</b> &amp;",
    "</s> <unk> <pad>",
    "😀",
    "나는 고양이",
    "قطة سوداء",
    "x" * 240,
    "?",
    "the cat saw the dog",
    " ".join(["cat"] * 130),
]


@pytest.fixture(scope="module", params=NAMES)
def translator(request: pytest.FixtureRequest, tiny_checkpoints: Path) -> Translator:
    return s2s.load(f"en-fr/{request.param}", tiny_checkpoints)


def test_the_best_translation_comes_first_and_the_others_after_it(translator: Translator) -> None:
    best, *others = translator.translate("The cat sleeps.", beam_size=5)
    assert len(others) == 4
    assert isinstance(best.text, str)
    assert (best.model, best.fingerprint) == (translator.name, translator.fingerprint)
    assert best.source.words == ("The", "cat", "sleeps", ".", "</s>")
    if translator.name == "en-fr/no-attention":
        assert best.trace.weights is best.weights() is None
    else:
        assert best.trace.weights.shape == (len(best.target.ids), len(best.source.ids))
        assert best.weights().shape == (len(best.target.words), len(best.source.words))
        np.testing.assert_allclose(best.weights().sum(axis=1), 1.0, atol=1e-5)


def test_one_bad_sentence_among_many_is_told_in_its_place_and_the_others_are_translated(translator: Translator) -> None:
    texts = ["The cat sleeps.", " ", "The dog sleeps.", "▁", "x" * 900]
    found = translator.translate_each(texts)
    assert [isinstance(one, s2s.InputError) for one in found] == [False, True, False, True, True]
    for text, one in zip(texts[:3:2], found[:3:2], strict=True):
        assert isinstance(one, list)
        assert one[0].text == translator.translate(text)[0].text
    assert "nothing to translate" in str(found[1])
    with pytest.raises(s2s.InputError, match="nothing to translate"):
        translator.translate_many(texts)
    for wrong in ("The cat sleeps.", b"The cat."):
        with pytest.raises(s2s.InputError, match="several sentences are a list of texts"):
            translator.translate_many(wrong)  # type: ignore[arg-type]
    with pytest.raises(s2s.InputError, match=r"text \(str\), not NoneType"):
        translator.translate(None)  # type: ignore[arg-type]


def test_a_limit_counts_the_tokens_that_a_model_reads(translator: Translator) -> None:
    vocabulary = translator.checkpoint.vocabulary
    text = "xq" * 240  # fewer characters than are allowed, and each a token
    tokens = len(vocabulary.encode(text).ids)
    assert tokens > MOST_SAID
    for read, most in (
        (lambda: translator.translate(text), MOST_TOKENS),
        (lambda: translator.force("The cat.", text), MOST_SAID),
    ):
        with pytest.raises(s2s.InputError, match=f"{tokens} subword tokens are too many .* at most {most}"):
            read()


def test_whatever_a_model_says_can_be_given_to_another(translator: Translator, tiny_checkpoints: Path) -> None:
    text = "xq" * 120 + " cat"
    said = translator.translate(text)[0]
    other = s2s.load("en-fr/no-attention", tiny_checkpoints)
    assert len(other.force(text, "q" * MOST_TOKENS).target.ids) > MOST_TOKENS, "longer than what is read"
    assert other.force(text, said.text or ".").text == (said.text or ".")
    longer = "le chat " * 150  # as many words as a source may not have
    assert len(other.force("The cat.", longer).target.words) == 301
    with pytest.raises(s2s.InputError, match="401 words are too many; at most 400"):
        other.force("The cat.", "a " * 401)


def test_a_sentence_learnt_by_heart_is_translated_right(translator: Translator) -> None:
    right = [translator.translate(source)[0].text == target for source, target in PAIRS]
    assert sum(right) >= 6  # tiny models, a second of training


def test_n_best_says_how_many_and_more_than_the_beam_is_refused(translator: Translator) -> None:
    assert len(translator.translate("The cat sleeps.", beam_size=4, n_best=2)) == 2
    with pytest.raises(s2s.InputError, match="n-best 3 is not between 1 and the beam size, 2"):
        translator.translate("The cat sleeps.", beam_size=2, n_best=3)
    with pytest.raises(s2s.InputError, match="n-best 0"):
        translator.translate("The cat sleeps.", n_best=0)


def test_a_prefix_longer_than_any_free_translation_is_kept_whole(translator: Translator) -> None:
    prefix = "chat " * 30
    best, *_ = translator.translate("The cat.", prefix=prefix)
    assert best.text.startswith(prefix.strip())
    with pytest.raises(s2s.InputError, match="beam size 0"):
        translator.translate("The cat sleeps.", beam_size=0)


@pytest.mark.parametrize("text", STRANGE)
def test_strange_text_is_translated_and_never_dropped(translator: Translator, text: str) -> None:
    (best,) = translator.translate(text)
    assert "".join(best.source.pieces[:-1]).replace("▁", " ").strip() == text
    assert "".join(best.source.words[:-1]) == text.replace(" ", "")
    assert np.isfinite(best.log_prob)


@pytest.mark.parametrize("text", ["", "  ", "x" * 2001, "a " * 401, "a\0b", "\ud800", "\x07"])
def test_what_is_no_sentence_is_refused(translator: Translator, text: str) -> None:
    for door in (translator.translate, lambda text: translator.force("The cat.", text)):
        with pytest.raises(s2s.InputError):
            door(text)


def test_many_at_once_are_as_one_by_one(translator: Translator) -> None:
    texts = [source for source, _ in PAIRS] + STRANGE[:5]
    for text, (together,) in zip(texts, translator.translate_many(texts), strict=True):
        (alone,) = translator.translate(text)
        assert (together.text, together.target) == (alone.text, alone.target)
        assert together.log_prob == pytest.approx(alone.log_prob, abs=1e-4)


def test_nothing_to_translate_gives_nothing(translator: Translator) -> None:
    assert translator.translate_many([]) == []
    assert translator.force_many([]) == []


def test_forcing_a_translation_gives_back_its_trace(translator: Translator) -> None:
    (best,) = translator.translate("The cat saw the dog.")
    if best.finished:
        (again,) = force(translator.checkpoint.model, [best.source.ids], [best.target.ids])
        np.testing.assert_allclose(again.trace.log_probs, best.trace.log_probs, atol=1e-5)
    forced = translator.force("The cat saw the dog.", "Le chat a vu le chien.")
    assert forced.text == "Le chat a vu le chien."
    assert forced.finished
    assert forced.target.words == ("Le", "chat", "a", "vu", "le", "chien", ".", "</s>")


def test_a_forced_target_keeps_words_that_the_model_does_not_know(translator: Translator) -> None:
    forced = translator.force("The cat.", "Le 고양이 <b>dort</b> 😀.")
    assert forced.text == "Le 고양이 <b>dort</b> 😀."
    assert "".join(forced.target.words[:-1]) == "Le고양이<b>dort</b>😀."
    flagged = {p for p, unknown in zip(forced.target.pieces, forced.target.unknown, strict=True) if unknown}
    assert "고양이" in flagged
    assert len(forced.target.pieces) == len(forced.trace.log_probs)


def test_every_translation_begins_with_the_words_of_the_prefix(translator: Translator) -> None:
    for translation in translator.translate("The cat sleeps.", beam_size=3, prefix="Le chien"):
        assert translation.text.startswith("Le chien")


@pytest.mark.parametrize("prefix", ["Le 고양이", "😀"])
def test_a_prefix_that_the_model_cannot_say_is_refused(translator: Translator, prefix: str) -> None:
    with pytest.raises(s2s.InputError, match=r"the model cannot say .*: not in its vocabulary"):
        translator.translate("The cat sleeps.", prefix=prefix)


def test_two_threads_on_one_translator_give_bit_equal_results_to_one(translator: Translator) -> None:
    texts = [source for source, _ in PAIRS[:6]]
    alone = {text: translator.translate(text, beam_size=3) for text in texts}
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda text: (text, translator.translate(text, beam_size=3)), texts * 5))
    for text, found in together:
        for one, other in zip(found, alone[text], strict=True):
            assert (one.target, one.log_prob) == (other.target, other.log_prob)
            if one.trace.weights is not None:
                np.testing.assert_array_equal(one.trace.weights, other.trace.weights)


def test_a_batch_with_options_keeps_the_order_of_the_sentences(translator: Translator) -> None:
    texts = ["The cat sleeps.", "I do not like cold tea.", "She gave it to him."]
    found = translator.translate_many(texts, DecodingOptions(2, 2, batch_tokens=10))
    assert [hypotheses[0].source.text for hypotheses in found] == texts
    assert [len(hypotheses) for hypotheses in found] == [2, 2, 2]
