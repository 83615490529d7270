"""The commands `corpus run` and `corpus report`: from files to results to a page to send."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from seq2seq_core.corpus.buckets import Scorer
from seq2seq_core.corpus.results import read_results, read_results_file
from seq2seq_core.registry import CHECKPOINTS_VARIABLE
from tests.core.commands import ok, refused, run
from tests.tiny_models import PAIRS

ROOT = Path(__file__).parents[3]
MODEL = ("--model", "en-fr/bahdanau")


@pytest.fixture(autouse=True)
def _tiny_models_are_the_models(monkeypatch: pytest.MonkeyPatch, tiny_checkpoints: Path) -> None:
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, str(tiny_checkpoints))


def test_corpus_scores_are_those_of_evaluate(data: Path, tmp_path: Path) -> None:
    output = tmp_path / "results.jsonl"
    models = ("bahdanau", "luong-general")
    wanted = [part for name in models for part in ("--model", f"en-fr/{name}")]
    (line,) = ok("corpus", "run", "--data", str(data), *wanted, "--beam", "2", "--output", str(output))
    assert line == f"{output}: 12 sentences, 2 systems, 0 not translated"
    scores = Scorer(read_results_file(output)).all()
    for name in models:
        (told,) = ok("evaluate", "--model", f"en-fr/{name}", "--data", str(data), "--beam", "2", "--json")
        evaluated = json.loads(told)
        found = scores[f"en-fr/{name}"]
        assert (round(found.bleu, 2), round(found.chrf, 2)) == (evaluated["bleu"], evaluated["chrf"])
        low, high = found.bleu_interval
        assert {"low": round(low, 2), "high": round(high, 2)} == evaluated["bleu_interval"]


def test_files_of_one_side_each_and_other_systems_go_beside_the_model(tmp_path: Path) -> None:
    columns = {"en": [s for s, _ in PAIRS], "fr": [t for _, t in PAIRS], "other": [t.upper() for _, t in PAIRS]}
    for name, lines in columns.items():
        (tmp_path / f"test.{name}").write_text("\n".join(lines), encoding="utf-8")
    source, target, other = (str(tmp_path / f"test.{name}") for name in columns)
    output = tmp_path / "results.jsonl"
    files = ("--data", source, "--target", target, "--hypotheses", f"loud={other}")
    ok("corpus", "run", *files, *MODEL, "--limit", "5", "--output", str(output))
    results = read_results_file(output)
    assert results.systems == ("en-fr/bahdanau", "loud")
    assert [(row.source, row.references, row.said["loud"].text) for row in results.rows] == [
        (source, (target,), target.upper()) for source, target in PAIRS[:5]
    ]
    page = tmp_path / "report.html"
    assert ok("corpus", "report", str(output), "--html", str(page)) == [str(page)]
    assert "loud" in page.read_text(encoding="utf-8")


def test_what_columns_are_taken_for_is_told_and_can_be_said(tmp_path: Path) -> None:
    data, output = tmp_path / "x.tsv", tmp_path / "results.jsonl"
    data.write_text("Le chat.\tThe cat.\tLe CHAT.\n\tHi.\tSalut.\nLe chien.\t\t\n")
    told = run("corpus", "run", "--data", str(data), *MODEL, "--output", str(output))
    assert "column 1: source, column 2: reference" in told.stderr
    assert "x.tsv: line 2 has no source sentence: left out" in told.stderr
    output.unlink()
    roles = ("--roles", "reference, source, hypothesis")
    told = run("corpus", "run", "--data", str(data), *roles, *MODEL, "--output", str(output))
    assert "column 1: " not in told.stderr
    assert [row.source for row in read_results_file(output).rows] == ["The cat.", "Hi."]


def test_a_sentence_that_cannot_be_translated_is_counted_and_the_others_are_there(tmp_path: Path) -> None:
    data, output = tmp_path / "x.txt", tmp_path / "results.jsonl"
    data.write_text("The cat sleeps.\n" + "cat " * 300 + "\n")
    (line,) = ok("corpus", "run", "--data", str(data), *MODEL, "--output", str(output))
    assert line.endswith("2 sentences, 1 systems, 1 not translated")


def test_mistakes_are_one_line(data: Path, tmp_path: Path) -> None:
    output = ("--output", str(tmp_path / "results.jsonl"))
    one = ("corpus", "run", "--data", str(data), *output)
    assert "there is nobody yet" in refused(*one)
    assert "there is no model 'en-fr/nobody'" in refused(*one, "--model", "en-fr/nobody")
    assert "'beauty' is none of source, reference" in refused(*one, *MODEL, "--roles", "source,beauty")
    assert "is not NAME=FILE" in refused(*one, *MODEL, "--hypotheses", str(data))
    assert "without --target" in refused(*one, *MODEL, "--target", str(data), "--header")
    assert "nowhere.en cannot be read" in refused("corpus", "run", "--data", "nowhere.en", *MODEL, *output)
    assert not (tmp_path / "results.jsonl").exists()
    html = ("--html", str(tmp_path / "report.html"))
    assert "test.tsv, line 1: Invalid JSON" in refused("corpus", "report", str(data), *html)
    assert "cannot be read" in refused("corpus", "report", "nowhere", *html)


@pytest.mark.parametrize("blow", [signal.SIGTERM, signal.SIGKILL])
def test_a_run_that_is_killed_leaves_what_it_did_and_is_gone_on_with(
    tmp_path: Path, tiny_checkpoints: Path, blow: signal.Signals
) -> None:
    data, output = tmp_path / "x.tsv", tmp_path / "results.jsonl"
    data.write_text("".join(f"{source}\t{target}\n" for source, target in PAIRS * 40))
    command = ["corpus", "run", "--data", str(data), *MODEL, "--beam", "5", "--output", str(output)]
    process = subprocess.Popen(
        [sys.executable, "-m", "seq2seq_core", "--threads", "1", *command],
        cwd=ROOT,
        env=os.environ | {CHECKPOINTS_VARIABLE: str(tiny_checkpoints), "OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    until = time.monotonic() + 60
    while time.monotonic() < until and not (output.exists() and output.read_bytes().count(b"\n") > 1):
        time.sleep(0.02)
    process.send_signal(blow)
    assert process.wait(timeout=20) == -blow
    there = read_results_file(output)
    assert 0 < len(there.rows) < 480
    assert [row.number for row in there.rows] == list(range(1, len(there.rows) + 1))
    ok(*command)
    whole = read_results(output.read_bytes(), "x")
    assert whole.complete
    assert whole.rows[: len(there.rows)] == there.rows
    assert [row.number for row in whole.rows] == list(range(1, 481))
