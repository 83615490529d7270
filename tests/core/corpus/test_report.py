"""The report to send: whole in itself, safe whatever people and systems wrote, with the numbers of the results."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from seq2seq_core.corpus.buckets import Scorer
from seq2seq_core.corpus.errors_found import count_errors
from seq2seq_core.corpus.report import ErrorCount, report_html, write_report
from seq2seq_core.corpus.results import Header, Results, Row, Said, System
from seq2seq_core.errors import CorpusError
from tests.core.corpus.made import header_of, results_of, row_of
from tests.tiny_models import PAIRS

EVIL = "<script>alert(1)</script><img src=x onerror='alert(2)'>&\"{{ 7 * 7 }}"


class Parts(HTMLParser):
    """The tags of a page, their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def results(*systems: str) -> Results:
    rows = [row_of(n, s, t, {name: t[k:] for k, name in enumerate(systems)}) for n, (s, t) in enumerate(PAIRS, 1)]
    return results_of(rows)


def test_the_report_has_the_scores_of_the_results() -> None:
    made = results("first", "second")
    text = Parts(report_html(made)).text
    for system, score in Scorer(made).all().items():
        for value, (low, high) in ((score.bleu, score.bleu_interval), (score.chrf, score.chrf_interval)):
            assert re.search(rf"{system}\s*{value:.1f} {low:.1f} to {high:.1f}", text)
    assert "The 10 worst of second, by chrF" in text
    worst = min(made.rows, key=lambda row: row.said["second"].measures["chrf"])
    after = text.split("The 10 worst of second, by chrF")[1]
    assert after.index(worst.source) == min(after.index(row.source) for row in made.rows if row.source in after)


def test_nothing_that_was_written_by_others_becomes_part_of_the_page() -> None:
    first = row_of(1, EVIL, EVIL, {EVIL: EVIL, "b": EVIL})
    rows = [first, Row(number=2, source=EVIL, said={EVIL: Said(text=EVIL), "b": Said(text="", error=EVIL)})]
    made = Results(header_of([EVIL, "b"], 2, name=EVIL), tuple(rows))
    html = report_html(made)
    evil, good = Parts(html), Parts(report_html(results("first", "second")))
    assert set(evil.tags) <= set(good.tags) | {"td"}
    assert {name for name, _ in evil.attributes} == {name for name, _ in good.attributes}
    assert evil.text.count(EVIL) >= 5, "it is all there, as text"


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    html = report_html(results("first", "second"))
    parts = Parts(html)
    assert not {"script", "link", "img", "iframe"} & set(parts.tags)
    assert not {"src", "href"} & {name for name, _ in parts.attributes}
    assert "url(" not in html
    assert "@import" not in html
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in parts.attributes
    widths = [value for name, value in parts.attributes if name == "style"]
    assert widths
    for style in widths:
        assert all(0 <= float(number) <= 100 for number in re.findall(r"([\d.-]+)%", style))


def test_results_that_are_not_complete_or_have_no_reference_say_so() -> None:
    made = results("first")
    part = Results(made.header, made.rows[:5])
    assert "5 of 12 sentences" in Parts(report_html(part)).text
    assert "the run was stopped" in Parts(report_html(part)).text
    assert "the run was stopped" not in Parts(report_html(made)).text
    without = Parts(report_html(results_of([row_of(1, "Hi.", "", {"a": "Salut salut salut salut."})]))).text
    assert "BLEU" not in without
    assert "The 1 worst of a, by Repeated words" in without


def test_what_detectors_found_is_told_by_system() -> None:
    kinds = [ErrorCount("Wrong number", "Look at the numbers.", {"first": 3, "second": 41})]
    text = Parts(report_html(results("first", "second"), kinds)).text
    assert re.search(r"Wrong numberLook at the numbers\.\s*3\s*41", text)
    assert "Kinds of errors" not in Parts(report_html(results("first", "second"))).text


def test_a_report_that_cannot_be_written_is_a_named_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CorpusError, match="cannot be written"):
        write_report(results("first"), tmp_path / "file" / "report.html")


def test_errors_are_counted_by_sentence_and_system() -> None:
    said = {"a": Said(text="J'ai payé 13 euros, 13 euros."), "b": Said(text="J'ai payé 30 euros.")}
    header = Header(
        set="x",
        sha256="0" * 64,
        languages="en-fr",
        systems=tuple(System(name=name, origin="file") for name in said),
        sentences=2,
    )
    rows = tuple(Row(number=number, source="I paid 30 euros.", said=said) for number in (1, 2))
    counts = {one.title: one.counts for one in count_errors(Results(header, rows))}
    assert counts["Wrong number"] == {"a": 2, "b": 0}
    assert counts["Invented word"] == {"a": 0, "b": 0}
    nobody_said = header.model_copy(update={"languages": ""})
    assert count_errors(Results(nobody_said, rows)) == []
