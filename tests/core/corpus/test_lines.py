"""Test sets from the files that people have: what is guessed, what is read, and what is said of damaged ones."""

import csv
import gzip
import io
import random
from contextlib import suppress

import pytest

from seq2seq_core.corpus import lines as module
from seq2seq_core.corpus.lines import Role, Sentence, guess_columns, read_test_set, read_text_files
from seq2seq_core.errors import CorpusError
from tests.tiny_models import PAIRS


def pairs_of(raw: bytes, name: str = "x.tsv") -> list[tuple[str, tuple[str, ...], dict[str, str]]]:
    return [(one.source, one.references, one.hypotheses) for one in read_test_set(raw, name).sentences]


@pytest.mark.parametrize(
    ("header", "roles"),
    [
        ("source\treference", ["source", "reference"]),
        ("SRC\tRef_1\tref-2\tMarian\tGoogle 2024", ["source", "reference", "reference", "hypothesis", "hypothesis"]),
        ("en\tfr\tours", ["source", "reference", "hypothesis"]),
        ("id\tenglish\tfrench", ["ignored", "source", "reference"]),
        ("target\tsource\tsystem", ["reference", "source", "hypothesis"]),
        ("source\ttranslation", ["source", "reference"]),
        ("source\treference\ttranslation", ["source", "reference", "hypothesis"]),
        ("Segment ID\tSource text\tHuman translation\tscore", ["ignored", "source", "reference", "ignored"]),
    ],
)
def test_a_header_names_the_columns(header: str, roles: list[Role]) -> None:
    cells = [f"text {n}" for n in range(len(roles))]
    raw = f"{header}\n{chr(9).join(cells)}\n".encode()
    found = guess_columns(raw, "x.tsv")
    assert found.header
    assert list(found.roles) == roles
    assert found.rows == (tuple(cells),)
    assert found.lines == 1
    (sentence,) = read_test_set(raw, "x.tsv").sentences
    assert sentence.source == cells[roles.index("source")]
    assert sentence.references == tuple(c for c, role in zip(cells, roles, strict=True) if role == "reference")
    names = header.split("\t")
    assert sentence.hypotheses == {names[n]: cells[n] for n, role in enumerate(roles) if role == "hypothesis"}


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Go.\tVa !\nHi.\tSalut.\n", ["source", "reference"]),
        ("Go.\tVa !\tMarche !\nHi.\tSalut.\n", ["source", "reference", "reference"]),
        ("Go.\tVa !\tAller.\nHi.\tSalut.\tBonjour.\n", ["source", "reference", "hypothesis"]),
        ("1\tGo.\tVa !\n2\tHi.\tSalut.\n", ["ignored", "source", "reference"]),
        ("Go.\tVa !\tCC-BY 2.0 x\nHi.\tSalut.\tCC-BY 2.0 y\n", ["source", "reference", "ignored"]),
        ("Go.\nHi.\n", ["source"]),
    ],
)
def test_without_a_header_columns_are_guessed_from_what_they_hold(text: str, roles: list[Role]) -> None:
    found = guess_columns(text.encode(), "x.tsv")
    assert not found.header
    assert list(found.roles) == roles
    assert found.why.endswith(".")
    assert [column.name for column in found.columns] == [f"column {n}" for n in range(1, len(roles) + 1)]
    assert ("cannot tell" in found.why) == ("hypothesis" in roles)


def test_who_knows_better_than_the_guess_says_so() -> None:
    raw = b"en\tfr\nGo.\tVa !\nHi.\tSalut.\n"
    turned = read_test_set(raw, "x.tsv", roles=["reference", "source"], header=False)
    assert [one.source for one in turned.sentences] == ["fr", "Va !", "Salut."]
    systems = read_test_set(b"Go.\tVa !\tMarche !\n", "x.tsv", roles=["source", "hypothesis", "hypothesis"])
    assert systems.sentences[0].hypotheses == {"column 2": "Va !", "column 3": "Marche !"}
    assert systems.systems == ("column 2", "column 3")
    assert not systems.has_references
    with pytest.raises(CorpusError, match="x.tsv has 2 columns; 3 roles were given"):
        read_test_set(raw, "x.tsv", roles=["source", "reference", "ignored"])
    for wrong in (["reference", "ignored"], ["source", "source"]):
        with pytest.raises(CorpusError, match="one column holds the source sentences; [02] were named"):
            read_test_set(raw, "x.tsv", roles=wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_one_test_set_is_the_same_from_every_kind_of_file(end: str, encoding: str) -> None:
    columns = [(source, target, target.upper()) for source, target in PAIRS]
    tabs = "".join(f"{source}\t{target}\t{said}{end}" for source, target, said in columns)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator=end)
    writer.writerows([("source", "reference", "loud"), *columns])
    files = [end.join(column).encode(encoding) for column in zip(*columns, strict=True)]
    expected = tuple(Sentence(n, s, (t,), {"loud": said}) for n, (s, t, said) in enumerate(columns, start=1))
    whole = read_test_set(f"source\treference\tloud{end}{tabs}".encode(encoding), "x.tsv")
    assert whole.sentences == expected
    others = [
        read_test_set(gzip.compress(f"source\treference\tloud{end}{tabs}".encode(encoding), mtime=0), "x.tsv"),
        read_test_set(buffer.getvalue().encode(encoding), "x.csv"),
        read_test_set(buffer.getvalue().replace('","', '";"').encode(encoding), "x.csv"),
        read_text_files(("x.en", files[0]), [("x.fr", files[1])], {"loud": ("x.loud", files[2])}),
    ]
    assert [other.sha256 for other in others] == [whole.sha256] * 4
    assert not any(other.notes for other in others)
    assert whole.first(3).sentences == expected[:3]
    assert whole.first(3).sha256 != whole.sha256


def test_quotation_marks_are_csv_only_in_csv() -> None:
    assert pairs_of(b'"Go," he said\t"Va"\n')[0][:2] == ('"Go," he said', ('"Va"',))
    quoted = b'source,reference,system\n"Go, ""now""","Va,\nmaintenant",x\nHi,Salut,y\n'
    assert pairs_of(quoted, "x.csv") == [
        ('Go, "now"', ("Va, maintenant",), {"system": "x"}),
        ("Hi", ("Salut",), {"system": "y"}),
    ]
    with pytest.raises(CorpusError, match="x.csv, line 2 is not CSV"):
        read_test_set(b'source,reference\n"Go,Va\nHi,Salut\n', "x.csv")
    with pytest.raises(CorpusError, match="line 3 has 3 columns, but the first line names 2: a comma in a sentence"):
        read_test_set(b"source,reference\nGo,Va\nGo, now,Va\n", "x.csv")


def test_a_sentence_with_a_comma_is_no_csv() -> None:
    found = guess_columns(b"Well, go.\nYes, I do, indeed.\n", "x.txt")
    assert found.separator == "none"
    assert [one[0] for one in pairs_of(b"Well, go.\nYes, I do, indeed.\n", "x.txt")] == [
        "Well, go.",
        "Yes, I do, indeed.",
    ]


def test_lines_that_lack_a_side_are_named_and_keep_their_numbers() -> None:
    raw = b"source\treference\tours\n\tVa !\tx\nGo.\tVa !\tx\n\nHi.\t\tx\nYes.\tOui.\n \t \t \nNo.\tNon.\t\n"
    found = read_test_set(raw, "x.tsv")
    assert [(one.number, one.source, one.references, one.hypotheses["ours"]) for one in found.sentences] == [
        (2, "Go.", ("Va !",), "x"),
        (4, "Hi.", (), "x"),
        (5, "Yes.", ("Oui.",), ""),
        (7, "No.", ("Non.",), ""),
    ]
    assert found.notes == (
        "x.tsv: line 2 has no source sentence: left out",
        "x.tsv: line 5 has no reference",
        "x.tsv: lines 6, 8 have nothing that ours said",
    )


def test_lines_are_listed_as_people_list_them() -> None:
    raw = b"".join(b"\tx\n" if n in (2, 3, 4, 9, 10) or n > 11 and n % 2 else b"Go.\tVa\n" for n in range(1, 40))
    (note,) = read_test_set(raw, "x.tsv").notes
    assert "lines 2 to 4, 9 and 10, 13, 15, 17 and others, 19 in all, have no source" in note


def test_a_very_long_line_is_left_out_and_named() -> None:
    raw = b"Go.\tVa !\n" + b"a" * 100_000 + b"\tx\nHi.\tSalut.\n"
    found = read_test_set(raw, "x.tsv")
    assert [one.number for one in found.sentences] == [1, 3]
    assert found.notes == ("x.tsv: line 2 has more than 10,000 characters in one sentence: left out",)


def test_a_tab_in_a_file_of_one_side_is_a_space_and_is_named() -> None:
    found = read_text_files(("a.en", b"Go.\nHi,\tyou.\n"), [("a.fr", b"Va !\nSalut.\n")])
    assert found.sentences[1].source == "Hi, you."
    assert found.notes == ("a.en: line 2 has a tab in it, which is read as a space",)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "x.tsv is empty"),
        (b" \n\t\n", "x.tsv is empty"),
        (b"source,reference\n" + b"a" * 200_000 + b",b\n", "line 2 is not CSV: field larger"),
        (b"source\treference\n", "x.tsv has a line that names its columns and no sentence"),
        (b"source\treference\n\tVa !\n", "x.tsv holds no sentence .*line 2 has no source"),
        (b"source\treference\nGo.\tVa\tx\n", "line 2 has 3 columns, but the first line names 2: a tab in a sentence"),
        (b"\t".join([b"x"] * 41) + b"\n", "line 1 has 41 columns; at most 40"),
        (b"Go.\tVa\nHi\0.\tSalut\n", "line 2 has a NUL character"),
        ("Go.\tÉté\n".encode("cp1252"), "is not UTF-8 text"),
        ("Go.\tÉté\n".encode("utf-16-le"), "looks like UTF-16 without a mark"),
        (b"a\tb\n" * 11, "x.tsv has more than 10 sentences"),
        (gzip.compress(b"a\tb\n" * 500, mtime=0)[:-9], "cannot be unpacked: it ends in the middle"),
        (b"\x1f\x8b" + b"x" * 50, "cannot be unpacked"),
        (gzip.compress(b"\0" * 2_000, mtime=0), "has more than 1,000 bytes"),
    ],
)
def test_what_is_no_test_set_is_a_named_error(raw: bytes, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if "1,000 bytes" in said:
        monkeypatch.setattr(module, "MOST_BYTES", 1_000)
    with pytest.raises(CorpusError, match=said):
        read_test_set(raw, "x.tsv", most=10)


def test_files_of_unequal_length_are_named_with_their_lengths() -> None:
    with pytest.raises(CorpusError, match="a.en has 3 lines but a.fr has 2; they must match"):
        read_text_files(("a.en", b"a\nb\nc\n"), [("a.fr", b"a\nb\n")])
    with pytest.raises(CorpusError, match="a.en has 2 lines but out.fr has 3"):
        read_text_files(("a.en", b"a\nb\n"), [], {"ours": ("out.fr", b"a\nb\n\n")})
    with pytest.raises(CorpusError, match="a.en is empty"):
        read_text_files(("a.en", b"\n\n"))
    assert len(read_text_files(("a.en", b"a\nb")).sentences) == 2


def test_names_of_systems_differ_and_can_be_shown() -> None:
    raw = f"source\tours\tours\t\t{'n' * 300}\nGo.\ta\tb\tc\td\n".encode()
    (sentence,) = read_test_set(raw, "x.tsv").sentences
    assert sentence.hypotheses == {"ours": "a", "ours (column 3)": "b", "n" * 100: "d"}


def test_whatever_is_in_a_file_it_is_a_test_set_or_a_named_error() -> None:
    parts = [
        b"a",
        b"\t",
        b"\n",
        b"\r",
        b"\0",
        b'"',
        b",",
        b";",
        b"\xe9",
        b"\xff\xfe",
        "é".encode(),
        "源".encode(),
        b" ",
    ]
    parts += [b"source", b"reference", b"1", b"\x1f\x8b", b"\xef\xbb\xbf"]
    draw = random.Random(3)
    read = 0
    for _ in range(1500):
        raw = b"".join(draw.choices(parts, k=draw.randint(0, 30)))
        name = draw.choice(["x.tsv", "x.csv"])
        with suppress(CorpusError):
            guess_columns(raw, name)
        with suppress(CorpusError):
            read_text_files((name, raw), [(name, raw)])
        with suppress(CorpusError):
            read += bool(read_test_set(raw, name).sentences)
    assert read > 50


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("Le chat dort .", True),
        ("Le chat , lui , dort", True),
        ("Le chat dort. Vraiment ?", False),
        ("猫 は 寝る 。", False),
    ],
)
def test_references_that_seem_to_be_tokenised_are_named(reference: str, told: bool) -> None:
    raw = "".join(f"The cat sleeps {number}.\t{reference}\n" for number in range(4)).encode()
    notes = " ".join(read_test_set(raw, "x.tsv").notes)
    assert ("tokenised" in notes) == told
