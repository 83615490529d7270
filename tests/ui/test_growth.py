"""Where a sentence is cut into clauses, and the sentences that grow of them."""

import json
from pathlib import Path

import pytest

from seq2seq_core.text import split_words
from tests.references import references
from ui.bottleneck.growth import GROWING, MOST_CLAUSES, beginning, clauses_of, grown
from ui.bottleneck.state import TABLE
from ui.bottleneck.trust import trust
from ui.shared.remembered import read_table


def test_our_own_example_grows_to_thirty_words_in_whole_sentences() -> None:
    sentences = grown(clauses_of(GROWING.text, "en"))
    assert sentences[-1] == GROWING.text
    assert len(sentences) == 5
    assert len(GROWING.text.split()) >= 30
    assert all(one.endswith(".") and not one.endswith("..") for one in sentences)
    for shorter, longer in zip(sentences, sentences[1:], strict=False):
        assert longer.startswith(shorter.rstrip("."))


@pytest.mark.parametrize(
    ("typed", "clauses"),
    [
        ("The cat sleeps.", ["The cat sleeps."]),
        ("When it rains, the cat sleeps here.", ["When it rains,", "the cat sleeps here."]),
        ("The cat sleeps and the dog eats.", ["The cat sleeps", "and the dog eats."]),
        ("I like bread and butter.", ["I like bread and butter."]),  # what is left is no clause
        ("one two\n\n  three  four \nfive", ["one two", "three four", "five"]),
        ("", []),
    ],
)
def test_a_text_is_cut_at_line_breaks_or_commas_and_conjunctions(typed: str, clauses: list[str]) -> None:
    assert clauses_of(typed, "en") == clauses


def test_other_languages_are_cut_at_commas_alone() -> None:
    assert clauses_of("Wenn es regnet, schläft die Katze and der Hund.", "de") == [
        "Wenn es regnet,",
        "schläft die Katze and der Hund.",
    ]


def test_there_are_never_more_clauses_than_can_be_shown_and_no_word_is_lost() -> None:
    typed = ", ".join(f"this is part {i}" for i in range(30)) + "?"
    clauses = clauses_of(typed, "en")
    assert len(clauses) == MOST_CLAUSES
    assert " ".join(clauses) == typed
    assert grown(clauses)[0] == "this is part 0?"


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("one two three", "one two three"),
        ("one two\nthree four five", "one two\nthree four"),
        ("one, two; three", "one, two;"),
        ("q;w;e;r;t;y", "q;w;"),  # no spaces, and still cut
        ("abcdefghij", "abcdefghij"),  # the first word in any case
        ("", ""),
    ],
)
def test_of_a_long_text_the_beginning_is_grown_up_to_the_limit(typed: str, part: str) -> None:
    def tokens(text: str) -> int:
        return 9 if len(text) > 9 and text.isalpha() else len(split_words(text))

    assert beginning(typed, 4, tokens) == part


MODELS = references("en-fr/a")


def test_a_link_that_makes_no_sense_falls_back_and_says_where() -> None:
    link = {"experiment": ["x"], "measure": ["bleu", "no"], "to": ["words"], "clauses": ["٣"], "looker": ["../a"]}
    values, wrong = read_table(TABLE, link, MODELS, {"pair": "en-fr"})
    assert values == {
        "experiment": "fixed-vector",
        "measure": "bleu",
        "to": "words",
        "clauses": None,
        "looker": None,
        "blind": None,
    }
    assert len(wrong) == 4
    assert read_table(TABLE, {"looker": ["a"], "clauses": ["3"]}, MODELS, {"pair": "en-fr"})[0]["looker"] == "en-fr/a"


def test_trust_in_the_ensemble_is_told_only_of_the_ensemble_that_was_measured(tmp_path: Path) -> None:
    path = tmp_path / "omission.json"
    rows = [{"by": "the ensemble", "said": 0.75, "left out": 0.05}]
    kept = {"ensemble": {"a": "1", "b": "2"}, "words": {"said": 1000, "left out": 900}, "rows": rows}
    path.write_text(json.dumps({"en-fr": kept}))
    table = trust("en-fr", {"b": "2", "a": "1"}, path)
    assert table is not None
    assert table.to_dict("records") == [{"judged by": "the ensemble", "said (1,000)": "75%", "left out (900)": "5%"}]
    assert trust("en-fr", {"a": "1"}, path) is None
    assert trust("en-fr", {"a": "1", "b": "3"}, path) is None  # trained anew since
    assert trust("en-de", {"a": "1", "b": "2"}, path) is None
    broken = '{"en-fr": {"ensemble": {"a": "1", "b": "2"}, "words": {"said": "x"}, "rows": []}}'
    for damaged in ("{", "[]", "{}", '{"en-fr": []}', broken):
        path.write_text(damaged)
        assert trust("en-fr", {"a": "1", "b": "2"}, path) is None
    assert trust("en-fr", {"a": "1"}, tmp_path / "none.json") is None
