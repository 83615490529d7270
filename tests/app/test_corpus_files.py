"""Files that visitors open on the Corpus page: test sets that models translate, and alignments of other systems."""

import json
import time
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import seq2seq_core as s2s
from seq2seq_core.alignments import regroup
from tests import tiny_models
from tests.app.comparing import matrix
from tests.app.explaining import link, said
from tests.app.test_corpus import table
from tests.app.translating import Visit, visitor
from ui.corpus.jobs import queue
from ui.corpus.kept import _keeper

A, B = "en-fr/bahdanau", "en-fr/luong-general"
SOURCES = [source for source, _ in tiny_models.PAIRS[:5]]
TARGETS = [target for _, target in tiny_models.PAIRS[:5]]
LINKS = "0-0 1-1 2p2\n0-0\n0-0 1-0\n0-0\n1-1 0-0\n"


@pytest.fixture
def visit(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    monkeypatch.setattr("ui.corpus.kept._browser", lambda: "one")  # the test driver has no cookies
    return visitor(tiny_checkpoints, monkeypatch, "pages/corpus.py", pair="en-fr")


def text_of(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def give(page: AppTest, key: str, *files: tuple[str, bytes]) -> AppTest:
    """Put files into the field of this key."""
    field = next(one for one in page.file_uploader if one.key == key)
    given = [(name, content, "text/plain") for name, content in files]
    field.set_value(given if len(given) > 1 or field.accept_multiple_files else given[0])
    page.run()
    assert not page.exception
    return page


def press(page: AppTest, label: str) -> AppTest:
    next(button for button in page.button if button.label == label).click().run()
    assert not page.exception
    return page


def finish(page: AppTest) -> AppTest:
    """Wait until the visitor's job is over."""
    kept = _keeper().find(page.session_state["corpus_file"])
    assert kept is not None
    assert kept.job is not None
    until = time.monotonic() + 120
    while kept.job.ended is None:
        assert time.monotonic() < until
        time.sleep(0.1)
        queue().look()
    page.run()
    assert not page.exception
    assert kept.job.failure == ""
    return page


def wrong(page: AppTest) -> str:
    return " ".join(error.value for error in page.error).replace("\\", "").replace("\u2060", "")


def test_two_text_files_are_translated_by_the_chosen_models(visit: Visit, tiny_checkpoints: Path) -> None:
    page = visit(open="own")
    give(page, "corpus-files", ("en.txt", text_of(SOURCES)), ("fr.txt", text_of(TARGETS)))
    assert "5 sentences, with references" in said(page)
    finish(press(page, "Translate and measure"))
    shown = table(page).set_index("number").sort_index()
    loaded = s2s.load(A, tiny_checkpoints)
    assert shown["source"].tolist() == SOURCES
    assert shown["reference"].tolist() == TARGETS
    assert shown["output"].tolist() == [loaded.translate(source)[0].text for source in SOURCES]
    assert "file=" in link(page)


def test_columns_are_shown_before_they_are_taken_and_can_be_named_otherwise(visit: Visit) -> None:
    page = visit(open="own", model=[])
    lines = ["source\tmarian\treference", *(f"{s}\t{t}!\t{t}" for s, t in zip(SOURCES, TARGETS, strict=True))]
    give(page, "corpus-files", ("set.tsv", text_of(lines)))
    roles = [box.value for box in page.selectbox if box.key and box.key.startswith("role-")]
    assert roles == ["source", "hypothesis", "reference"]
    assert "with the output of marian" in said(page)
    page.multiselect("models").set_value([]).run()
    finish(press(page, "Translate and measure"))
    assert table(page)["output"].tolist() != []
    assert page.session_state["corpus_system"] == "marian"
    page.session_state["corpus_row"] = 1
    page.run()
    assert "only its words are here" in said(page)


def test_closing_deletes_the_files_at_once(visit: Visit) -> None:
    page = visit(open="own")
    give(page, "corpus-files", ("en.txt", text_of(SOURCES)), ("fr.txt", text_of(TARGETS)))
    finish(press(page, "Translate and measure"))
    kept = _keeper().find(page.session_state["corpus_file"])
    assert kept is not None
    press(page, "Close and delete")
    assert not kept.folder.exists()
    assert page.session_state["corpus_file"] == ""


def test_a_file_is_for_the_browser_that_opened_it(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    page = visit(open="own")
    give(page, "corpus-files", ("en.txt", text_of(SOURCES)), ("fr.txt", text_of(TARGETS)))
    finish(press(page, "Translate and measure"))
    name = page.session_state["corpus_file"]
    assert len(table(visit(open="own", file=name))) == len(SOURCES)
    monkeypatch.setattr("ui.corpus.kept._browser", lambda: "another")
    other = visit(open="own", file=name)
    assert "is not here" in " ".join(warning.value for warning in other.warning)
    assert SOURCES[0] not in said(other)
    assert not any("output" in frame.value.columns for frame in other.dataframe)


def test_a_run_that_was_stopped_goes_on(visit: Visit, tiny_checkpoints: Path) -> None:
    page = visit(open="own")
    give(page, "corpus-files", ("en.txt", text_of(SOURCES)), ("fr.txt", text_of(TARGETS)))
    press(page, "Translate and measure")
    kept = _keeper().find(page.session_state["corpus_file"])
    assert kept is not None
    assert kept.job is not None
    queue().stop(kept.job, "you stopped it")
    page.run()
    told = " ".join(warning.value for warning in page.warning)
    assert "you stopped it" in told
    assert "until then" in told
    finish(press(page, "Go on"))
    loaded = s2s.load(A, tiny_checkpoints)
    shown = table(page).set_index("number").sort_index()
    assert shown["output"].tolist() == [loaded.translate(source)[0].text for source in SOURCES]
    assert "Go on" not in [button.label for button in page.button]


def test_results_that_were_cut_off_are_called_so(visit: Visit) -> None:
    page = visit(open="own")
    give(page, "corpus-files", ("en.txt", text_of(SOURCES)), ("fr.txt", text_of(TARGETS)))
    finish(press(page, "Translate and measure"))
    kept = _keeper().find(page.session_state["corpus_file"])
    assert kept is not None
    lines = (kept.folder / "results.jsonl").read_bytes().splitlines(keepends=True)
    again = give(visit(open="own"), "corpus-files", ("mine.jsonl", b"".join(lines[:2])))
    assert "on en.tsv: 1 sentence" in said(again)
    assert "1 of 5 sentences" in " ".join(warning.value for warning in again.warning)


def test_results_that_were_saved_are_opened_again(visit: Visit) -> None:
    page = visit(open="own")
    give(page, "corpus-files", ("en.txt", text_of(SOURCES)), ("fr.txt", text_of(TARGETS)))
    finish(press(page, "Translate and measure"))
    kept = _keeper().find(page.session_state["corpus_file"])
    assert kept is not None
    saved, before = (kept.folder / "results.jsonl").read_bytes(), table(page)
    again = give(visit(open="own"), "corpus-files", ("mine.jsonl", saved))
    press(again, "Open these results")
    assert table(again).equals(before)


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ([("a.txt", b"")], "empty"),
        ([("a.txt", text_of(SOURCES)), ("b.txt", text_of(TARGETS[:3]))], "5"),
        ([("a.tsv", b"\xff\xfea\x00\x00\x00")], "a.tsv"),
        ([("a.tsv", "caf\u00e9\tcaf\u00e9\n".encode("latin-1") * 9)], "UTF-8"),
        ([("a.jsonl", b'{"alignscope": "corpus results", "version": 9}\n')], "line 1"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(visit: Visit, files: list[tuple[str, bytes]], told: str) -> None:
    page = give(visit(open="own"), "corpus-files", *files)
    assert told in wrong(page)


def opened(page: AppTest, links: bytes = LINKS.encode()) -> AppTest:
    """The page with links and the text that they belong to."""
    give(page, "alignment-file", ("a.pharaoh", links))
    give(page, "source-of-a.pharaoh", ("en.txt", text_of(SOURCES)))
    give(page, "target-of-a.pharaoh", ("fr.txt", text_of(TARGETS)))
    return press(page, "Open these alignments")


def drawn(page: AppTest) -> np.ndarray:
    specs = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    return next(matrix(spec) for spec in specs if any(trace.get("xaxis") == "x2" for trace in spec["data"]))


def test_links_are_drawn_and_beside_them_a_model_on_the_same_words(visit: Visit, tiny_checkpoints: Path) -> None:
    page = opened(visit(open="alignments"))
    source, target = SOURCES[0].split(), TARGETS[0].split()
    wanted = np.zeros((len(target), len(source)), dtype=np.float32)
    wanted[0, 0] = wanted[1, 1] = 1
    np.testing.assert_array_equal(drawn(page), wanted)
    page.selectbox("corpus_other").set_value(B).run()
    forced = s2s.load(B, tiny_checkpoints).force(SOURCES[0], TARGETS[0])
    ours = regroup(forced, source, target)
    page.session_state["corpus_map"] = "ours"
    page.run()
    np.testing.assert_array_equal(drawn(page), ours)
    page.session_state["corpus_map"] = "difference"
    page.run()
    np.testing.assert_allclose(drawn(page), wanted - ours, atol=1e-6)
    assert "from a.pharaoh, sentence 1" in said(page)


def test_links_of_a_person_give_an_error_rate(visit: Visit) -> None:
    page = opened(visit(open="alignments"))
    give(page, "gold-file", ("gold.pharaoh", b"0-0 1-1\n0-0\n0-0\n0-0\n0-0 1-1\n"))
    # By hand: links 3 + 1 + 2 + 1 + 2 = 9, all 7 sure ones are among them, and 7 of the 9 are sure.
    assert f"{1 - (7 + 7) / (9 + 7):.3f}" in said(page)


def test_what_the_data_cannot_tell_is_asked(visit: Visit) -> None:
    page = give(visit(open="alignments"), "alignment-file", ("a.pharaoh", b"1-1 2-2\n1-1\n1-1\n1-1\n1-1\n"))
    give(page, "source-of-a.pharaoh", ("en.txt", text_of(SOURCES)))
    give(page, "target-of-a.pharaoh", ("fr.txt", text_of(TARGETS)))
    assert "from 0 or from 1" in " ".join(warning.value for warning in page.warning)
    next(box for box in page.selectbox if box.label == "Words count from").set_value(1).run()
    assert "from 0 or from 1" not in " ".join(warning.value for warning in page.warning)


@pytest.mark.parametrize("links", [b"", b"0-0\n" * 4, b"0-99\n0-0\n0-0\n0-0\n0-0\n", b"\x80\x04pickle", b"a b c\n"])
def test_alignments_that_cannot_be_are_named(visit: Visit, links: bytes) -> None:
    page = give(visit(open="alignments"), "alignment-file", ("a.pharaoh", links))
    if any(one.key == "source-of-a.pharaoh" for one in page.file_uploader):
        give(page, "source-of-a.pharaoh", ("en.txt", text_of(SOURCES)))
        give(page, "target-of-a.pharaoh", ("fr.txt", text_of(TARGETS)))
    assert "a.pharaoh" in wrong(page)
