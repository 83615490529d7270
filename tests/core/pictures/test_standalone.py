"""The file that stands alone: what is in it, read back with an HTML parser."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import numpy as np
import pytest

from seq2seq_core.pictures import Drawing, WordMap, standalone_html
from tests.core.pictures.maps import SOURCE, STRANGE, TARGET, difference_map, plain_map, strange_map

TAGS = (
    "html head meta title style body main h1 h2 p div span button section table thead tbody tr th td bdi "
    "details summary ul li script"
)


class Page(HTMLParser):
    """Tags, attributes, and the words of a page as a browser would find them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.rows: list[list[str]] = []
        self.scripts: list[str] = []
        self.said: list[str] = []
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self._open = tag
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        elif tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open in ("td", "bdi"):
            self.rows[-1][-1] += data
        elif self._open == "script":
            self.scripts[-1] += data
        elif data.strip():
            self.said.append(data)


def test_words_and_numbers_are_those_of_the_map() -> None:
    drawn = plain_map()
    header, *rows = Page(standalone_html(drawn, "a title")).rows
    assert tuple(header[1:]) == SOURCE
    assert tuple(row[0] for row in rows) == TARGET
    np.testing.assert_allclose([[float(cell) for cell in row[1:]] for row in rows], drawn.values, atol=0.0005)


def test_nothing_that_was_typed_is_read_as_markup() -> None:
    page = Page(standalone_html(strange_map(), STRANGE[0], STRANGE))
    header, *rows = page.rows
    assert tuple(header[1:]) == STRANGE
    assert tuple(row[0] for row in rows) == STRANGE[::-1]
    assert page.tags == set(TAGS.split())
    assert not {name for name in page.attributes if name.startswith("on") or name in ("src", "href")}
    assert len(page.scripts) == 1
    assert "alert" not in page.scripts[0]
    assert {*STRANGE} <= {said.strip() for said in page.said}


def test_the_script_and_the_style_are_the_same_whatever_the_words_are() -> None:
    plain, strange = (standalone_html(one, one.title) for one in (plain_map(), strange_map()))
    assert Page(plain).scripts == Page(strange).scripts


def test_only_the_script_that_is_there_may_run_and_nothing_is_fetched() -> None:
    text = standalone_html(plain_map(), "a title")
    (script,) = Page(text).scripts
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}';" in text
    assert not re.search(r"https?://|url\(|@import", text)


def test_several_maps_stand_in_one_file_and_share_the_axes_that_are_the_same() -> None:
    other = WordMap(SOURCE, ("Un", "chat"), plain_map().values[:2])  # type: ignore[index]
    text = standalone_html([plain_map(), difference_map(), other], "three")
    assert re.findall(r'data-columns="(\d+)" data-lines="(\d+)"', text) == [("0", "1"), ("0", "1"), ("0", "2")]
    assert "+" in Page(text).rows[5][1] or "-" in Page(text).rows[5][1]  # the first number of the second map


def test_a_model_without_attention_has_no_map_and_says_so() -> None:
    page = Page(standalone_html(WordMap(SOURCE, TARGET, None, title="no-attention"), "a title"))
    assert page.rows == []
    assert any("no attention" in said for said in page.said)


def test_links_alone_are_a_map_too() -> None:
    page = Page(standalone_html(WordMap(SOURCE, TARGET, None, sure=frozenset({(2, 1)})), "links"))
    assert page.rows[2] == ["chat", "", "", "sure", ""]


def test_every_colour_that_is_used_is_defined() -> None:
    for one in (plain_map(), difference_map()):
        text = standalone_html(one, "a title")
        used = set(re.findall(r'<td class="([wd]\d+)', text))
        assert len(used) > 3
        assert used <= set(re.findall(r"\.alignscope \.([wd]\d+)\{", text))


def test_what_a_notebook_draws_has_no_element_ids_that_could_meet_those_of_another() -> None:
    html = Drawing((plain_map(),))._repr_html_()
    assert " id=" not in html
    assert html.lstrip().startswith("<div")
    for rule in re.sub(
        r"/\*.*?\*/|@media print \{", "", "".join(re.findall(r"<style>(.*?)</style>", html, re.S))
    ).split("}"):
        selector = rule.split("{")[0].strip()
        assert not selector or all(".alignscope" in part for part in re.split(r",(?![^(]*\))", selector)), selector


def test_printed_a_drawing_is_the_map_in_words() -> None:
    lines = repr(Drawing((plain_map(), WordMap(SOURCE, TARGET, None, title="B")))).splitlines()
    assert lines[0] == "A  en-fr/model"
    assert lines[1].startswith("Le looks at ")
    assert lines[-1] == "There is no attention to draw."


@pytest.mark.parametrize("size", [1, 200])
def test_a_map_of_any_size_is_drawn(size: int) -> None:
    words = tuple(map(str, range(size)))
    drawn = WordMap(words, words, np.full((size, size), 1 / size, dtype=np.float32))
    assert len(Page(standalone_html(drawn, "a title")).rows) == size + 1
