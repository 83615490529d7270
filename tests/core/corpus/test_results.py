"""Files of results: what is written is read, a file that is cut is good to its last line, and others are refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from seq2seq_core.corpus import results as module
from seq2seq_core.corpus.results import (
    Results,
    Row,
    Said,
    continue_file,
    count_sentences,
    read_results,
    read_results_file,
    results_bytes,
    start_file,
)
from seq2seq_core.errors import CorpusError
from tests.core.corpus.made import header_of, row_of

ROWS = [
    row_of(1, "The cat sleeps.", "Le chat dort.", {"a": "Le chat dort.", "b": "Le chat."}),
    row_of(2, "Go <b>now</b>\u2028!", "", {"a": "=1+1", "b": ""}),
    Row(
        number=7,
        source="Hi.",
        references=("Salut.", "Bonjour."),
        said={
            "a": Said(text="Salut 🙂", log_prob=-1.5, tokens=3, finished=True, measures={"entropy": 0.25}),
            "b": Said(text="", error="too long"),
        },
    ),
]
HEADER = header_of(["a", "b"], 3)
WHOLE = results_bytes(HEADER, ROWS)


def test_what_is_written_is_read_to_the_last_bit(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    with start_file(path, HEADER) as writer:
        for row in ROWS:
            writer.add(row)
    assert path.read_bytes() == WHOLE
    assert count_sentences(path) == 3
    assert count_sentences(tmp_path / "nowhere") == 0
    assert read_results_file(path) == read_results(WHOLE, "x") == Results(HEADER, tuple(ROWS))
    assert read_results(WHOLE, "x").complete
    assert results_bytes(HEADER, read_results(WHOLE, "x").rows) == WHOLE
    assert read_results(b"\xef\xbb\xbf" + WHOLE.replace(b"\n", b"\r\n"), "x").rows == tuple(ROWS)


def test_a_line_is_json_that_other_programs_read() -> None:
    first, second, *_ = map(json.loads, WHOLE.splitlines())
    assert first["alignscope"] == "corpus results"
    assert first["systems"] == [{"name": "a", "from": "file"}, {"name": "b", "from": "file"}]
    assert second["said"]["b"]["text"] == "Le chat."
    assert second["said"]["a"]["measures"]["bleu"] == pytest.approx(100)


def test_a_file_cut_anywhere_has_its_whole_lines() -> None:
    ends = [i + 1 for i, byte in enumerate(WHOLE) if byte == ord("\n")]
    for cut in range(ends[0], len(WHOLE)):
        there = read_results(WHOLE[:cut], "x")
        whole = sum(end <= cut for end in ends) - 1
        lacks_only_its_end = cut + 1 in ends
        assert len(there.rows) == whole + lacks_only_its_end
        assert there.rows == tuple(ROWS[: len(there.rows)])
        assert there.cut == (cut not in ends and not lacks_only_its_end)
        assert there.complete == (len(there.rows) == 3)


def test_a_file_cut_anywhere_is_gone_on_with(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    for cut in range(0, len(WHOLE), 11):  # in its first line, too
        path.write_bytes(WHOLE[:cut])
        writer, there = continue_file(path, HEADER)
        with writer:
            for row in ROWS[len(there.rows) :]:
                writer.add(row)
        assert path.read_bytes() == WHOLE


def test_what_is_written_is_in_the_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    writer = start_file(path, HEADER)
    writer.add(ROWS[0])
    assert read_results_file(path).rows == (ROWS[0],)
    writer.__exit__()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (dict(sha256="1" * 64), "its sentences differ"),
        (dict(sentences=4), "its number of sentences differ"),
        (dict(systems=HEADER.systems[:1]), "its systems differ"),
    ],
)
def test_a_file_of_other_results_is_not_overwritten(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    path = tmp_path / "results.jsonl"
    path.write_bytes(WHOLE)
    with pytest.raises(CorpusError, match=said):
        continue_file(path, HEADER.model_copy(update=change))
    assert path.read_bytes() == WHOLE
    path.write_text("notes of mine\n")
    with pytest.raises(CorpusError, match="line 1: Invalid JSON"):
        continue_file(path, HEADER)
    assert path.read_text() == "notes of mine\n"
    with pytest.raises(CorpusError, match="cannot be"):
        continue_file(tmp_path, HEADER)


def changed(line: int, **change: Any) -> bytes:
    """The whole file with other values in one line, counted from 1; None takes a key away."""
    lines = [json.loads(one) for one in WHOLE.splitlines()]
    lines[line - 1] = {key: value for key, value in (lines[line - 1] | change).items() if value is not None}
    return "".join(json.dumps(one) + "\n" for one in lines).encode()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "x is empty"),
        (b"\n\n", "x is empty"),
        (b"{}\n", "line 1: set: Field required"),
        (b"[1]\n", "line 1: Input should be an object"),
        (changed(1, alignscope="other"), "line 1: alignscope"),
        (changed(1, version=2), "line 1: version"),
        (changed(1, sentences=10**12), "line 1: sentences"),
        (changed(1, sentences=2), "line 4: there are more sentences than the 2"),
        (changed(1, systems=[{"name": "a", "from": "file"}] * 2), "two systems are called 'a'"),
        (changed(1, systems=[{"name": f"{n}", "from": "file"} for n in range(21)]), "line 1: systems"),
        (changed(1, surprise=1), "line 1: surprise: Extra inputs"),
        (changed(2, number=2), "line 3: sentence 2 is there twice"),
        (changed(2, number=0), "line 2: number"),
        (changed(2, number="1"), "line 2: number"),
        (changed(2, said={"a": {"text": "x"}}), "what a said; the first line names a, b"),
        (changed(2, said={"a": {"text": "x", "measures": {"beauty": 1.0}}, "b": {"text": ""}}), "no measure 'beauty'"),
        (changed(2, said={"x" * 100_000: {"text": "x"}}), "line 2: said.xxx"),
        (changed(2, said={f"{n}" * 50: {"text": "x"} for n in range(100)}), "line 2: sentence 1 has what 000"),
        (changed(2, said={"a": {"text": "x", "y" * 9999: 1}, "b": {"text": ""}}), "line 2: said.a.yyy"),
        (changed(2, source="x" * 20_001), "line 2: source"),
        (changed(2, source=None), "line 2: source: Field required"),
        (WHOLE.replace(b'"entropy":0.25', b'"entropy":NaN'), "line 4: said.a.measures.entropy"),
        (WHOLE.replace(b'"entropy":0.25', b'"entropy":-Infinity'), "line 4: said.a.measures.entropy"),
        (WHOLE.replace(b'"entropy":0.25', b'"entropy":1e999'), "line 4: said.a.measures.entropy"),
        (WHOLE.replace(b'"log_prob":-1.5', b'"log_prob":true'), "line 4: said.a.log_prob"),
        (WHOLE[: WHOLE.index(b"\n") + 1] + b"[" * 100_000 + b"\n" + WHOLE, "line 2: Invalid JSON"),
        (WHOLE[: WHOLE.index(b"\n") + 1] + b"\xff\xfe\n" + WHOLE, "line 2: Invalid JSON"),
        (WHOLE.replace(b"Hi.", b"H\x00i."), "line 4: Invalid JSON"),
    ],
)
def test_what_is_no_file_of_results_is_named_by_its_line(raw: bytes, said: str) -> None:
    with pytest.raises(CorpusError, match=said) as caught:
        read_results(raw, "x")
    assert str(caught.value).startswith("x")
    assert len(str(caught.value)) < 500


def test_sizes_are_limited(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="is of 3 sentences; at most 2 are read here"):
        read_results(WHOLE, "x", most_sentences=2)
    monkeypatch.setattr(module, "MOST_IN_A_LINE", 100)
    with pytest.raises(CorpusError, match="a line of results has at most 100"):
        read_results(WHOLE, "x")
    monkeypatch.setattr(module, "MOST_BYTES", 100)
    path = tmp_path / "x"
    path.write_bytes(WHOLE)
    for read in (lambda: read_results(WHOLE, "x"), lambda: read_results_file(path)):
        with pytest.raises(CorpusError, match="more than 100 bytes|at most 100 are read"):
            read()
    with pytest.raises(CorpusError, match="cannot be read"):
        read_results_file(tmp_path / "nowhere")
