"""Do words count from 0 or from 1: told by the data, said by a person, or asked."""

import pytest

from seq2seq_core.alignments import read_alignments, sniff
from seq2seq_core.errors import CorpusError

TEXT = [("a b c", "x y z")]


def links(raw: bytes, **answers: object) -> list[tuple[int, int]]:
    pair = read_alignments(raw, "mine", **answers).pairs[0]  # type: ignore[arg-type]
    assert pair.links is not None
    return sorted(pair.links.sure | pair.links.possible)


def test_a_link_to_word_0_means_from_0_and_nothing_is_asked() -> None:
    assert links(b"0-0 1-2\n", text=TEXT) == [(0, 0), (1, 2)]
    assert sniff(b"0-0 1-2\n", "mine").questions == ("text",)


def test_a_link_to_the_last_word_counted_from_1_means_from_1_and_is_told() -> None:
    found = read_alignments(b"1-1 3-2\n", "mine", text=TEXT)
    assert found.pairs[0].links is not None
    assert found.pairs[0].links.sure == {(0, 0), (2, 1)}
    assert found.notes == ("no link is to word 0, and some are to the last word counted from 1: words count from 1",)


def test_what_the_data_cannot_tell_is_asked_and_the_answer_is_taken() -> None:
    raw = b"1-1 2?2\n"
    sniffed = sniff(raw, "mine")
    assert sniffed.questions == ("first", "text")
    assert "may count from 0 or from 1" in sniffed.notes[0]
    assert links(raw, text=TEXT, first=0) == [(1, 1), (2, 2)]
    assert links(raw, text=TEXT, first=1) == [(0, 0), (1, 1)]
    assert read_alignments(raw, "mine", first=1).notes == ()


def test_a_whole_file_without_word_0_is_taken_to_count_from_1() -> None:
    assert links(b"1-1 2-2\n" * 5) == [(0, 0), (1, 1)]
    assert links(b"1-1 2-2\n" * 4) == [(1, 1), (2, 2)]


def test_from_1_is_refused_where_word_0_has_a_link() -> None:
    with pytest.raises(CorpusError, match="mine, sentence 2 has a link to word 0, so words do not count from 1"):
        read_alignments(b"1-1\n0-1\n", "mine", first=1)


def test_from_0_is_refused_where_the_last_word_would_lie_outside_with_a_hint() -> None:
    with pytest.raises(
        CorpusError,
        match="sentence 1, link 3-2: there is no source word 3; they are 0 to 2, but word 0 has no link: do",
    ):
        read_alignments(b"1-1 3-2\n", "mine", text=TEXT, first=0)


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"0-0 1-3\n", "link 1-3: there is no target word 3; they are 0 to 2"),
        (b"0-0 9-1\n", "link 9-1: there is no source word 9; they are 0 to 2"),
        (b"1-1 3-4\n", "link 3-4: there is no target word 4; they are 1 to 3"),
    ],
)
def test_a_link_outside_of_the_sentence_is_named_as_the_file_counts(raw: bytes, told: str) -> None:
    text = [("a b c", "x y z")] * 2
    with pytest.raises(CorpusError, match=f"mine, sentence 1, {told}"):
        read_alignments(raw + b"1-1\n", "mine", text=text)


def test_links_to_the_end_are_taken_only_where_every_sentence_has_one() -> None:
    found = read_alignments(b"0-0 1-1 3-3\n0-0 1-1\n", "mine", text=[*TEXT, ("a", "x")])
    assert [pair.target for pair in found.pairs] == [("x", "y", "z", "</s>"), ("x", "</s>")]
    with pytest.raises(CorpusError, match="sentence 1, link 3-3"):
        read_alignments(b"0-0 1-1 3-3\n0-0\n", "mine", text=[*TEXT, ("a", "x")])
