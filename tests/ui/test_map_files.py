"""What every map can be saved as: the same numbers in every file, however they are read back."""

import re

import numpy as np
import pytest

from figures.words import Word
from seq2seq_core.alignments import AlignedPair, read_alignments
from seq2seq_core.evaluation.hand_alignment import HandAlignment
from ui.shared.alignment import Alignment
from ui.shared.map_files import alignment_files, html_of, link_files, pictures_of, word_map
from ui.shared.saving import LINKS, PAPERS, File

SOURCE, TARGET = ("The", "<b>", "cat", "</s>"), ("Le", "chat", "</s>")
WEIGHTS = np.array([[0.7, 0.1, 0.15, 0.05], [0.25, 0.1, 0.6, 0.05], [0.1, 0.1, 0.1, 0.7]], dtype=np.float32)


def alignment(weights: np.ndarray | None = WEIGHTS) -> Alignment:
    return Alignment(tuple(map(Word, SOURCE)), tuple(map(Word, TARGET)), weights)


def content(file: File) -> bytes:
    made = file.content()
    return made.encode() if isinstance(made, str) else made


def test_a_map_has_three_files_for_papers_with_its_words() -> None:
    files = pictures_of(word_map(alignment(), "A", ["where from"], marks=HandAlignment(frozenset({(2, 1)}))))
    assert [(file.of_kind.title, file.group) for file in files] == [
        ("HTML", PAPERS),
        ("TikZ", PAPERS),
        ("PGFPlots", PAPERS),
    ]
    html, tikz, pgfplots = (content(file).decode() for file in files)
    assert "<bdi>&lt;b&gt;</bdi>" in html
    assert 'class="w60 sure"' in html
    assert "\\cells{2}{1}{60}{1}" in tikz
    assert re.search(r"^2 1 0\.6$", pgfplots, re.M)
    assert all("where from" in text for text in (html, tikz, pgfplots))


def test_two_maps_are_one_html_file_and_latex_files_with_names_of_their_own() -> None:
    files = pictures_of(word_map(alignment(), "Attention", []), word_map(alignment(), "Shapley values", []))
    assert [file.label for file in files] == [
        "HTML: 2 maps, interactive",
        "TikZ: for LaTeX, attention",
        "PGFPlots: for LaTeX, attention",
        "TikZ: for LaTeX, shapley values",
        "PGFPlots: for LaTeX, shapley values",
    ]
    assert len({(file.of_kind.ending, file.name) for file in files}) == len(files)
    assert content(files[0]).decode().count("<table") == 2


def test_without_attention_there_is_no_latex_and_no_alignment() -> None:
    drawn = word_map(alignment(None), "B", [])
    assert [file.kind for file in pictures_of(drawn)] == ["html"]
    assert "no attention" in content(html_of([drawn])).decode()
    assert alignment_files(alignment(None)) == []


@pytest.mark.parametrize("title", ["JSON", "numpy", "Nematus / SoftAlignments", "Marian", "fairseq"])
def test_weights_are_read_back_bit_for_bit(title: str) -> None:
    (file,) = [one for one in alignment_files(alignment()) if one.of_kind.title == title]
    assert (file.what, file.group) == ("weights", LINKS)
    text = [(" ".join(SOURCE[:-1]), " ".join(TARGET[:-1]))]
    (pair,) = read_alignments(content(file), f"map.{file.of_kind.ending}", text=text).pairs
    np.testing.assert_array_equal(pair.weights, WEIGHTS)


def test_links_are_those_of_the_words_without_the_end() -> None:
    pharaoh = {file.name: content(file) for file in alignment_files(alignment()) if file.of_kind.title == "Pharaoh"}
    assert pharaoh["strongest"] == b"0-0 2-1\n"
    assert pharaoh["intersection"] == b"0-0 2-1\n"
    assert pharaoh["from-0.2"] == b"0-0 0-1 2-1\n"
    assert pharaoh["from-0.5"] == b"0-0 2-1\n"
    assert {b"0-0", b"2-1"} < set(pharaoh["union"].split())  # word 1 has its largest weight in some row, too


def test_no_two_files_of_a_menu_have_one_name() -> None:
    files = [*pictures_of(word_map(alignment(), "A", [])), *alignment_files(alignment())]
    assert len({(file.name, file.of_kind.ending) for file in files}) == len(files)
    assert len({file.label for file in files}) == len(files)


def test_links_of_a_file_are_saved_as_they_are() -> None:
    links = HandAlignment(frozenset({(0, 0), (2, 1)}), frozenset({(1, 1)}))
    pair = AlignedPair(SOURCE, TARGET, None, links)
    files = {file.of_kind.title: content(file) for file in link_files(pair)}
    assert files["Pharaoh"] == b"0-0 1?1 2-1\n"
    text = [(" ".join(SOURCE), " ".join(TARGET))]
    assert len(files) == 2
    for name, raw in files.items():
        (again,) = read_alignments(raw, f"{name}.txt", text=text, first=None).pairs
        assert again.links == links
