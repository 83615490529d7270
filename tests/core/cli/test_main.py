"""The command line, as people and as programs use it."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import seq2seq_core as s2s
from seq2seq_core.checkpoint import CONFIG, WEIGHTS
from seq2seq_core.registry import CHECKPOINTS_VARIABLE
from tests.core.commands import ok, refused, run
from tests.tiny_models import NAMES, PAIRS

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _tiny_models_are_the_models(monkeypatch: pytest.MonkeyPatch, tiny_checkpoints: Path) -> None:
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, str(tiny_checkpoints))


def test_models_are_listed_for_people_and_for_programs() -> None:
    assert [line.split(":")[0] for line in ok("models")] == [f"en-fr/{name}" for name in NAMES]
    told = [json.loads(line) for line in ok("models", "--json")]
    assert [one["model"] for one in told] == [f"en-fr/{name}" for name in NAMES]
    assert told[0]["config"]["attention"] == "bahdanau"
    assert {one["source_language"] for one in told} == {"en"}


def test_a_damaged_model_is_listed_with_its_error_beside_the_others(
    own_checkpoints: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, str(own_checkpoints))
    (own_checkpoints / "en-fr" / "bahdanau" / CONFIG).write_text("{")
    (own_checkpoints / "en-fr" / "luong-general" / "evaluation.json").write_text("{")
    told = {one["model"]: one for one in map(json.loads, ok("models", "--json"))}
    assert "config.json is not JSON" in told["en-fr/bahdanau"]["error"]
    assert "evaluation.json is not JSON" in told["en-fr/luong-general"]["figures"]  # but it can be used
    assert not {"error", "figures"} & told["en-fr/no-attention"].keys()
    people = ok("models")
    assert len(people) == 3
    assert any("luong-general: " in line and "evaluation.json is not JSON" in line for line in people)
    (own_checkpoints / "en-fr" / "luong-general" / WEIGHTS).write_bytes(b"")
    told = {one["model"]: one for one in map(json.loads, ok("models", "--json"))}
    assert "model.safetensors is not the file" in told["en-fr/luong-general"]["error"]
    assert "model en-fr/luong-general: model.safetensors is not the file" in refused(
        "translate", "--model", "en-fr/luong-general", "Hi."
    )
    assert ok("translate", "--model", "en-fr/no-attention", "Hi.")


def test_a_file_may_begin_with_a_mark_or_be_packed(tmp_path: Path, tiny_checkpoints: Path) -> None:
    command = ("translate", "--model", "en-fr/bahdanau")
    plain = ok(*command, "The cat sleeps.")
    for name, content in (
        ("marked.txt", b"\xef\xbb\xbfThe cat sleeps.\r\n"),
        ("packed.txt.gz", gzip.compress(b"The cat sleeps.\n", mtime=0)),
    ):
        (tmp_path / name).write_bytes(content)
        assert ok(*command, "--file", str(tmp_path / name)) == plain
    assert ok(*command, stdin=b"\xef\xbb\xbfThe cat sleeps.\n") == plain
    assert "not both" in refused(*command, "--file", str(tmp_path / "marked.txt"), "Hello.")


@pytest.mark.parametrize("name", NAMES)
def test_translate_prints_a_line_for_each_sentence(name: str, tmp_path: Path, tiny_checkpoints: Path) -> None:
    texts = ["The cat sleeps.", "I do not like cold tea."]
    translator = s2s.load(f"en-fr/{name}", tiny_checkpoints)
    expected = [translator.translate(text)[0].text for text in texts]
    path = tmp_path / "sentences.txt"
    path.write_text("\r\n".join(texts) + "\r\n", encoding="utf-8")
    command = ("translate", "--model", f"en-fr/{name}")
    assert ok(*command, *texts) == expected
    assert ok(*command, stdin="\n".join(texts) + "\n") == expected
    assert ok(*command, "--file", str(path)) == expected


@pytest.mark.parametrize("name", NAMES)
def test_translate_with_json_prints_one_object_a_sentence(name: str, tiny_checkpoints: Path) -> None:
    (line,) = ok("translate", "--model", f"en-fr/{name}", "--beam", "5", "--n-best", "3", "--json", "L'<b>été</b> 😀")
    told: dict[str, Any] = json.loads(line)
    best = s2s.load(f"en-fr/{name}", tiny_checkpoints).translate("L'<b>été</b> 😀", beam_size=5, n_best=3)
    assert told["model"] == f"en-fr/{name}"
    assert len(told["hypotheses"]) == 3
    for hypothesis, expected in zip(told["hypotheses"], best, strict=True):
        assert {"text", "log_prob", "source", "target", "weights"} <= set(hypothesis)
        assert set(hypothesis["source"]) == set(hypothesis["target"]) == {"words", "pieces"}
        assert hypothesis["text"] == expected.text
        assert hypothesis["log_prob"] == pytest.approx(expected.log_prob, abs=1e-4)
        assert "<b>" in hypothesis["source"]["words"]
        if name == "no-attention":
            assert hypothesis["weights"] is None
        else:
            for level in ("words", "pieces"):
                np.testing.assert_allclose(hypothesis["weights"][level], expected.weights(level), atol=1e-5)
    assert "😀" in line  # readable, not escaped


def test_n_best_translations_are_printed_best_first(tiny_checkpoints: Path) -> None:
    found = ok("translate", "--model", "en-fr/bahdanau", "--beam", "4", "--n-best", "4", "The cat sleeps.")
    translator = s2s.load("en-fr/bahdanau", tiny_checkpoints)
    assert found == [hypothesis.text for hypothesis in translator.translate("The cat sleeps.", beam_size=4)]


def test_a_bad_line_is_named_and_the_others_are_translated() -> None:
    bad = ["", "x" * 1001, "a\x07b", "w " * 201]
    stdin = "\n".join(["The cat sleeps.", *bad, "She gave it to him."]) + "\n"
    result = run("translate", "--model", "en-fr/bahdanau", stdin=stdin)
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert len(lines) == 6
    assert lines[0]
    assert lines[5]
    assert lines[1:5] == [""] * 4
    for number, message in enumerate(["nothing to translate", "1,001 characters", "U+0007", "201 words"], start=2):
        assert any(f"line {number}:" in line and message in line for line in result.stderr.splitlines())
    result = run("translate", "--model", "en-fr/bahdanau", "--json", stdin=stdin)
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert ["error" in one for one in told] == [False, True, True, True, True, False]


def test_input_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"caf\xe9\n")
    assert "standard input is not UTF-8 text: byte 3" in refused(
        "translate", "--model", "en-fr/bahdanau", stdin=b"caf\xe9\n"
    )
    told = refused("translate", "--model", "en-fr/bahdanau", "--file", str(tmp_path / "bad.txt"))
    assert "bad.txt is not UTF-8 text: byte 3" in told


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("translate", "--model", "en-fr/nobody", "Hi."), "there is no model 'en-fr/nobody'; known models: en-fr/bah"),
        (("translate", "--model", "../en-fr/bahdanau", "Hi."), "there is no model"),
        (("translate", "--model", "en-fr/bahdanau", "--beam", "0", "Hi."), "beam size 0 is not between 1 and 20"),
        (("translate", "--model", "en-fr/bahdanau", "--beam", "x", "Hi."), "'x' is not a valid integer"),
        (("translate", "--model", "en-fr/bahdanau", "--n-best", "2", "Hi."), "n-best 2 is not between 1 and the beam"),
        (("translate", "--model", "en-fr/bahdanau", "--length-penalty", "9", "Hi."), "length penalty 9.0 is not"),
        (("translate", "--model", "en-fr/bahdanau", "--file", "/nowhere.txt"), "/nowhere.txt cannot be read"),
        (("translate", "Hi."), "Missing option '--model'"),
        (("align", "--model", "en-fr/no-attention", "--data", "x.tsv"), "en-fr/no-attention has no attention"),
        (("align", "--model", "en-fr/bahdanau", "--data", "/nowhere.tsv"), "/nowhere.tsv cannot be read"),
        (("evaluate", "--model", "en-fr/bahdanau", "--data", "/nowhere.tsv"), "/nowhere.tsv cannot be read"),
        (("train", "/nowhere.toml"), "/nowhere.toml: cannot be read as a TOML configuration"),
        (("train",), "Missing argument 'CONFIGS...'"),
        (("surprise",), "No such command 'surprise'"),
    ],
)
def test_a_mistake_ends_with_status_2_and_says_what_it_is(arguments: tuple[str, ...], message: str) -> None:
    assert message in " ".join(refused(*arguments).split())


def test_align_prints_a_line_of_pharaoh_pairs_for_each_pair(data: Path, tiny_checkpoints: Path) -> None:
    lines = ok("align", "--model", "en-fr/luong-general", "--data", str(data))
    assert len(lines) == len(PAIRS)
    translator = s2s.load("en-fr/luong-general", tiny_checkpoints)
    for line, (source, target) in zip(lines, PAIRS, strict=True):
        links = [tuple(map(int, pair.split("-"))) for pair in line.split()]
        assert links == sorted(set(links))
        assert {j for _, j in links} == set(range(len(target.split())))  # every target token points somewhere
        assert all(0 <= i < len(source.split()) for i, _ in links)
        assert line == align_by_hand(translator, source, target)


@pytest.mark.parametrize("method", ["attention", "posterior-attention"])
def test_align_links_words_that_point_at_each_other(tiny_checkpoints: Path, tmp_path: Path, method: str) -> None:
    """The maps are by other words than those between spaces, but in sentences without punctuation they are the same."""
    source, target = "The black cat sleeps", "Le chat noir dort"
    file = tmp_path / "pairs.tsv"
    file.write_text(f"{source}\t{target}\n")
    translation, found = s2s.load("en-fr/luong-general", tiny_checkpoints).attribute(
        source, method=method, target=target
    )
    values = found.by_words(translation.target.groups[:-1], translation.source.groups[:-1])
    words = {(int(row.argmax()), t) for t, row in enumerate(values)}
    both = {(s, t) for s, t in words if values[:, s].argmax() == t}
    for by, links in (("words", words), ("both-ways", both)):
        (line,) = ok("align", "--model", "en-fr/luong-general", "--data", str(file), "--method", method, "--by", by)
        assert line == " ".join(f"{s}-{t}" for s, t in sorted(links))


def test_align_by_leaving_out_needs_no_attention(tmp_path: Path) -> None:
    file = tmp_path / "pairs.tsv"
    file.write_text("The cat sleeps.\tLe chat dort.\n")
    assert len(ok("align", "--model", "en-fr/no-attention", "--data", str(file), "--method", "occlusion")) == 1
    told = refused("align", "--model", "en-fr/no-attention", "--data", str(file), "--method", "posterior-attention")
    assert "no attention" in told


def test_align_counts_words_as_other_aligners_do(tmp_path: Path) -> None:
    file = tmp_path / "pairs.tsv"
    file.write_text("Where are you ?\tOù es-tu\u00a0?\nWhere are\u00a0you ?\tOù es-tu ?\n")
    narrow, wide = ok("align", "--model", "en-fr/luong-general", "--data", str(file))
    links = [[tuple(map(int, pair.split("-"))) for pair in line.split()] for line in (narrow, wide)]
    assert {j for _, j in links[0]} == {0, 1}, "es-tu and ? are one word"
    assert {j for _, j in links[1]} == {0, 1, 2}
    assert {i for i, _ in links[1]} <= {0, 1, 2}


def test_align_tells_programs_the_same_links(data: Path, tmp_path: Path) -> None:
    lines = ok("align", "--model", "en-fr/luong-general", "--data", str(data))
    told = [json.loads(line) for line in ok("align", "--model", "en-fr/luong-general", "--data", str(data), "--json")]
    assert [" ".join(f"{i}-{j}" for i, j in one["links"]) for one in told] == lines
    broken = tmp_path / "broken.tsv"
    broken.write_text("no translation\n")
    result = run("align", "--model", "en-fr/luong-general", "--data", str(broken), "--json")
    assert "there is no translation" in json.loads(result.stdout)["error"]


def test_align_keeps_a_line_for_each_line_and_names_those_it_cannot_align(tmp_path: Path) -> None:
    file = tmp_path / "pairs.tsv"
    file.write_text("The cat sleeps.\tLe chat dort.\nno translation\nThe dog\tLe chien\n")
    result = run("align", "--model", "en-fr/luong-general", "--data", str(file))
    lines = result.stdout.splitlines()
    assert [bool(line) for line in lines] == [True, False, True]
    assert result.exit_code == 1
    assert "line 2: there is no translation" in result.stderr


def align_by_hand(translator: s2s.Translator, source: str, target: str) -> str:
    """The same by words of the text: each target token with its best source token, the end tokens left out."""
    forced = translator.force(source, target)

    def tokens(pieces: tuple[str, ...]) -> list[int]:
        found, token = [], -1
        for i, piece in enumerate(pieces):
            token += piece.startswith("▁")
            found.append(token)
            assert i > 0 or token == 0
        return found

    source_of, target_of = tokens(forced.source.pieces[:-1]), tokens(forced.target.pieces[:-1])
    weights = forced.trace.weights[:-1, :-1]
    links = {(source_of[int(row.argmax())], target_of[t]) for t, row in enumerate(weights)}
    return " ".join(f"{i}-{j}" for i, j in sorted(links))


CONFIGURATION = """
[data]
source_language = "English"
target_language = "French"
train = "{data}"
valid_share = 0.2

[model]
attention = "{attention}"
{score}
vocabulary_size = 130
embedding_size = 8
encoder_size = 8
decoder_size = 8

[training]
epochs = 1
batch_tokens = 100
precision = "float32"
learning_rate = {rate}
warmup = 0
"""


def write_configuration(
    folder: Path, data: Path, name: str, attention: str, score: str = "", rate: float = 1e-3
) -> str:
    path = folder / "en-fr" / f"{name}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(CONFIGURATION.format(data=data, attention=attention, score=score, rate=rate))
    return str(path)


def test_several_configurations_are_trained_in_turn_and_finished_ones_skipped(tmp_path: Path, data: Path) -> None:
    first = write_configuration(tmp_path, data, "plain", "none")
    second = write_configuration(tmp_path, data, "looking", "bahdanau", 'score = "additive"')
    output = ("--output", str(tmp_path / "runs"))
    lines = ok("train", *output, first)
    assert any(line.startswith("en-fr/plain: best weights in") for line in lines)
    lines = ok("train", *output, first, second)
    assert "en-fr/plain: finished before, skipped" in lines
    assert any(line.startswith("en-fr/looking: best weights in") for line in lines)
    folder = tmp_path / "runs" / "en-fr" / "looking" / "checkpoint"
    assert {path.name for path in folder.iterdir()} == {
        "model.safetensors", "config.json", "vocabulary.model", "training.jsonl", "README.md",
    }  # fmt: skip
    assert f"python -m seq2seq_core train {second}" in (folder / "README.md").read_text()


def test_a_run_that_fails_does_not_stop_the_queue_but_is_told(tmp_path: Path, data: Path) -> None:
    wild = write_configuration(tmp_path, data, "wild", "none", rate=1e30)
    tame = write_configuration(tmp_path, data, "tame", "none")
    result = run("train", "--output", str(tmp_path / "runs"), wild, tame)
    assert result.exit_code == 1
    assert "en-fr/wild: the loss is" in result.stderr or "en-fr/wild: training diverged" in result.stderr
    assert "en-fr/tame: best weights in" in result.stdout


def test_all_configurations_are_checked_before_the_first_is_trained(tmp_path: Path, data: Path) -> None:
    good = write_configuration(tmp_path, data, "good", "none")
    bad = write_configuration(tmp_path, data, "bad", "none", 'score = "general"')
    assert "attention 'none' cannot use score 'general'" in refused("train", "--output", str(tmp_path / "r"), good, bad)
    assert not (tmp_path / "r").exists()


def test_the_module_is_a_program(tiny_checkpoints: Path) -> None:
    environment = os.environ | {CHECKPOINTS_VARIABLE: str(tiny_checkpoints)}
    done = subprocess.run(
        [sys.executable, "-m", "seq2seq_core", "--threads", "1", "translate", "--model", "en-fr/bahdanau", "--json"],
        input="The cat sleeps.\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
        cwd=ROOT,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert json.loads(done.stdout)["model"] == "en-fr/bahdanau"
