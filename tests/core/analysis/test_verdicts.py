"""What became of every content word, on sentences small enough to judge by hand."""

import numpy as np
import pytest

from seq2seq_core.analysis.lexicon import Lexicon
from seq2seq_core.analysis.verdicts import WELL_KNOWN, Verdict, judge, look_up

OFTEN = 10 * max(WELL_KNOWN)
LEXICON = Lexicon(
    source={"black": OFTEN, "cat": OFTEN, "sleep": OFTEN, "chair": OFTEN, "go": OFTEN, "rare": 2},
    target={"noir": OFTEN, "chat": OFTEN, "dort": OFTEN, "chais": OFTEN, "lit": OFTEN, "rouge": OFTEN, "sieg": 3},
    links={
        "black": {"noir": 0.9 * OFTEN},
        "cat": {"chat": 0.9 * OFTEN},
        "sleep": {"dort": 0.5 * OFTEN, "sommeil": 0.2 * OFTEN, "lit": 0.001 * OFTEN},
        "chair": {"chais": 0.9 * OFTEN},
        "go": {"y": 0.2 * OFTEN, "le": 0.02 * OFTEN},
        "book": {"buch": 9.0},
    },
)
Said = dict[str, tuple[Verdict, str | None]]


def verdicts(source: str, translation: str, *ensemble: list[list[float]], languages: tuple[str, str]) -> Said:
    """What is said of each content word, and what it was found as. The losses are those of the words left open."""
    looked_up = look_up(source, translation, LEXICON, languages)
    found = judge(looked_up, translation, [np.array(losses, dtype=float) for losses in ensemble])
    return {
        source[slice(*one.word)]: (one.verdict, translation[slice(*one.found_as)] if one.found_as else None)
        for one in found
    }


def french(source: str, translation: str, *ensemble: list[list[float]]) -> Said:
    """The same of English and French."""
    return verdicts(source, translation, *ensemble, languages=("en", "fr"))


def test_a_word_is_found_as_what_people_say_for_it_whatever_its_ending() -> None:
    assert french("The black cats, sleeping.", "Les chats noirs dorment ou dort.", np.zeros((3, 6)).tolist()) == {
        "black": (Verdict.TRANSLATED, "noirs"),
        "cats": (Verdict.TRANSLATED, "chats"),
        "sleeping": (Verdict.TRANSLATED, "dort"),
    }


def test_the_likeliest_of_what_it_may_be_is_shown_and_a_name_is_itself() -> None:
    assert french("Sleep, Zork.", "Zork, sommeil, dort.", np.zeros((2, 6)).tolist()) == {
        "Sleep": (Verdict.TRANSLATED, "dort"),
        "Zork": (Verdict.TRANSLATED, "Zork"),
    }


def test_a_word_of_grammar_has_to_be_what_is_often_said() -> None:
    assert french("Go!", "Il y est.", [[0, 0, 0, 0]])["Go"] == (Verdict.TRANSLATED, "y")
    assert french("Go!", "Le.", [[0, 0]])["Go"] == (Verdict.NOT_FOUND, None)
    assert french("The son.", "Son chat.", [[0, 0, 0]])["son"][1] is None  # a false friend


def test_a_word_of_which_nothing_is_there_is_not_found() -> None:
    assert french("The black cat.", "Le chat.", [[0, 0, 0], [0, 0, 0]])["black"] == (Verdict.NOT_FOUND, None)
    assert french("Cat.", "", [[]])["Cat"] == (Verdict.NOT_FOUND, None)


def test_a_well_known_word_that_was_never_said_for_it_does_not_stand_for_it_and_an_invention_does_not() -> None:
    for wrong in ("lit", "brefic"):
        assert french("The chair.", f"La {wrong}.", [[0, 9, 0]])["chair"] == (Verdict.NOT_FOUND, None)


@pytest.mark.parametrize(("source", "translation"), [("chair", "siège"), ("rare", "rouge"), ("unheard", "brefic")])
def test_a_word_that_training_hardly_knows_may_be_a_synonym(source: str, translation: str) -> None:
    assert french(f"The {source}.", f"La {translation}.", [[0, 0, 0]])[source] == (Verdict.CANNOT_TELL, None)


def test_a_synonym_stands_for_the_word_on_which_it_depends_in_the_mean_of_the_ensemble() -> None:
    losses = [[0.0, 1.0, 0.0], [0.0, 3.0, 0.0]], [[0.0, 4.0, 0.0], [0.0, 0.5, 0.0]]
    assert french("The black chair.", "La siège.", *losses) == {
        "black": (Verdict.CANNOT_TELL, None),  # 2.5 against 1.75
        "chair": (Verdict.NOT_FOUND, None),
    }
    assert french("The black chair.", "La siège.", losses[0])["chair"] == (Verdict.CANNOT_TELL, None)


def test_where_no_model_may_judge_nobody_can_tell_what_a_synonym_stands_for() -> None:
    assert french("The black chair.", "La siège.") == {
        "black": (Verdict.CANNOT_TELL, None),
        "chair": (Verdict.CANNOT_TELL, None),
    }
    assert french("The black cat.", "Le chat.")["black"] == (Verdict.NOT_FOUND, None)  # nothing could stand for it


def test_only_what_the_lexicon_leaves_open_is_asked_of_the_models() -> None:
    assert look_up("The black chair.", "La siège.", LEXICON, ("en", "fr")).left_open == [(4, 9), (10, 15)]
    assert look_up("The black cat.", "Le chat siège.", LEXICON, ("en", "fr")).left_open == [(4, 9)]
    assert look_up("The black cat.", "Le chat lit.", LEXICON, ("en", "fr")).left_open == []  # "lit" is well known


def test_a_german_compound_holds_what_is_said_for_its_parts() -> None:
    lexicon_of_books = verdicts("The book.", "Kochbücher.", [[0, 0]], languages=("en", "de"))
    assert lexicon_of_books["book"] == (Verdict.TRANSLATED, "Kochbücher")
    assert verdicts("The book.", "Kochbücher.", [[0, 0]], languages=("en", "fr"))["book"][1] is None


def test_without_content_words_there_is_nothing_to_find() -> None:
    assert french("It is.", "C'est ça.", [[]]) == {}
