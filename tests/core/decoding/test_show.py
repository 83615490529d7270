"""Translations draw themselves in a notebook, without the app."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s


@pytest.mark.parametrize("level", ["words", "pieces"])
def test_what_is_shown_is_what_the_model_computed(tiny_checkpoints: Path, level: str) -> None:
    best = s2s.load("en-fr/bahdanau", tiny_checkpoints).translate("The cat saw the dog.")[0]
    (drawn,) = best.show(level).maps
    assert drawn.values is not None
    np.testing.assert_array_equal(drawn.values, best.weights(level))
    assert drawn.source == (best.source.words if level == "words" else best.source.pieces)
    assert drawn.target == (best.target.words if level == "words" else best.target.pieces)
    assert (drawn.title, best.fingerprint in drawn.about[0]) == (best.text, True)


def test_a_translation_alone_in_a_cell_is_drawn_and_without_attention_says_why_not(tiny_checkpoints: Path) -> None:
    html = s2s.load("en-fr/bahdanau", tiny_checkpoints).translate("The <b>cat</b> sleeps.")[0]._repr_html_()
    assert "<table" in html
    assert "<bdi>&lt;b&gt;</bdi>" in html
    assert "<b>" not in html
    none = s2s.load("en-fr/no-attention", tiny_checkpoints).translate("The cat sleeps.")[0]
    assert "<table" not in none._repr_html_()
    assert "no attention" in none._repr_html_()
    assert "columns summed" not in none.show().maps[0].about[0]


def test_an_ensemble_shows_the_map_of_each_model(tiny_checkpoints: Path) -> None:
    together = s2s.load_ensemble(["en-fr/bahdanau", "en-fr/luong-general"], tiny_checkpoints)
    drawing = together.translate("The cat sleeps.")[0].show()
    assert [one.about[0].split()[0] for one in drawing.maps] == ["en-fr/bahdanau", "en-fr/luong-general"]
    assert drawing._repr_html_().count("<table") == 2


def test_a_level_that_is_none_is_refused(tiny_checkpoints: Path) -> None:
    best = s2s.load("en-fr/bahdanau", tiny_checkpoints).translate("The cat sleeps.")[0]
    with pytest.raises(s2s.InputError, match="“words” or by “pieces”, not by “letters”"):
        best.show("letters")


def test_decoding_imports_no_templates_before_something_is_drawn() -> None:
    code = "import sys, seq2seq_core; print('jinja2' in sys.modules, 'seq2seq_core.pictures' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.split()[1] == "False"
