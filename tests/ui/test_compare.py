"""What the Compare page makes of two translations: pairs of rows, the cursor, links of the page, numbers worked out."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import seq2seq_core as s2s
from figures.words import Word
from seq2seq_core.analysis.alignment_measures import coverage_difference, jensen_shannon
from seq2seq_core.evaluation.hand_alignment import read_links
from seq2seq_core.registry import Models
from seq2seq_core.text import split_words
from tests.references import references
from ui.compare import state as compare_state
from ui.compare.cursor import Cursor, find_cursor, lock_at
from ui.compare.hand_aligned import HAND_ALIGNED, hand_aligned
from ui.compare.laid import Laid, lay, pair_rows
from ui.compare.measures import MEASURES, in_words, numbers, work_out
from ui.compare.runs import Comparison, Seen
from ui.compare.saving import comparison_csv
from ui.shared.alignment import Alignment, shown_alignment, shown_probabilities
from ui.shared.examples import EXAMPLES, examples_for
from ui.shared.lock import Lock
from ui.shared.remembered import Values, read_table, write_table

SENTENCE = "The cat saw the dog."
OUTPUT = "Le chat a vu le chien."
NAMES = ["en-fr/bahdanau", "en-fr/luong-general", "en-fr/no-attention"]


def words(text: str) -> tuple[Word, ...]:
    return tuple(map(Word, text.split()))


def alignment(target: str, seed: int, source: str = "the cat sleeps") -> Alignment:
    rows = np.random.default_rng(seed).dirichlet(np.ones(len(source.split())), size=len(target.split()))
    return Alignment(words(source), words(target), rows.astype(np.float32))


@pytest.fixture
def forced(tiny_checkpoints: Path) -> dict[str, s2s.Translation]:
    return {name: s2s.load(name, tiny_checkpoints).force(SENTENCE, OUTPUT) for name in NAMES}


def seen(translation: s2s.Translation, level: str = "words") -> Seen:
    shown = shown_alignment(translation, level, False)
    return Seen(translation, shown, shown_probabilities(translation, level, False))


@pytest.mark.parametrize("level", ["words", "pieces"])
def test_forced_traces_of_both_models_share_their_axes_exactly(forced: dict[str, s2s.Translation], level: str) -> None:
    a, b = (shown_alignment(forced[name], level, False) for name in NAMES[:2])
    assert a.source == b.source
    assert a.target == b.target
    laid = lay(a, b)
    assert isinstance(laid, Laid)
    assert laid.rows == tuple((t, t) for t in range(len(a.target)))
    np.testing.assert_array_equal(laid.a - laid.b, forced[NAMES[0]].weights(level) - forced[NAMES[1]].weights(level))


def test_a_against_a_is_zero_everywhere_and_overlaps_fully(forced: dict[str, s2s.Translation]) -> None:
    side = shown_alignment(forced[NAMES[0]], "words", False)
    laid = lay(side, side)
    assert isinstance(laid, Laid)
    assert not np.any(laid.a - laid.b)
    assert (laid.agreement.mean_overlap, laid.agreement.mean_distance) == (1, 0)
    assert coverage_difference(laid.a, laid.b) == 0


def test_without_attention_there_is_nothing_to_subtract(forced: dict[str, s2s.Translation]) -> None:
    a, none = (shown_alignment(forced[name], "words", False) for name in (NAMES[0], NAMES[2]))
    assert str(lay(a, none)).startswith("B has no attention")
    assert str(lay(none, none)).startswith("A and B have no attention")


def test_other_pieces_and_no_common_word_are_said() -> None:
    assert "different tokens" in str(lay(alignment("le chat", 0), alignment("le chat", 0, "the c at")))
    assert "no word in common" in str(lay(alignment("le chat", 0), alignment("un chien", 0)))


def test_rows_are_paired_by_a_diff_of_the_words() -> None:
    a, b = alignment("le chat noir dort", 0), alignment("le petit chat dort bien", 1)
    laid = lay(a, b)
    assert isinstance(laid, Laid)
    assert laid.rows == ((0, 0), (1, 2), (3, 3))
    assert [word.text for word in laid.target] == ["le", "chat", "dort"]
    np.testing.assert_array_equal(laid.a, a.weights[[0, 1, 3]])
    np.testing.assert_array_equal(laid.b, b.weights[[0, 2, 3]])
    assert [laid.row_in_b(row) for row in (0, 1, 2, 3, None)] == [0, 2, None, 3, None]
    assert [laid.row_in_a(row) for row in (1, 2, 4)] == [None, 1, None]


def test_repeated_words_are_paired_in_their_order() -> None:
    assert pair_rows(words("le le le"), words("le le")) == ((0, 0), (1, 1))


def test_the_file_holds_every_cell_of_the_rows_in_common(forced: dict[str, s2s.Translation]) -> None:
    a, b = (shown_alignment(forced[name], "words", False) for name in NAMES[:2])
    laid = lay(a, b)
    assert isinstance(laid, Laid)
    lines = list(csv.DictReader(io.StringIO(comparison_csv(laid, "en-fr/one", "en-fr/two"))))
    assert len(lines) == laid.a.size
    for line in lines:
        t, s = int(line["row in A"]) - 1, int(line["column"]) - 1
        assert (line["target"], line["source"]) == (a.target[t].text, a.source[s].text)
        assert float(line["A: en-fr/one"]) == pytest.approx(a.weights[t, s], abs=1e-6)
        assert float(line["B: en-fr/two"]) == pytest.approx(b.weights[int(line["row in B"]) - 1, s], abs=1e-6)
        assert float(line["A - B"]) == pytest.approx(a.weights[t, s] - b.weights[t, s], abs=2e-6)


@pytest.mark.parametrize("level", ["words", "pieces"])
def test_probabilities_are_those_of_the_words_that_are_shown(forced: dict[str, s2s.Translation], level: str) -> None:
    whole, hidden = (shown_probabilities(forced[NAMES[0]], level, hide_end) for hide_end in (False, True))
    assert len(whole) == len(shown_alignment(forced[NAMES[0]], level, False).target)
    np.testing.assert_array_equal(hidden, whole[:-1])


def free_comparison(same_model: bool = False) -> Comparison:
    """Two free translations of made-up words."""

    def side(name: str, target: str, seed: int) -> Seen:
        translation = s2s.Translation(name, "", None, None, 0.0, True, None)  # type: ignore[arg-type]
        return Seen(translation, alignment(target, seed), np.ones(1, dtype=np.float32))

    a = side("en-fr/a", "le chat dort", 0)
    b = side("en-fr/a" if same_model else "en-fr/b", "le petit chat dort", 1)
    return Comparison({"A": a, "B": b}, {}, "le chat dort", False, lay(a.alignment, b.alignment))


def test_one_cursor_lies_in_all_maps() -> None:
    comparison = free_comparison()
    assert isinstance(comparison.laid, Laid)
    here = find_cursor(Lock(2, 1, "en-fr/a"), comparison)
    assert here == Cursor(2, 1, 2)
    assert here.row_in(comparison.laid) == 1
    there = find_cursor(Lock(2, 1, "en-fr/b"), comparison)
    assert there == Cursor(2, None, 1)
    assert there.row_in(comparison.laid) is None
    assert find_cursor(Lock(1), comparison) == Cursor(1)
    assert find_cursor(None, comparison) is None
    for outside in (Lock(9), Lock(0, 9, "en-fr/a"), Lock(0, 0, "en-fr/other")):
        assert find_cursor(outside, comparison) is None


def test_in_the_same_output_a_lock_of_either_model_is_the_same_row() -> None:
    comparison = replace(free_comparison(), forced=True)
    assert find_cursor(Lock(0, 2, "en-fr/b"), comparison) == Cursor(0, 2, 2)
    assert find_cursor(Lock(0, 3, "en-fr/b"), comparison) is None  # A has three rows


def test_of_one_model_under_two_settings_locks_are_in_the_rows_of_a() -> None:
    comparison = free_comparison(same_model=True)
    assert lock_at("B", 2, 0, comparison) == Lock(0, 1, "en-fr/a")
    assert lock_at("B", 1, 0, comparison) == Lock(0, None, "en-fr/a")
    assert lock_at("A", 2, 0, comparison) == Lock(0, 2, "en-fr/a")


MODELS = references(*NAMES, "en-de/luong-general")
SHARED = {"pair": "en-fr", "models": [], "beam_size": 1}


def first_visit(there: Models, **shared: object) -> Values:
    return read_table(compare_state.TABLE, {}, there, SHARED | shared)[0]


USUAL = first_visit(MODELS)


def test_the_first_visit_compares_two_models_that_attend() -> None:
    assert (USUAL["compare_a"], USUAL["compare_b"]) == tuple(NAMES[:2])
    chosen = first_visit(MODELS, models=[NAMES[2], NAMES[1]], beam_size=5)
    assert (chosen["compare_a"], chosen["compare_b"], chosen["compare_beam_b"]) == (NAMES[1], NAMES[0], 5)
    alone = first_visit(references(NAMES[2]))
    assert alone["compare_a"] == alone["compare_b"] == NAMES[2]


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"compare_a": NAMES[2], "compare_b": NAMES[2], "compare_by": NAMES[2]},
        {"compare_beam_a": 5, "compare_shown": "A", "compare_by": NAMES[1]},
        {"compare_mode": "same", "compare_output": "typed", "compare_typed": "Le <b>x</b> &amp; a=b&c"},
        {"compare_mode": "same", "compare_output": "typed", "compare_typed": ""},
        {"compare_mode": "same", "compare_output": "ours", "compare_shown": "B"},
    ],
)
def test_a_link_brings_back_every_choice(changed: dict[str, object]) -> None:
    values = USUAL | changed
    parameters = write_table(compare_state.TABLE, SHARED | values, MODELS)
    assert read_table(compare_state.TABLE, parameters, MODELS, SHARED) == (values, [])
    assert bool(parameters) == bool(changed)


def test_what_a_link_has_wrong_is_said_and_falls_back() -> None:
    link = {
        "a": ["en-de/luong-general"],
        "b": ["<b>x</b>"],
        "by": ["../x"],
        "beam-a": ["99"],
        "beam-b": ["٣"],
        "mode": ["both"],
        "output": ["c"],
        "show": ["z"],
    }
    values, wrong = read_table(compare_state.TABLE, link, MODELS, SHARED)
    assert values == USUAL
    assert len(wrong) == len(link)
    assert "is a model of en-de, and this page shows those of en-fr" in wrong[0]


def test_every_measure_is_worked_out_with_the_numbers_of_the_sentence() -> None:
    laid = lay(alignment("le chat dort", 0), alignment("le chat dort", 1))
    assert isinstance(laid, Laid)
    for name in MEASURES:
        assert work_out(name, laid, 1)
    overlap = laid.agreement.overlap[1]
    gaps = [abs(float(x) - float(y)) for x, y in zip(laid.a[1], laid.b[1], strict=True)]
    assert f"sum {sum(gaps):.3f}; overlap of chat: 1 − {sum(gaps):.3f} / 2 = {overlap:.3f}" in work_out(
        "Overlap", laid, 1
    )
    assert f"{float(jensen_shannon(laid.a, laid.b)[1]):.3f}" in work_out("Jensen-Shannon distance", laid, 1)
    assert f"= {laid.a[:, 2].sum():.3f}" in work_out("Coverage", laid, 1, 2)
    assert len(in_words(laid)) == 3
    table = {name: (own, together) for name, own, together in numbers(laid, 1, 2)}
    assert table["Overlap"] == (f"{overlap:.3f}", f"{laid.agreement.mean_overlap:.3f}")
    assert table["Coverage by B"][0] == f"{laid.b[:, 2].sum():.3f}"
    assert all(not own for _, own, _ in numbers(laid, None))


def test_a_row_that_sums_to_less_than_one_is_said_to_be_divided() -> None:
    a, b = alignment("le", 0), alignment("le", 1)
    laid = lay(a, Alignment(b.source, b.target, b.weights * np.float32(0.6)))
    assert isinstance(laid, Laid)
    said = work_out("Jensen-Shannon distance", laid, 0)
    assert "B's row sums to 0.600 and is divided by that" in said
    assert "A's row" not in said


def test_our_own_alignments_fit_our_own_translations() -> None:
    texts = {(pair, example.name): example.text for pair, examples in EXAMPLES.items() for example in examples}
    assert set(HAND_ALIGNED) == set(texts)
    assert hand_aligned("en-fr-broad", "Adjectives") is HAND_ALIGNED["en-fr", "Adjectives"], "the same languages"
    assert examples_for("en-fr-broad") == EXAMPLES["en-fr"]
    for key, ours in HAND_ALIGNED.items():
        source, target = split_words(texts[key]), split_words(ours.text)
        links, wrong = read_links(ours.links, len(source), len(target))
        assert wrong == []
        linked = {t for _, t in links.sure | links.possible}
        alone = [ours.text[start:end] for t, (start, end) in enumerate(target) if t not in linked]
        assert set(alone) <= {"-"}  # of as-tu
    assert hand_aligned("en-fr", "Object pronouns")
    assert hand_aligned("en-fr", None) is hand_aligned("en-de", "Object pronouns") is None
    assert hand_aligned("en-de", "Separable verb")
