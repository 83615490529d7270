"""What if, in every kind of attention: against the free run, contexts recomputed by hand, and forced decoding."""

import json
from pathlib import Path
from typing import get_args

import numpy as np
import pytest
import torch
from click.testing import CliRunner

import seq2seq_core as s2s
from seq2seq_core.__main__ import main
from seq2seq_core.decoding.decode import decode, force
from seq2seq_core.decoding.hypothesis import Hypothesis
from seq2seq_core.decoding.interventions import (
    ForceToken,
    Intervention,
    Replacement,
    ReplaceWeights,
    SetWeights,
    SwapSource,
    Temperature,
    edit_weights,
)
from seq2seq_core.decoding.options import GREEDY, DecodingOptions
from seq2seq_core.errors import InputError
from seq2seq_core.model.seq2seq import Seq2Seq
from seq2seq_core.vocabulary import END, PAD
from tests.core.papers import ATTENTIVE, FAMILY, KINDS, small_model, softmax

SOURCE = [5, 9, 4, 7, 12, END]
BEAM = DecodingOptions(beam_size=3, n_best=3)
REPLACEMENTS = get_args(Replacement)
ATTENDING = [kind for kind in FAMILY if kind != "no-attention"]
SENTENCE = "The cat saw the dog."
ARRAYS = ("query", "log_probs", "scores", "weights", "computed", "context", "candidate_ids", "candidate_log_probs")


def translator(kind: str, seed: int = 7, ending: float = 1.0) -> Seq2Seq:
    """A random float32 model of twenty words, more inclined to end a sentence the larger `ending`."""
    model = small_model(kind, seed=seed, spread=0.6, vocabulary_size=20).float()
    with torch.no_grad():
        model.output.bias[END] += ending
    return model


def run(model: Seq2Seq, *changes: Intervention, source: list[int] = SOURCE) -> Hypothesis:
    """The best greedy translation under changes."""
    return decode(model, [source], GREEDY, changes)[0][0]


def assert_equal_rows(one: Hypothesis, other: Hypothesis, steps: slice = slice(None)) -> None:
    for name in ARRAYS:
        a, b = getattr(one.trace, name), getattr(other.trace, name)
        assert (a is None) == (b is None)
        if a is not None:
            np.testing.assert_array_equal(a[steps], b[steps], err_msg=name)


@torch.no_grad()
def encoder_states(model: Seq2Seq, source: list[int]) -> np.ndarray:
    """The states (S, E) that attention averages."""
    return model.encode(torch.tensor([source]), torch.tensor([len(source)]))[0].states[0].numpy()


@pytest.mark.parametrize("kind", FAMILY)
@pytest.mark.parametrize("options", [GREEDY, BEAM], ids=["greedy", "beam"])
def test_no_intervention_is_the_free_run(kind: str, options: DecodingOptions) -> None:
    model = translator(kind)
    for one, other in zip(decode(model, [SOURCE], options), decode(model, [SOURCE], options, ()), strict=True):
        assert [h.ids for h in one] == [h.ids for h in other]
        for a, b in zip(one, other, strict=True):
            assert_equal_rows(a, b)


@pytest.mark.parametrize("kind", FAMILY)
def test_forcing_the_words_of_the_free_run_changes_nothing(kind: str) -> None:
    model = translator(kind)
    free = run(model)
    for steps in (range(len(free.ids)), range(1), range(len(free.ids) - 1, len(free.ids))):
        again = run(model, *(ForceToken(t, free.ids[t]) for t in steps))
        assert again.ids == free.ids
        assert_equal_rows(again, free)


@pytest.mark.parametrize("kind", KINDS)
def test_a_forced_word_is_said_and_what_stands_before_it_stays(kind: str) -> None:
    model = translator(kind)
    free = run(model)
    other = next(i for i in free.trace.candidate_ids[2].tolist() if i not in (free.ids[2], END))
    forced = run(model, ForceToken(2, other))
    assert forced.ids[:3] == (*free.ids[:2], other)
    assert_equal_rows(forced, free, slice(2))
    np.testing.assert_array_equal(forced.trace.candidate_log_probs[2], free.trace.candidate_log_probs[2])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("options", [GREEDY, BEAM], ids=["greedy", "beam"])
def test_a_run_forced_to_the_end_is_the_forced_trace(kind: str, options: DecodingOptions) -> None:
    model = translator(kind)
    target = [9, 4, 9, END]
    (best, *others), *_ = decode(model, [SOURCE], options, [ForceToken(t, i) for t, i in enumerate(target)])
    (known,) = force(model, [SOURCE], [target])
    assert not others
    assert list(best.ids) == target
    assert best.log_prob == pytest.approx(known.log_prob, abs=1e-4)
    for name in ("log_probs", "weights", "context"):
        if getattr(known.trace, name) is not None:
            np.testing.assert_allclose(getattr(best.trace, name), getattr(known.trace, name), atol=1e-5)


@pytest.mark.parametrize("kind", ATTENDING)
def test_an_edited_row_is_what_the_decoder_used(kind: str) -> None:
    model = translator(kind, ending=-9.0)
    row = (0.1, 0.0, 0.5, 0.2, 0.2, 0.0)
    edited = run(model, SetWeights(1, row))
    np.testing.assert_allclose(edited.trace.weights[1], row, atol=1e-7)
    context = edited.trace.weights @ encoder_states(model, SOURCE)
    np.testing.assert_allclose(edited.trace.context, context, atol=1e-6)
    assert not np.allclose(edited.trace.computed[1], row)


@pytest.mark.parametrize("kind", ATTENDING)
def test_before_the_first_changed_step_everything_is_identical(kind: str) -> None:
    model = translator(kind, ending=-9.0)
    free = run(model)
    edited = run(model, SetWeights(2, (0, 0, 1, 0, 0, 0)))
    assert edited.ids[:2] == free.ids[:2]
    assert_equal_rows(edited, free, slice(2))
    assert not np.allclose(edited.trace.context[2], free.trace.context[2])


@pytest.mark.parametrize("kind", ATTENDING)
def test_an_edited_row_changes_the_rest_as_stepping_by_hand_does(kind: str) -> None:
    model, row = translator(kind), torch.tensor([[0.0, 0.0, 1.0, 0.0, 0.0, 0.0]])
    edited = run(model, SetWeights(0, tuple(row[0].tolist())))
    with torch.no_grad():
        source, state = model.encode(torch.tensor([SOURCE]), torch.tensor([len(SOURCE)]))
        word = torch.tensor([2])  # the start token
        for t, said in enumerate(edited.ids):
            step, log_probs = model.step(
                word, state, source, (lambda scores, weights, gaussian: row) if t == 0 else None
            )
            np.testing.assert_allclose(edited.trace.log_probs[t], float(log_probs[0, said]), atol=1e-6)
            state, word = step.state, torch.tensor([said])


@pytest.mark.parametrize("kind", ATTENTIVE)
def test_what_cannot_change_a_row_changes_nothing(kind: str) -> None:
    model = translator(kind)
    free, uniform = run(model), run(model, ReplaceWeights("uniform"))
    assert_equal_rows(run(model, ReplaceWeights("uniform"), ReplaceWeights("uniform")), uniform)
    own_row = SetWeights(0, tuple(free.trace.weights[0].tolist()))
    for change in (Temperature(1.0), own_row):
        again = run(model, change)
        assert again.ids == free.ids
        np.testing.assert_allclose(again.trace.weights, free.trace.weights, atol=1e-6)
        np.testing.assert_allclose(again.trace.log_probs, free.trace.log_probs, atol=1e-5)


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)], ids=["temperature first", "temperature last"])
@pytest.mark.parametrize("kind", ["luong-general", "luong-local-p"])
def test_a_temperature_heats_the_softmax_and_leaves_what_replaces_its_weights(kind: str, order: slice) -> None:
    model = translator(kind)
    row = (0.5, 0.0, 0.25, 0.0, 0.25, 0.0)
    for change in (ReplaceWeights("uniform"), ReplaceWeights("diagonal"), SetWeights(0, row)):
        weights = run(model, *(Temperature(2.0), change)[order]).trace.weights
        assert weights is not None
        expected = run(model, change).trace.weights
        np.testing.assert_array_equal(weights[0], expected[0])
    hot, shuffled = run(model, Temperature(2.0)), run(model, *(Temperature(2.0), ReplaceWeights("shuffled"))[order])
    np.testing.assert_allclose(sorted(shuffled.trace.weights[0]), sorted(hot.trace.weights[0]), atol=1e-7)


def test_a_temperature_reaches_positions_whose_weight_was_too_small_for_float32() -> None:
    edit = edit_weights([Temperature(100.0)], 0, None, torch.ones(1, 3, dtype=torch.bool))
    scores, gaussian = torch.tensor([[110.0, 0.0, 0.0]]), torch.tensor([[1.0, 0.5, 0.25]])
    assert edit is not None
    wanted = softmax(np.array([1.1, 0.0, 0.0]))
    np.testing.assert_allclose(edit(scores, scores.softmax(-1), None)[0].numpy(), wanted, rtol=1e-6)
    local = edit(scores, scores.softmax(-1) * gaussian, gaussian)[0].numpy()
    np.testing.assert_allclose(local, wanted * gaussian[0].numpy(), rtol=1e-6)


@pytest.mark.parametrize("kind", REPLACEMENTS)
def test_a_single_position_keeps_all_the_attention(kind: str) -> None:
    edit = edit_weights([ReplaceWeights(kind)], 1, torch.ones(1, 1), torch.ones(1, 1, dtype=torch.bool))
    assert edit is not None
    assert edit(torch.tensor([[3.0]]), torch.ones(1, 1), None).tolist() == [[1.0]]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (ForceToken(500, 20), "step 500 is not in this translation"),
        (ForceToken(-1, 20), "step -1"),
        (ForceToken(0, 10_000), "token 10000"),
        (ForceToken(0, PAD), "token 0"),
        (SwapSource(0, (10_000,)), "tokens 10000"),
    ],
)
def test_the_python_door_refuses_steps_and_pieces_that_do_not_exist(
    tiny_checkpoints: Path, change: Intervention, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        s2s.load("en-fr/bahdanau", tiny_checkpoints).translate(SENTENCE, interventions=[change])


def test_a_model_without_attention_can_be_forced_but_not_told_where_to_look(tiny_checkpoints: Path) -> None:
    model = s2s.load("en-fr/no-attention", tiny_checkpoints)
    (best,) = model.translate(SENTENCE, interventions=model.force_word(0, "chien"))
    assert best.target.words[0] == "chien"
    for change in (SetWeights(0, (1.0,)), ReplaceWeights("uniform"), Temperature(2.0)):
        with pytest.raises(InputError, match="no attention to change"):
            model.translate(SENTENCE, interventions=[change])


@pytest.mark.parametrize("options", [GREEDY, BEAM], ids=["greedy", "beam"])
def test_decoding_itself_refuses_what_a_model_cannot_do(options: DecodingOptions) -> None:
    blind, looking = translator("no-attention"), translator("bahdanau")
    for change in (SetWeights(0, (1.0,) * len(SOURCE)), ReplaceWeights("uniform"), Temperature(2.0)):
        with pytest.raises(InputError, match="no attention to change"):
            decode(blind, [SOURCE], options, [change])
    for change in (
        ForceToken(0, PAD),
        ForceToken(0, 20),
        ForceToken(0, -1),
        SwapSource(0, (END,)),
        SwapSource(0, (20,)),
    ):
        with pytest.raises(InputError, match="token"):
            decode(looking, [SOURCE], options, [change])


@pytest.mark.parametrize("ends", [0, 1])
def test_a_beam_that_is_forced_to_end_takes_no_step_beyond_its_end(ends: int, monkeypatch: pytest.MonkeyPatch) -> None:
    model, steps = translator("luong-dot", ending=-9.0), []
    step = Seq2Seq.advance
    monkeypatch.setattr(Seq2Seq, "advance", lambda *args: steps.append(args) or step(*args))
    found = decode(model, [SOURCE], BEAM, [ForceToken(ends, END)])[0]
    assert len(steps) == ends + 1
    assert {len(hypothesis.ids) for hypothesis in found} == {ends + 1}
    assert all(hypothesis.finished for hypothesis in found)


@pytest.mark.parametrize("word", ["", "   ", "x" * 300, "two words", "漢"])
def test_only_one_word_that_the_model_knows_can_be_forced(tiny_checkpoints: Path, word: str) -> None:
    with pytest.raises(InputError):
        s2s.load("en-fr/bahdanau", tiny_checkpoints).force_word(0, word)


def test_the_command_line_forces_replaces_and_heats(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALIGNSCOPE_CHECKPOINTS", str(tiny_checkpoints))
    model = s2s.load("en-fr/bahdanau", tiny_checkpoints)

    def said(*options: str) -> dict[str, object]:
        result = CliRunner().invoke(main, ["translate", "--model", model.name, "--json", *options, SENTENCE])
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)["hypotheses"][0]

    changes = [*model.force_word(1, "chien"), ReplaceWeights("uniform"), Temperature(0.5)]
    (expected,) = model.translate(SENTENCE, interventions=changes)
    found = said("--force", "1=chien", "--replace", "uniform", "--temperature", "0.5")
    assert found["text"] == expected.text
    assert found["weights"]["pieces"] == expected.trace.weights.astype(float).round(6).tolist()  # type: ignore[index]
    wrong = CliRunner().invoke(main, ["translate", "--model", model.name, "--force", "chien", SENTENCE])
    assert wrong.exit_code == 2
    assert "STEP=WORD" in wrong.output


def test_a_step_that_a_line_does_not_have_is_named_while_the_others_are_translated(
    tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALIGNSCOPE_CHECKPOINTS", str(tiny_checkpoints))
    model = s2s.load("en-fr/bahdanau", tiny_checkpoints)
    short, long = sorted(
        ("The cat sleeps.", "They will come back when the rain stops."),
        key=lambda text: len(model.translate(text)[0].target.ids),
    )
    step = len(model.translate(short)[0].target.ids)
    asked = ["translate", "--model", model.name, "--force", f"{step}=chien", short, long]
    result = CliRunner().invoke(main, asked)
    assert result.exit_code == 1
    assert f"line 1: step {step} is not in this translation, which has steps 0 to {step - 1}" in result.stderr
    assert result.stdout.startswith("\n")
    assert "chien" in result.stdout
