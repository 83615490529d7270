"""The command `evaluate`: one model, a family, figures that are kept."""

import json
from pathlib import Path

import pytest

import seq2seq_core as s2s
from seq2seq_core.checkpoint import WEIGHTS
from seq2seq_core.registry import CHECKPOINTS_VARIABLE
from tests.core.commands import ok, refused, run
from tests.tiny_models import NAMES, PAIRS


@pytest.fixture(autouse=True)
def _tiny_models_are_the_models(monkeypatch: pytest.MonkeyPatch, tiny_checkpoints: Path) -> None:
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, str(tiny_checkpoints))


def test_evaluate_prints_bleu_and_chrf_overall_and_by_length(data: Path) -> None:
    (line,) = ok("evaluate", "--model", "en-fr/bahdanau", "--data", str(data), "--beam", "2", "--json")
    told = json.loads(line)
    assert told["model"] == "en-fr/bahdanau"
    assert told["sentences"] == len(PAIRS)
    assert 0 <= told["bleu"] <= 100
    assert "version:" in told["bleu_signature"]
    assert sum(bucket["sentences"] for bucket in told["by_length"]) == len(PAIRS)
    assert told["sentences_per_second"] > 0
    people = "\n".join(ok("evaluate", "--model", "en-fr/bahdanau", "--data", str(data), "--beam", "2"))
    assert f"BLEU {told['bleu']}" in people


def test_mistakes_are_found_before_anything_is_translated(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def translate(*_: object) -> None:
        raise AssertionError("nothing should have been translated")

    monkeypatch.setattr(s2s.Translator, "translate_many", translate)
    one = ("evaluate", "--model", "en-fr/no-attention", "--data")
    assert "nowhere.jsonl cannot be read" in refused(*one, str(data), "--gold", str(tmp_path / "nowhere.jsonl"))
    long = tmp_path / "long.tsv"
    long.write_text("The cat sleeps.\tLe chat dort.\n" + "cat " * 300 + "\tchat\n")
    said = refused(*one, str(long))
    assert "long.tsv: “cat cat cat" in said
    assert "300 words" in said or "1,199 characters" in said
    assert "leave out --beam" in refused("evaluate", "--all", "--beam", "3", "--data", str(data))
    assert "--pair belongs to --all" in refused(*one, str(data), "--pair", "en-fr")


def test_saved_figures_are_the_same_in_evaluation_json_card_and_list(
    own_checkpoints: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, str(own_checkpoints))
    folder = own_checkpoints / "en-fr" / "luong-general"
    (line,) = ok("evaluate", "--model", "en-fr/luong-general", "--data", str(data), "--save", "--json")
    told = json.loads(line)
    assert json.loads((folder / "evaluation.json").read_text())["translation"] == [told]
    assert f"| {told['bleu']:.2f} | {told['chrf']:.2f} |" in (folder / "README.md").read_text()
    assert f"beam 1 {told['bleu']} BLEU" in "\n".join(ok("models"))
    assert s2s.load("en-fr/luong-general", own_checkpoints).fingerprint == told["fingerprint"]


def test_a_whole_family_is_evaluated_and_a_damaged_member_named_at_the_end(
    own_checkpoints: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, str(own_checkpoints))
    gold = tmp_path / "gold.jsonl"
    words = {"src_words": ["the", "cat"], "tgt_words": ["le", "chat"], "alignment": [[0, 0], [1, 1]]}
    gold.write_text(json.dumps(words))
    damaged = own_checkpoints / "en-fr" / "bahdanau" / WEIGHTS
    damaged.write_bytes(damaged.read_bytes()[:-5])
    result = run("evaluate", "--all", "--data", str(data), "--gold", str(gold))
    assert result.exit_code == 1
    assert "en-fr/bahdanau: " in result.stderr
    whole = [name for name in NAMES if name != "bahdanau"]
    assert [line.split(" | ")[0] for line in result.stdout.splitlines()[-len(whole) :]] == [
        f"| en-fr/{name}" for name in whole
    ]
    saved = json.loads((own_checkpoints / "en-fr" / "luong-general" / "evaluation.json").read_text())
    assert [one["beam_size"] for one in saved["translation"]] == [1, 5]
    assert [one["spelling"] for one in saved["alignment"]] == ["natural", "tokenised"]
    assert all(0 <= one["aer_one_step_later"] <= 1 for one in saved["alignment"])
    alone = [
        json.loads(line) for line in ok("evaluate", "--model", "en-fr/luong-general", "--gold", str(gold), "--json")
    ]
    assert [(one["sentences"], one["spelling"]) for one in alone] == [(1, "natural"), (1, "tokenised")]
    before = (own_checkpoints / "en-fr" / "no-attention" / "evaluation.json").read_bytes()
    ok("evaluate", "--model", "en-fr/no-attention", "--gold", str(gold), "--save")
    assert (own_checkpoints / "en-fr" / "no-attention" / "evaluation.json").read_bytes() == before, "nothing is lost"
    for wrong in ([], ["--gold", str(gold), "--beam", "2"]):
        assert run("evaluate", "--model", "en-fr/luong-general", *wrong).exit_code == 2


def test_figures_of_weights_that_were_replaced_are_not_told(
    own_checkpoints: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, str(own_checkpoints))
    ok("evaluate", "--model", "en-fr/luong-general", "--data", str(data), "--save")
    path = own_checkpoints / "en-fr" / "luong-general" / "evaluation.json"
    saved = json.loads(path.read_text())
    path.write_text(json.dumps(saved).replace(saved["translation"][0]["fingerprint"], "0123456789"))
    assert any(line.startswith("en-fr/luong-general") and "not evaluated" in line for line in ok("models"))


def test_figures_are_not_saved_unless_asked(data: Path, tiny_checkpoints: Path) -> None:
    ok("evaluate", "--model", "en-fr/bahdanau", "--data", str(data))
    assert not (tiny_checkpoints / "en-fr" / "bahdanau" / "evaluation.json").exists()


def test_joined_inputs_are_evaluated_beside_their_sentences(data: Path) -> None:
    (line,) = ok("evaluate", "--model", "en-fr/bahdanau", "--data", str(data), "--joined", "4", "--json")
    joined = json.loads(line)
    assert (joined["sentences"], joined["parts"]["sentences"]) == (4, 8)
    assert "joined" in joined["inputs"]
    told = refused("evaluate", "--model", "en-fr/bahdanau", "--data", str(data), "--joined", "7")
    assert "7 joined inputs need 14 sentences; there are 12" in told
