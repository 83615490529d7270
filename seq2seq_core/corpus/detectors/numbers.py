"""Wrong numbers: those of both sides compared by value, whether they are written in digits or in words.

"1,250", "1 250" and "1.250" may be the same number in three languages, so a number has all the values that somebody may
have meant; "4 p.m." has 4 and 16. What the source says and the output does not is lost or became another number; what
only the output says is made up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from seq2seq_core.corpus.detectors.case import Case, Finding, Place, Text
from seq2seq_core.corpus.detectors.numerals import DOUBTFUL, LANGUAGES, MULTIPLIERS, numerals

NAME = "number"
_DIGITS = regex.compile(r"\d{1,3}(?:[ ,.'\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_LONGEST_NUMERAL = 6  # words: "nine hundred and ninety-nine"
_AFTERNOON = regex.compile(r"\s*(?:p\.?\s?m\b|in the (?:afternoon|evening))", regex.IGNORECASE)
_WEEK = {"week", "weeks", "fortnight"}  # "huit jours" is a week, "quinze jours" are two
_DAYS_OF_WEEKS = {8, 14, 15}
_TWELVE = {"midnight", "noon", "midday"}
_QUARTERS = {"halb", "viertel", "dreiviertel", "demie", "quart", "midi", "minuit"}  # how "2:30" may be said


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text, with all the values that it may have."""

    values: frozenset[float]
    place: Place
    doubtful: bool  # it may be no number, or the other language may do without
    digits: bool


def find(case: Case) -> list[Finding]:
    """The numbers that only one side has, in pairs where there are some on either side."""
    if not all(language in LANGUAGES for language in case.languages):
        return []
    source, target = numbers_of(case.source), numbers_of(case.target)
    said = {value for number in target for value in number.values}
    asked = {value for number in source for value in number.values}
    referred = {value for text in case.references for number in numbers_of(text) for value in number.values}
    if _WEEK & case.source_words:
        asked |= _DAYS_OF_WEEKS
    if _TWELVE & case.source_words:
        asked |= {0, 12, 24}
    lost = [one for one in source if not one.doubtful and not one.values & said and not _unsaid(one, case, referred)]
    new = [one for one in target if not one.doubtful and not one.values & (asked | referred)]
    return [*_findings(case, lost, new)]


def _unsaid(number: Number, case: Case, referred: set[float]) -> bool:
    """Whether a number need not be in the translation: minutes, and words that the references do without, too."""
    start = case.source.spans[number.place[0]][0]
    if case.source.text[:start].endswith(":") and _QUARTERS & set(case.target.plain):
        return True
    return bool(case.references) and not number.digits and not number.values & referred


def _findings(case: Case, lost: Sequence[Number], new: Sequence[Number]) -> Iterator[Finding]:
    free = list(new)
    for number in lost:
        said = case.source.quoted(number.place)
        became = _nearest(case, number, free)
        strength = 1.0 if number.digits else 0.8
        if became is None:
            yield Finding(NAME, None, number.place, f"{said} is not in the output", strength * 0.9)
        else:
            free.remove(became)
            reason = f"{said} became {case.target.quoted(became.place)}"
            yield Finding(NAME, became.place, number.place, reason, strength)
    for number in free:
        if number.values == {2} and not number.digits:
            continue  # "les deux", "zu zweit": said of what the source calls either or these
        reason = f"{case.target.quoted(number.place)} is not in the source"
        yield Finding(NAME, number.place, case.looked_at(number.place), reason, 0.8 if number.digits else 0.6)


def _nearest(case: Case, number: Number, new: Sequence[Number]) -> Number | None:
    """Which of the new numbers stands for a lost one: that which looked there, else the first at about its place."""

    def apart(one: Number) -> tuple[bool, float]:
        looked = case.looked_at(one.place)
        there = looked is not None and number.place[0] <= looked[0] < number.place[1]
        ratio = len(case.target.words) / max(1, len(case.source.words))
        return not there, abs(one.place[0] - number.place[0] * ratio)

    return min(new, key=apart, default=None)


def numbers_of(text: Text) -> list[Number]:
    """The numbers of a text in English, French or German, in order; 1 only in digits."""
    in_digits = [_in_digits(match, text) for match in _DIGITS.finditer(text.text)]
    taken = {i for number in in_digits for i in range(*number.place)}
    return sorted([*in_digits, *_in_words(text, taken)], key=lambda number: number.place)


def _in_digits(match: "regex.Match[str]", text: Text) -> Number:
    spelt = match.group()
    whole = regex.sub(r"\D", "", spelt)
    values = {float(regex.sub(r",", ".", spelt))} if regex.fullmatch(r"\d+[.,]\d+|\d+", spelt) else set()
    if values.isdisjoint({float(whole)}) and regex.fullmatch(r"\d{1,3}(\D\d{3})+", spelt):
        values.add(float(whole))
    place = text.place(match.span())
    after = text.text[match.end() :]
    factor = _multiplier(text, place[1])
    if factor > 1:
        place = (place[0], place[1] + 1)
        values = {value * factor for value in values}
    if _AFTERNOON.match(after) or regex.match(r":\d\d", after):
        values |= {value + 12 for value in values} | ({value + 1 for value in values} if after[:1] == ":" else set())
    return Number(frozenset(values), place, False, True)


def _in_words(text: Text, taken: set[int]) -> Iterator[Number]:
    language = text.language
    known, doubtful = numerals(language), DOUBTFUL[language]
    words = [word.strip("-") for word in text.plain]
    solid = [i for i, word in enumerate(words) if word]  # hyphens are words of their own
    at = 0
    while at < len(solid):
        i = solid[at]
        length = _longest(known, words, solid[at:]) if i not in taken else 0
        factor = _multiplier(text, i)
        if i not in taken and not length and factor > 1:  # "mille", "a thousand"
            length, value = 1, float(factor)
            rest = _longest(known, words, solid[at + 1 :])
        elif length:
            value = float(known[tuple(words[j] for j in solid[at : at + length])])
            after = solid[at + length] if at + length < len(solid) else -1
            factor, rest = (_multiplier(text, after), 0) if after == _next(text, solid[at + length - 1]) else (1, 0)
            if factor > 1 and value:
                value, length = value * factor, length + 1
                rest = _longest(known, words, solid[at + length :]) if factor == 1000 else 0
        else:
            if i not in taken and (begun := _begins_with(known, words[i])):
                yield Number(frozenset({float(begun)}), (i, i + 1), True, False)
            at += 1
            continue
        if rest and (more := known[tuple(words[j] for j in solid[at + length : at + length + rest])]) < 1000:
            value, length = value + more, length + rest
        place = (i, solid[at + length - 1] + 1)
        alone = length == 1 and words[i] in doubtful
        if value != 1 and not _is_per_cent(words, i, length):
            yield Number(frozenset(_meant(value, text, place)), place, alone, False)
        at += length


def _begins_with(known: dict[tuple[str, ...], int], word: str) -> int:
    """The number with which a longer word begins, as "Zweizimmerwohnung" and "fünfmal"; 0 if it begins with none."""
    beginnings = (word[:end] for end in range(len(word) - 1, 2, -1))
    return next((known[start,] for start in beginnings if (start,) in known), 0)


def _is_per_cent(words: Sequence[str], i: int, length: int) -> bool:
    after_number = i >= 2 and (regex.search(r"\d", words[i - 2]) or (words[i - 2],) in numerals("fr"))
    return length == 1 and words[i] == "cent" and words[i - 1 : i] == ["pour"] and bool(after_number)


def _longest(known: dict[tuple[str, ...], int], words: Sequence[str], where: Sequence[int]) -> int:
    """How many of the next words are one numeral; they stand together, but for hyphens."""
    for length in range(min(_LONGEST_NUMERAL, len(where)), 0, -1):
        together = all(words[j] == "" for j in range(where[0], where[length - 1]) if j not in where[:length])
        numeral = tuple(words[j] for j in where[:length])
        split_eighty = (
            numeral[:1] == ("quatre",) and numeral[1:2] in (("vingt",), ("vingts",)) and where[1:2] == [where[0] + 1]
        )  # "quatre vingt-deux": 4 of 22
        if together and numeral in known and not (length > 1 and split_eighty):
            return length
    return 0


def _meant(value: float, text: Text, place: Place) -> set[float]:
    """The values of a numeral by what stands around it: "half past seven" is halb acht, "seven in the evening" 19."""
    before = text.plain[max(0, place[0] - 2) : place[0]]
    after = text.text[text.spans[place[1] - 1][1] :]
    values = {value}
    if before == ["half", "past"] or before[-1:] == ["to"]:
        values |= {value + 1, value - 1, value + 12}
    if _AFTERNOON.match(after) or before == ["half", "past"]:
        values |= {value + 12}
    return values


def _next(text: Text, i: int) -> int:
    """The number of the word after, hyphens left out; -1 where there is none."""
    following = (j for j in range(i + 1, len(text.words)) if text.words[j].strip("-"))
    return next(following, -1)


def _multiplier(text: Text, i: int) -> int:
    return MULTIPLIERS[text.language].get(text.plain[i], 1) if 0 <= i < len(text.words) else 1
