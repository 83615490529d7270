"""The command `evaluate --challenge`: one model, several together, a whole pair."""

import json
from pathlib import Path

import pytest

from seq2seq_core.checkpoint import WEIGHTS
from seq2seq_core.registry import CHECKPOINTS_VARIABLE
from tests.core.commands import ok, refused, run
from tests.tiny_models import NAMES


@pytest.fixture(autouse=True)
def _tiny_models_are_the_models(monkeypatch: pytest.MonkeyPatch, tiny_checkpoints: Path) -> None:
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, str(tiny_checkpoints))


def test_one_model_is_told_by_category_with_all_that_it_got_wrong(tiny_checkpoints: Path) -> None:
    lines = ok("evaluate", "--challenge", "--model", "en-fr/bahdanau")
    (line,) = ok("evaluate", "--challenge", "--model", "en-fr/bahdanau", "--json")
    told = json.loads(line)
    assert sum(line.startswith("not ") for line in lines) == 108 - told["passed"]
    assert f"| all 108 | {told['passed']} |" in lines
    assert len(told["answers"]) == 108
    assert not (tiny_checkpoints / "en-fr" / "bahdanau" / "evaluation.json").exists(), "saved only where that is asked"


def test_a_pair_is_measured_with_both_searches_kept_and_compared(
    own_checkpoints: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, str(own_checkpoints))
    lines = ok("evaluate", "--challenge", "--all", "--pair", "en-fr")
    assert [line for line in lines if line.startswith("en-fr.toml")] == ["en-fr.toml, greedy:", "en-fr.toml, beam 5:"]
    assert sum("comparisons are undecided." in line for line in lines) == 2
    for name in NAMES:
        folder = own_checkpoints / "en-fr" / name
        kept = json.loads((folder / "evaluation.json").read_text())["challenge"]
        assert [score["beam_size"] for score in kept] == [1, 5]
        assert f"pass {kept[0]['passed']} with greedy search" in (folder / "README.md").read_text()


def test_a_damaged_model_does_not_keep_the_others_from_being_measured(
    own_checkpoints: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, str(own_checkpoints))
    (own_checkpoints / "en-fr" / "bahdanau" / WEIGHTS).write_bytes(b"")
    done = run("evaluate", "--challenge", "--all", "--pair", "en-fr", "--json")
    assert done.exit_code == 1
    assert "en-fr/bahdanau" in done.stderr
    asked = [json.loads(line)["model"] for line in done.stdout.splitlines()]
    assert asked == [name for name in ("en-fr/luong-general", "en-fr/no-attention") for _ in range(2)]


def test_models_together_are_one_system() -> None:
    (line,) = ok("evaluate", "--challenge", "--model", "en-fr/bahdanau", "--model", "en-fr/no-attention", "--json")
    assert json.loads(line)["model"].count("en-fr/") == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--model", "en-fr/bahdanau", "--data", "test.tsv"], "--challenge has sentences of its own; leave out --data"),
        (["--model", "en-fr/bahdanau", "--joined", "3"], "--challenge has sentences of its own"),
        (["--model", "en-xx/bahdanau"], "there is no challenge set for en-xx; there are: en-de, en-fr"),
        (["--model", "en-fr/nothing"], "there is no model 'en-fr/nothing'"),
        (["--model", "en-fr/bahdanau", "--model", "en-fr/no-attention", "--save"], "an ensemble has no folder"),
        (["--all", "--beam", "2"], "leave out --beam"),
        ([], "say either --model NAME or --all"),
    ],
)
def test_mistakes_are_told(arguments: list[str], said: str) -> None:
    assert said in refused("evaluate", "--challenge", *arguments)
