"""Reading parallel text: what a file may look like, and what is said of one that is damaged."""

import gzip
from contextlib import suppress
from pathlib import Path

import pytest

from seq2seq_core.errors import CorpusError
from seq2seq_core.parallel_text import Pair, decode_lines, read_pairs
from tests.tiny_models import PAIRS

LICENCE = "CC-BY 2.0 (France) Attribution: tatoeba.org #1 (someone) & #2 (somebody)"


def write(folder: Path, content: str | bytes, name: str = "pairs.tsv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_the_licence_column_of_manythings_is_no_reference(tmp_path: Path) -> None:
    path = write(tmp_path, f"Go.\tVa !\t{LICENCE}\nHi.\tSalut.\t{LICENCE}\n")
    assert read_pairs(path) == [Pair("Go.", ("Va !",)), Pair("Hi.", ("Salut.",))]


def test_more_columns_are_more_references(tmp_path: Path) -> None:
    path = write(tmp_path, f"Go.\tVa !\tMarche.\t\tEn route !\t{LICENCE}\n")
    (pair,) = read_pairs(path)
    assert pair.references == ("Va !", "Marche.", "En route !")
    assert pair.target == "Va !"


def test_two_files_are_read_line_by_line(tmp_path: Path) -> None:
    source = write(tmp_path, "Go.\nHi.\tyou\n", "a.en")
    target = write(tmp_path, "Va !\nSalut.", "a.fr")
    assert read_pairs(source, target) == [Pair("Go.", ("Va !",)), Pair("Hi. you", ("Salut.",))]


@pytest.mark.parametrize("two_files", [False, True])
def test_gzip_is_recognised_by_its_content(tmp_path: Path, two_files: bool) -> None:
    if two_files:
        source, target = write(tmp_path, gzip.compress(b"Go.\n", mtime=0), "a.en"), write(tmp_path, "Va !\n", "a.fr")
        assert read_pairs(source, target) == [Pair("Go.", ("Va !",))]
    else:
        assert read_pairs(write(tmp_path, gzip.compress("Go.\tDéjà\n".encode(), mtime=0))) == [Pair("Go.", ("Déjà",))]


def test_byte_order_mark_and_carriage_returns_are_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, f"\ufeffGo.\tVa !\r\nHi.\tSalut.\t{LICENCE}\r\n")
    assert read_pairs(path) == [Pair("Go.", ("Va !",)), Pair("Hi.", ("Salut.",))]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_mark_at_the_beginning_tells_the_encoding(tmp_path: Path, encoding: str) -> None:
    expected = [Pair("Go.", ("Allez-y, l'été !",)), Pair("Hi.", ("Salut 🙂",))]
    for end in ("\n", "\r\n", "\r"):
        path = write(tmp_path, f"Go.\tAllez-y, l'été !{end}Hi.\tSalut 🙂{end}".encode(encoding))
        assert read_pairs(path) == expected
    big = "\ufeffGo.\tVa !\n".encode("utf-16-be")
    assert read_pairs(write(tmp_path, big)) == [Pair("Go.", ("Va !",))]


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        ("Go.\tVa !\nThe summer\tL'été\n", "cp1252", "Windows-1252 or Latin-1 .line 2 would begin “The summer\tL'été”"),
        ("We ate the apples.\tWir haben die Äpfel gegessen.\n", "iso8859-1", "Windows-1252 or Latin-1"),
        ("Gdzie położyłeś klucze?\nDziękuję, wszystko w porządku.\nŻółw śpi na krześle.\n", "iso8859-2", "Latin-2"),
        ("Где мои ключи?\nКошка спит на стуле.\n", "cp1251", "Windows-1251"),
        ("私の鍵はどこですか。\n猫は椅子で寝ています。\n", "shift_jis", "Shift JIS"),
    ],
)
def test_what_is_not_utf_8_is_told_what_it_looks_like(tmp_path: Path, text: str, encoding: str, said: str) -> None:
    with pytest.raises(CorpusError, match=f"is not UTF-8 text: byte .* It looks like {said}") as caught:
        read_pairs(write(tmp_path, text.encode(encoding)))
    converted_from = str(caught.value).split("iconv -f ")[1].split(" -t UTF-8")[0]
    assert text.encode(encoding).decode(converted_from) == text, "the advice is right"


def test_a_line_of_a_million_characters_is_a_line(tmp_path: Path) -> None:
    (pair,) = read_pairs(write(tmp_path, "a" * 1_000_000 + "\tb\n"))
    assert len(pair.source) == 1_000_000


def test_text_is_composed_and_its_white_space_collapsed(tmp_path: Path) -> None:
    path = write(tmp_path, "The  cafe\u0301 \tLe\u00a0cafe\u0301\u2009!\n")
    assert read_pairs(path) == [Pair("The caf\u00e9", ("Le caf\u00e9 !",))]


def test_a_unicode_line_separator_ends_no_line(tmp_path: Path) -> None:
    path = write(tmp_path, "One\u2028two\x0bthree\tUn\u2028deux\n")
    assert read_pairs(path) == [Pair("One two three", ("Un deux",))]


def test_lines_that_end_with_a_carriage_return_alone_are_lines(tmp_path: Path) -> None:
    expected = [Pair("Go.", ("Va !",)), Pair("Hi.", ("Salut.",))]
    for end in ("\r", "\n", "\r\n"):
        for last in (end, ""):
            assert read_pairs(write(tmp_path, f"Go.\tVa !{end}Hi.\tSalut.{last}")) == expected
    with pytest.raises(CorpusError, match="line 2 has a carriage return in it"):
        read_pairs(write(tmp_path, "Go.\tVa !\nHi.\tSalut.\rBye.\tAdieu.\n"))


def test_lines_without_a_translation_are_left_out(tmp_path: Path) -> None:
    path = write(tmp_path, f"Go.\tVa !\n\nalone\nalone\t\n\tseul\nLicensed.\t{LICENCE}\nHi.\tSalut.\n")
    assert [pair.source for pair in read_pairs(path)] == ["Go.", "Hi."]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (b"Go.\tVa\ncaf\xe9\tcafe\n", r"is not UTF-8 text: byte 10 cannot be read"),
        ("Go.\tVa".encode("utf-16")[:-1], "is not UTF-16 text: byte 12 cannot be read"),
        ("Go.\tVa".encode("utf-16-le"), "It looks like UTF-16 without a mark .* iconv -f UTF-16-LE -t UTF-8"),
        ("Go.\tVa".encode("utf-16-be"), "It looks like UTF-16 without a mark .* iconv -f UTF-16-BE -t UTF-8"),
        (b"Go.\tVa\nHi.\tSa\0lut.\n", "line 2 has a NUL character"),
        (bytes(range(256)) * 8, "is not UTF-8 text"),
        (b"no tab here\nnone here\n", "no line with a tab: expected source TAB target"),
        (b"only\t\n\tempty\n", "holds no sentence pair"),
        (gzip.compress(b"Go.\tVa !\n" * 50, mtime=0)[:-10], "cannot be read"),
    ],
)
def test_a_file_that_is_no_parallel_text_is_a_named_error(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(CorpusError, match=message) as caught:
        read_pairs(write(tmp_path, content))
    assert "pairs.tsv" in str(caught.value)


def test_every_damage_to_a_gzip_file_is_a_named_error(tmp_path: Path) -> None:
    whole = gzip.compress("\n".join(f"{a}\t{b}" for a, b in PAIRS).encode(), mtime=0)
    for position in range(0, len(whole), 7):
        damaged = bytearray(whole)
        damaged[position] ^= 0xFF
        with suppress(CorpusError):  # and no other error; a few bits of the header mean nothing
            read_pairs(write(tmp_path, bytes(damaged)))


def test_a_missing_file_or_a_folder_is_a_named_error(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.tsv", tmp_path):
        with pytest.raises(CorpusError, match="cannot be read"):
            read_pairs(path)


def test_files_of_unequal_length_are_a_named_error(tmp_path: Path) -> None:
    source, target = write(tmp_path, "a\nb\nc\n", "a.en"), write(tmp_path, "a\nb\n", "a.fr")
    with pytest.raises(CorpusError, match=r"a\.en has 3 lines but .*a\.fr has 2; they must match"):
        read_pairs(source, target)


def test_a_few_words_in_latin_1_are_told_from_no_text() -> None:
    raw = "café à la crème\tdéjà\n".encode("latin-1") * 5
    with pytest.raises(CorpusError, match="looks like Windows-1252 or Latin-1 .line 1 would begin “café à la crème"):
        decode_lines(raw, "mine")
    with pytest.raises(CorpusError, match="is this a text file"):
        decode_lines(bytes(range(256)), "mine")
    with pytest.raises(CorpusError, match="which no text has"):
        decode_lines(b"a\0b\tc\n", "mine")
