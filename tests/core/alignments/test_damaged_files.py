"""Files with damage at random places: what cannot be read is a message, whatever it is."""

import random
from pathlib import Path

import pytest

from seq2seq_core.alignments import FORMATS, read_alignments, sniff, write_alignments
from seq2seq_core.errors import UserError
from tests.core.alignments.pairs import hard_pairs, soft_pairs, text_of

SPECIMENS = sorted(path for path in (Path(__file__).parent / "specimens").iterdir() if path.suffix != ".md")
STRANGE = [
    b"nan", b"-1", b" ||| ", b"\n", b"\t", b" ", b"1e999", b"null", b"{}", b"[", b"]", b'"', b"99999999999", b",", 
    b"\x00", b"\xff", b"0-0", b"A-0\t", b"-", b"1 1 1", b"'", b"=", b"(2,", b"True",
]  # fmt: skip


def whole_files() -> list[bytes]:
    soft = [write_alignments(soft_pairs(), name) for name, format in FORMATS.items() if "weights" in format.keeps]
    hard = [write_alignments(hard_pairs(), name) for name, format in FORMATS.items() if "links" in format.keeps]
    return [*soft, *hard, *(path.read_bytes() for path in SPECIMENS)]


def damaged(raw: bytes, draw: random.Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(draw.randint(1, 3)):
        place = draw.randrange(len(changed) + 1)
        what = draw.randrange(4)
        if what == 0:
            del changed[place : place + draw.randint(1, 40)]
        elif what == 1:
            changed[place:place] = draw.choice(STRANGE)
        elif what == 2:
            changed[place : place + 1] = bytes([draw.randrange(256)])
        else:
            start = draw.randrange(len(changed) + 1)
            changed[place:place] = changed[start : start + draw.randint(1, 200)]
    return bytes(changed)


@pytest.mark.parametrize("seed", range(4))
def test_damage_is_a_message_or_goes_unnoticed_and_nothing_else(seed: int) -> None:
    draw = random.Random(seed)
    files, text = whole_files(), text_of(soft_pairs())
    read = refused = 0
    for _ in range(800):
        raw = damaged(draw.choice(files), draw)
        named = draw.choice(list(FORMATS))
        for call in (
            lambda raw=raw: sniff(raw, "x"),
            lambda raw=raw: read_alignments(raw, "x", text=text),
            lambda raw=raw, named=named: read_alignments(raw, "x", format=named, first=draw.choice([None, 0, 1])),
        ):
            try:
                call()
                read += 1
            except UserError:
                refused += 1
    assert read > 50
    assert refused > 50
