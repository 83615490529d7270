"""The tree of a beam search against the scores of its paths and against trying every translation."""

import itertools

import pytest

from seq2seq_core.decoding import DecodingOptions, decode, force
from seq2seq_core.search_tree import Node, path_to
from seq2seq_core.vocabulary import END
from tests.core.papers import KINDS
from tests.core.test_interventions import SOURCE, SOURCES, translator

BEAM = DecodingOptions(beam_size=3, n_best=3, keep_search=True)


def tree(kind: str, source: list[int] = SOURCE, options: DecodingOptions = BEAM) -> tuple[Node, ...]:
    (best, *_), *_ = decode(translator(kind), [source], options)
    assert best.trace.search is not None
    return best.trace.search


@pytest.mark.parametrize("kind", KINDS)
def test_every_node_has_the_score_of_its_path(kind: str) -> None:
    nodes = tree(kind)
    shallow = [place for place, node in enumerate(nodes) if node.step < 5]
    paths = [path_to(nodes, place) for place in shallow]
    forced = force(translator(kind), [SOURCE] * len(paths), paths)
    for place, path, known in zip(shallow, paths, forced, strict=True):
        node = nodes[place]
        assert len(path) == node.step + 1
        assert node.total == pytest.approx(known.log_prob, abs=1e-4)
        assert node.log_prob == pytest.approx(float(known.trace.log_probs[-1]), abs=1e-4)
        above = nodes[node.parent].total if node.parent >= 0 else 0.0
        assert node.total == pytest.approx(above + node.log_prob, abs=1e-4)


@pytest.mark.parametrize("kind", KINDS)
def test_a_node_continues_one_that_was_kept_a_step_before(kind: str) -> None:
    nodes = tree(kind)
    for node in nodes:
        assert (node.parent == -1) == (node.step == 0)
        if node.parent >= 0:
            assert nodes[node.parent].fate == "kept"
            assert nodes[node.parent].step == node.step - 1


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_kept_is_better_than_what_is_pruned_and_fits_the_beam(kind: str) -> None:
    nodes = tree(kind)
    for step, group in itertools.groupby(sorted(nodes, key=lambda node: node.step), key=lambda node: node.step):
        at_step = list(group)
        kept = [node.total for node in at_step if node.fate == "kept"]
        pruned = [node.total for node in at_step if node.fate == "pruned" and node.id != END]
        assert 1 <= len(kept) <= BEAM.beam_size, step
        if pruned:
            assert min(kept) >= max(pruned)


@pytest.mark.parametrize("kind", KINDS)
def test_the_finished_hypotheses_are_leaves_of_the_tree(kind: str) -> None:
    (hypotheses,) = decode(translator(kind), [SOURCE], BEAM)
    nodes = hypotheses[0].trace.search or ()
    leaves = {tuple(path_to(nodes, place)): node for place, node in enumerate(nodes) if node.fate == "finished"}
    for hypothesis in hypotheses:
        assert hypothesis.trace.search == nodes
        if hypothesis.finished:
            assert leaves[hypothesis.ids].total == pytest.approx(hypothesis.log_prob, abs=1e-4)


def test_a_beam_that_holds_everything_draws_every_continuation() -> None:
    options = DecodingOptions(beam_size=20, n_best=1, keep_search=True)
    first = [node for node in tree("bahdanau", options=options) if node.step == 0]
    said = {node.id for node in first}
    assert said == set(range(20)) - {0, 1, 2}
    assert all(node.fate != "pruned" for node in first)


@pytest.mark.parametrize("kind", KINDS)
def test_the_tree_of_a_sentence_does_not_depend_on_its_neighbours(kind: str) -> None:
    together = decode(translator(kind), SOURCES, BEAM)
    for source, (best, *_) in zip(SOURCES, together, strict=True):
        alone = tree(kind, source)
        assert [(n.parent, n.step, n.id, n.fate) for n in best.trace.search or ()] == [
            (n.parent, n.step, n.id, n.fate) for n in alone
        ]


def test_greedy_decoding_and_a_search_that_was_not_kept_have_no_tree() -> None:
    for options in (DecodingOptions(keep_search=True), DecodingOptions(beam_size=3)):
        (best, *_), *_ = decode(translator("bahdanau"), [SOURCE], options)
        assert best.trace.search is None
