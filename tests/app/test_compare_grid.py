"""The Compare page's grid of every model, and alignments by hand against which each is measured."""

from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s
from seq2seq_core.analysis.alignment_measures import compare_alignments
from seq2seq_core.checkpoint import save_checkpoint
from seq2seq_core.evaluation.hand_alignment import read_links, score_links
from seq2seq_core.interchange import hard_alignment
from seq2seq_core.model.config import ModelConfig
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.text import split_words
from seq2seq_core.vocabulary import Vocabulary
from tests.app.comparing import NONE, OUTPUT, SENTENCE, A, B, Visit, charts, force, link, matrix, said, typed, visitor
from tests.tiny_models import VOCABULARY_SIZE
from ui.compare.hand_aligned import HAND_ALIGNED


@pytest.fixture
def visit(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    return visitor(tiny_checkpoints, monkeypatch)


def test_the_grid_is_sorted_by_agreement_and_opens_a_model_as_b(visit: Visit, kinds: Path) -> None:
    page = visit(kinds, mode="same", output="typed", said=OUTPUT, b="location")
    translations = {name: force(kinds, name) for name in s2s.known_models(kinds)}
    attending = {name: t.weights() for name, t in translations.items() if t.weights() is not None}
    overlaps = {name: compare_alignments(attending[A], one).mean_overlap for name, one in attending.items()}
    titles = [
        e.value.split(" · ")[0] for e in page.text if e.value.split(" · ")[0] in {n.split("/")[1] for n in translations}
    ]
    order = sorted(overlaps, key=lambda name: -overlaps[name])
    assert titles[-len(translations) :] == [name.split("/")[1] for name in [*order, NONE]]
    for spec, name in zip(charts(page, 2), order, strict=True):
        np.testing.assert_array_equal(matrix(spec), attending[name])
        assert (spec["data"][0]["zmin"], spec["data"][0]["zmax"]) == (0, 1)
    position = sorted(translations).index("en-fr/local-p")
    page.button(key=f"open-{position}").click().run()
    assert page.selectbox(key="compare_b").value == "en-fr/local-p"
    np.testing.assert_array_equal(matrix(charts(page, 4)[0]), attending[A] - attending["en-fr/local-p"])
    assert "the Gaussian is not renormalised" in said(page)
    page.selectbox(key="compare_by").set_value(NONE).run()
    assert "no-attention has no attention to compare with" in said(page)


@pytest.fixture
def kinds(own_checkpoints: Path, tiny_vocabulary: Vocabulary) -> Path:
    """The tiny models and untrained ones with other kinds of attention."""
    sizes = dict(vocabulary_size=VOCABULARY_SIZE, embedding_size=16, encoder_size=20, decoder_size=24, dropout=0.0)
    for name, settings in {
        "concat": {"score": "concat"},
        "location": {"score": "location"},
        "local-m": {"score": "general", "scope": "local-m", "window": 2},
        "local-p": {"score": "general", "scope": "local-p", "window": 2},
    }.items():
        model = Seq2Seq(ModelConfig(attention="luong", **settings, **sizes)).eval()
        folder = own_checkpoints / "en-fr" / name
        save_checkpoint(folder, model, tiny_vocabulary, source_language="en", target_language="fr")
    return own_checkpoints


def test_links_of_your_own_are_drawn_and_every_model_is_measured(visit: Visit, tiny_checkpoints: Path) -> None:
    page = visit(mode="same", output="typed", said=OUTPUT)
    assert "No links yet" in said(page)
    written = "0-0 1-5 2?2 2-3 3-4 4-1"
    page.text_input(key="compare_own").set_value(written).run()
    _, _, _, _, sure, possible = charts(page, 6)[0]["data"]
    assert sorted(zip(sure["x"], sure["y"], strict=True)) == [(0, 0), (1, 5), (2, 3), (3, 4), (4, 1)]
    assert list(zip(possible["x"], possible["y"], strict=True)) == [(2, 2)]
    gold, _ = read_links(written, 6, 7)
    table = page.dataframe[0].value.set_index("model")
    for name in (A, B):
        score = score_links(hard_alignment(force(tiny_checkpoints, name), splits=(split_words, split_words)), gold)
        row = table.loc[name.split("/")[1]]
        assert (row["precision"], row["recall"]) == (f"{score.precision:.3f}", f"{score.recall:.3f}")
        assert row["alignment error rate"] == f"{score.error_rate:.3f}"
    assert table.loc["no-attention"].iloc[-1] == "no attention, aligns nothing"
    assert "links=0-0+1-5+2%3F2" in link(page)


def test_a_wrong_link_is_named_and_the_others_hold(visit: Visit) -> None:
    page = visit(mode="same", output="typed", said=OUTPUT, links="0-0 9-9 <b>x</b> 1-1")
    assert "link 2, “9-9”" in said(page)
    assert "there is no source word 9; they are 0 to 5" in said(page)
    assert "link 3, “<b>x</b>”" in said(page)
    assert len(charts(page, 5)[0]["data"][4]["x"]) == 2
    assert page.text_input(key="compare_own").value == "0-0 9-9 <b>x</b> 1-1"


def test_an_alignment_stays_with_its_output(visit: Visit) -> None:
    page = visit(mode="same", output="typed", said=OUTPUT, links="0-0")
    typed(page, "Le chat dort.")
    assert page.text_input(key="compare_own").value == ""
    typed(page, OUTPUT)
    assert page.text_input(key="compare_own").value == "0-0"


def test_our_examples_come_with_an_alignment(visit: Visit) -> None:
    page = visit(text="I do not like cold tea.", mode="same", output="ours")
    ours = HAND_ALIGNED["en-fr", "Negation"]
    assert page.text_input(key="compare_own").value == ours.links
    assert ours.text in said(page)
    assert len(charts(page, 6)) == 1
    assert "links=" not in link(page)
    page.text_area(key="text").set_value(SENTENCE).run()  # not an example: there is no translation of ours
    assert page.segmented_control(key="compare_output").value == "a"
    assert not page.exception
