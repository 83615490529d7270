"""Links: what is written is read back, and what cannot be used is named."""

import pytest

from tests.references import references
from ui.shared.link import link_to, read_number, short, unknown_parameters
from ui.shared.lock import Lock
from ui.shared.remembered import read_table, write_table
from ui.shared.state import TABLE, defaults

NAMES = ["en-fr/bahdanau", "en-fr/luong-general", "en-fr/no-attention", "de-en/bahdanau", "de-en/other"]
MODELS = references(*NAMES)


def test_a_first_visit_has_a_sentence_and_a_link_that_names_the_languages_alone() -> None:
    values, wrong = read_table(TABLE, {}, MODELS)
    assert values == defaults(MODELS)
    assert values["text"]
    assert values["models"] == NAMES[:3]
    assert not wrong
    assert write_table(TABLE, values, MODELS) == {"pair": ["en-fr"]}


def test_a_first_visit_begins_with_the_largest_family_and_one_model_of_each_kind() -> None:
    family = [f"en-fr/{name}" for name in ("bahdanau", "luong-concat", "luong-dot", "luong-general", "no-attention")]
    values = defaults(references("en-de/bahdanau", "en-de/luong-local-p", *family))
    assert values["pair"] == "en-fr"
    assert values["models"] == ["en-fr/bahdanau", "en-fr/luong-general", "en-fr/no-attention"]
    assert defaults(references("de-en/one", "de-en/two", "en-fr/bahdanau"))["models"] == ["de-en/one", "de-en/two"]
    assert defaults(references(*family), "en-fr")["text"] == values["text"]


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "a&b=c <s> + %20 é 고양이\nx"},
        {"text": ""},
        {"models": ["en-fr/no-attention"]},
        {"models": ["en-fr/luong-general", "en-fr/bahdanau"]},
        {"beam_size": 5, "hypothesis": 5},
        {"level": "pieces", "hide_end": True},
        {"lock": Lock(3)},
        {"lock": Lock(3, 4, "en-fr/bahdanau")},
        {"pair": "de-en", "models": ["de-en/other"], "lock": Lock(1, 0, "de-en/other")},
    ],
)
def test_a_link_restores_what_it_was_made_of(changes: dict[str, object]) -> None:
    values = defaults(MODELS, changes.get("pair", "en-fr")) | changes
    restored, wrong = read_table(TABLE, write_table(TABLE, values, MODELS), MODELS)
    assert restored == values
    assert not wrong


def test_only_what_is_not_usual_stands_in_a_link() -> None:
    values = defaults(MODELS) | {"beam_size": 4}
    assert link_to(write_table(TABLE, values, MODELS), "http://localhost/") == "http://localhost/?pair=en-fr&beam=4"
    assert link_to({}, "http://localhost/") == "http://localhost/"


def test_a_link_keeps_its_languages_when_another_family_grows() -> None:
    link = write_table(TABLE, defaults(MODELS), MODELS)
    grown = references(*NAMES, "de-en/third", "de-en/fourth")
    assert defaults(grown)["pair"] == "de-en"
    assert read_table(TABLE, link, grown)[0]["pair"] == "en-fr"


@pytest.mark.parametrize("text", ["", "0", "-1", "+1", "1.0", "1e1", " 1", "٣", "²", "11", "0011", "99999999999999999"])
def test_only_a_number_in_plain_digits_up_to_the_most_is_read(text: str) -> None:
    assert read_number(text, 10) is None


def test_numbers_are_read_and_long_quotes_are_cut() -> None:
    assert [read_number(text, 10) for text in ("1", "07", "10")] == [1, 7, 10]
    assert read_number("999") == 999
    assert short("a" * 40) == "a" * 40
    assert short("a" * 41) == "a" * 39 + "…"


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("pair", "xx"),
        ("pair", "../en-fr"),
        ("model", "../../etc"),
        ("model", "en-fr/bahdanau"),
        ("end", "perhaps"),
        ("beam", "0"),
        ("beam", "11"),
        ("beam", "99999999999999999999"),
        ("beam", "٣"),
        ("beam", ""),
        ("hypothesis", "2"),
        ("level", "letters"),
        ("lock", "here"),
    ],
)
def test_what_cannot_be_used_is_named_and_left(key: str, given: str) -> None:
    values, wrong = read_table(TABLE, {key: [given]}, MODELS)
    assert values == defaults(MODELS)
    assert len(wrong) == 1
    assert given in wrong[0]


def test_a_parameter_that_a_page_does_not_have_is_named() -> None:
    assert unknown_parameters({"text": ["a"], "beam": ["2"]}, [row.link for row in TABLE]) == []
    (said,) = unknown_parameters(["text", "beams", "x" * 50], [row.link for row in TABLE])
    assert said == f"This page has no parameter “beams”, “{'x' * 39}…”"
    (said,) = unknown_parameters([f"p{i}" for i in range(99)], [])
    assert said.endswith("“p4” and 94 more")


def test_known_models_in_a_link_are_kept_beside_unknown_ones() -> None:
    values, wrong = read_table(TABLE, {"model": ["nope", "luong-general", "luong-general"]}, MODELS)
    assert values["models"] == ["en-fr/luong-general"]
    assert len(wrong) == 1
