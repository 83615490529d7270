"""Alignment errors of attribution methods, against links found character by character."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s
from seq2seq_core.attribution.attribution import NATS
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.methods import METHODS
from seq2seq_core.evaluation.attribution_alignment import evaluate_attribution_alignment
from seq2seq_core.evaluation.differences import difference, samples
from seq2seq_core.evaluation.gold import evaluate_alignment, read_gold
from seq2seq_core.evaluation.results import read_results
from tests.core.commands import ok, refused

NATURAL = [("The friend sleeps.", "L'ami dort."), ("I do not like tea.", "Je n'aime pas le thé.")]
ROWS = [
    dict(
        src_words=["the", "friend", "sleeps", "."], tgt_words=["l", "'", "ami", "dort", "."], alignment=[[1, 2], [2, 3]]
    ),
    dict(
        src_words=["i", "do", "not", "like", "tea", "."],
        tgt_words=["je", "n", "'", "aime", "pas", "le", "thé", "."],
        alignment=[[0, 0], [2, 1], [2, 4], [3, 3], [4, 6]],
    ),
]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return path


def word_of_each(pieces: Sequence[str], words: Sequence[str]) -> list[int]:
    """The word in which each piece has its first character, for texts without spaces that are pieces."""
    of_character = [i for i, word in enumerate(words) for _ in word]
    seen, found = 0, []
    for piece in pieces[:-1]:
        found.append(of_character[min(seen, len(of_character) - 1)])
        seen += len(piece.strip("▁"))
    return found


def rate(found: list[set[tuple[int, int]]]) -> float:
    sure = [set(map(tuple, row["alignment"])) for row in ROWS]
    right = sum(len(a & s) for a, s in zip(found, sure, strict=True))
    return 1 - 2 * right / (sum(map(len, found)) + sum(map(len, sure)))


@pytest.mark.parametrize("method", ["attention", "occlusion", "gradient-norm", "posterior-attention"])
def test_errors_are_those_of_links_found_by_loops(tiny_checkpoints: Path, gold: Path, method: str) -> None:
    model = s2s.load("en-fr/bahdanau", tiny_checkpoints)
    by_tokens, by_words, both_ways = [], [], []
    for row, (source, target) in zip(ROWS, NATURAL, strict=True):
        forced = model.force(source, target)
        pair = ForcedPair(model.checkpoint.model, forced.source.ids, forced.target.ids)
        found = METHODS[method].compute(pair)
        columns = word_of_each(forced.source.pieces, row["src_words"])
        rows = word_of_each(forced.target.pieces, row["tgt_words"])
        by_tokens.append({(columns[int(np.argmax(found.source[t, : len(columns)]))], j) for t, j in enumerate(rows)})
        owed: dict[int, dict[int, list[float]]] = {}  # to each source word by each target word, of its tokens in turn
        for t, j in enumerate(rows):
            for i in set(columns):
                whole = sum(found.source[t, s] for s, word in enumerate(columns) if word == i)
                owed.setdefault(j, {}).setdefault(i, []).append(whole)
        join = sum if found.unit == NATS else np.mean
        by_words.append({(max(row, key=lambda i, row=row: join(row[i])), j) for j, row in owed.items()})
        back = {(i, max(owed, key=lambda j, i=i: join(owed[j][i]))) for i in set(columns)}
        both_ways.append(by_words[-1] & back)
    (score,) = evaluate_attribution_alignment(model, read_gold(gold), gold, methods=[method])
    assert score.aer == pytest.approx(rate(by_tokens), abs=1e-4)
    assert score.aer_of_words == pytest.approx(rate(by_words), abs=1e-4)
    assert score.aer_both_ways == pytest.approx(rate(both_ways), abs=1e-4)
    assert min(samples(score, "alignment error")) <= score.aer <= max(samples(score, "alignment error"))


def test_that_of_attention_is_the_one_that_evaluate_measures(tiny_checkpoints: Path, gold: Path) -> None:
    model = s2s.load("en-fr/luong-general", tiny_checkpoints)
    (score,) = evaluate_attribution_alignment(model, read_gold(gold), gold, methods=["attention"])
    plain = evaluate_alignment(model, read_gold(gold), gold)
    assert (score.aer, score.aer_samples) == (plain.aer, plain.aer_samples)


def test_methods_that_are_not_for_a_model_are_left_out(tiny_checkpoints: Path, gold: Path) -> None:
    model = s2s.load("en-fr/no-attention", tiny_checkpoints)
    found = evaluate_attribution_alignment(model, read_gold(gold), gold, methods=["attention", "occlusion", "deletion"])
    assert [one.method for one in found] == ["occlusion", "deletion"]
    assert difference(found[0], found[1], "alignment error").ahead == pytest.approx(found[1].aer - found[0].aer)
    assert difference(found[0], found[0], "alignment error both ways").verdict == "undecided"


def test_the_command_keeps_errors_beside_faithfulness(
    own_checkpoints: Path, gold: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALIGNSCOPE_CHECKPOINTS", str(own_checkpoints))
    usual = ["faithfulness", "--model", "en-fr/bahdanau", "--method", "attention", "--method", "occlusion"]
    faithful = ok(*usual, "--data", str(data), "--sentences", "2", "--save")
    lines = ok(*usual, "--gold", str(gold), "--save")
    assert len(faithful) == 3
    assert ["2 pairs of gold.jsonl" in line for line in lines] == [True, True]
    kept = read_results(own_checkpoints / "en-fr" / "bahdanau")
    assert {one.method for one in kept.faithfulness} == {"attention", "occlusion", "random"}
    assert {one.method for one in kept.attribution_alignment} == {"attention", "occlusion"}
    told = [json.loads(line) for line in ok(*usual, "--gold", str(gold), "--json")]
    assert [one["aer"] for one in told] == sorted(one["aer"] for one in told)
    assert "--data, --gold or both" in refused(*usual)
