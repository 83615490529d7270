"""Noise in a broad corpus: every kind is left out by a rule of its own, and counted under its name."""

from pathlib import Path

import pytest

from seq2seq_core.errors import CorpusError
from seq2seq_core.parallel_text import Pair
from seq2seq_core.recipe import RunConfig
from seq2seq_core.training.data import read_data
from seq2seq_core.training.mixture import is_wrong, key, keys_of, read_filtered, read_mixture, without_list_mark
from tests.core.runs import write_pairs

GOOD = [
    ("The council will meet again on Monday to vote.", "Le conseil se réunira de nouveau lundi pour voter."),
    ("She thanked the teachers of her school.", "Elle a remercié les enseignants de son école."),
    ("No.", "Non."),
]
NOISE = {
    "too long": ("word " * 3000 + ".", "mot " * 3000 + "."),
    "markup": ("See <a href='x'>the page</a> of the council.", "Voir la page du conseil."),
    "few letters": ("12.5 % 13.7 % 2009 2010", "12,5 % 13,7 % 2009 2010 2011"),
    "length ratio": ("Yes.", "Oui, et je vous remercie encore une fois de votre question sur ce sujet difficile."),
    "copied": ("Convention on Civil Aviation", "Convention on civil aviation."),
    "wrong language": ("Il est possible que les deux le sachent.", "Il est possible que les deux le sachent déjà."),
    "held out": ("This sentence measures.", "Cette phrase mesure."),
}


def filtered(folder: Path, pairs: list[tuple[str, str]], held_out: frozenset[str] = frozenset()) -> dict[str, object]:
    found = read_filtered(write_pairs(folder / "c.tsv", pairs), source="en", target="fr", held_out=held_out)
    return {"kept": [(p.source, p.target) for p in found.pairs], "read": found.read, "left out": found.left_out}


@pytest.mark.parametrize("name", NOISE)
def test_each_kind_of_noise_is_left_out_under_its_name_and_nothing_else_is(tmp_path: Path, name: str) -> None:
    held_out = frozenset([key("this sentence MEASURES")])
    found = filtered(tmp_path, [*GOOD, NOISE[name]], held_out)
    assert found == {"kept": GOOD, "read": 4, "left out": {name: 1}}


def test_broken_lines_and_empty_sides_are_counted_and_the_rest_is_read(tmp_path: Path) -> None:
    path = write_pairs(tmp_path / "c.tsv", GOOD)
    path.write_text(path.read_text() + "no tab here\n\tseul\nalone\t\n \t \n", encoding="utf-8")
    found = read_filtered(path, source="en", target="fr")
    assert [(p.source, p.target) for p in found.pairs] == GOOD
    assert (found.read, found.left_out) == (7, {"no tab or an empty side": 4})


def test_what_stands_twice_is_kept_once_and_what_stands_often_without_an_end_not_at_all(tmp_path: Path) -> None:
    found = filtered(tmp_path, [*GOOD, GOOD[0], *[("Table of contents", f"Sommaire {i}") for i in range(4)]])
    assert found["kept"] == GOOD
    assert found["left out"] == {"duplicate": 1, "boilerplate": 4}


def test_a_corpus_of_noise_alone_is_a_named_error_with_the_counts(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="no pair is left after filtering: .*'markup': 1"):
        filtered(tmp_path, [NOISE["markup"]])


@pytest.mark.parametrize(
    ("text", "language", "wrong"),
    [
        ("the cat is on the mat", "en", False),
        ("le chat est sur le tapis", "en", True),
        ("le chat est sur le tapis", "fr", False),
        ("Tom, Mary, Paris", "fr", False),
        ("le chat", "xx", False),  # of an unknown language nothing is known
    ],
)
def test_a_text_is_wrong_when_it_has_the_other_languages_function_words(text: str, language: str, wrong: bool) -> None:
    assert is_wrong(text, language, "fr" if language == "en" else "en") == wrong


def test_the_marks_of_a_list_go_where_both_sides_have_one() -> None:
    assert without_list_mark(Pair("(a) the first", ("a) le premier",))) == Pair("the first", ("le premier",))
    one_sided = Pair("3. the first", ("le premier",))
    assert without_list_mark(one_sided) == one_sided


def test_keys_find_a_sentence_again_in_another_spelling(tmp_path: Path) -> None:
    path = write_pairs(tmp_path / "test.tsv", [("It's here, today!", "C'est ici.")])
    assert key("its HERE today") in keys_of([path])
    assert key("its here tomorrow") not in keys_of([path])


def mixture(folder: Path, **data: object) -> RunConfig:
    first = write_pairs(folder / "first.tsv", [*GOOD, NOISE["markup"]])
    second = write_pairs(folder / "second.tsv", [GOOD[0], NOISE["held out"]])
    measured = write_pairs(folder / "measured.tsv", [("This sentence measures!", "x")])
    corpora = [
        {"file": str(first), "name": "First", "terms": "ours"},
        {"file": str(second), "name": "Second", "terms": "free", "times": 2},
    ]
    places = {"source_language": "English", "target_language": "French", "corpora": corpora}
    model = {"attention": "none", "vocabulary_size": 100}
    return RunConfig.model_validate(
        {"name": "en-fr-broad/none", "model": model, "data": places | {"held_out": [str(measured)]} | data}
    )


def test_the_corpora_of_a_pair_whose_name_has_a_suffix_become_one_and_each_is_recorded(tmp_path: Path) -> None:
    pairs, (first, second) = read_mixture(mixture(tmp_path))
    assert [(p.source, p.target) for p in pairs] == [*GOOD, GOOD[0], GOOD[0]]
    assert (first.name, first.terms, first.times, first.read, first.kept) == ("First", "ours", 1, 4, 3)
    assert first.left_out == {"markup": 1}
    assert (second.times, second.kept, second.left_out) == (2, 1, {"held out": 1})


def test_each_file_that_validates_gives_as_many_sentences_spread_over_it(tmp_path: Path) -> None:
    many = write_pairs(tmp_path / "many.tsv", [(f"Sentence {i}.", f"Phrase {i}.") for i in range(10)])
    few = write_pairs(tmp_path / "few.tsv", GOOD)
    _, valid, records = read_data(mixture(tmp_path, valid=[str(many), str(few)], valid_most=5))
    assert [pair.source for pair in valid] == [*(f"Sentence {i}." for i in (0, 2, 4, 6, 8)), *(s for s, _ in GOOD)]
    assert len(records) == 2
