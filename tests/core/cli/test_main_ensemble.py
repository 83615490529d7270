"""The command line with several models at once."""

import json
from pathlib import Path

import pytest

import seq2seq_core as s2s
from seq2seq_core.evaluation.translation_scores import quality
from seq2seq_core.interchange import translations_json
from seq2seq_core.registry import CHECKPOINTS_VARIABLE
from tests.core.commands import ok, refused, run
from tests.tiny_models import NAMES, PAIRS, copy_to_german

FULL_NAMES = [f"en-fr/{name}" for name in NAMES]
MODELS = [word for name in FULL_NAMES for word in ("--model", name)]


@pytest.fixture(autouse=True)
def _tiny_models_are_the_models(monkeypatch: pytest.MonkeyPatch, tiny_checkpoints: Path) -> None:
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, str(tiny_checkpoints))


def test_translate_prints_what_the_ensemble_says(tiny_checkpoints: Path) -> None:
    texts = ["The cat sleeps.", "I do not like cold tea."]
    ensemble = s2s.load_ensemble(FULL_NAMES, tiny_checkpoints)
    assert ok("translate", *MODELS, *texts) == [ensemble.translate(text)[0].text for text in texts]
    (line,) = ok("translate", *MODELS, "--beam", "4", "--n-best", "2", "--json", texts[0])
    assert json.loads(line) == translations_json(ensemble.translate(texts[0], beam_size=4, n_best=2))
    (changed,) = ok("translate", *MODELS, "--force", "0=Elle", texts[0])
    assert changed.startswith("Elle")


def test_a_bad_line_is_named_with_all_models() -> None:
    result = run("translate", *MODELS, "--json", stdin="The cat sleeps.\n\n")
    assert result.exit_code == 1
    good, bad = map(json.loads, result.stdout.splitlines())
    assert good["models"] == bad["models"] == FULL_NAMES
    assert "nothing to translate" in bad["error"]


def test_evaluate_scores_what_the_ensemble_says(data: Path, tiny_checkpoints: Path) -> None:
    (line,) = ok("evaluate", *MODELS, "--data", str(data), "--beam", "2", "--json")
    told = json.loads(line)
    ensemble = s2s.load_ensemble(FULL_NAMES, tiny_checkpoints)
    said = [ensemble.translate(source, beam_size=2)[0].text for source, _ in PAIRS]
    assert told["model"] == "en-fr/bahdanau + en-fr/luong-general + en-fr/no-attention"
    assert told["bleu"] == round(quality(said, [[target] for _, target in PAIRS]).bleu, 2)
    assert (told["sentences"], told["beam_size"]) == (len(PAIRS), 2)
    (line,) = ok("evaluate", *MODELS, "--data", str(data), "--joined", "4", "--json")
    assert json.loads(line)["parts"]["sentences"] == 8
    assert ok("evaluate", *MODELS, "--data", str(data))[0].startswith("en-fr/bahdanau + en-fr/luong-general + ")


def test_mistakes_are_named(data: Path, own_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, str(own_checkpoints))
    copy_to_german(own_checkpoints)
    german, evaluated = ("--model", "en-de/bahdanau"), ("evaluate", *MODELS, "--data", str(data))
    for command in (("translate", *MODELS, *german, "Hi."), (*evaluated, *german)):
        assert "en-de/bahdanau translates en to German" in refused(*command)
    assert "there is no model 'en-fr/nobody'" in refused("translate", *MODELS, "--model", "en-fr/nobody", "Hi.")
    told = refused("translate", *MODELS, "--replace", "uniform", "Hi.")
    assert "en-fr/no-attention: a model without attention has no attention to change" in told
    for option in (("--save",), ("--gold", "x.jsonl")):
        assert "an ensemble has neither a folder" in refused(*evaluated, *option)
    assert "--model NAME or --all" in refused(*evaluated, "--all")
