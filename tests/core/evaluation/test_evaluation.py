"""Figures of a checkpoint, and the card that repeats them, against sacrebleu and counting."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import sacrebleu

import seq2seq_core as s2s
from seq2seq_core.errors import CheckpointError, CorpusError
from seq2seq_core.evaluation.bootstrap import percentile_interval
from seq2seq_core.evaluation.card import CARD, write_card
from seq2seq_core.evaluation.gold import evaluate_alignment, read_gold
from seq2seq_core.evaluation.results import EVALUATION_FILE, Interval, Results, read_results, save_results
from seq2seq_core.evaluation.scores import evaluate, join_pairs
from seq2seq_core.evaluation.translation_scores import bootstrap
from seq2seq_core.interchange import hard_alignment
from seq2seq_core.parallel_text import Pair
from seq2seq_core.translator import Translator
from tests.tiny_models import PAIRS

TEXTS = [Pair(source, (target, target.upper())) for source, target in PAIRS]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "test.tsv"
    path.write_text("".join("\t".join([pair.source, *pair.references]) + "\n" for pair in TEXTS), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def translator(tiny_checkpoints: Path) -> Translator:
    return s2s.load("en-fr/bahdanau", tiny_checkpoints)


@pytest.mark.parametrize("beam_size", [1, 3])
def test_figures_are_those_of_sacrebleu_on_the_translations(translator: Translator, data: Path, beam_size: int) -> None:
    found = evaluate(translator, TEXTS, data, beam_size=beam_size)
    said = [translator.translate(pair.source, beam_size=beam_size)[0].text for pair in TEXTS]
    streams = [[pair.references[i] for pair in TEXTS] for i in range(2)]
    assert found.bleu == pytest.approx(sacrebleu.corpus_bleu(said, streams).score, abs=0.006)
    assert found.chrf == pytest.approx(sacrebleu.corpus_chrf(said, streams).score, abs=0.006)
    assert found.sentences == len(TEXTS)
    assert found.beam_size == beam_size
    assert found.data == "test.tsv"
    assert found.data_sha256 == hashlib.sha256(data.read_bytes()).hexdigest()
    assert found.sentences_per_second > 0


def test_every_sentence_is_in_one_range_of_lengths_and_scored_there(translator: Translator, data: Path) -> None:
    found = evaluate(translator, TEXTS, data)
    assert sum(bucket.sentences for bucket in found.by_length) == len(TEXTS)
    for bucket in found.by_length:
        low, high = map(int, bucket.words.split("-"))
        part = [pair for pair in TEXTS if low <= len(pair.source.split()) <= high]
        said = [translator.translate(pair.source)[0].text for pair in part]
        streams = [[pair.references[i] for pair in part] for i in range(2)]
        assert bucket.sentences == len(part)
        assert bucket.bleu == pytest.approx(sacrebleu.corpus_bleu(said, streams).score, abs=0.006)


def test_every_score_has_an_interval_and_files_without_intervals_are_still_read(
    translator: Translator, data: Path, tmp_path: Path
) -> None:
    found = evaluate(translator, TEXTS, data)
    for one in (found, *found.by_length):
        assert one.bleu_interval.low <= one.bleu_interval.high
        assert one.chrf_interval.low - 0.01 <= one.chrf <= one.chrf_interval.high + 0.01
    bleu, chrf = bootstrap(
        [translator.translate(pair.source)[0].text for pair in TEXTS], [pair.references for pair in TEXTS]
    )
    for interval, samples in ((found.bleu_interval, bleu), (found.chrf_interval, chrf)):
        low, high = percentile_interval(samples)
        assert interval == Interval(low=round(low, 2), high=round(high, 2))
    np.testing.assert_allclose([float(one) for one in found.bleu_samples.split()], bleu, atol=0.0051)
    save_results(tmp_path, Results(translation=[found], alignment=[]))
    assert read_results(tmp_path).translation == [found]
    older = json.loads((tmp_path / EVALUATION_FILE).read_text())
    for one in (older["translation"][0], *older["translation"][0]["by_length"]):
        del one["bleu_interval"], one["chrf_interval"]
    del older["translation"][0]["bleu_samples"]
    (tmp_path / EVALUATION_FILE).write_text(json.dumps(older))
    (read,) = read_results(tmp_path).translation
    assert (read.bleu, read.bleu_interval, read.by_length[0].chrf_interval) == (found.bleu, None, None)


def test_joined_inputs_are_two_sentences_with_every_combination_of_references() -> None:
    joined, parts = join_pairs(TEXTS, 3)
    assert len(joined) == 3
    assert len({pair.source for pair in parts}) == 6
    for pair, first, second in zip(joined, parts[::2], parts[1::2], strict=True):
        assert pair.source == f"{first.source} {second.source}"
        assert set(pair.references) == {f"{a} {b}" for a in first.references for b in second.references}
    assert join_pairs(TEXTS, 3) == (joined, parts)
    many = [Pair(str(i), tuple(map(str, range(9)))) for i in range(2)]
    assert len(join_pairs(many, 1)[0][0].references) == 16


def test_more_joined_inputs_than_sentences_are_refused() -> None:
    with pytest.raises(CorpusError, match="7 joined inputs need 14 sentences; there are 12"):
        join_pairs(TEXTS, 7)


def test_alignment_error_rate_compares_forced_links_with_those_of_a_person(
    translator: Translator, tmp_path: Path
) -> None:
    gold = tmp_path / "gold.jsonl"
    rows = []
    for source, target in PAIRS[:3]:
        rows.append({"src_words": source.split(), "tgt_words": target.split(), "alignment": [[0, 0], [1, 1]]})
    gold.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = evaluate_alignment(translator, read_gold(gold), gold)
    right = said = 0
    for source, target in PAIRS[:3]:
        forced = translator.force(source, target)
        links = set()
        for t, piece in enumerate(forced.target.pieces[:-1]):
            s = max(range(len(forced.source.pieces) - 1), key=forced.trace.weights[t].__getitem__)
            token_s = "".join(forced.source.pieces[: s + 1]).strip("▁").count("▁")
            token_t = "".join(forced.target.pieces[: t + 1]).strip("▁").count("▁")
            if piece == "▁":  # a lone space belongs to the token after it
                token_t = "".join(forced.target.pieces[: t + 2]).strip("▁").count("▁")
            if forced.source.pieces[s] == "▁":
                token_s = "".join(forced.source.pieces[: s + 2]).strip("▁").count("▁")
            links.add((token_s, token_t))
        right += len(links & {(0, 0), (1, 1)})
        said += len(links)
    assert found.aer == pytest.approx(1 - 2 * right / (said + 6), abs=1e-4)
    assert found.sentences == 3
    samples = [float(sample) for sample in found.aer_samples.split()]
    assert len(samples) == 1000
    assert np.mean(samples) == pytest.approx(found.aer, abs=0.05)


def test_in_natural_spelling_the_links_of_the_tokens_are_found_by_character(
    translator: Translator, tmp_path: Path
) -> None:
    gold = tmp_path / "gold.jsonl"
    source, target = "the friend sleeps .", "l ' ami dort ."
    row = {"src_words": source.split(), "tgt_words": target.split(), "alignment": [[1, 2], [2, 3]]}
    gold.write_text(json.dumps(row), encoding="utf-8")
    forced = translator.force("The friend sleeps.", "L'ami dort.")

    def token_of_piece(pieces: Sequence[str], tokens: str) -> list[int]:
        of_character = [i for i, token in enumerate(tokens.split()) for _ in token]
        seen, found = 0, []
        for piece in pieces[:-1]:
            found.append(of_character[min(seen, len(of_character) - 1)])
            seen += len(piece.strip("▁"))
        return found

    columns, rows = token_of_piece(forced.source.pieces, source), token_of_piece(forced.target.pieces, target)
    links = {(columns[int(np.argmax(forced.trace.weights[t, : len(columns)]))], j) for t, j in enumerate(rows)}
    right = len(links & {(1, 2), (2, 3)})
    found = evaluate_alignment(translator, read_gold(gold), gold)
    assert found.spelling == "natural"
    assert found.aer == pytest.approx(1 - 2 * right / (len(links) + 2), abs=1e-4)
    spaced = evaluate_alignment(translator, read_gold(gold), gold, "tokenised")
    assert spaced.aer == pytest.approx(
        1 - 2 * len(hard_alignment(translator.force(source, target)) & {(1, 2), (2, 3)})
        / (len(hard_alignment(translator.force(source, target))) + 2), abs=1e-4,
    )  # fmt: skip


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{}",
        "[1]",
        '{"src_words": ["a"], "tgt_words": ["b"], "alignment": [[0]]}',
        '{"src_words": ["a"], "tgt_words": ["b"], "alignment": [[0, 1]]}',
        '{"src_words": ["a"], "tgt_words": ["b"], "alignment": [[-1, 0]]}',
        '{"src_words": ["a"], "tgt_words": ["b c"], "alignment": []}',
        '{"src_words": [""], "tgt_words": ["b"], "alignment": []}',
    ],
)
def test_a_gold_file_with_a_line_that_is_no_pair_is_refused_by_its_number(tmp_path: Path, line: str) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text('{"src_words": ["a"], "tgt_words": ["b"], "alignment": [[0, 0]]}\n' + line + "\nx\n")
    with pytest.raises(CorpusError, match=r"gold\.jsonl, line 2 is not a hand-aligned pair"):
        read_gold(gold)


def test_saved_figures_replace_older_ones_of_the_same_kind_and_those_of_other_weights(
    translator: Translator, data: Path, tmp_path: Path
) -> None:
    first = evaluate(translator, TEXTS, data)
    other_search = first.model_copy(update={"beam_size": 5})
    again = first.model_copy(update={"bleu": 12.34})

    def save(*evaluations: object) -> list[object]:
        return save_results(tmp_path, Results(translation=list(evaluations), alignment=[])).translation

    assert save(first) == [first]
    assert save(other_search) == [first, other_search]
    assert save(again) == [again, other_search]
    assert read_results(tmp_path).translation == [again, other_search]
    other_weights = first.model_copy(update={"fingerprint": "other"})
    assert save(other_weights) == [other_weights]


@pytest.mark.parametrize(
    "content", [b"{", b"\xff", b"[]", b'{"translation": []}', b'{"translation": 1, "alignment": []}']
)
def test_damaged_figures_are_a_named_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / EVALUATION_FILE).write_bytes(content)
    with pytest.raises(CheckpointError, match=EVALUATION_FILE):
        read_results(tmp_path)


@pytest.mark.parametrize("name", ["bahdanau", "luong-general", "no-attention"])
def test_the_card_tells_the_figures_and_the_shape(own_checkpoints: Path, data: Path, name: str) -> None:
    folder = own_checkpoints / "en-fr" / name
    write_card(f"en-fr/{name}", folder)
    assert "Not evaluated yet" in (folder / CARD).read_text()
    found = evaluate(s2s.load(f"en-fr/{name}", own_checkpoints), TEXTS, data)
    save_results(folder, Results(translation=[found], alignment=[]))
    write_card(f"en-fr/{name}", folder)
    card = (folder / CARD).read_text()
    assert card.startswith(f"# en-fr/{name}\n")
    assert f"{found.bleu:.2f}" in card
    assert f"{found.chrf:.2f}" in card
    assert found.bleu_signature in card
    assert "160 tokens" in card
    assert {"bahdanau": "previous", "luong-general": "input feeding", "no-attention": "fixed vector"}[name] in card


@pytest.mark.parametrize(
    ("name", "tells"),
    [
        ("bahdanau", "the additive score, asked with the previous decoder state over the whole source."),
        ("luong-dot", "the dot score, asked with the current decoder state over the whole source, with input feeding."),
        ("luong-general-no-feeding", "asked with the current decoder state over the whole source."),
        ("luong-local-m", "within 2 positions of the step's own number (local-m), with input feeding."),
        ("luong-local-p", "within 2 positions of a centre that it predicts (local-p), with input feeding."),
        ("no-attention", "the decoder gets one fixed vector"),
    ],
)
def test_the_card_says_what_kind_of_attention_it_is(tiny_family: Path, tmp_path: Path, name: str, tells: str) -> None:
    folder = Path(shutil.copytree(tiny_family / "en-fr" / name, tmp_path / name))
    write_card(f"en-fr/{name}", folder)
    assert tells in (folder / CARD).read_text()
