"""Aligned pairs that tests write and read; the sentences are our own."""

import numpy as np

from seq2seq_core.alignments import AlignedPair
from seq2seq_core.evaluation.hand_alignment import HandAlignment

SENTENCES = [
    ("The cat sleeps .", "Le chat dort ."),
    ("We have never seen the sea .", "Nous n' avons jamais vu la mer ."),
    ("Rain , again !", "Encore de la pluie !"),
    ("Yes", "Oui"),
]
AWKWARD = ("=1+1", "+", "-", "@home", "'=x", '"quoted"', "a,b;c", "<b>", "▁sub", "word@@", "日本", "|", "'")


def soft_pairs(*, ended: bool = True, awkward: bool = True) -> list[AlignedPair]:
    """Weights of every size of number; with `ended` the last row and column are of the end of the sentence."""
    random = np.random.default_rng(5)
    texts = [(a.split(), b.split()) for a, b in SENTENCES]
    if awkward:
        texts.append((list(AWKWARD), list(reversed(AWKWARD))))
    pairs = []
    for number, (source, target) in enumerate(texts, start=1):
        end = ["</s>"] if ended else []
        shape = len(target) + len(end), len(source) + len(end)
        weights = random.dirichlet(np.full(shape[1], 0.05), size=shape[0]).astype(np.float32)
        weights[0, 0] = np.float32(1.1754944e-38) if number == 2 else weights[0, 0]
        pairs.append(
            AlignedPair(
                (*source, *end), (*target, *end), weights, score=-number / 3 if number % 2 else None, number=number
            )
        )
    return pairs


def hard_pairs() -> list[AlignedPair]:
    links = [
        HandAlignment(frozenset({(0, 0), (1, 1), (3, 3)}), frozenset({(2, 2)})),
        HandAlignment(frozenset({(0, 0), (2, 3), (1, 2)}), frozenset({(2, 1), (6, 7)})),
        HandAlignment(),
        HandAlignment(frozenset({(0, 0)})),
    ]
    return [
        AlignedPair(tuple(a.split()), tuple(b.split()), links=some, number=number)
        for number, ((a, b), some) in enumerate(zip(SENTENCES, links, strict=True), start=1)
    ]


def text_of(pairs: list[AlignedPair]) -> list[tuple[str, str]]:
    """The lines from which a format that does not keep tokens gets them back, without end tokens."""
    return [
        (" ".join(token for token in pair.source if token != "</s>"), " ".join(t for t in pair.target if t != "</s>"))
        for pair in pairs
    ]


def assert_same(found: AlignedPair, pair: AlignedPair, keeps: frozenset[str]) -> None:
    """Equal to the last bit, in what a format keeps."""
    assert (found.source, found.target, found.number) == (pair.source, pair.target, pair.number)
    if "weights" in keeps and pair.weights is not None:
        assert found.weights is not None
        assert found.weights.dtype == np.float32
        assert found.weights.shape == pair.weights.shape
        assert found.weights.tobytes() == pair.weights.tobytes()
    if "links" in keeps:
        assert found.links == pair.links
    if "score" in keeps and pair.score is not None:
        assert found.score == pair.score
