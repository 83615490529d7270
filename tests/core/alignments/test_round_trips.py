"""What is written is read back bit for bit, in every format, told apart by its content alone."""

import gzip

import numpy as np
import pytest

from seq2seq_core.alignments import FORMATS, AlignedPair, read_alignments, sniff, with_links, write_alignments
from seq2seq_core.errors import InputError
from tests.core.alignments.pairs import assert_same, hard_pairs, soft_pairs, text_of

SOFT = [name for name, format in FORMATS.items() if "weights" in format.keeps]
HARD = [name for name, format in FORMATS.items() if "links" in format.keeps]
NO_TEXT = [name for name, format in FORMATS.items() if {"source", "target"} <= format.keeps]


def test_every_format_keeps_weights_or_links() -> None:
    assert set(SOFT) | set(HARD) == set(FORMATS)
    assert len(FORMATS) >= 9


@pytest.mark.parametrize("ended", [True, False])
@pytest.mark.parametrize("name", SOFT)
def test_weights_come_back_bit_for_bit(name: str, ended: bool) -> None:
    pairs = soft_pairs(ended=ended)
    raw = write_alignments(pairs, name)
    text = None if name in NO_TEXT else text_of(pairs)
    assert sniff(raw, "x").format == name
    found = read_alignments(raw, "x", text=text)
    assert found.format == name
    assert len(found.pairs) == len(pairs)
    for one, pair in zip(found.pairs, pairs, strict=True):
        assert_same(one, pair, FORMATS[name].keeps)


@pytest.mark.parametrize("name", HARD)
def test_links_come_back_sure_and_possible_with_sentences_that_have_none(name: str) -> None:
    pairs = hard_pairs()
    raw = write_alignments(pairs, name)
    text = None if name in NO_TEXT else text_of(pairs)
    found = read_alignments(raw, "x", text=text)
    assert found.format == name
    for one, pair in zip(found.pairs, pairs, strict=True):
        assert_same(one, pair, FORMATS[name].keeps)


@pytest.mark.parametrize("name", HARD)
def test_the_same_links_in_every_format_lead_to_the_same_links(name: str) -> None:
    pairs = hard_pairs()
    first = read_alignments(write_alignments(pairs, name), "x", text=text_of(pairs))
    for other in HARD:
        again = read_alignments(write_alignments(first.pairs, other), "x", text=text_of(pairs))
        assert [pair.links for pair in again.pairs] == [pair.links for pair in pairs]


@pytest.mark.parametrize("name", ["json", "npz"])
def test_weights_and_links_of_one_pair_are_kept_together(name: str) -> None:
    pairs = [with_links(pair) for pair in soft_pairs()]
    found = read_alignments(write_alignments(pairs, name), "x")
    for one, pair in zip(found.pairs, pairs, strict=True):
        assert_same(one, pair, FORMATS[name].keeps)


@pytest.mark.parametrize("name", FORMATS)
def test_gzip_is_unpacked_first(name: str) -> None:
    pairs = hard_pairs() if name in HARD else soft_pairs()
    raw = write_alignments(pairs, name)
    plain = read_alignments(raw, "x", text=text_of(pairs))
    packed = read_alignments(gzip.compress(raw), "x.gz", text=text_of(pairs))
    for one, other in zip(packed.pairs, plain.pairs, strict=True):
        assert one.links == other.links
        np.testing.assert_array_equal(one.weights, other.weights)


@pytest.mark.parametrize("name", [name for name, format in FORMATS.items() if not format.is_binary])
def test_windows_line_ends_and_a_mark_at_the_beginning_change_nothing(name: str) -> None:
    pairs = hard_pairs() if name in HARD else soft_pairs()
    raw = write_alignments(pairs, name)
    plain = read_alignments(raw, "x", text=text_of(pairs))
    odd = read_alignments(b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n"), "x", text=text_of(pairs))
    assert odd.format == plain.format
    for one, other in zip(odd.pairs, plain.pairs, strict=True):
        assert_same(one, other, FORMATS[name].keeps)


def test_every_float_survives_the_text_of_it() -> None:
    bits = np.random.default_rng(0).integers(0, 0x7F800000, size=(100, 40), dtype=np.uint32)
    weights = bits.view(np.float32)
    tokens = tuple(map(str, range(100)))
    pair = AlignedPair(tokens[:40], tokens, weights)
    for name in SOFT:
        (found,) = read_alignments(write_alignments([pair], name), "x", text=text_of([pair])).pairs
        assert found.weights is not None
        assert found.weights.tobytes() == weights.tobytes(), name


@pytest.mark.parametrize("name", ["nematus", "marian", "fairseq"])
@pytest.mark.parametrize("token", ["a b", "", "|||", "a\tb"])
def test_a_token_that_would_not_come_back_whole_is_refused(name: str, token: str) -> None:
    pair = AlignedPair((token,), (token,), np.ones((1, 1), dtype=np.float32))
    with pytest.raises(InputError, match="sentence 1: token 1, .* save as JSON, CSV or npz instead"):
        write_alignments([pair], name)
    assert read_alignments(write_alignments([pair], "json"), "x").pairs[0].source == (token,)


@pytest.mark.parametrize("name", sorted(set(SOFT) - set(HARD)))
def test_links_cannot_be_saved_where_weights_are_needed(name: str) -> None:
    with pytest.raises(InputError, match="sentence 1 has links and no weights"):
        write_alignments(hard_pairs(), name)


@pytest.mark.parametrize("name", sorted(set(HARD) - set(SOFT)))
def test_weights_become_links_only_where_somebody_says_how(name: str) -> None:
    with pytest.raises(InputError, match="sentence 1 has weights and no links"):
        write_alignments(soft_pairs(), name)


def test_no_cell_of_a_csv_is_a_formula() -> None:
    raw = write_alignments(soft_pairs(), "csv").decode()
    for line in raw.splitlines():
        for cell in line.split(","):
            number = cell.replace(".", "").replace("e-", "").isdigit()
            assert number or not cell.strip('"').startswith(("=", "+", "-", "@")), cell
