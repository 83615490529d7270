"""From pairs to the batches of an epoch: some concatenated, some with noise in the source, in random order.

What is drawn at random depends on a seed and an epoch alone, so that every model of a family meets the same sentences
in the same order.
"""

import random
from collections.abc import Sequence

from seq2seq_core.errors import CorpusError
from seq2seq_core.model.batching import Batch, make_batch
from seq2seq_core.parallel_text import Pair
from seq2seq_core.text import straight_apostrophes
from seq2seq_core.vocabulary import Vocabulary


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


def add_noise(source: str, chance: random.Random) -> str:
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
    pairs: Sequence[Pair], *, concatenated: float, source_noise: float, seed: int, epoch: int
) -> list[tuple[str, str]]:
    """The (source, target) texts of one epoch in random order: every pair once, some concatenated, some noisy.

    About a share `concatenated` of the examples are made of two or three pairs, a share `source_noise` of the sources
    are typed as visitors do.
    """
    chance = random.Random(f"{seed}/{epoch}")
    order = list(pairs)
    chance.shuffle(order)
    examples: list[tuple[str, str]] = []
    position = 0
    while position < len(order):
        together = chance.choice((2, 3)) if chance.random() < concatenated else 1
        parts = order[position : position + together]
        position += together
        sources = [add_noise(p.source, chance) if chance.random() < source_noise else p.source for p in parts]
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
    """Batches of about `batch_tokens` padded tokens, of sentences of similar length, in random order.

    Pairs with a side of more than `longest` tokens are left out. With `piece_dropout` words fall into other tokens in
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
        raise CorpusError(f"no sentence pair has at most {longest} tokens on both sides")
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
