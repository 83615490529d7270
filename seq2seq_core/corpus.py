"""Parallel text in, batches out.

Reads what manythings.org/anki offers (source TAB target TAB licence), the same with several references, and two files
with one sentence a line; plain or gzip. What is drawn at random depends on a seed and an epoch alone, so that every
model of a family meets the same sentences in the same order.

B batch, S source length, T target length.
"""

import gzip
import random
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from seq2seq_core.errors import CorpusError
from seq2seq_core.text import clean
from seq2seq_core.vocabulary import PAD, START, Vocabulary


@dataclass(frozen=True, slots=True)
class Pair:
    """A source sentence and one or more translations of it, all clean."""

    source: str
    references: tuple[str, ...]

    @property
    def target(self) -> str:
        """The first reference: the one that is learnt."""
        return self.references[0]


@dataclass(frozen=True, slots=True)
class Batch:
    """Sentences of similar length, padded. After `previous[t]` the model should say `target[t]`."""

    source: Tensor  # (B, S)
    lengths: Tensor  # (B,) of the sources
    previous: Tensor  # (B, T) starts with the start piece
    target: Tensor  # (B, T) ends with the end piece

    def to(self, device: torch.device) -> "Batch":
        """The same batch on another device; the lengths stay on the CPU, where packing wants them."""
        return Batch(self.source.to(device), self.lengths, self.previous.to(device), self.target.to(device))


def read_pairs(path: Path, target_path: Path | None = None) -> list[Pair]:
    """Read parallel text from one tab-separated file, or from two files of the same number of lines.

    Columns after the first two are more references, but for the licence column of manythings.org ("CC-BY ..."). Lines
    without a translation are left out. CorpusError for a file that is missing, empty, not UTF-8, or does not match.
    """
    lines = read_lines(path)
    if target_path is not None:
        targets = read_lines(target_path)
        if len(lines) != len(targets):
            raise CorpusError(
                f"{path} has {len(lines):,} lines but {target_path} has {len(targets):,}; they must match"
            )
        rows = [[source, target] for source, target in zip(lines, targets, strict=True)]
    else:
        rows = [line.split("\t") for line in lines]
        if not any(len(row) > 1 for row in rows):
            raise CorpusError(f"{path} has no line with a tab: expected source TAB target [TAB more references]")
    pairs = []
    for source, *others in rows:
        references = tuple(clean(other) for other in others if other.strip() and not other.startswith("CC-BY"))
        if references and source.strip():
            pairs.append(Pair(clean(source), references))
    if not pairs:
        raise CorpusError(f"{path} holds no sentence pair")
    return pairs


def hold_out(pairs: Sequence[Pair], share: float, seed: int) -> tuple[list[Pair], list[Pair]]:
    """Split into a part to learn from and a part to validate on, by source sentence, so that none is in both.

    In the held-out part the translations of one source become its references.
    """
    sources = sorted({pair.source for pair in pairs})
    held = set(random.Random(seed).sample(sources, max(1, round(share * len(sources)))))
    together: dict[str, tuple[str, ...]] = {}
    for pair in pairs:
        if pair.source in held:
            together[pair.source] = together.get(pair.source, ()) + pair.references
    learn = [pair for pair in pairs if pair.source not in held]
    if not learn:
        raise CorpusError(f"{len(sources)} different source sentences are too few to hold any out for validation")
    return learn, [Pair(source, references) for source, references in together.items()]


def straight_apostrophes(text: str) -> str:
    """Write every apostrophe as ', so that a model learns one spelling of its own language."""
    return text.replace("’", "'")


def type_carelessly(source: str, chance: random.Random) -> str:
    """Type a sentence as visitors do: without its capital, without its full stop, or with the other apostrophe."""
    changes = chance.sample(("capital", "stop", "apostrophe"), k=chance.randint(1, 2))
    if "capital" in changes and not source.startswith(("I ", "I'", "I’")):
        source = source[:1].lower() + source[1:]
    if "stop" in changes:
        source = source.removesuffix(".")
    if "apostrophe" in changes:
        source = source.replace("'", "’") if "'" in source else source.replace("’", "'")
    return source


def epoch_pairs(
    pairs: Sequence[Pair], *, joined: float, careless: float, seed: int, epoch: int
) -> list[tuple[str, str]]:
    """The (source, target) texts of one epoch in random order: every pair once, some joined, some careless.

    About a share `joined` of the examples are made of two or three pairs, a share `careless` of the sources typed
    badly.
    """
    chance = random.Random(f"{seed}/{epoch}")
    order = list(pairs)
    chance.shuffle(order)
    examples: list[tuple[str, str]] = []
    position = 0
    while position < len(order):
        together = chance.choice((2, 3)) if chance.random() < joined else 1
        parts = order[position : position + together]
        position += together
        sources = [type_carelessly(p.source, chance) if chance.random() < careless else p.source for p in parts]
        examples.append((" ".join(sources), " ".join(straight_apostrophes(p.target) for p in parts)))
    return examples


def batches(
    examples: Sequence[tuple[str, str]],
    vocabulary: Vocabulary,
    *,
    batch_tokens: int,
    longest: int,
    seed: int,
    epoch: int,
    piece_dropout: float = 0.0,
) -> list[Batch]:
    """Batches of about `batch_tokens` padded pieces, of sentences of similar length, in random order.

    Pairs with a side of more than `longest` pieces are left out. With `piece_dropout` words fall into other pieces in
    every epoch (`Vocabulary.encode_roughly`).
    """
    chance = random.Random(f"{seed}/{epoch}/batches")
    texts = [text for example in examples for text in example]
    if piece_dropout:
        ids = vocabulary.encode_roughly(texts, piece_dropout, seed=chance.getrandbits(31))
    else:
        ids = vocabulary.encode_ids(texts)
    pairs = [(s, t) for s, t in zip(ids[::2], ids[1::2], strict=True) if max(len(s), len(t)) <= longest]
    if not pairs:
        raise CorpusError(f"no sentence pair has at most {longest} pieces on both sides")
    # A little noise in the key, so that an epoch does not batch the same neighbours as the one before.
    pairs.sort(key=lambda pair: (max(len(pair[0]), len(pair[1])) + chance.random(), len(pair[0])))
    groups: list[list[tuple[list[int], list[int]]]] = [[]]
    longest_here = 0
    for pair in pairs:
        longest_here = max(longest_here, len(pair[0]), len(pair[1]))
        if groups[-1] and longest_here * (len(groups[-1]) + 1) > batch_tokens:
            groups.append([])
            longest_here = max(len(pair[0]), len(pair[1]))
        groups[-1].append(pair)
    chance.shuffle(groups)
    return [make_batch(group) for group in groups]


def make_batch(pairs: Sequence[tuple[Sequence[int], Sequence[int]]]) -> Batch:
    """Pad (source ids, target ids) pairs, each ending with the end piece, into one batch."""
    sources, targets = [source for source, _ in pairs], [target for _, target in pairs]
    return Batch(
        source=pad(sources),
        lengths=torch.tensor([len(source) for source in sources]),
        previous=pad([[START, *target[:-1]] for target in targets]),
        target=pad(targets),
    )


def pad(rows: Sequence[Sequence[int]]) -> Tensor:
    """Ids of different lengths as one (B, longest) tensor, padded at the end."""
    size = max(map(len, rows))
    return torch.tensor([[*row, *[PAD] * (size - len(row))] for row in rows])


def by_length(lengths: Iterable[int], batch_tokens: int) -> Iterator[list[int]]:
    """Group positions so that similar lengths come together and a group has at most `batch_tokens` padded pieces."""
    lengths = list(lengths)
    group: list[int] = []
    for position in sorted(range(len(lengths)), key=lambda i: lengths[i], reverse=True):
        if group and lengths[group[0]] * (len(group) + 1) > batch_tokens:
            yield group
            group = []
        group.append(position)
    if group:
        yield group


def read_lines(path: Path) -> list[str]:
    """The lines of a UTF-8 file, plain or gzip; CorpusError if there are none or it is not such a file."""
    try:
        raw = path.read_bytes()
        raw = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    except (OSError, EOFError, zlib.error) as error:
        raise CorpusError(f"{path} cannot be read: {error}") from error
    lines = decode_lines(raw, str(path))
    if not any(line.strip() for line in lines):
        raise CorpusError(f"{path} is empty")
    return lines


def decode_lines(raw: bytes, where: str) -> list[str]:
    """The lines of a UTF-8 text, whatever ends them and with or without a mark at its beginning."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CorpusError(f"{where} is not UTF-8 text: byte {error.start:,} cannot be read") from error
    return [line.removesuffix("\r") for line in text.removeprefix("\ufeff").removesuffix("\n").split("\n")]
