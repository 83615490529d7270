"""What panels show and save of a translation: words, marks, numbers as text, files."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import seq2seq_core as s2s
from figures.alignment import Lit, alignment_figure
from figures.figure import trace_of
from figures.words import Word
from ui.shared.alignment import Alignment, in_words, shown_alignment
from ui.shared.export import alignment_csv, translation_json
from ui.shared.lock import Lock, lit_in, read_lock, write_lock
from ui.shared.panel import lock_of
from ui.shared.plain import plain
from ui.shared.provenance import row_sums, sums_said
from ui.shared.saving import table_csv

SENTENCE = "The cat saw the 고양이."


@pytest.fixture
def translation(tiny_checkpoints: Path) -> s2s.Translation:
    return s2s.load("en-fr/bahdanau", tiny_checkpoints).translate(SENTENCE)[0]


@pytest.mark.parametrize("level", ["words", "pieces"])
def test_all_of_a_translation_is_shown(translation: s2s.Translation, level: str) -> None:
    shown = shown_alignment(translation, level, hide_end=False)
    np.testing.assert_array_equal(shown.weights, translation.weights(level))
    assert [word.text for word in shown.source] == list(getattr(translation.source, level))
    assert [word.text for word in shown.target] == list(getattr(translation.target, level))


@pytest.mark.parametrize("level", ["words", "pieces"])
def test_without_the_end_the_rest_is_rescaled(translation: s2s.Translation, level: str) -> None:
    shown = shown_alignment(translation, level, hide_end=True)
    assert not any(word.end for word in (*shown.source, *shown.target))
    kept = translation.weights(level)[: len(shown.target), :-1]
    by_hand = [[weight / sum(row) for weight in row] for row in kept.tolist()]
    np.testing.assert_allclose(shown.weights, by_hand, rtol=1e-5)


def test_unknown_words_are_marked_at_both_levels(translation: s2s.Translation) -> None:
    for level in ("words", "pieces"):
        unknown = [word.text.lstrip("▁") for word in shown_alignment(translation, level, False).source if word.unknown]
        assert unknown == ["고양이"]


def test_a_model_without_attention_has_words_but_no_weights(tiny_checkpoints: Path) -> None:
    (translation,) = s2s.load("en-fr/no-attention", tiny_checkpoints).translate(SENTENCE)
    shown = shown_alignment(translation, "words", hide_end=True)
    assert shown.weights is None
    assert in_words(shown) == []
    assert in_words(shown, np.full(len(shown.target), 0.25))[0] == f"{shown.target[0].text}: probability 0.25"
    assert [word.text for word in shown.source][:2] == ["The", "cat"]


def test_the_map_in_words() -> None:
    source = (Word("the"), Word("cat"), Word("</s>", end=True))
    weights = np.array([[0.11, 0.85, 0.04], [0.34, 0.33, 0.33], [0.0, 1.0, 0.0]], dtype=np.float32)
    lines = in_words(Alignment(source, (Word("chat"), Word("dort"), Word(".")), weights))
    assert lines == [
        "chat: looks mostly at cat (0.85), then the (0.11); focused",
        "dort: looks mostly at the (0.34), then cat (0.33); spread out",
        ".: looks mostly at cat (1.00); sharp",
    ]
    probable = np.array([0.931, 0.004, 1.0], dtype=np.float32)
    with_numbers = in_words(Alignment(source, (Word("chat"), Word("dort"), Word(".")), weights), probable)
    endings = ["probability 0.93", "probability below 0.01", "probability 1.00"]
    assert with_numbers == [f"{line}; {ending}" for line, ending in zip(lines, endings, strict=True)]


def test_csv_reads_back_with_repeated_words_and_commas() -> None:
    words = (Word("the"), Word(","), Word("the"))
    weights = np.array([[0.5, 1 / 3, 0.25]], dtype=np.float32)
    header, row = csv.reader(io.StringIO(alignment_csv(Alignment(words, (Word('"'),), weights)).decode()))
    assert header == ["target / source", "the", ",", "the"]
    assert row[0] == '"'
    assert np.array(row[1:], dtype=np.float32).tolist() == weights[0].tolist()  # to the last bit


def test_csv_has_no_formula_of_what_was_typed() -> None:
    weights = np.array([[0.5, 0.5]], dtype=np.float32)
    written = alignment_csv(Alignment((Word("=1+1"), Word("-2")), (Word("@a"),), weights)).decode()
    assert list(csv.reader(io.StringIO(written))) == [["target / source", "'=1+1", "'-2"], ["'@a", "0.5", "0.5"]]
    assert table_csv(pd.DataFrame({"+a": ["=1+1", "b"], "n": [-1.5, 2]})) == "'+a,n\n'=1+1,-1.5\nb,2\n"


def test_json_has_the_shape_of_the_command_line(translation: s2s.Translation, tiny_checkpoints: Path) -> None:
    content = json.loads(translation_json([translation]))
    assert content["model"] == "en-fr/bahdanau"
    (hypothesis,) = content["hypotheses"]
    assert {"text", "log_prob", "source", "target", "weights"} <= set(hypothesis)
    np.testing.assert_allclose(hypothesis["weights"]["pieces"], translation.trace.weights, atol=1e-6)
    np.testing.assert_allclose(hypothesis["weights"]["words"], translation.weights(), atol=1e-6)
    assert hypothesis["source"]["words"] == list(translation.source.words)
    silent = s2s.load("en-fr/no-attention", tiny_checkpoints).translate(SENTENCE)
    assert json.loads(translation_json(silent))["hypotheses"][0]["weights"] is None


def words(text: str) -> list[Word]:
    return [Word(word) for word in text.split()]


def test_a_lock_lights_its_own_cell_and_the_same_words_elsewhere() -> None:
    here, there = words("le chat voit le chien"), words("Le chien que le chat voit")
    lock = Lock(source=4, target=3, model="en-fr/a")
    assert lit_in(lock, "en-fr/a", here, here) == Lit(3, 4)
    assert lit_in(lock, "en-fr/b", there, here) == Lit(3, 4)  # the second "le" of both
    assert lit_in(lock, "en-fr/b", words("Le chien"), here) == Lit(0, 4)  # it has only one
    assert lit_in(lock, "en-fr/b", words("un chien"), here) == Lit(None, 4)
    assert lit_in(Lock(2), "en-fr/b", there, []) == Lit(None, 2)
    assert lit_in(None, "en-fr/a", here, []) == Lit()


def test_a_click_locks_a_cell_or_its_column_or_its_row_where_that_looks_most() -> None:
    weights = np.array([[0.1, 0.7, 0.2], [0.6, 0.3, 0.1]])
    figure = alignment_figure(
        weights, words("a b c"), words("x y"), coverage=weights.sum(axis=0), entropy=weights.max(axis=1), cell=30
    )

    def clicked(name: str, point: int) -> Lock | None:
        trace = trace_of(figure, name)
        return lock_of({part: trace[part][point] for part in ("x", "y", "customdata")}, "en-fr/a", weights)

    assert clicked("cells", 4) == Lock(1, 1, "en-fr/a")
    assert clicked("coverage", 2) == Lock(2)
    assert [clicked("entropy", row) for row in (0, 1)] == [Lock(1, 0, "en-fr/a"), Lock(0, 1, "en-fr/a")]
    assert lock_of({"x": 0, "y": 0}, "en-fr/a", weights) is None


@pytest.mark.parametrize("lock", [Lock(3), Lock(3, 4, "en-fr/luong-general"), Lock(0, 0, "en-fr/a")])
def test_a_lock_survives_a_link(lock: Lock) -> None:
    assert read_lock(write_lock(lock), "en-fr") == lock


@pytest.mark.parametrize("text", ["", "x", "-1", "a:b:c", "a:1", "1:2:3:", "a:99999:0", "²", "٣"])
def test_what_is_not_a_lock_is_none(text: str) -> None:
    assert read_lock(text, "en-fr") is None


def test_plain_markdown_escapes_everything() -> None:
    assert plain("**a** <b>") == r"\*\*a\*\* \<b\>"
    assert ":cat:" not in plain(":cat:").replace("\\", "")
    assert "www.a.org" not in plain("www.a.org").replace("\\", "")
    assert "a@b.org" not in plain("a@b.org").replace("\\", "")
    for sign in ("->", "<-", "<->", "--", ">=", "<=", "~="):  # which Streamlit would draw as an arrow, a dash, ...
        shown = plain(f"a {sign} b").replace("\\", "")
        assert sign not in shown
        assert shown.replace("\u2060", "") == f"a {sign} b"


def test_rows_that_do_not_sum_to_one_are_said_to_do_so(translation: s2s.Translation) -> None:
    assert row_sums(translation) == "each row sums to 1"
    share = np.linspace(0.25, 0.75, len(translation.target.ids), dtype=np.float32)[:, None]
    weaker = replace(translation, trace=replace(translation.trace, weights=translation.trace.weights * share))
    assert row_sums(weaker) == "rows sum to 0.25 to 0.75"
    local = replace(weaker, trace=replace(weaker.trace, centers=np.zeros(len(share))))
    assert row_sums(local) == "rows sum to 0.25 to 0.75: the Gaussian is not renormalised"
    rounded = np.full((1, 27), round(1 / 27, 4))  # as a link holds it
    assert sums_said(rounded, local=False) == "each row sums to 1"
