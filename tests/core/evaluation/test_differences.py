"""Verdicts on two attribution methods, against samples whose difference is known and against drawing by hand."""

from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s
from seq2seq_core.attribution.backward import gradient_norm
from seq2seq_core.attribution.faithfulness import faithfulness, ranking
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.looking import attention
from seq2seq_core.evaluation.bootstrap import SAMPLES, SAMPLES_SEED
from seq2seq_core.evaluation.differences import UNDECIDED, Measure, compare_all, difference
from seq2seq_core.evaluation.faithful import evaluate_faithfulness
from seq2seq_core.evaluation.results import FaithfulnessScore
from tests.tiny_models import PAIRS

SOURCES = [source for source, _ in PAIRS[:5]]


def score(method: str, gone: list[float], **changes: object) -> FaithfulnessScore:
    told = " ".join(f"{one:.4f}" for one in gone)
    values: dict[str, object] = dict(
        model="en-fr/bahdanau", fingerprint="f", data="test.tsv", data_sha256="s", sentences=9, method=method,
        taken="unknown", shares=[0.1], comprehensiveness=[np.mean(gone)], sufficiency=[np.mean(gone)],
        comprehensiveness_area=np.mean(gone), sufficiency_area=np.mean(gone), agreement=None,
        comprehensiveness_samples=told, sufficiency_samples=told,
    )  # fmt: skip
    return FaithfulnessScore.model_validate(values | changes)


@pytest.mark.parametrize(("worse", "verdict"), [(0, "a"), (24, "a"), (26, UNDECIDED), (974, UNDECIDED), (976, "b")])
def test_a_difference_that_changes_its_sign_in_too_many_samples_is_undecided(worse: int, verdict: str) -> None:
    theirs = [0.3 + i % 7 / 100 for i in range(1000)]
    ours = [one + (-0.1 if i < worse else 0.1) for i, one in enumerate(theirs)]
    found = difference(score("a", ours), score("b", theirs), "comprehensiveness")
    assert found.verdict == verdict
    assert difference(score("b", theirs), score("a", ours), "comprehensiveness").verdict == verdict
    assert found.ahead == pytest.approx(np.mean(ours) - np.mean(theirs), abs=1e-4)


def test_of_sufficiency_less_is_better() -> None:
    less, more = score("a", [0.1, 0.2]), score("b", [0.3, 0.4])
    assert difference(less, more, "sufficiency").verdict == "a"
    assert difference(less, more, "comprehensiveness").verdict == "b"


def test_one_method_is_held_against_all_others() -> None:
    scores = [score("b", [0.3, 0.4]), score("a", [0.2, 0.3]), score("c", [0.1, 0.2])]
    found = compare_all("a", scores, "comprehensiveness")
    assert [(one.first, one.second, one.verdict) for one in found] == [("a", "c", "a"), ("a", "b", "b")]
    assert compare_all("d", scores, "comprehensiveness") == []


@pytest.mark.parametrize("changes", [dict(fingerprint="g"), dict(data_sha256="t"), dict(taken="deleted")])
def test_what_was_not_measured_alike_is_not_compared(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        difference(score("a", [0.1]), score("b", [0.1], **changes), "sufficiency")
    with pytest.raises(ValueError, match="measure it anew"):
        difference(score("a", [0.1]), score("b", [0.1], sufficiency_samples=""), "sufficiency")


@pytest.mark.parametrize("measure", ["comprehensiveness", "sufficiency"])
def test_the_interval_is_that_of_the_same_sentences_drawn_for_both(
    tiny_checkpoints: Path, data: Path, measure: Measure
) -> None:
    model = s2s.load("en-fr/bahdanau", tiny_checkpoints)
    tokens, ahead = [], []  # of each sentence; summed over its tokens, the mean over shares
    for source in SOURCES:
        found = model.translate(source)[0]
        pair = ForcedPair(model.checkpoint.model, found.source.ids, found.target.ids)
        two = faithfulness(pair, [ranking(method(pair).source) for method in (attention, gradient_norm)])
        tokens.append(len(pair.target_ids))
        ahead.append(np.subtract(*(getattr(one, measure).mean(axis=1).sum() for one in two)))
    draws = np.random.default_rng(SAMPLES_SEED).integers(len(SOURCES), size=(SAMPLES, len(SOURCES)))
    drawn = [sum(ahead[i] for i in draw) / sum(tokens[i] for i in draw) for draw in draws]
    sign = -1 if measure == "sufficiency" else 1
    scores = {one.method: one for one in evaluate_faithfulness(model, SOURCES, data)}
    result = difference(scores["attention"], scores["gradient-norm"], measure)
    assert result.ahead == pytest.approx(sign * sum(ahead) / sum(tokens), abs=2e-4)
    np.testing.assert_allclose(result.interval, np.percentile(np.multiply(sign, drawn), [2.5, 97.5]), atol=2e-4)
