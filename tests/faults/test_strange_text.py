"""Strange text through the library, the command line and the pages: a translation, or what is wrong with it."""

import json
import random
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import seq2seq_core as s2s
from seq2seq_core.attribution.attribution import WEIGHT, Attribution
from seq2seq_core.decoding.options import DecodingOptions
from seq2seq_core.interchange import pharaoh, translations_json, word_links
from seq2seq_core.registry import CHECKPOINTS_VARIABLE
from seq2seq_core.text import tokens_of_line
from tests.app.translating import visitor
from tests.core.commands import run
from tests.faults.strange import strange_text

MODEL = "en-fr/luong-general"
PAGES = [
    "app.py",
    *(f"pages/{name}.py" for name in ("step_through", "compare", "explain", "bottleneck", "how_it_works")),
]
FUZZ = pytest.mark.fuzz
OPTIONS = DecodingOptions(longest=12)  # what an hour of tests has time for


def texts(seed: int, count: int) -> list[str]:
    chance = random.Random(f"text {seed}")
    return [strange_text(chance) for _ in range(count)]


@pytest.mark.parametrize(("seed", "count"), [(0, 60), *(pytest.param(s, 1000, marks=FUZZ) for s in range(1, 11))])
def test_the_library_translates_or_says_why_not(tiny_checkpoints: Path, seed: int, count: int) -> None:
    model = s2s.load(MODEL, tiny_checkpoints)
    given = texts(seed, count)
    answers = model.translate_each(given, OPTIONS)
    for text, found in zip(given, answers, strict=True):
        if isinstance(found, s2s.InputError):
            str(found).encode()  # it can be shown
            assert str(found)
            with pytest.raises(s2s.InputError):
                model.read(text)
            continue
        (best,) = found
        assert best.trace.weights is not None
        assert best.trace.weights.shape == (len(best.target.ids), len(best.source.ids))
        np.testing.assert_allclose(best.trace.weights.sum(axis=1), 1, atol=1e-4)
        for level in ("words", "pieces"):
            weights = best.weights(level)
            assert weights is not None
            assert np.isfinite(weights).all()
        json.dumps(translations_json(found), ensure_ascii=False, allow_nan=False).encode()
    refused = sum(isinstance(found, s2s.InputError) for found in answers)
    assert 0 < refused < count


@pytest.mark.parametrize(("seed", "count"), [(0, 60), *(pytest.param(s, 1000, marks=FUZZ) for s in range(1, 11))])
def test_the_library_aligns_or_says_why_not(tiny_checkpoints: Path, seed: int, count: int) -> None:
    model = s2s.load(MODEL, tiny_checkpoints)
    given = texts(100 + seed, 2 * count)
    aligned = 0
    for source, target in zip(given[::2], given[1::2], strict=True):
        try:
            found = model.force(source, target)
        except s2s.InputError as error:
            str(error).encode()
            continue
        sides = tokens_of_line(source), tokens_of_line(target)
        weights = found.trace.weights
        assert weights is not None
        links, _ = word_links(Attribution(weights, WEIGHT), found, (sides[0].split, sides[1].split))
        assert all(s < len(sides[0].spans) and t < len(sides[1].spans) for s, t in links)
        pharaoh(links)
        aligned += 1
    assert 0 < aligned < count


@pytest.mark.parametrize(("seed", "count"), [(0, 40), *(pytest.param(s, 500, marks=FUZZ) for s in range(1, 5))])
def test_the_commands_answer_every_line(
    tiny_checkpoints: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, count: int
) -> None:
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, str(tiny_checkpoints))
    # A file with NUL characters or with carriage returns inside of lines is refused as a whole.
    one_line = [" ".join(text.replace("\0", "").split()) for text in texts(200 + seed, count)]
    lines = [line.encode("utf-8", "ignore") for line in [*one_line, "The cat."]]
    source, pairs = tmp_path / "source.txt", tmp_path / "pairs.tsv"
    source.write_bytes(b"\n".join(lines) + b"\n")
    pairs.write_bytes(b"\n".join(b"%b\t%b" % pair for pair in zip(lines, reversed(lines), strict=True)) + b"\n")
    told = run("translate", "--model", MODEL, "--file", str(source), "--json")
    assert told.exit_code in (0, 1), told.stderr
    answers = [json.loads(line) for line in told.stdout.split("\n")[:-1]]
    assert len(answers) == len(lines)
    assert all(("error" in answer) != ("translations" in answer or "hypotheses" in answer) for answer in answers)
    aligned = run("align", "--model", MODEL, "--data", str(pairs))
    assert aligned.exit_code in (0, 1)
    assert len(aligned.stdout.split("\n")) == len(lines) + 1


@pytest.mark.parametrize("script", PAGES)
@pytest.mark.parametrize(("seed", "count"), [(0, 1), *(pytest.param(s, 20, marks=FUZZ) for s in range(1, 6))])
def test_every_page_shows_it_or_says_why_not(
    tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch, script: str, seed: int, count: int
) -> None:
    page = visitor(tiny_checkpoints, monkeypatch, None if script == "app.py" else script)()
    for text in texts(300 + seed, count):
        typed = text.encode("utf-8", "ignore").decode()  # a browser sends no halves of characters
        _field(page).set_value(typed).run(timeout=120)
        assert not page.exception, ascii(typed)


def _field(page: AppTest) -> "object":
    return page.text_area(key="text") if page.text_area else page.text_input(key="text")
