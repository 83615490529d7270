"""The row that was found, fed back into decoding, gives the word that it promises."""

import numpy as np
import pytest
import torch

from seq2seq_core.counterfactual import find_weights
from seq2seq_core.decoding import GREEDY, decode
from seq2seq_core.errors import InputError
from seq2seq_core.interventions import ForceToken, ReplaceWeights
from seq2seq_core.vocabulary import END, PAD
from tests.core.papers import ATTENTIVE
from tests.core.test_interventions import SOURCE, run, translator


@pytest.mark.parametrize("kind", ATTENTIVE)
@pytest.mark.parametrize("seed", [1, 7])
def test_the_found_row_fed_back_gives_the_promised_word(kind: str, seed: int) -> None:
    model = translator(kind, seed=seed)
    free = run(model)
    worked = 0
    for step in range(min(3, len(free.ids))):
        for wanted in free.trace.candidate_ids[step, :4].tolist():
            found = find_weights(model, SOURCE, free.ids[:step], wanted, updates=60)
            assert found.row.sum() == pytest.approx(1, abs=1e-5)
            assert found.row.min() >= 0
            assert found.distance == pytest.approx(float(np.maximum(found.row - found.real, 0).sum()), abs=1e-5)
            np.testing.assert_allclose(found.real, free.trace.weights[step], atol=1e-6)
            changed = run(model, found.intervention)
            assert changed.ids[:step] == free.ids[:step]
            assert (changed.ids[step] == wanted) == found.worked
            if found.worked:
                assert changed.trace.log_probs[step] == pytest.approx(found.log_prob, abs=1e-4)
            worked += found.worked
    assert worked >= min(3, len(free.ids))  # the words of the free run itself, at the least


def test_the_word_that_is_said_anyway_needs_no_change() -> None:
    model = translator("bahdanau")
    free = run(model)
    found = find_weights(model, SOURCE, free.ids[:1], free.ids[1])
    assert found.worked
    assert found.updates == 0
    assert found.distance < 1e-3


def test_earlier_changes_stay_while_a_row_is_sought() -> None:
    model = translator("luong-general")
    changes = [ForceToken(0, 9), ReplaceWeights("uniform")]
    changed = decode(model, [SOURCE], GREEDY, changes)[0][0]
    found = find_weights(model, SOURCE, changed.ids[:1], changed.ids[1], interventions=changes)
    np.testing.assert_allclose(found.real, changed.trace.weights[1], atol=1e-6)
    assert found.real_log_prob == pytest.approx(float(changed.trace.log_probs[1]), abs=1e-5)


def test_the_search_leaves_the_model_as_it_was() -> None:
    model = translator("bahdanau")
    before = {name: value.clone() for name, value in model.state_dict().items()}
    find_weights(model, SOURCE, [], 9, updates=5)
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    assert all(parameter.grad is None for parameter in model.parameters())


def test_what_cannot_be_sought_is_refused() -> None:
    with pytest.raises(InputError, match="no attention"):
        find_weights(translator("no-attention"), SOURCE, [], 9)
    for wanted in (PAD, 500, -1):
        with pytest.raises(InputError, match=f"piece {wanted}"):
            find_weights(translator("bahdanau"), [*SOURCE[:-1], END], [], wanted)
