"""Where a sentence is cut into clauses, and the sentences that grow of them."""

from dataclasses import replace
from pathlib import Path

import pytest

from seq2seq_core import ModelReference
from seq2seq_core.analysis.lexicon import Lexicon
from seq2seq_core.text import split_words
from tests.references import references
from ui.bottleneck import trust
from ui.bottleneck.growth import GROWING, MOST_CLAUSES, beginning, clauses_of, grown
from ui.bottleneck.state import TABLE
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
        "corrections": {},
    }
    assert len(wrong) == 4
    assert read_table(TABLE, {"looker": ["a"], "clauses": ["3"]}, MODELS, {"pair": "en-fr"})[0]["looker"] == "en-fr/a"


def test_how_far_to_trust_a_verdict_is_told_only_of_the_models_and_the_lexicon_that_were_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lexicon = Lexicon(source={}, target={}, links={})
    models = {name: ModelReference("en-fr", name, tmp_path, None) for name in ("a", "b")}
    monkeypatch.setattr(trust, "fingerprint_of", lambda config: config)
    models = {name: replace(model, config=f"of {name}") for name, model in models.items()}
    kept = {"ensemble": {"a": "of a", "b": "of b"}, "lexicon": lexicon.fingerprint}
    monkeypatch.setattr(trust, "measured", lambda name: {"en-fr": kept})
    assert trust.measured_of("en-fr", ["b", "a"], lexicon, models) == kept
    assert trust.measured_of("en-fr", ["a"], lexicon, models) is None
    assert trust.measured_of("en-de", ["a", "b"], lexicon, models) is None
    assert trust.measured_of("en-fr", ["a", "b"], Lexicon(source={"a": 1}, target={}, links={}), models) is None
    kept["ensemble"]["b"] = "trained anew since"
    assert trust.measured_of("en-fr", ["a", "b"], lexicon, models) is None
