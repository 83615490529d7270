"""numpy: .npz of ours and of anybody, and .npy of one matrix (T, S) or many (N, T, S). Nothing is ever unpickled.

Ours has for sentence n, counted from 1, arrays weights_n, source_n and target_n (texts), sure_n and possible_n (L, 2),
score_n. Any other archive is one matrix an array, in the order of their names (arr_0, arr_1, … arr_10), or a stack of
them. The size in an array's header is compared with the bytes that are there before anything is made of it.
"""

import io
import math
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from seq2seq_core.alignments.aligned import AlignedPair
from seq2seq_core.alignments.checks import check_number_of_sentences, check_size
from seq2seq_core.alignments.content import MOST_BYTES, Content
from seq2seq_core.alignments.formats.format import Format, Read
from seq2seq_core.alignments.formats.numbers import as_floats
from seq2seq_core.errors import CorpusError
from seq2seq_core.evaluation.hand_alignment import HandAlignment

Array = NDArray[Any]
_OURS = re.compile(r"(weights|source|target|sure|possible|score)_([0-9]{1,9})")
_MOST_ARRAYS = 700_000
_NUMBERS = "fiub"  # kinds of numpy types that can be weights


def recognise(content: Content) -> str | None:
    if content.raw.startswith(b"\x93NUMPY"):
        return "it begins as a numpy array does"
    return "it is a zip archive, as npz is" if content.is_binary else None


def read(content: Content) -> Read:
    if content.raw.startswith(b"\x93NUMPY"):
        return _matrices([(content.name, array_of(content.raw, content.name))], content.name)
    arrays = dict(_arrays_in(content))
    if arrays and all(_OURS.fullmatch(name) for name in arrays):
        return _ours(arrays, content.name)
    return _matrices(sorted(arrays.items(), key=lambda item: _natural(item[0])), content.name)


def _arrays_in(content: Content) -> Iterator[tuple[str, Array]]:
    """The arrays of an archive by name, none larger than what is left of the limit."""
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(content.raw)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_ARRAYS:
                raise CorpusError(f"{content.name} holds {len(entries):,} arrays; at most {_MOST_ARRAYS:,} are read")
            for entry in entries:
                if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise CorpusError(f"{content.name}: {entry.filename} is packed in a way that numpy never uses")
                if not entry.filename.endswith(".npy"):
                    continue
                with archive.open(entry) as file:
                    raw = file.read(left + 1)
                left -= len(raw)
                if left < 0:
                    raise CorpusError(
                        f"{content.name} unpacks to more than {MOST_BYTES // 2**20:,} MiB, which are too many"
                    )
                name = entry.filename.removesuffix(".npy")
                yield name, array_of(raw, f"{content.name}, array {name[:60]}")
    except CorpusError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise CorpusError(f"{content.name} cannot be unpacked: {error}") from error


def array_of(raw: bytes, where: str) -> Array:
    """The array in the bytes of a .npy file; CorpusError where it is pickled, or its size is not what it says."""
    stream = io.BytesIO(raw)
    try:
        version = npy.read_magic(stream)
        header = npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0
        with warnings.catch_warnings(action="ignore"):  # numpy's, of headers that Python 2 wrote
            shape, by_columns, kind = header(stream)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError, TokenError) as error:
        raise CorpusError(f"{where} is not a numpy array: {error}") from error
    if kind.hasobject:
        raise CorpusError(f"{where} holds pickled Python objects, which may run any program: they are never read")
    size = stream.tell()
    if (
        min(shape, default=0) < 0
        or math.prod(shape) * kind.itemsize != len(raw) - size
        or not kind.itemsize
        and shape != (0,)
    ):
        raise CorpusError(f"{where} says it is {shape} of {kind}, but {len(raw) - size:,} bytes are there")
    if not kind.itemsize:
        return np.zeros(shape, dtype=kind)
    return np.frombuffer(raw, dtype=kind, offset=size).reshape(shape, order="F" if by_columns else "C")


def _matrices(named: Sequence[tuple[str, Array]], name: str) -> Read:
    pairs: list[AlignedPair] = []
    for where, array in named:
        if array.dtype.kind not in _NUMBERS:
            raise CorpusError(f"{name}: {where[:60]} holds {array.dtype}, not numbers")
        if array.ndim not in (2, 3):
            raise CorpusError(
                f"{name}: {where[:60]} has {array.ndim} axes, {array.shape}; a matrix has two, target and source, many "
                "have three, the first for sentences: average over layers and heads first"
            )
        stack = array[None] if array.ndim == 2 else array
        check_number_of_sentences(len(pairs) + len(stack), name)
        check_size(stack.shape[1:], where)
        pairs += [
            AlignedPair((), (), as_floats(one), number=number) for number, one in enumerate(stack, start=len(pairs) + 1)
        ]
    if not pairs:
        raise CorpusError(f"{name} holds no array")
    return Read(pairs, padded=True)


def _ours(arrays: dict[str, Array], name: str) -> Read:
    by_number: dict[int, dict[str, Array]] = {}
    for key, array in arrays.items():
        kind, number = key.rsplit("_", 1)
        by_number.setdefault(int(number), {})[kind] = array
    check_number_of_sentences(len(by_number), name)
    try:
        return Read([_pair(by_number[number], number, name) for number in sorted(by_number)])
    except (TypeError, ValueError) as error:
        if isinstance(error, CorpusError):
            raise
        raise CorpusError(f"{name} is not as we write it: {error}") from error


def _pair(found: dict[str, Array], number: int, name: str) -> AlignedPair:
    weights, score = found.get("weights"), found.get("score")
    if weights is not None:
        if weights.ndim != 2 or weights.dtype.kind not in _NUMBERS:
            raise CorpusError(
                f"{name}: weights_{number} is {weights.shape} of {weights.dtype}, not a matrix of numbers"
            )
        check_size(weights.shape, f"{name}, sentence {number}")
    links = None
    if "sure" in found or "possible" in found:
        links = HandAlignment(_links(found.get("sure")), _links(found.get("possible")))
    return AlignedPair(
        source=_texts(found.get("source")),
        target=_texts(found.get("target")),
        weights=None if weights is None else as_floats(weights),
        links=links,
        score=None if score is None else float(score.reshape(())),
        number=number,
    )


def _texts(array: Array | None) -> tuple[str, ...]:
    if array is None:
        return ()
    if array.ndim != 1 or array.dtype.kind != "U":
        raise ValueError(f"tokens are {array.shape} of {array.dtype}, not a list of texts")
    return tuple(array.tolist())


def _links(array: Array | None) -> frozenset[tuple[int, int]]:
    if array is None:
        return frozenset()
    if array.ndim != 2 or array.shape[1] != 2 or array.dtype.kind not in "iu":
        raise ValueError(f"links are {array.shape} of {array.dtype}, not pairs of whole numbers")
    return frozenset((source, target) for source, target in array.tolist())


def write(pairs: Sequence[AlignedPair]) -> bytes:
    arrays: dict[str, Array] = {}
    for pair in pairs:
        n = pair.number
        arrays[f"source_{n}"] = np.array(pair.source, dtype=np.str_)
        arrays[f"target_{n}"] = np.array(pair.target, dtype=np.str_)
        if pair.weights is not None:
            arrays[f"weights_{n}"] = pair.weights
        if pair.links is not None:
            for kind, links in (("sure", pair.links.sure), ("possible", pair.links.possible)):
                arrays[f"{kind}_{n}"] = np.array(sorted(links), dtype=np.int32).reshape(len(links), 2)
        if pair.score is not None:
            arrays[f"score_{n}"] = np.array(pair.score)
    stream = io.BytesIO()
    np.savez_compressed(stream, allow_pickle=False, **arrays)
    return stream.getvalue()


def _natural(name: str) -> list[tuple[int, str]]:
    """What sorts arr_2 before arr_10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"([0-9]{1,18})", name)]


FORMAT = Format(
    title="numpy",
    suffixes=(".npz", ".npy"),
    about="an archive of matrices, with tokens and links where we wrote it; one matrix, or a stack of them",
    recognise=recognise,
    read=read,
    write=write,
    keeps=frozenset({"source", "target", "weights", "links", "score", "number"}),
)
