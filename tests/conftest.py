"""Fixtures that all tests share."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from seq2seq_core.vocabulary import Vocabulary
from tests import tiny_models

torch.set_num_threads(1)  # tiny models gain nothing from more


@pytest.fixture(autouse=True)
def main_program() -> Iterator[None]:
    """A page in Streamlit's test driver takes the place of the main program, which processes that are started later
    would run: it is given back."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def tiny_vocabulary() -> Vocabulary:
    """The SentencePiece vocabulary of the tiny models."""
    return tiny_models.tiny_vocabulary()


@pytest.fixture(scope="session")
def tiny_checkpoints(tmp_path_factory: pytest.TempPathFactory, tiny_vocabulary: Vocabulary) -> Path:
    """A folder with en-fr/{bahdanau, luong-general, no-attention}. Read only: see `own_checkpoints`."""
    root = tmp_path_factory.mktemp("checkpoints")
    tiny_models.save_tiny_models(root, tiny_vocabulary)
    return root


@pytest.fixture(scope="session")
def tiny_family(tmp_path_factory: pytest.TempPathFactory, tiny_vocabulary: Vocabulary) -> Path:
    """A folder with a tiny en-fr model of every kind, hardly trained. Read only."""
    root = tmp_path_factory.mktemp("family")
    tiny_models.save_tiny_models(root, tiny_vocabulary, tiny_models.FAMILY, updates=20)
    return root


@pytest.fixture
def own_checkpoints(tmp_path: Path, tiny_checkpoints: Path) -> Path:
    """A copy of the same for one test alone, which may damage it."""
    return Path(shutil.copytree(tiny_checkpoints, tmp_path / "checkpoints"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The pairs that the tiny models learnt, as a tab-separated file."""
    path = tmp_path / "test.tsv"
    path.write_text("".join(f"{source}\t{target}\n" for source, target in tiny_models.PAIRS), encoding="utf-8")
    return path
