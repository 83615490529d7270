"""JSON: a pair a line as we write it, what `translate --json` and the app save, `align --json`, hand-aligned pairs.

As we write it: {"number": 1, "source": [tokens], "target": [tokens], "weights": [rows] or null, "links": {"sure":
[[i, j]], "possible": []} or null, "score": number or null}.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from seq2seq_core.alignments.aligned import AlignedPair
from seq2seq_core.alignments.checks import check_number_of_sentences
from seq2seq_core.alignments.content import Content
from seq2seq_core.alignments.formats.format import Format, Read
from seq2seq_core.alignments.formats.numbers import matrix
from seq2seq_core.errors import CorpusError
from seq2seq_core.evaluation.hand_alignment import HandAlignment

_KNOWN = ("hypotheses", "weights", "links", "alignment")


def recognise(content: Content) -> str | None:
    """By its first object: a whole text may be one, or each line."""
    if not content.head or content.head[0].lstrip()[:1] not in ("{", "["):
        return None
    try:
        first = next(_objects(content))
    except (CorpusError, StopIteration):
        return None
    known = [key for key in _KNOWN if isinstance(first, dict) and key in first]
    return f"it is JSON with {' and '.join(known)}" if known else None


def read(content: Content) -> Read:
    pairs: list[AlignedPair] = []
    more = 0
    for number, found in enumerate(_objects(content), start=1):
        where = f"{content.name}, object {number}"
        check_number_of_sentences(number, content.name)
        try:
            if not isinstance(found, dict) or not any(key in found for key in _KNOWN):
                raise CorpusError(f"{where} has none of {', '.join(_KNOWN)}")
            more += len(found.get("hypotheses", ())) > 1
            pairs.append(_pair(found, number, where))
        except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
            if isinstance(error, CorpusError):
                raise
            raise CorpusError(f"{where} is not an aligned pair: {type(error).__name__} {error}") from error
    notes = (f"{more:,} sentences have several hypotheses; the best of each is shown",) if more else ()
    return Read(pairs, notes)


def _pair(found: dict[str, Any], number: int, where: str) -> AlignedPair:
    if "hypotheses" in found:
        return _translation(found, number, where)
    if "alignment" in found:  # a hand-aligned pair
        return AlignedPair(
            _tokens(found.get("src_words", ())), _tokens(found.get("tgt_words", ())),
            links=HandAlignment(_links(found["alignment"])), number=number,
        )  # fmt: skip
    links, weights = found.get("links"), found.get("weights")
    if isinstance(links, list):
        links = {"sure": links}
    return AlignedPair(
        source=_tokens(found.get("source", ())),
        target=_tokens(found.get("target", ())),
        weights=None if weights is None else matrix(weights, where),
        links=None if links is None else HandAlignment(_links(links["sure"]), _links(links.get("possible", ()))),
        score=None if found.get("score") is None else float(found["score"]),
        number=int(found.get("number", number)),
    )


def _translation(found: dict[str, Any], number: int, where: str) -> AlignedPair:
    """The best hypothesis by words; of an ensemble the weights of its first model."""
    best = found["hypotheses"][0]
    weights = best["of_each"][0]["weights"] if "of_each" in best else best["weights"]
    if weights is None:
        raise CorpusError(f"{where} is of a model without attention: it has no weights")
    return AlignedPair(
        source=_tokens(best["source"]["words"]),
        target=_tokens(best["target"]["words"]),
        weights=matrix(weights["words"], where),
        score=float(best["log_prob"]),
        number=number,
    )


def write(pairs: Sequence[AlignedPair]) -> bytes:
    return "".join(json.dumps(_told(pair), ensure_ascii=False) + "\n" for pair in pairs).encode()


def _told(pair: AlignedPair) -> dict[str, Any]:
    links = pair.links and {"sure": sorted(pair.links.sure), "possible": sorted(pair.links.possible)}
    if pair.links is not None and not pair.links:
        links = {"sure": [], "possible": []}
    return {
        "number": pair.number,
        "source": list(pair.source),
        "target": list(pair.target),
        "weights": None if pair.weights is None else [[float(str(cell)) for cell in row] for row in pair.weights],
        "links": links,
        "score": pair.score,
    }


def _tokens(told: Any) -> tuple[str, ...]:
    if not isinstance(told, (list, tuple)) or not all(isinstance(token, str) for token in told):
        raise TypeError("tokens are not a list of texts")
    return tuple(told)


def _links(told: Any) -> frozenset[tuple[int, int]]:
    return frozenset((int(source), int(target)) for source, target in told)


def _objects(content: Content) -> Iterator[Any]:
    """JSON lines, or one JSON text that is an object or a list of them."""
    try:
        if content.head[0].strip() in ("{", "[", "[{"):
            raise ValueError  # more than a line
        first = json.loads(content.head[0])
        many = len(content.head) > 1
    except (ValueError, RecursionError):
        many = False
    if many and isinstance(first, dict):
        for number, line in enumerate(content.lines, start=1):
            if line.strip():
                yield loaded(line, f"{content.name}, line {number}")
        return
    whole = loaded(content.text, content.name)
    yield from whole if isinstance(whole, list) else [whole]


def loaded(text: str, where: str) -> Any:
    """A JSON text; CorpusError where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CorpusError(f"{where} is not JSON: {error}") from error


FORMAT = Format(
    title="JSON",
    suffixes=(".jsonl", ".json"),
    about="ours: a pair a line, or what Translate saves and `translate --json` prints",
    recognise=recognise,
    read=read,
    write=write,
    keeps=frozenset({"source", "target", "weights", "links", "score", "number"}),
)
