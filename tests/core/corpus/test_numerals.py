"""Numbers in words against lists that were written by hand, and every number against itself in the other language."""

import pytest

from seq2seq_core.corpus.detectors.case import Text
from seq2seq_core.corpus.detectors.numbers import numbers_of
from seq2seq_core.corpus.detectors.numerals import LANGUAGES, cardinal, ordinal

SPELT = {
    "en": {13: "thirteen", 40: "forty", 91: "ninety-one", 100: "one hundred", 342: "three hundred and forty-two"},
    "fr": {
        21: "vingt et un", 70: "soixante-dix", 71: "soixante et onze", 77: "soixante-dix-sept", 80: "quatre-vingts",
        81: "quatre-vingt-un", 91: "quatre-vingt-onze", 99: "quatre-vingt-dix-neuf", 100: "cent", 200: "deux cents",
        342: "trois cent quarante-deux",
    },
    "de": {16: "sechzehn", 17: "siebzehn", 21: "einundzwanzig", 30: "dreißig", 342: "dreihundertzweiundvierzig"},
}  # fmt: skip
READ = [
    ("en", "two thousand five hundred", {2500}),
    ("en", "ten thousand", {10_000}),
    ("en", "a hundred", {100}),
    ("en", "the twenty-first of May", {21}),
    ("en", "90 million", {90_000_000}),
    ("en", "1,250 or 1.5", {1250, 1.25, 1.5}),
    ("fr", "deux mille cinq cents", {2500}),
    ("fr", "mille neuf cent quatre-vingt-quatre", {1984}),
    ("fr", "4,5 et 1 250", {4.5, 1250}),
    ("fr", "vingt et unième", {21}),
    ("fr", "un homme", set()),
    ("de", "zweitausendfünfhundert", {2500}),
    ("de", "neunzehnhundertvierundachtzig", {1984}),
    ("de", "zwei Millionen", {2_000_000}),
    ("de", "1.250", {1250, 1.25}),
    ("de", "ein Mann", set()),
]


@pytest.mark.parametrize(
    ("language", "number"), [(language, number) for language in SPELT for number in SPELT[language]]
)
def test_numbers_are_spelt_as_people_spell_them(language: str, number: int) -> None:
    assert cardinal(number, language) == SPELT[language][number]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_is_read_back_within_a_sentence(language: str) -> None:
    for number in range(2, 1000):
        found = numbers_of(Text(f"xx {cardinal(number, language)} yy", language))
        assert [set(one.values) for one in found] == [{float(number)}], cardinal(number, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_ordinal_is_read_back(language: str) -> None:
    for number in range(2, 32):
        for form in ordinal(number, language):
            assert [set(one.values) for one in numbers_of(Text(f"xx {form} yy", language))] == [{float(number)}], form


@pytest.mark.parametrize(("language", "text", "values"), READ)
def test_numbers_are_read_in_digits_and_in_words(language: str, text: str, values: set[float]) -> None:
    found = numbers_of(Text(text, language))
    assert {value for one in found for value in one.values} == values
