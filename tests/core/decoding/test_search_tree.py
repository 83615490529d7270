"""The tree of a beam search holds what the search weighed, and its finished leaves are the hypotheses."""

import pytest

from seq2seq_core.decoding.decode import decode
from seq2seq_core.decoding.options import DecodingOptions
from seq2seq_core.decoding.search_tree import path_to
from tests.core.papers import KINDS, translate_slowly
from tests.core.searches import SOURCES, translator


@pytest.mark.parametrize("kind", KINDS)
def test_every_node_has_the_log_probability_of_its_path(kind: str) -> None:
    model = translator(kind, seed=0)
    options = DecodingOptions(3, 3, keep_search=True)
    for source, found in zip(SOURCES[:2], decode(model, SOURCES[:2], options), strict=True):
        nodes = found[0].trace.search
        for place, node in enumerate(nodes[:40]):
            assert node.parent < place
            path = path_to(nodes, place)
            assert len(path) == node.step + 1
            rows = translate_slowly(model, source, path).log_probs
            assert node.log_prob == pytest.approx(rows[-1, node.id], abs=1e-4)
            assert node.total == pytest.approx(sum(rows[t, i] for t, i in enumerate(path)), abs=1e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_finished_hypotheses_are_finished_leaves_and_only_kept_nodes_go_on(kind: str) -> None:
    options = DecodingOptions(3, 3, keep_search=True)
    for found in decode(translator(kind, seed=0), SOURCES, options):
        nodes = found[0].trace.search
        paths = {tuple(path_to(nodes, i)): node.fate for i, node in enumerate(nodes)}
        assert len(paths) == len(nodes)
        for hypothesis in found:
            assert hypothesis.trace.search == nodes
            assert paths[hypothesis.ids] == ("finished" if hypothesis.finished else "kept")
        assert all(nodes[node.parent].fate == "kept" for node in nodes if node.parent >= 0)


def test_without_being_asked_no_tree_is_kept() -> None:
    assert decode(translator("bahdanau"), SOURCES[:1], DecodingOptions(3))[0][0].trace.search is None
