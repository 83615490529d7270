"""Making the examples and batches of an epoch, counted another way."""

import random
from collections import Counter

import pytest
import torch

from seq2seq_core.errors import CorpusError
from seq2seq_core.parallel_text import Pair
from seq2seq_core.text import straight_apostrophes
from seq2seq_core.training.examples import add_noise, batches, epoch_pairs, hold_out
from seq2seq_core.vocabulary import END, PAD, START, Vocabulary
from tests.tiny_models import PAIRS, tiny_vocabulary


def numbered(count: int) -> list[Pair]:
    return [Pair(f"Sentence number {i}.", (f"Phrase numéro {i}.",)) for i in range(count)]


@pytest.mark.parametrize("seed", range(5))
def test_holding_out_never_leaks_a_source(seed: int) -> None:
    pairs = [Pair(f"source {i % 40}", (f"target {i}",)) for i in range(100)]
    learn, held = hold_out(pairs, 0.2, seed)
    sources = {pair.source for pair in held}
    assert len(sources) == len(held) == 8
    assert not sources & {pair.source for pair in learn}
    assert sorted(r for pair in (*learn, *held) for r in pair.references) == sorted(p.target for p in pairs)
    for pair in held:
        assert set(pair.references) == {p.target for p in pairs if p.source == pair.source}


def test_holding_out_depends_on_the_seed_alone() -> None:
    assert hold_out(numbered(50), 0.1, 1) == hold_out(numbered(50), 0.1, 1)
    assert hold_out(numbered(50), 0.1, 1) != hold_out(numbered(50), 0.1, 2)


def test_at_least_one_source_is_held_out_and_one_is_left() -> None:
    assert len(hold_out(numbered(3), 0.01, 1)[1]) == 1
    with pytest.raises(CorpusError, match="too few to hold any out"):
        hold_out(numbered(1), 0.01, 1)


def test_an_epoch_uses_every_pair_once() -> None:
    pairs = numbered(500)
    examples = epoch_pairs(pairs, concatenated=0.3, source_noise=0.0, seed=1, epoch=0)
    for side, wanted in ((0, [p.source for p in pairs]), (1, [p.target for p in pairs])):
        said = " ".join(example[side] for example in examples)
        assert Counter(said.split()) == Counter(" ".join(wanted).split())


def test_concatenated_examples_keep_their_sentences_in_the_same_order_on_both_sides() -> None:
    for source, target in epoch_pairs(numbered(200), concatenated=0.5, source_noise=0.0, seed=2, epoch=0):
        assert [w for w in source.split() if w[0].isdigit()] == [w for w in target.split() if w[0].isdigit()]


def test_an_epoch_is_a_function_of_seed_and_epoch() -> None:
    def make(seed: int, epoch: int) -> list[tuple[str, str]]:
        return epoch_pairs(numbered(100), concatenated=0.2, source_noise=0.2, seed=seed, epoch=epoch)

    assert make(1, 3) == make(1, 3)
    assert make(1, 3) != make(1, 4)
    assert make(1, 3) != make(2, 3)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5])
def test_about_the_wanted_share_of_the_examples_is_concatenated(share: float) -> None:
    examples = epoch_pairs(numbered(4000), concatenated=share, source_noise=0.0, seed=1, epoch=0)
    sizes = Counter(source.count("number") for source, _ in examples)
    assert set(sizes) == ({1, 2, 3} if share else {1})
    assert (len(examples) - sizes[1]) / len(examples) == pytest.approx(share, abs=0.03)
    if share:
        assert sizes[2] / (sizes[2] + sizes[3]) == pytest.approx(0.5, abs=0.1)


def test_about_the_wanted_share_of_the_sources_is_noisy_and_no_target() -> None:
    pairs = numbered(4000)
    examples = epoch_pairs(pairs, concatenated=0.0, source_noise=0.25, seed=1, epoch=0)
    assert {target for _, target in examples} == {pair.target for pair in pairs}
    changed = {source for source, _ in examples} - {pair.source for pair in pairs}
    # Of the kinds of noise, one alone (the apostrophe, a sixth of the cases) does not change these sentences.
    assert len(changed) / len(examples) == pytest.approx(0.25 * 5 / 6, abs=0.03)


def test_every_kind_of_noise_occurs_and_nothing_else() -> None:
    chance = random.Random(1)
    found = Counter(add_noise("It's here.", chance) for _ in range(300))
    assert set(found) == {
        "it's here.", "It's here", "It’s here.", "it's here", "it’s here.", "It’s here",
    }  # fmt: skip
    assert {add_noise("I don’t.", chance) for _ in range(100)} == {"I don’t.", "I don’t", "I don't.", "I don't"}
    assert {add_noise("", chance) for _ in range(20)} == {""}


def test_targets_have_one_kind_of_apostrophe() -> None:
    assert straight_apostrophes("L’ami n'est") == "L'ami n'est"
    ((_, target),) = epoch_pairs([Pair("a", ("l’ami",))], concatenated=0.0, source_noise=0.0, seed=1, epoch=0)
    assert target == "l'ami"


def rows(tensor: torch.Tensor) -> list[list[int]]:
    return [[i for i in row if i != PAD] for row in tensor.tolist()]


@pytest.mark.parametrize("batch_tokens", [20, 60, 1000])
def test_batches_hold_every_example_once_within_the_limit(tiny_vocabulary: Vocabulary, batch_tokens: int) -> None:
    made = batches(PAIRS, tiny_vocabulary, batch_tokens=batch_tokens, longest=100, seed=1, epoch=0)
    found = [
        (tuple(source), tuple(target))
        for batch in made
        for source, target in zip(rows(batch.source), rows(batch.target), strict=True)
    ]
    expected = zip(*(tiny_vocabulary.encode_ids([pair[side] for pair in PAIRS]) for side in (0, 1)), strict=True)
    assert Counter(found) == Counter((tuple(source), tuple(target)) for source, target in expected)
    for batch in made:
        assert len(batch.source) == 1 or max(batch.source.numel(), batch.target.numel()) <= batch_tokens


def test_a_batch_asks_for_each_token_after_the_ones_before_it(tiny_vocabulary: Vocabulary) -> None:
    for batch in batches(PAIRS, tiny_vocabulary, batch_tokens=80, longest=100, seed=1, epoch=0):
        assert batch.lengths.tolist() == [len(row) for row in rows(batch.source)]
        for previous, target in zip(rows(batch.previous), rows(batch.target), strict=True):
            assert previous == [START, *target[:-1]]
            assert target[-1] == END
        assert batch.previous.shape == batch.target.shape


def test_pairs_with_a_long_side_are_left_out(tiny_vocabulary: Vocabulary) -> None:
    long = ("The cat. " * 20, "Le chat.")
    made = batches([*PAIRS[:3], long, long[::-1]], tiny_vocabulary, batch_tokens=99, longest=25, seed=1, epoch=0)
    assert sum(len(batch.source) for batch in made) == 3
    with pytest.raises(CorpusError, match="no sentence pair has at most 5 tokens on both sides"):
        batches([long], tiny_vocabulary, batch_tokens=99, longest=5, seed=1, epoch=0)


def test_batches_are_a_function_of_seed_and_epoch(tiny_vocabulary: Vocabulary) -> None:
    def make(seed: int, epoch: int) -> list[list[list[int]]]:
        made = batches(PAIRS, tiny_vocabulary, batch_tokens=50, longest=100, seed=seed, epoch=epoch)
        return [batch.source.tolist() for batch in made]

    assert make(1, 1) == make(1, 1)
    assert make(1, 1) != make(1, 2)
    assert make(1, 1) != make(2, 1)


def test_piece_dropout_spells_the_same_sentences_in_other_pieces_and_depends_on_seed_and_epoch_alone() -> None:
    vocabulary = tiny_vocabulary()

    def drawn(epoch: int, piece_dropout: float) -> list[tuple[str, str]]:
        made = batches(PAIRS, vocabulary, batch_tokens=40, longest=99, seed=3, epoch=epoch, piece_dropout=piece_dropout)
        return sorted(
            (" ".join(map(str, s)), " ".join(map(str, t)))
            for batch in made
            for s, t in zip(batch.source.tolist(), batch.target.tolist(), strict=True)
        )

    def texts(drawn_pairs: list[tuple[str, str]]) -> list[tuple[str, ...]]:
        return sorted(tuple(vocabulary.decode([int(i) for i in side.split()]) for side in pair) for pair in drawn_pairs)

    assert texts(drawn(0, 0.3)) == texts(drawn(0, 0.0)) == sorted(PAIRS)
    assert drawn(0, 0.3) == drawn(0, 0.3)
    assert len({tuple(drawn(epoch, dropout)) for epoch, dropout in ((0, 0.3), (1, 0.3), (0, 0.0))}) == 3
