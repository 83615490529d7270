"""Long computations end soon after nobody waits for them any more, and leave nothing behind."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s
from seq2seq_core.analysis.counterfactual import find_weights
from seq2seq_core.analysis.gradients import gradients
from seq2seq_core.analysis.omission import losses
from seq2seq_core.wanted import Unwanted, check_wanted, wanted_while

SENTENCE, SAID = "The cat saw the dog.", "Le chat a vu le chien."
WORK: dict[str, Callable[[s2s.Translator], object]] = {
    "greedy": lambda model: model.translate(SENTENCE),
    "beam": lambda model: model.translate(SENTENCE, beam_size=3),
    "forced": lambda model: model.force(SENTENCE, SAID),
    "gradients": lambda model: gradients(model.checkpoint.model, model.read(SENTENCE).ids, model.read(SAID).ids),
    "losses": lambda model: losses(model, [(SENTENCE, SAID, [(0, 3)])]),
    "weights": lambda model: find_weights(model.checkpoint.model, model.read(SENTENCE).ids, (), 5),
}


@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_whatever_may_take_long_can_be_left(work: Callable[[s2s.Translator], object], tiny_checkpoints: Path) -> None:
    model = s2s.load("en-fr/bahdanau", tiny_checkpoints)
    with wanted_while(lambda: False), pytest.raises(Unwanted):
        work(model)


def test_it_ends_between_two_steps_and_the_model_goes_on_as_before(tiny_checkpoints: Path) -> None:
    model = s2s.load("en-fr/bahdanau", tiny_checkpoints)
    before = model.translate(SENTENCE)[0]
    asked = count()
    with wanted_while(lambda: next(asked) < 2), pytest.raises(Unwanted):
        model.translate(SENTENCE)
    assert next(asked) == 3, "asked once a step"
    np.testing.assert_array_equal(model.translate(SENTENCE)[0].trace.weights, before.trace.weights)


def test_those_who_do_not_say_how_are_not_asked() -> None:
    check_wanted()
    with wanted_while(lambda: True):
        check_wanted()
    with pytest.raises(ZeroDivisionError), wanted_while(lambda: False):
        raise ZeroDivisionError
    check_wanted()
