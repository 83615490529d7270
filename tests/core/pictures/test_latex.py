"""Maps for LaTeX: the numbers in the files, and documents that compile and say the words that were given."""

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from seq2seq_core import InputError
from seq2seq_core.pictures import WordMap, pgfplots, tikz
from seq2seq_core.pictures.latex import comment, escape, label
from tests.core.pictures.maps import SOURCE, TARGET, difference_map, plain_map, strange_map, weights

Write = Callable[[WordMap], str]
WRITERS = pytest.mark.parametrize("write", [tikz, pgfplots])
SPECIAL = tuple(["\\", "{", "}", "$", "&", "#", "_", "%", "^", "~"])  # the ten that mean something to TeX
# What fonts would put together.
JOINED = tuple(["<", ">", "|", '"', "<<", ">>", "--", "---", "''", ",,", "?`", "!`", "fi"])
ACCENTS = tuple(["é", "ç", "œ", "«", "»", "ß", "Ł", "ő", "„", "€", "…", "—", "’"])
LATIN = "".join(map(chr, [*range(0xA1, 0xAD), *range(0xAE, 0x126), *range(0x128, 0x138), *range(0x139, 0x13F)]))


def named(*words: str) -> WordMap:
    return WordMap(words, words, weights(len(words), len(words)), title=" ".join(words), about=words)


def cells(document: str) -> list[tuple[int, ...]]:
    """Column, row, level and how many, of all that is drawn."""
    found = re.findall(r"\\cells" + 4 * r"\{(\d+)\}", document)
    return [tuple(map(int, numbers)) for numbers in found]


def compiled(document: str, folder: Path, program: str = "pdflatex") -> str:
    """The text of the one page that comes out; the test is skipped where LaTeX is not installed."""
    if not (shutil.which(program) and shutil.which("pdftotext")):
        pytest.skip(f"{program} or pdftotext is not installed")
    (folder / "map.tex").write_text(document, encoding="utf-8")
    options = ["-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape"]
    done = subprocess.run(
        [program, *options, "map.tex"],
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=120,
        stdin=subprocess.DEVNULL,
    )
    log = (folder / "map.log").read_text(encoding="utf-8", errors="replace")
    assert done.returncode == 0, log[-2000:]
    assert "Missing character" not in log
    assert "(1 page" in done.stdout.decode(errors="replace")
    read = subprocess.run(["pdftotext", "-layout", "map.pdf", "-"], cwd=folder, capture_output=True, check=True)
    return unicodedata.normalize("NFKC", read.stdout.decode())


@WRITERS
def test_every_character_comes_out_as_itself(write: Write, tmp_path: Path) -> None:
    words = SPECIAL + JOINED + ACCENTS
    found = compiled(write(named(*words)), tmp_path).replace("’", "'").split()  # an apostrophe is typeset as one
    for word in words:
        assert unicodedata.normalize("NFKC", word).replace("’", "'") in found, word


def test_all_latin_letters_can_be_written_with_pdflatex(tmp_path: Path) -> None:
    document = tikz(named(*(LATIN[i : i + 20] for i in range(0, len(LATIN), 20))))
    assert "Compile with pdflatex" in document
    compiled(document, tmp_path)


@WRITERS
@pytest.mark.parametrize("drawn", ["plain", "difference", "forty", "one", "row", "column", "links"])
def test_maps_of_all_kinds_compile(write: Write, drawn: str, tmp_path: Path) -> None:
    forty = tuple(f"word{i}" for i in range(40))
    marks = {"sure": frozenset({(0, 0), (2, 1)}), "possible": frozenset({(1, 2)})}
    maps = {
        "plain": plain_map(**marks),
        "difference": difference_map(),
        "forty": WordMap(forty, forty, weights(40, 40)),
        "one": WordMap(("a",), ("b",), np.ones((1, 1))),
        "row": WordMap(SOURCE, ("b",), weights(1, 4)),
        "column": WordMap(("a",), TARGET, weights(3, 1)),
        "links": WordMap(SOURCE, TARGET, None, **marks),  # type: ignore[arg-type]
    }
    text = compiled(write(maps[drawn]), tmp_path)
    assert maps[drawn].target[0] in text.split()


@WRITERS
def test_other_scripts_compile_with_xelatex_and_it_says_that_they_need_it(write: Write, tmp_path: Path) -> None:
    document = write(named("猫", "γάτα", "кошка"))
    assert re.search(r"^% Compile with xelatex or lualatex: pdflatex cannot write .*猫", document, re.M)
    if shutil.which("fc-list"):
        fonts = subprocess.run(["fc-list"], capture_output=True, check=False).stdout.decode()
        if "Noto Sans CJK JP" not in fonts or "DejaVu Sans" not in fonts:
            pytest.skip("no fonts with these scripts are installed")
    assert {"猫", "γάτα", "кошка"} <= set(compiled(document, tmp_path, "xelatex").split())


@WRITERS
def test_emoji_are_written_as_their_number_and_it_says_so(write: Write, tmp_path: Path) -> None:
    document = write(named("Hi", "😀"))
    assert "% [U+1F600] stands for a character that fonts of text lack: grinning face" in document
    assert "Compile with pdflatex" in document
    assert "😀" not in document
    assert "[U+1F600]" in compiled(document, tmp_path)


@WRITERS
def test_no_word_leads_out_of_where_it_stands(write: Write) -> None:
    document = write(strange_map())
    assert document.count("\\begin{document}") == document.count("\\end{document}") == 1
    assert document.index("\\begin{document}") < document.index("\\end{document}")
    hostile = named("\\end{document}", "}", "%", "\\input{/etc/passwd}", "a\nb", "\\write18{x}", "^^5cinput")
    lines = [line for line in write(hostile).splitlines() if not line.startswith("%")]
    body = "\n".join(lines)
    assert body.count("\\end{document}") == 1
    assert not re.search(r"\\(input|write)", body)
    assert "^^" not in body


def test_a_comment_stays_on_its_lines() -> None:
    assert comment(["one\ntwo\r\\end{document}", "three\u2028four"]) == (
        "% one\n% two\n% \\end{document}\n% three\n% four\n"
    )


def test_a_tikz_cell_has_the_level_of_its_number() -> None:
    drawn = plain_map()
    found = np.full((3, 4), np.nan)
    for s, t, level, count in cells(tikz(drawn)):
        found[t, s : s + count] = level / 100
    np.testing.assert_allclose(found, drawn.values, atol=0.00501)


def test_a_tikz_difference_has_zero_in_the_middle_of_its_colours() -> None:
    drawn = difference_map()
    assert drawn.values is not None
    found = np.full((3, 4), np.nan)
    for s, t, level, count in cells(tikz(drawn)):
        found[t, s : s + count] = 0.8 * (level - 50) / 50
    np.testing.assert_allclose(found, np.clip(drawn.values, -0.8, 0.8), atol=0.00801)


def test_a_pgfplots_file_has_the_numbers_themselves_at_their_places() -> None:
    drawn = plain_map()
    table = pgfplots(drawn).split("column row weight\n")[1].split("};")[0]
    found = np.full((3, 4), np.nan)
    for column, row, weight in map(str.split, table.splitlines()):
        found[int(row), int(column)] = float(weight)
    np.testing.assert_allclose(found, drawn.values, rtol=1e-5)


@pytest.mark.parametrize(("T", "S"), [(1, 4), (3, 1), (1, 1)])
def test_a_single_row_or_column_is_made_of_rectangles_around_their_places(T: int, S: int) -> None:
    drawn = WordMap(SOURCE[:S], TARGET[:T], weights(T, S))
    document = pgfplots(drawn)
    table = document.split("column row weight\n")[1].split("};")[0]
    corners = np.array([list(map(float, line.split())) for line in table.splitlines()]).reshape(-1, 4, 3)
    found = np.full((T, S), np.nan)
    for cell in corners:
        x, y = cell[:, 0].mean(), cell[:, 1].mean()
        assert sorted(map(tuple, cell[:, :2] - [x, y])) == [(-0.5, -0.5), (-0.5, 0.5), (0.5, -0.5), (0.5, 0.5)]
        found[int(y), int(x)] = cell[:, 2].mean()
    np.testing.assert_allclose(found, drawn.values, rtol=1e-5)


@WRITERS
def test_where_the_numbers_come_from_is_a_comment_and_a_line_below(write: Write) -> None:
    document = write(plain_map())
    assert document.startswith("% A en-fr/model\n% fingerprint 12ab · greedy\n% Colours: attention weight\n")
    assert "fingerprint 12ab \\textperiodcentered{} greedy" in document


@WRITERS
def test_a_model_without_attention_has_nothing_to_draw(write: Write) -> None:
    with pytest.raises(InputError, match="no attention"):
        write(WordMap(SOURCE, TARGET, None))
    with pytest.raises(InputError, match="no words"):
        write(WordMap((), (), np.zeros((0, 0))))


def test_long_words_are_cut_and_joiners_are_left_out() -> None:
    assert label("x" * 100) == "x" * 39 + "…"
    assert escape("\u200ba\ufe0f\u0301") == "á"
    assert escape("▁Le") == "\\textvisiblespace{}Le"


def test_a_map_that_may_be_too_large_for_pdflatex_says_so() -> None:
    def of(size: int) -> str:
        words = tuple(map(str, range(size)))
        return pgfplots(WordMap(words, words, weights(size, size)))

    assert "compile with lualatex" in of(61)
    assert "compile with lualatex" not in of(60)


def test_a_large_map_in_tikz_has_one_rectangle_for_neighbours_of_one_colour() -> None:
    words = tuple(map(str, range(200)))
    document = tikz(WordMap(words, words, np.eye(200)))
    assert len(cells(document)) == 200 * 3 - 2  # left of the diagonal, on it, right of it
    assert sum(count for *_, count in cells(document)) == 200 * 200
