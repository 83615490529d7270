"""Files that nobody wrote: test sets, results and model folders with damage are read, or refused with a message."""

import contextlib
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import seq2seq_core as s2s
from seq2seq_core.checkpoint import CONFIG, VOCABULARY, WEIGHTS
from seq2seq_core.corpus.lines import guess_columns, read_test_set, read_text_files
from seq2seq_core.corpus.results import is_results, read_results, results_bytes
from seq2seq_core.registry import CHECKPOINTS_VARIABLE
from tests.app.test_corpus_files import give
from tests.app.translating import visitor
from tests.core.corpus.test_results import HEADER, ROWS
from tests.core.test_damaged_folders import damaged_bytes, damaged_header, rehash, survives
from tests.faults.strange import strange_text
from tests.tiny_models import PAIRS

FUZZ = pytest.mark.fuzz
COLUMNS = "".join(f"{s}\t{t}\n" for s, t in PAIRS)


def uploads(chance: random.Random) -> bytes:
    """A file that was one of ours before something happened to it, or never was one."""
    kinds: list[Callable[[], bytes]] = [
        lambda: COLUMNS.encode(),
        lambda: ("source,reference\n" + COLUMNS.replace("\t", ",")).encode(),
        lambda: COLUMNS.encode("utf-16"),
        lambda: COLUMNS.encode("latin-1", "replace"),
        lambda: results_bytes(HEADER, ROWS),
        lambda: "\n".join(
            "\t".join(strange_text(chance) for _ in range(chance.randint(1, 4))) for _ in range(6)
        ).encode("utf-8", "surrogatepass"),
        lambda: chance.randbytes(chance.choice([1, 10, 3000])),
        lambda: b"\x1f\x8b" + chance.randbytes(100),
        lambda: b"PK\x03\x04" + chance.randbytes(100),
    ]
    raw = chance.choice(kinds)()
    for _ in range(chance.choice([0, 1, 1, 3])):
        raw = damaged_bytes(raw, chance) if raw else raw
    return raw


@pytest.mark.parametrize(("seed", "count"), [(0, 200), *(pytest.param(s, 2000, marks=FUZZ) for s in range(1, 6))])
def test_an_upload_is_read_or_refused(seed: int, count: int) -> None:
    chance = random.Random(f"upload {seed}")
    read = refused = 0
    for _ in range(count):
        raw, other = uploads(chance), uploads(chance)
        for call in (
            lambda raw=raw: read_test_set(raw, "x.tsv", roles=guess_columns(raw, "x.tsv").roles),
            lambda raw=raw: read_results(raw, "x") if is_results(raw, "x") else guess_columns(raw, "x"),
            lambda raw=raw, other=other: read_text_files(("a", raw), [("b", other)], {"c": ("c", raw)}),
        ):
            try:
                call()
                read += 1
            except s2s.UserError as error:
                str(error).encode()
                refused += 1
    assert read > 10
    assert refused > 10


@pytest.mark.parametrize(("seed", "count"), [(0, 3), *(pytest.param(s, 40, marks=FUZZ) for s in range(1, 4))])
def test_the_corpus_page_takes_an_upload_or_says_why_not(
    tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch, seed: int, count: int
) -> None:
    chance = random.Random(f"uploaded {seed}")
    page = visitor(tiny_checkpoints, monkeypatch, "pages/corpus.py", pair="en-fr")(open="own")
    for number in range(count):
        names = [f"file {number} {i}.txt" for i in range(chance.choice([1, 1, 2, 3]))]
        give(page, "corpus-files", *((name, uploads(chance)) for name in names))


@pytest.mark.parametrize(("seed", "count"), [(0, 10), *(pytest.param(s, 100, marks=FUZZ) for s in range(1, 6))])
def test_a_changed_model_folder_costs_that_model_alone(
    own_checkpoints: Path, monkeypatch: pytest.MonkeyPatch, seed: int, count: int
) -> None:
    monkeypatch.setenv(CHECKPOINTS_VARIABLE, str(own_checkpoints))
    chance = random.Random(f"folder {seed}")
    folder, whole = own_checkpoints / "en-fr" / "bahdanau", own_checkpoints / "whole"
    shutil.copytree(folder, whole)
    for _ in range(count):
        shutil.rmtree(folder)
        shutil.copytree(whole, folder)
        for _ in range(chance.choice([1, 1, 2, 4])):
            name = chance.choice([CONFIG, WEIGHTS, VOCABULARY])
            content = (folder / name).read_bytes()
            try:
                damage = damaged_header if name == WEIGHTS and chance.random() < 0.5 else damaged_bytes
                (folder / name).write_bytes(damage(content, chance))
            except ValueError:  # there is no header left to damage
                continue
        if chance.random() < 0.7:
            with contextlib.suppress(ValueError, TypeError):  # of a configuration that is none any more
                rehash(folder)
        survives(folder)
