"""Faithfulness on test data, against means over all tokens taken by hand."""

import json
from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s
from seq2seq_core.attribution.backward import gradient_norm
from seq2seq_core.attribution.faithfulness import SHARES, faithfulness, kendall_tau, ranking
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.looking import attention
from seq2seq_core.evaluation.faithful import RANDOM, USUAL, evaluate_faithfulness
from seq2seq_core.evaluation.results import Results, read_results, save_results
from tests.core.commands import ok, refused
from tests.tiny_models import PAIRS

SOURCES = [source for source, _ in PAIRS[:4]]


def test_scores_are_means_over_the_tokens_of_all_translations(tiny_checkpoints: Path, data: Path) -> None:
    model = s2s.load("en-fr/bahdanau", tiny_checkpoints)
    gone, alone, agreement, overlap = [], [], [], []
    for source in SOURCES:
        found = model.translate(source)[0]
        pair = ForcedPair(model.checkpoint.model, found.source.ids, found.target.ids)
        order = ranking(gradient_norm(pair).source)
        (one,) = faithfulness(pair, [order])
        gone += one.comprehensiveness.tolist()
        alone += one.sufficiency.tolist()
        looked = ranking(attention(pair).source)
        agreement += kendall_tau(order, looked).tolist()
        size = max(1, round(len(pair.source_ids) / 5))
        both = zip(order[:, :size], looked[:, :size], strict=True)
        overlap += [len({*ours.tolist()} & {*theirs.tolist()}) / size for ours, theirs in both]
    scores = {one.method: one for one in evaluate_faithfulness(model, SOURCES, data)}
    assert set(scores) == {*USUAL, RANDOM}
    score = scores["gradient-norm"]
    np.testing.assert_allclose(score.comprehensiveness, np.mean(gone, axis=0), atol=1e-4)
    np.testing.assert_allclose(score.sufficiency, np.mean(alone, axis=0), atol=1e-4)
    assert score.comprehensiveness_area == pytest.approx(np.mean(gone), abs=1e-4)
    assert score.sufficiency_area == pytest.approx(np.mean(alone), abs=1e-4)
    assert score.agreement == pytest.approx(np.mean(agreement), abs=1e-4)
    assert score.top_overlap == pytest.approx(np.mean(overlap), abs=1e-4)
    for mean, interval in [
        (score.agreement, score.agreement_interval),
        (score.top_overlap, score.top_overlap_interval),
    ]:
        assert mean is not None
        assert interval is not None
        assert interval.low <= mean <= interval.high
    assert scores["attention"].agreement == scores["attention"].top_overlap == 1.0
    assert score.shares == list(SHARES)
    samples = [float(one) for one in score.comprehensiveness_samples.split()]
    assert len(samples) == 1000
    assert min(samples) <= score.comprehensiveness_area <= max(samples)


def test_what_is_best_to_take_away_first_beats_chance(tiny_checkpoints: Path, data: Path) -> None:
    model = s2s.load("en-fr/luong-general", tiny_checkpoints)
    scores = {one.method: one for one in evaluate_faithfulness(model, SOURCES, data, methods=["occlusion"])}
    assert scores["occlusion"].comprehensiveness[0] > scores[RANDOM].comprehensiveness[0]


def test_a_model_without_attention_is_measured_without_it(tiny_checkpoints: Path, data: Path) -> None:
    model = s2s.load("en-fr/no-attention", tiny_checkpoints)
    scores = {one.method: one for one in evaluate_faithfulness(model, SOURCES[:2], data, taken="deleted")}
    assert set(scores) == {*USUAL, RANDOM} - {"attention", "attention-norm", "posterior-attention", "logit-share"}
    assert all(
        one.agreement is None and one.top_overlap_interval is None and one.taken == "deleted" for one in scores.values()
    )


def test_figures_are_kept_beside_others_of_the_same_weights(own_checkpoints: Path, data: Path) -> None:
    folder = own_checkpoints / "en-fr" / "bahdanau"
    model = s2s.load("en-fr/bahdanau", own_checkpoints)
    scores = evaluate_faithfulness(model, SOURCES[:1], data, methods=["attention"])
    save_results(folder, Results(translation=[], alignment=[], faithfulness=scores))
    deleted = evaluate_faithfulness(model, SOURCES[:1], data, methods=["attention"], taken="deleted")
    kept = save_results(folder, Results(translation=[], alignment=[], faithfulness=deleted)).faithfulness
    assert {(one.method, one.taken) for one in kept} == {
        (method, taken) for method in ("attention", RANDOM) for taken in ("unknown", "deleted")
    }
    assert read_results(folder).of("other weights").faithfulness == []


def test_the_command_prints_the_best_first_and_keeps_what_it_is_told_to(
    own_checkpoints: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALIGNSCOPE_CHECKPOINTS", str(own_checkpoints))
    usual = ["faithfulness", "--data", str(data), "--sentences", "2", "--method", "attention", "--method", "occlusion"]
    lines = ok(*usual, "--model", "en-fr/bahdanau")
    assert len(lines) == 3
    assert "on 2 sentences of test.tsv, tokens unknown: " in lines[0]
    told = [json.loads(line) for line in ok(*usual, "--model", "en-fr/bahdanau", "--json")]
    areas = [one["comprehensiveness_area"] for one in told]
    assert areas == sorted(areas, reverse=True)
    assert read_results(own_checkpoints / "en-fr" / "bahdanau").faithfulness == []
    ok(*usual, "--all", "--pair", "en-fr")
    assert len(read_results(own_checkpoints / "en-fr" / "no-attention").faithfulness) == 2
    assert "say either" in refused(*usual)
