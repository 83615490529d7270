"""Weights that make a model say another word really make it say that word."""

import numpy as np
import pytest
import torch

from seq2seq_core.analysis.counterfactual import find_weights
from seq2seq_core.decoding.decode import decode
from seq2seq_core.decoding.interventions import ForceToken, ReplaceWeights, SetWeights
from seq2seq_core.decoding.options import GREEDY
from seq2seq_core.errors import InputError
from tests.core.papers import ATTENTIVE
from tests.core.searches import SOURCES, translator

SOURCE = SOURCES[0]


@pytest.mark.parametrize("kind", ATTENTIVE)
def test_a_row_that_works_makes_the_model_say_the_wanted_piece(kind: str) -> None:
    worked = 0
    for seed in range(6):
        model = translator(kind, seed=seed)
        free = decode(model, [SOURCE])[0][0]
        if len(free.ids) < 2:
            continue
        for position in range(len(SOURCE)):
            row = tuple(float(s == position) for s in range(len(SOURCE)))
            wanted = decode(model, [SOURCE], GREEDY, [SetWeights(1, row)])[0][0].ids[1]  # so it can be said
            if wanted == free.ids[1]:
                continue
            found = find_weights(model, SOURCE, free.ids[:1], wanted, updates=40)
            if not found.worked:  # the search is local: it may miss a row that is far away
                break
            worked += 1
            assert found.row.sum() == pytest.approx(1, abs=1e-5)
            assert 0 < found.distance <= 1
            assert found.log_prob > found.real_log_prob
            np.testing.assert_allclose(found.real, free.trace.weights[1], atol=1e-5)
            changed = decode(model, [SOURCE], GREEDY, [found.intervention])[0][0]
            assert changed.ids[:2] == (free.ids[0], wanted)
            assert changed.trace.log_probs[1] == pytest.approx(found.log_prob, abs=1e-4)
            break
        if worked:
            break
    assert worked


def test_what_is_already_said_needs_no_change() -> None:
    model = translator("bahdanau")
    free = decode(model, [SOURCE])[0][0]
    found = find_weights(model, SOURCE, free.ids[:1], free.ids[1])
    assert found.worked
    assert found.distance < 0.01


def test_a_model_without_attention_and_a_special_piece_are_refused() -> None:
    with pytest.raises(InputError, match="no attention to change"):
        find_weights(translator("no-attention"), SOURCE, (), 9)
    with pytest.raises(InputError, match="token 0 is not one that the model can say"):
        find_weights(translator("bahdanau"), SOURCE, (), 0)


def test_earlier_changes_stay_while_a_row_is_sought() -> None:
    model = translator("luong-general")
    changes = [ForceToken(0, 9), ReplaceWeights("uniform")]
    changed = decode(model, [SOURCE], GREEDY, changes)[0][0]
    found = find_weights(model, SOURCE, changed.ids[:1], changed.ids[1], interventions=changes)
    np.testing.assert_allclose(found.real, changed.trace.weights[1], atol=1e-6)
    assert found.real_log_prob == pytest.approx(float(changed.trace.log_probs[1]), abs=1e-5)


def test_the_search_leaves_the_shared_model_as_it_was() -> None:
    model = translator("bahdanau")
    before = {name: value.clone() for name, value in model.state_dict().items()}
    find_weights(model, SOURCE, [], 9, updates=5)
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    assert all(parameter.grad is None for parameter in model.parameters())


@pytest.mark.parametrize("kind", ATTENTIVE)
def test_a_piece_that_one_source_position_alone_would_say_is_found(kind: str) -> None:
    """Whatever is said when all attention is on one position can be reached, though the real row may lie far away."""
    for seed in range(4):
        model = translator(kind, seed=seed)
        said = decode(model, [SOURCE])[0][0].ids[:1]
        alone = [tuple(float(s == position) for s in range(len(SOURCE))) for position in range(len(SOURCE))]
        reached = {decode(model, [SOURCE], GREEDY, [ForceToken(0, said[0]), SetWeights(1, row)])[0][0] for row in alone}
        for piece in {hypothesis.ids[1] for hypothesis in reached if len(hypothesis.ids) > 1}:
            best = max(h.trace.log_probs[1] - h.trace.candidate_log_probs[1][1] for h in reached if h.ids[1] == piece)
            if best > 0.1:  # by how much it leads there: more than the search wants
                assert find_weights(model, SOURCE, said, piece, updates=60).worked
