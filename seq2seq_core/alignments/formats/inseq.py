"""Inseq: what FeatureAttributionOutput.save writes, JSON of attributions of source tokens.

Its matrices are (source, target) and are turned round here. Each is a base64 text of a safetensors file (since 0.5),
base64 of raw numbers, maybe gzip, with their type and shape (before), or lists. One with a third axis, of the hidden
size or of layers and heads, is refused: Inseq's own `aggregate()` says how that becomes one number.
"""

import base64
import binascii
import json
import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load

from seq2seq_core.alignments.aligned import AlignedPair
from seq2seq_core.alignments.checks import check_number_of_sentences, check_size
from seq2seq_core.alignments.content import MOST_BYTES, Content
from seq2seq_core.alignments.formats.format import Format, Read
from seq2seq_core.alignments.formats.numbers import as_floats
from seq2seq_core.alignments.formats.ours import loaded
from seq2seq_core.decoding.trace import Floats
from seq2seq_core.errors import CorpusError, InputError
from seq2seq_core.unpacking import unpacked

_TYPES = ("float16", "float32", "float64")


def recognise(content: Content) -> str | None:
    start = content.text[:1].strip()
    if start == "{" and '"sequence_attributions"' in content.text and '"source_attributions"' in content.text:
        return "it is JSON with Inseq's sequence_attributions"
    return None


def read(content: Content) -> Read:
    found = loaded(content.text, content.name)
    try:
        told = _attributes(found)
        sequences = [_attributes(sequence) for sequence in told["sequence_attributions"]]
        check_number_of_sentences(len(sequences), content.name)
        pairs = [_pair(sequence, number, content.name) for number, sequence in enumerate(sequences, start=1)]
        method = _attributes(told.get("info") or {}).get("attribution_method", "unknown")
    except (KeyError, TypeError, AttributeError) as error:
        raise CorpusError(f"{content.name} is not as Inseq writes it: {type(error).__name__} {error}") from error
    return Read(pairs, (f"attributions by Inseq's method {method}",), signed=True)


def _pair(sequence: dict[str, Any], number: int, name: str) -> AlignedPair:
    where = f"{name}, sentence {number}"
    if sequence["source_attributions"] is None:
        raise CorpusError(f"{where} has no source attributions: it is of a model without a source")
    values = _matrix(sequence["source_attributions"], where)
    start = sequence.get("attr_pos_start") or 0
    target = _tokens(sequence["target"])[start : sequence.get("attr_pos_end")]
    return AlignedPair(_tokens(sequence["source"]), target, np.ascontiguousarray(values.T), number=number)


def _attributes(told: Any) -> dict[str, Any]:
    """An object's values, whether its class is written around them or not."""
    attributes = told.get("attributes", told) if isinstance(told, dict) else None
    if not isinstance(attributes, dict):
        raise TypeError("an object is missing")
    return attributes


def _tokens(told: Any) -> tuple[str, ...]:
    tokens = tuple(_attributes(token)["token"] if isinstance(token, dict) else token for token in told)
    if not all(isinstance(token, str) for token in tokens):
        raise TypeError("tokens are not texts")
    return tokens


def _matrix(told: Any, where: str) -> Floats:
    """(S, T) from any of the ways in which Inseq has written arrays."""
    try:
        if isinstance(told, str):
            values = _from_safetensors(base64.b64decode(told, validate=True), where)
        elif isinstance(told, dict) and isinstance(told.get("__ndarray__"), str):
            values = _from_bytes(told, where)
        else:
            values = np.array(told["__ndarray__"] if isinstance(told, dict) else told, dtype=np.float64)
    except (binascii.Error, SafetensorError, ValueError) as error:
        if isinstance(error, CorpusError):
            raise
        raise CorpusError(f"{where}: its attributions cannot be read: {error}") from error
    if values.ndim != 2:
        raise CorpusError(
            f"{where}: its attributions have {values.ndim} axes, {values.shape}: save out.aggregate() in Inseq, "
            "which leaves one number for a pair of tokens"
        )
    check_size(values.shape, where)
    return as_floats(values)


def _from_safetensors(raw: bytes, where: str) -> NDArray[Any]:
    try:
        return load(raw)["attribution"]
    except KeyError as error:  # a type that numpy does not have
        raise CorpusError(f"{where}: {error} cannot be read: save with scores_precision float32 or float16") from error


def _from_bytes(told: dict[str, Any], where: str) -> NDArray[Any]:
    """Raw numbers as old versions wrote them; their shape must be that of the bytes that are there."""
    head, _, encoded = told["__ndarray__"].partition(":")
    raw = base64.b64decode(encoded, validate=True)
    if head == "b64.gz":
        raw = unpacked(raw, where, MOST_BYTES)
    if told["dtype"] not in _TYPES:
        raise CorpusError(f"{where}: its attributions are {str(told['dtype'])[:20]}; they must be {', '.join(_TYPES)}")
    values = np.frombuffer(raw, dtype=told["dtype"])
    shape = [int(size) for size in told["shape"]]
    if any(size < 0 for size in shape) or math.prod(shape) != values.size:
        raise CorpusError(f"{where}: its shape {shape} is not that of {values.size:,} numbers")
    return values.reshape(shape)


def write(pairs: Sequence[AlignedPair]) -> bytes:
    """As Inseq does with use_primitives: lists of numbers. It can be read here, and by people, but not by Inseq."""
    sequences = []
    for pair in pairs:
        if pair.weights is None:
            raise InputError(f"sentence {pair.number} has links and no weights: save as Pharaoh or TALP instead")
        sequences.append(
            {
                "source": [{"token": token, "id": -1} for token in pair.source],
                "target": [{"token": token, "id": -1} for token in pair.target],
                "source_attributions": [[float(str(cell)) for cell in column] for column in pair.weights.T],
                "attr_pos_start": 0,
                "attr_pos_end": len(pair.target),
            }
        )
    return (json.dumps({"sequence_attributions": sequences, "info": {}}, ensure_ascii=False) + "\n").encode()


FORMAT = Format(
    title="Inseq",
    suffixes=(".json",),
    about="attributions that Inseq's FeatureAttributionOutput.save wrote",
    recognise=recognise,
    read=read,
    write=write,
    keeps=frozenset({"source", "target", "weights"}),
)
