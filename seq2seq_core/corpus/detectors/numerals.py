"""Numbers as words, in English, French and German, up to the thousands; and what else is written for a number.

What the languages say for 1 is their article, too, so 1 as a word is left out. Some words are numbers and other
things as well ("neuf" is nine and new): they count as the number, but nothing is claimed because of them.
"""

from functools import lru_cache

from seq2seq_core.corpus.detectors.case import listed

LANGUAGES = ("de", "en", "fr")

_UNITS = {
    "en": "_ one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen",
    "fr": "_ un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit"
    " dix-neuf",
    "de": "_ ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn"
    " achtzehn neunzehn",
}
_TENS = {
    "en": "_ _ twenty thirty forty fifty sixty seventy eighty ninety",
    "fr": "_ _ vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt",
    "de": "_ _ zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
}
MULTIPLIERS = {
    "en": {"thousand": 1000, "million": 10**6, "billion": 10**9},
    "fr": {"mille": 1000, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9},
    "de": {"tausend": 1000, "million": 10**6, "millionen": 10**6, "milliarde": 10**9, "milliarden": 10**9},
}
# Said of a number of things, but not a numeral.
OTHERS = {
    "en": {"dozen": 12, "twice": 2, "both": 2, "couple": 2, "pair": 2, "double": 2, "doubled": 2, "thrice": 3,
           "half": 2, "halves": 2, "quarter": 4, "quarters": 4, "fortnight": 15, "zero": 0},
    "fr": {"douzaine": 12, "dizaine": 10, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "centaine": 100,
           "double": 2, "couple": 2, "paire": 2, "second": 2, "seconde": 2, "tiers": 3, "quart": 4, "zéro": 0,
           "moitié": 2, "demi": 2, "demie": 2},
    "de": {"dutzend": 12, "zweimal": 2, "dreimal": 3, "viermal": 4, "hundertmal": 100, "beide": 2, "beiden": 2,
           "paar": 2, "doppelt": 2, "drittel": 3, "viertel": 4, "null": 0, "halb": 2, "hälfte": 2,
           "zu zweit": 2, "zu dritt": 3, "zwo": 2},
}  # fmt: skip
# Numbers that mean something else as often, or where one language counts and the other does not.
DOUBTFUL = {
    "en": listed("second seconds both couple pair double doubled half halves quarter quarters fortnight dozen"),
    "fr": listed(
        "neuf cents second seconde double couple paire moitié demi demie tiers quart dizaine vingtaine trentaine"
        " millions milliards"
    ),
    "de": listed("acht millionen milliarden paar halb hälfte beide beiden doppelt viertel"),
}
_ENGLISH_ORDINALS = {1: "first", 2: "second", 3: "third", 5: "fifth", 8: "eighth", 9: "ninth", 12: "twelfth"}
_GERMAN_ORDINALS = {1: "erste", 3: "dritte", 7: "siebte", 8: "achte"}


def cardinal(number: int, language: str) -> str:
    """A number from 1 to 999 in words, as a dictionary has it: "two hundred and five", "quatre-vingt-onze"."""
    hundreds, rest = divmod(number, 100)
    small = _below_hundred(rest, language)
    if not hundreds:
        return small
    units = _UNITS[language].split()
    if language == "en":
        return f"{units[hundreds]} hundred" + (f" and {small}" if rest else "")
    if language == "fr":
        several = f"{units[hundreds]} cent" if hundreds > 1 else "cent"
        return f"{several} {small}" if rest else several + ("s" if hundreds > 1 else "")
    return f"{units[hundreds]}hundert{small}"


def ordinal(number: int, language: str) -> list[str]:
    """The forms of an ordinal from 1 to 31."""
    word = cardinal(number, language)
    if language == "en":
        tens, hyphen, last = word.rpartition("-")
        unit = number % 10 if hyphen else number
        return [tens + hyphen + _ENGLISH_ORDINALS.get(unit, f"{last.removesuffix('y')}{'ie' * last.endswith('y')}th")]
    if language == "fr":
        if number == 1:
            return ["premier", "première", "premiers", "premières"]
        stem = {"cinq": "cinqu", "neuf": "neuv"}.get(word, word.removesuffix("e"))
        return [f"{stem}ième", f"{stem}ièmes"]
    stem = _GERMAN_ORDINALS.get(number, word + ("te" if number < 20 else "ste"))
    return [stem + ending for ending in ("", "n", "r", "s", "m")]


@lru_cache
def numerals(language: str) -> dict[tuple[str, ...], int]:
    """Every numeral to 999 and ordinal to 31, as words without hyphens; and what else stands for a number."""
    found = {tuple(phrase.split()): value for phrase, value in OTHERS[language].items()}
    for number in range(1, 1000):
        spelt = cardinal(number, language)
        found[_split(spelt)] = number
        if language == "en" and " and " in spelt:
            found[_split(spelt.replace(" and ", " "))] = number
        if language == "fr" and number == 80:
            found["quatre", "vingts"] = 80
    if language == "en":
        found["a", "hundred"] = 100
        found |= {
            (f"{ten.removesuffix('y')}ies",): 10 * number
            for number, ten in enumerate(_TENS["en"].split())
            if number > 1
        }
    if language == "de":
        found |= {("hundert",): 100, ("eins",): 1} | _german_compounds()
    for number in range(1, 32):
        found |= {_split(form): number for form in ordinal(number, language)}
    return {tuple(word.casefold() for word in words): number for words, number in found.items()}


def _german_compounds() -> dict[tuple[str, ...], int]:
    """What German writes as one word: years to 1999, thousands with what follows to 9999, and round ones to 999,000."""
    found: dict[tuple[str, ...], int] = {(f"{cardinal(n, 'de')}tausend",): 1000 * n for n in range(1, 1000)}
    for rest in range(1000):
        after = cardinal(rest, "de") if rest else ""
        found |= {(f"{cardinal(n, 'de')}tausend{after}",): 1000 * n + rest for n in range(1, 10)}
        if rest < 100:
            found |= {(f"{cardinal(n, 'de')}hundert{after}",): 100 * n + rest for n in range(11, 20)}
    return found


def _below_hundred(number: int, language: str) -> str:
    units, tens = _UNITS[language].split(), _TENS[language].split()
    if number < 20:
        return units[number].strip("_")
    ten, unit = divmod(number, 10)
    if language == "de":
        return f"{units[unit]}und{tens[ten]}" if unit else tens[ten]
    if language == "fr":
        unit = number - 20 * (number // 20) if number >= 60 else unit  # counted in twenties from sixty on
        if number == 80:
            return "quatre-vingts"
        linked = " et " if unit in (1, 11) and number < 80 else "-"
        return tens[ten] + (linked + units[unit] if unit else "")
    return tens[ten] + (f"-{units[unit]}" if unit else "")


def _split(spelt: str) -> tuple[str, ...]:
    return tuple(spelt.replace("-", " ").split())
