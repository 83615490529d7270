"""Edits as data: undo, what a new edit does to older ones, how they read, and links that hold them."""

import math
from typing import get_args

import pytest

from seq2seq_core import DropSource, ForceToken, InputError, ReplaceWeights, SetWeights, SwapSource, Temperature
from seq2seq_core.decoding.interventions import Replacement
from ui.step_through.edits import (
    REPLACEMENTS,
    Edit,
    add,
    changes_all_rows,
    describe,
    interventions_of,
    marked_steps,
    say_path,
    set_row,
)
from ui.step_through.history import MOST, History
from ui.step_through.intervention_link import check_sum, fit_in_link, read_edits, write_edit

A, B = "en-fr/bahdanau", "en-fr/luong-general"
TEXT, PRINT = "The cat sleeps.", "0123456789abcdef"
MODELS = {A: PRINT, B: "fedcba9876543210"}
EVERY = (
    Edit(A, (ForceToken(3, 17), ForceToken(4, 18))),
    Edit(A, (ForceToken(0, 5), ForceToken(4, 6), SetWeights(5, (0.25, 0.0, 0.75)))),
    Edit(B, (ReplaceWeights("uniform"),)),
    Edit(A, (ReplaceWeights("shuffled", 7),)),
    Edit(A, (Temperature(0.5),)),
    Edit(A, (Temperature(2.0, 3),)),
    Edit(A, (DropSource(2), DropSource(3))),
    Edit(A, (SwapSource(1, (8, 9)),)),
    Edit(A, (set_row(2, [1 / 3, 1 / 3, 1 / 3]),)),
)


def said(step: int, piece: int, model: str = A) -> Edit:
    return Edit(model, (ForceToken(step, piece),))


def test_undo_restores_the_same_object_and_redo_too() -> None:
    first, second = (said(0, 5),), (said(0, 5), said(1, 6))
    history = History().then(first).then(second)
    assert history.undo().now is first
    assert history.undo().undo().now == ()
    assert history.undo().redo().now is second
    assert history.undo().undo().redo().redo() == history


def test_at_its_ends_the_history_stays_and_a_new_edit_forgets_what_was_undone() -> None:
    start = History()
    assert start.undo() is start
    assert start.redo() is start
    history = start.then((said(0, 5),)).undo().then((said(0, 6),))
    assert history.redo() is history
    assert history.then(history.now) is history
    for piece in range(3 * MOST):
        history = history.then((said(0, piece + 10),))
    assert len(history.past) == MOST


def test_back_to_edits_that_once_held_keeps_what_undo_and_redo_know() -> None:
    first, second = (said(0, 5),), (said(0, 5), said(1, 6))
    history = History().then(first).then(second)
    assert history.at(tuple(list(first))) == history.undo()
    assert history.undo().undo().at(second) == history
    assert history.at((said(0, 9),)) == History((said(0, 9),))
    twice = History().then(first).then(()).then(second)
    assert twice.at(()) == twice.undo(), "the nearest"


def test_a_forced_word_keeps_what_is_before_it_and_drops_what_is_after() -> None:
    edits = (said(1, 5), Edit(A, (SetWeights(2, (1.0,)),)), said(3, 6), said(3, 7, B))
    assert add(edits, said(2, 9)) == (edits[0], edits[1], edits[3], said(2, 9))
    assert add(edits, said(1, 9)) == (edits[3], said(1, 9))


def test_an_edited_row_lets_the_model_choose_its_word_anew() -> None:
    row = Edit(A, (SetWeights(3, (0.5, 0.5)),))
    assert add((said(1, 5), said(3, 6)), row) == (said(1, 5), row)
    assert add((row,), Edit(A, (SetWeights(3, (1.0, 0.0)),))) == (Edit(A, (SetWeights(3, (1.0, 0.0)),)),)


def test_a_temperature_at_one_step_lets_the_model_go_on_anew_from_there() -> None:
    cooler = Edit(A, (Temperature(0.5, 3),))
    row = Edit(A, (SetWeights(3, (0.5, 0.5)),))
    assert add((said(1, 5), row, said(3, 6), said(4, 7)), cooler) == (said(1, 5), row, cooler)
    everywhere = Edit(A, (Temperature(0.5),))
    assert add((said(4, 7),), everywhere) == (said(4, 7), everywhere)


def test_what_is_said_for_all_steps_is_said_once() -> None:
    uniform, diagonal = Edit(A, (ReplaceWeights("uniform"),)), Edit(A, (ReplaceWeights("diagonal"),))
    assert add((uniform, said(0, 5)), diagonal) == (said(0, 5), diagonal)
    warm, warmer = Edit(A, (Temperature(2.0),)), Edit(A, (Temperature(5.0),))
    assert add((warm, uniform), warmer) == (uniform, warmer)
    once = Edit(A, (Temperature(2.0, 1),))
    assert add((warm,), once) == (warm, once)


def test_another_source_makes_edited_rows_meaningless() -> None:
    row, drop = Edit(A, (SetWeights(0, (0.5, 0.5)),)), Edit(A, (DropSource(1),))
    assert add((row, said(0, 4)), drop) == (said(0, 4), drop)
    assert add((drop,), Edit(A, (SwapSource(1, (7,)),))) == (Edit(A, (SwapSource(1, (7,)),)),)


def test_the_edited_row_of_a_step_goes_over_what_holds_for_all_steps() -> None:
    row, uniform = SetWeights(0, (0.5, 0.5)), ReplaceWeights("uniform")
    assert interventions_of((Edit(A, (row,)), Edit(B, ()), Edit(A, (uniform,))), A) == (uniform, row)


def test_marks_are_where_something_was_forced_or_edited() -> None:
    changes = (ForceToken(1, 5), SetWeights(2, (1.0,)), Temperature(2.0, 3), Temperature(2.0))
    assert marked_steps(changes) == ({1}, {2, 3})
    assert changes_all_rows(changes)
    assert not changes_all_rows(changes[:3])


def test_edits_read_like_sentences() -> None:
    read = [describe(edit, lambda piece: f"▁p{piece}", ("▁The", "▁cat", "▁sle", "eps", "</s>")) for edit in EVERY]
    assert read[0] == "say “p17 p18” at steps 4 to 5"
    assert read[2] == "replace attention: the same on every source token"
    assert "(seed 7)" in read[3]
    assert read[5] == "temperature 2 at step 4"
    assert read[6] == "leave out “sle”, leave out “eps”"
    assert read[7] == "read “p8 p9” for “cat”"


@pytest.mark.parametrize("edit", EVERY, ids=str)
def test_a_link_restores_the_same_edit(edit: Edit) -> None:
    (again,) = read_edits([write_edit(edit, TEXT, MODELS[edit.model])], TEXT, MODELS)
    assert again == Edit(edit.model, again.interventions)
    assert set(map(repr, again.interventions)) == set(map(repr, edit.interventions))


def test_a_link_needs_no_escaping_and_reads_like_what_it_does() -> None:
    assert write_edit(EVERY[0], TEXT, PRINT) == f"bahdanau~{check_sum(TEXT, PRINT)}~say-3-17-18"
    for edit in EVERY:
        assert all(c.isalnum() or c in "-_.~" for c in write_edit(edit, TEXT, PRINT))


@pytest.mark.parametrize(
    ("text", "models"), [("Another sentence.", MODELS), (TEXT, {A: "another print"})], ids=["sentence", "model"]
)
def test_edits_for_another_sentence_or_model_are_refused(text: str, models: dict[str, str]) -> None:
    with pytest.raises(InputError, match="another sentence or another version"):
        read_edits([write_edit(EVERY[0], TEXT, PRINT)], text, models)


@pytest.mark.parametrize(
    "part",
    [
        "", "say", "say-1", "say-x-5", "say-1--5", "say--1-5", "say-1-9999999", "look-1", "look-1-a_b", "all",
        "all-sideways", "all-uniform-x", "all-uniform-1-2", "heat", "heat-x", "heat-1-2-3", "drop-x", "drop-",
        "swap-1", "jump-3", "<script>", "look-0--0.5_0.5", "look-0-nan_1", "look-0-inf_1", "look-0-0_0", "heat-0",
        "heat-nan", "٣",
    ],
)  # fmt: skip
def test_garbage_is_refused_by_name(part: str) -> None:
    with pytest.raises(InputError):
        read_edits([f"bahdanau~{check_sum(TEXT, PRINT)}~{part}"], TEXT, MODELS)


@pytest.mark.parametrize("whole", ["", "bahdanau", "bahdanau~", "nope~12345678~say-1-5", "~~~", "../x~1~say-1-5"])
def test_what_is_not_an_edit_at_all_is_refused(whole: str) -> None:
    with pytest.raises(InputError):
        read_edits([whole], TEXT, MODELS)


def test_a_link_holds_every_row_of_a_long_sentence_edited() -> None:
    rows = [Edit(A, (set_row(step, [1 / 40] * 40),)) for step in range(45)]
    written = [write_edit(edit, TEXT, PRINT) for edit in rows]
    assert fit_in_link(written)
    assert read_edits(written, TEXT, MODELS) == tuple(rows)


def test_a_link_cannot_be_endless() -> None:
    one = write_edit(EVERY[2], TEXT, MODELS[B])
    with pytest.raises(InputError, match="more changes"):
        read_edits([one] * 1000, TEXT, MODELS)


@pytest.mark.parametrize("row", [[-0.1, 1.1], [math.nan, 1], [math.inf, 0], [0, 0], []])
def test_a_row_that_is_no_attention_is_refused(row: list[float]) -> None:
    with pytest.raises(InputError):
        set_row(0, row)


def test_a_path_is_one_forced_piece_a_step() -> None:
    assert say_path([7, 8], 2) == (ForceToken(2, 7), ForceToken(3, 8))


def test_every_kind_of_replacement_has_a_name_and_a_meaning() -> None:
    assert tuple(REPLACEMENTS) == get_args(Replacement)
    assert len(set(REPLACEMENTS.values())) == len(REPLACEMENTS)
