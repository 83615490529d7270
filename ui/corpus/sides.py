"""A pair of an alignment file as the maps of the app draw one: words, weights, marks, and what it is all from."""

from dataclasses import dataclass

import numpy as np

from figures.words import Word
from seq2seq_core import InputError, ModelReference
from seq2seq_core.alignments import AlignedPair, regroup, with_links
from seq2seq_core.decoding.trace import Floats
from seq2seq_core.evaluation.hand_alignment import HandAlignment, LinkScore, score_links
from seq2seq_core.text import tokens_of_line
from ui.shared.alignment import Alignment
from ui.shared.models import force
from ui.shared.provenance import origin, sums_said


@dataclass(frozen=True, slots=True, eq=False)
class Sided:
    """One alignment of the pair, with its provenance in a line."""

    alignment: Alignment
    links: HandAlignment
    about: str


def of_file(pair: AlignedPair, name: str) -> Sided:
    """What the file says. Hard links are drawn as weights of 1 where they are sure."""
    links = pair.links or HandAlignment()
    if pair.weights is None:
        weights = np.zeros((len(pair.target), len(pair.source)), dtype=np.float32)
        for s, t in links.sure:
            weights[t, s] = 1
        said = "hard links: 1 where one is sure"
    else:
        weights, said = pair.weights, sums_said(pair.weights, local=False)
    return Sided(_alignment(pair, weights), links, f"from {name}, sentence {pair.number} · {said}")


def of_model(model: ModelReference, pair: AlignedPair) -> Sided:
    """What a model of ours looks at where it says the same: its weights for the tokens of the file.

    InputError where it has no attention, or cannot read the pair.
    """
    source, target = tokens_of_line(" ".join(pair.source)), tokens_of_line(" ".join(pair.target))
    found = force(model, source.text, target.text)
    if found.trace.weights is None:
        raise InputError(f"{model.name} has no attention, so it has no map")
    weights = regroup(found, pair.source, pair.target)
    sums = sums_said(weights, local=found.trace.centers is not None)
    about = f"{origin(found)} · forced decoding · by the tokens of the file: columns summed, rows averaged · {sums}"
    if weights.sum(axis=1).min() < 0.995 and "</s>" not in pair.source:
        about += ", the rest lies on the end of the sentence"
    return Sided(_alignment(pair, weights), strongest(weights), about)


def strongest(weights: Floats) -> HandAlignment:
    """A link from each target token to the source token that it looks at most; a row of zeros has none."""
    rows = [t for t, row in enumerate(weights) if row.any()]
    return HandAlignment(frozenset((int(weights[t].argmax()), t) for t in rows))


def hold_against(found: Sided, gold: HandAlignment) -> LinkScore:
    """How well an alignment agrees with one that is taken for true."""
    assert found.alignment.weights is not None
    links = found.links or strongest(found.alignment.weights)
    return score_links(set(links.sure | links.possible), gold)


def links_of(pair: AlignedPair) -> set[tuple[int, int]]:
    """The links of a pair: its own, or each target token's strongest, the ends of the sentence apart."""
    links = with_links(pair).links or HandAlignment()
    return set(links.sure | links.possible)


def _alignment(pair: AlignedPair, weights: Floats) -> Alignment:
    source, target = (tuple(Word(token, end=token == "</s>") for token in side) for side in (pair.source, pair.target))
    return Alignment(source, target, weights)
