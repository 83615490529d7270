"""What the Corpus page remembers: what is open, whose sentences are looked at, which of them, and in which order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from seq2seq_core import InputError
from ui.shared.link import read_number, short
from ui.shared.remembered import Row, Values, Visit
from ui.shared.row_kinds import choice

OPEN = {
    "everyday": "Our everyday sentences",
    "challenge": "Our challenge set",
    "own": "A test set of yours",
    "alignments": "Alignments of any system",
}
VIEWS = {"sentences": "Sentences", "pictures": "Pictures", "systems": "Systems", "errors": "Error gallery"}
PARTS = {
    "length": "By length",
    "frequency": "By rarest word",
    "words": "Words by frequency",
    "score": "By sentence score",
}
MAPS = {"file": "The file", "ours": "Our model", "difference": "File − ours"}
ORDERS = {"worst": "Worst first", "best": "Best first"}
WHERE = {"any": "anywhere", "source": "source", "output": "output", "reference": "reference"}
MOST_RANGES = 6
MOST_LETTERS = 200  # of what is looked for
MOST_SENTENCES = 10_000_000  # that a link counts: more than a file may have


@dataclass(frozen=True, slots=True)
class Range:
    """Values of a column that are wanted: from `low` to `high`, both included."""

    column: str
    low: float
    high: float


def _read_range(given: str) -> Range:
    column, _, span = given.rpartition(":")
    column, _, low = column.rpartition(":")
    try:
        found = Range(column, float(low), float(span))
    except ValueError:
        found = None
    if found is None or not column or not found.low <= found.high:
        raise InputError(f"Range “{short(given)}” is not a column with two numbers, such as bleu:0:20")
    return found


def _read_ranges(given: list[str], visit: Visit) -> tuple[Range, ...]:
    found = []
    for one in given[:MOST_RANGES]:
        try:
            found.append(_read_range(one))
        except InputError as error:
            visit.wrong.append(str(error))
    return tuple(found)


def _write_ranges(ranges: Sequence[Range]) -> list[str]:
    return [f"{one.column}:{one.low:.6g}:{one.high:.6g}" for one in ranges]


def _read_sentence(given: str, visit: Visit) -> int:
    found = read_number(given, MOST_SENTENCES)
    if found is None:
        raise InputError(f"Sentence “{short(given)}” is not a number from 1 on")
    return found


def _text(key: str, link: str, *, used: Callable[[Values], bool] = lambda values: True, looks: bool = True) -> Row:
    """A row of a few words, none as usual."""
    return Row(
        key,
        link,
        usual=lambda visit: "",
        read=lambda given, visit: given[:MOST_LETTERS],
        used=used,
        sometimes=True,
        looks=looks,
    )


def _finds(values: Values) -> bool:
    return bool(values["corpus_find"])


def _has_file(values: Values) -> bool:
    return values["corpus_open"] in ("own", "alignments")


TABLE = (
    choice("corpus_open", "open", {name: name for name in OPEN}),
    _text("corpus_file", "file", used=_has_file, looks=False),  # the name under which a visitor's file is kept
    choice("corpus_view", "view", {name: name for name in VIEWS}, sometimes=True),
    _text("corpus_system", "system", looks=False),
    _text("corpus_other", "against", looks=False),
    _text("corpus_sort", "sort"),
    choice("corpus_order", "order", {name: name for name in ORDERS}, sometimes=True, looks=True),
    _text("corpus_find", "find"),
    choice("corpus_where", "where", {name: name for name in WHERE}, used=_finds, sometimes=True, looks=True),
    choice("corpus_regex", "regex", {"off": False, "on": True}, used=_finds, sometimes=True, looks=True),
    Row(
        "corpus_ranges",
        "range",
        usual=lambda visit: (),
        read_all=_read_ranges,
        write_all=_write_ranges,
        looks=True,
    ),
    _text("corpus_x", "across"),
    _text("corpus_y", "up"),
    _text("corpus_error", "error"),
    choice("corpus_part", "part", {name: name for name in PARTS}, sometimes=True, looks=True),
    choice("corpus_map", "map", {name: name for name in MAPS}, sometimes=True, looks=True),
    Row("corpus_row", "sentence", usual=lambda visit: None, read=_read_sentence, looks=True),  # its number; None: none
)
