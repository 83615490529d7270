"""Whatever somebody opens, the message names the sentence and the cell, and no size in a header is believed."""

import gzip
import io
import json
import pickle
import tracemalloc
import zipfile
from contextlib import nullcontext

import numpy as np
import pytest

from seq2seq_core.alignments import checks, read_alignments, sniff
from seq2seq_core.alignments.formats import FORMATS
from seq2seq_core.errors import CorpusError
from seq2seq_core.unpacking import unpacked

NEMATUS = "0 ||| le chat ||| 0 ||| the cat ||| 3 3\n{}\n0 1 0\n0 0 1\n"


def refused(raw: bytes, **answers: object) -> str:
    with pytest.raises(CorpusError) as caught:
        read_alignments(raw, "mine", **answers)  # type: ignore[arg-type]
    return str(caught.value)


def npy(array: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array, allow_pickle=True)
    return stream.getvalue()


def npz(**arrays: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)
    return stream.getvalue()


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"\xef\xbb\xbf", b" \t \r\n", "\u00a0\n".encode(), gzip.compress(b"", mtime=0)]
)
def test_empty_files(raw: bytes) -> None:
    assert refused(raw) == "mine is empty"


@pytest.mark.parametrize(
    "raw", [b"hello there\n", b"{\n", b"[1, 2]\n", b"1 2\n", b"<html>\n", b"0.1,0.2\n"[:3], b"[[[[" * 9999]
)
def test_files_of_nothing_known(raw: bytes) -> None:
    assert "looks like none of the formats that are read" in refused(raw)
    with pytest.raises(CorpusError):
        sniff(raw, "mine")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "raw", [b"hello there\n", b"{}\n", b"\x93NUMPY", b"PK\x03\x04rest", b"0-0\n", b"|||\n", b"1,2\n", b"[]"]
)
def test_a_format_that_somebody_names_wrongly_is_a_clear_error(name: str, raw: bytes) -> None:
    right = {"pharaoh": [b"0-0\n"], "marian": [b"0-0\n", b"1,2\n", b"|||\n"]}
    expectation = nullcontext() if raw in right.get(name, []) else pytest.raises(CorpusError, match="^mine")
    with expectation:
        read_alignments(raw, "mine", format=name)


def test_a_format_that_is_not_there() -> None:
    assert "there is no format “giza”; there are npz" in refused(b"0-0\n", format="giza")


class TestCells:
    @pytest.mark.parametrize(
        ("row", "told"),
        [
            ("nan 0 1", "sentence 1, target token 1 “le”, source token 1 “the”: the weight is nan, not a number"),
            ("0 inf 1", "sentence 1, target token 1 “le”, source token 2 “cat”: the weight is inf, not a number"),
            (
                "0 -0.25 1.25",
                "sentence 1, target token 1 “le”, source token 2 “cat”: the weight is -0.25; none is below zero",
            ),
            ("0 x 1", "line 1: row 1, column 2, “x”, is not a number"),
            ("0 1", "line 1: row 2 has 3 numbers, but row 1 has 2"),
        ],
    )
    def test_are_named_by_their_tokens(self, row: str, told: str) -> None:
        assert refused(NEMATUS.format(row).encode(), format="nematus") == f"mine, {told}"

    def test_of_json_and_numpy_too(self) -> None:
        one = {"source": ["the"], "target": ["le"], "weights": [[float("nan")]]}
        assert "source token 1 “the”: the weight is nan" in refused(json.dumps(one).encode())
        assert "source token 1 “the”: the weight is nan" in refused(json.dumps(one | {"weights": [[None]]}).encode())
        assert "object 1: row 1, column 1, “x”, is not a number" in refused(
            json.dumps(one | {"weights": [["x"]]}).encode()
        )
        assert "sentence 1, target token 1, source token 2: the weight is nan" in refused(npy(np.array([[1, np.nan]])))

    def test_rows_that_sum_to_something_else_are_a_note_that_names_the_farthest(self) -> None:
        found = read_alignments(NEMATUS.format("0.25 0.25 0").encode(), "mine")
        assert found.notes[-1] == (
            "the rows of 1 of 1 sentences do not sum to 1: all rows sum to 0.500 to 1.000; farthest from 1 is "
            "sentence 1, target token 1 “le”"
        )
        over = read_alignments(NEMATUS.format("1 1 1").encode(), "mine")
        assert "sum to 1.000 to 3.000" in over.notes[-1]
        assert len(read_alignments(NEMATUS.format("0.5004 0.25 0.25").encode(), "mine").notes) == 1


class TestShapes:
    def test_a_matrix_that_does_not_fit_its_tokens(self) -> None:
        told = refused(b"0 ||| le chat noir ||| 0 ||| the cat ||| 3 3\n1 0\n0 1\n")
        assert told.startswith(
            "mine, sentence 1: the matrix has 2 rows and 2 columns, but there are 3 target tokens (rows)"
        )
        assert "turned round" not in told

    @pytest.mark.parametrize(
        "raw", [b'{"weights": []}', b'{"weights": [[]]}', b"target / source\n", npy(np.zeros((0, 3)))]
    )
    def test_a_matrix_of_nothing(self, raw: bytes) -> None:
        assert refused(raw) == "mine, sentence 1: the matrix is empty"

    def test_one_that_is_turned_round(self) -> None:
        assert refused(b"0 ||| le ||| 0 ||| the cat sleeps ||| 3 3\n1\n0\n0\n").endswith("turned round it would fit")

    def test_a_text_of_another_number_of_lines(self) -> None:
        text = [("a", "x")]
        assert refused(b"0-0\n0-0\n", text=text) == "mine has 2 sentences, but the text has 1; they must match"
        assert refused(b"1 1 1\n2 1 1\n", text=text) == "mine has a sentence 2, but the text has 1; they must match"

    def test_ten_thousand_columns(self) -> None:
        row = ",".join(["0"] * 10_000)
        assert "a matrix of 1 rows and 10,000 columns is too large; at most 2,000" in refused(row.encode())
        assert "10,000 columns is too large" in refused(npy(np.zeros((1, 10_000))))
        assert "10,000 columns is too large" in refused(json.dumps({"weights": [[0] * 10_000]}).encode())

    def test_a_link_to_a_word_that_no_sentence_has(self) -> None:
        assert "there is no source word 5000; they are 0 to 1999" in refused(b"0-0 5000-0\n")
        assert "“12345678-0”: a link is two numbers of at most 6 digits" in refused(b"0-0 1-1 2-2 3-3\n12345678-0\n")

    def test_too_many_sentences_and_cells(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(checks, "MOST_SENTENCES", 3)
        assert refused(b"0-0\n" * 4) == "mine has 4 sentences; at most 3 are read"
        assert "has 1,000,000 sentences" in refused(b"1000000 1 1\n")
        monkeypatch.setattr(checks, "MOST_CELLS", 3)
        assert refused(npy(np.full((2, 2), 0.5))) == "mine has 4 weights in all; at most 3 are read"


class TestText:
    def test_one_broken_line_of_many_is_named(self) -> None:
        assert refused(b"0-0 1-1\n" * 9 + b"0-0 1:1\n").startswith(
            "mine, line 10, link 2, “1:1”: a link is two numbers"
        )
        assert refused(b"1 1 1\n" * 9 + b"1 1\n").startswith("mine, line 10, “1 1”: a line is a sentence")

    def test_long_lines(self) -> None:
        found = read_alignments(("0-0 " * 25_000 + "\n").encode(), "mine")
        assert found.pairs[0].links is not None
        assert found.pairs[0].links.sure == {(0, 0)}
        assert len(refused(b"x" * 100_000)) < 400

    @pytest.mark.parametrize("raw", [b"0-0\rno\n", b"0-0 \xff\n"])
    def test_what_is_not_text_is_said(self, raw: bytes) -> None:
        assert "mine" in refused(raw)


class TestNumpyFiles:
    def test_pickles_are_never_read(self) -> None:
        class Bomb:
            def __reduce__(self) -> tuple[object, tuple[str]]:
                return (pytest.fail, ("it was unpickled",))

        pickled = np.array([Bomb()], dtype=object)
        assert "pickled Python objects, which may run any program: they are never read" in refused(npy(pickled))
        assert "array arr_0 holds pickled" in refused(npz(arr_0=pickled))
        assert refused(pickle.dumps(Bomb())).startswith("mine")

    def test_a_bomb_is_refused_while_it_is_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("seq2seq_core.alignments.formats.arrays.MOST_BYTES", 2**20)
        bomb = npz(arr_0=np.zeros((4000, 4000)))  # 128 MB in 130 kB
        lying = bytearray(bomb)
        with zipfile.ZipFile(io.BytesIO(bomb)) as archive:
            size = archive.infolist()[0].file_size.to_bytes(4, "little")
        assert lying.count(size) >= 1
        small = bytes(lying).replace(size, (100).to_bytes(4, "little"))
        for raw in (bomb, small):
            tracemalloc.start()
            told = refused(raw)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert "unpacks to more than 1 MiB" in told or "cannot be unpacked" in told or "bytes are there" in told
            assert peak < 20 * 2**20

    def test_a_gzip_bomb_too(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(CorpusError, match="has more than 1,048,576 bytes"):
            unpacked(gzip.compress(bytes(2**22), mtime=0), "mine", 2**20)
        assert "it ends in the middle" in refused(gzip.compress(b"0-0\n" * 99, mtime=0)[:-9])

    def test_a_header_that_tells_of_more_than_there_is(self) -> None:
        for shape in (b"(200000000, 2)", b"(-2, -2)", b"(2, 3)", b"(0, 2)"):
            raw = npy(np.zeros((2, 2)))
            changed = raw.replace(b"(2, 2), }" + b" " * (len(shape) - 6), shape + b", }")
            assert len(changed) == len(raw)
            assert "but 32 bytes are there" in refused(changed)
        assert "is not a numpy array" in refused(raw.replace(b"(2, 2), }", b"(2, 2),, "))

    @pytest.mark.parametrize("array", [np.zeros(3), np.zeros((1, 2, 2, 2)), np.array(["a"]), np.zeros((2, 2), complex)])
    def test_arrays_that_are_no_matrices(self, array: np.ndarray) -> None:
        assert refused(npy(array)).startswith("mine: mine ha") or refused(npy(array)).startswith("mine: mine holds")

    def test_broken_archives(self) -> None:
        raw = npz(arr_0=np.ones((3, 3)))
        for broken in (raw[:-9], raw[:40], raw[:30] + b"\x00" * 20 + raw[50:]):
            assert refused(broken).startswith("mine")
        assert refused(npz()) == "mine holds no array"

    def test_ours_with_pieces_missing_or_of_the_wrong_kind(self) -> None:
        assert "is not as we write it" in refused(npz(source_1=np.array([1, 2]), weights_1=np.ones((1, 2))))
        assert "weights_1 is (2,)" in refused(npz(weights_1=np.ones(2)))
        assert "links are" in refused(npz(sure_1=np.ones((2, 3), dtype=int)))
