"""A model before a challenge set, with tiny models: what is said is what is judged, and what is kept can be read."""

from pathlib import Path

import pytest

import seq2seq_core as s2s
from seq2seq_core.challenge.challenge_set import judge, read_challenge
from seq2seq_core.challenge.measure import align, take
from seq2seq_core.evaluation.card import CARD, write_card
from seq2seq_core.evaluation.results import Results, read_results, save_results
from seq2seq_core.text import split_words, word_of_each
from seq2seq_core.translator import Translator

CHALLENGE = read_challenge("en-fr")


@pytest.fixture(scope="module")
def translator(tiny_checkpoints: Path) -> Translator:
    return s2s.load("en-fr/bahdanau", tiny_checkpoints)


@pytest.mark.parametrize("beam_size", [1, 2])
def test_every_sentence_is_translated_as_it_is_alone_and_judged(translator: Translator, beam_size: int) -> None:
    found = take(translator, CHALLENGE, beam_size=beam_size)
    assert [answer.id for answer in found.answers] == [item.id for item in CHALLENGE.items]
    for item, answer in list(zip(CHALLENGE.items, found.answers, strict=True))[::9]:
        assert answer.text == translator.translate(item.source, beam_size=beam_size)[0].text
        assert answer.passed is judge(item, answer.text)
    assert found.passed == sum(answer.passed for answer in found.answers)
    assert (found.model, found.data, found.data_sha256) == ("en-fr/bahdanau", "en-fr.toml", CHALLENGE.sha256)
    assert (found.beam_size, found.sentences) == (beam_size, 108)


def test_the_alignment_error_is_that_of_counting_with_possible_links(translator: Translator) -> None:
    right = whole = 0
    for item in CHALLENGE.items:
        forced = translator.force(item.source, item.reference)
        weights = forced.trace.weights
        assert weights is not None
        source_words = word_of_each(forced.source.pieces[:-1], split_words)
        target_words = word_of_each(forced.target.pieces[:-1], split_words)
        found = {
            (source_words[max(range(len(source_words)), key=lambda s, row=row: row[s])], target)
            for row, target in zip(weights.tolist(), target_words, strict=False)
        }
        sure, possible = item.alignment.sure, item.alignment.possible
        assert possible or sure
        right += len(found & sure) + len(found & (sure | possible))
        whole += len(found) + len(sure)
    measured = align(translator, CHALLENGE)
    assert measured.aer == pytest.approx(1 - right / whole, abs=1e-4)
    assert len(measured.aer_samples.split()) == 1000


def test_models_without_attention_and_ensembles_have_no_alignment(tiny_checkpoints: Path) -> None:
    assert take(s2s.load("en-fr/no-attention", tiny_checkpoints), CHALLENGE).alignment is None
    together = s2s.load_ensemble(["en-fr/bahdanau", "en-fr/luong-general"], tiny_checkpoints)
    found = take(together, CHALLENGE)
    assert found.alignment is None
    assert found.answers[0].text == together.translate(CHALLENGE.items[0].source)[0].text


def test_what_is_kept_is_read_again_and_told_on_the_card(translator: Translator, own_checkpoints: Path) -> None:
    folder = own_checkpoints / "en-fr" / "bahdanau"
    greedy, beam = (take(translator, CHALLENGE, beam_size=size) for size in (1, 2))
    for score in (beam, greedy, greedy):
        save_results(folder, Results(translation=[], alignment=[], challenge=[score]))
    assert read_results(folder).challenge == [greedy, beam]
    assert greedy.alignment is not None
    write_card("en-fr/bahdanau", folder)
    assert (
        f"\nChallenge set en-fr.toml: of 108 sentences pass {greedy.passed} with greedy search, {beam.passed} with a "
        f"beam of 2. Alignment error rate on its references, in words: {greedy.alignment.aer:.3f}.\n"
    ) in (folder / CARD).read_text(encoding="utf-8")
    other = greedy.model_copy(update={"fingerprint": "0123456789"})
    save_results(folder, Results(translation=[], alignment=[], challenge=[other]))
    assert read_results(folder).challenge == [other], "figures of other weights go"
    assert read_results(folder).of(greedy.fingerprint).challenge == []
