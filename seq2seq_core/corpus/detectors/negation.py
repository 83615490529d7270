"""Wrong negation: one side denies and the other does not.

Only what is on one side alone is told, not which of several denials is missing: languages count them differently ("ni
... ni", "didn't see anybody"). A hint is what may deny ("refuse", "hardly", French "plus", ne without pas): where one
side has a hint and the other a denial, nothing is claimed.
"""

from collections.abc import Callable, Sequence

import regex

from seq2seq_core.corpus.detectors.case import Case, Finding, Text, listed

NAME = "negation"
_DENIALS = {
    "en": listed("""
        not no never nobody none nothing nowhere neither nor cannot without don't doesn't didn't isn't aren't wasn't
        weren't won't wouldn't can't couldn't shouldn't mustn't haven't hasn't hadn't needn't ain't
    """),
    "fr": listed("pas jamais rien aucun aucune aucuns aucunes ni sans nulle non"),
    "de": listed("nicht nie niemals niemand niemanden niemandem nichts nirgends nirgendwo weder ohne nein kein keine"
                    " keinen keinem keiner keines keins keinerlei"),
}  # fmt: skip
_HINTS = {
    "en": regex.compile(
        r"(?:un|in|im|ir|dis|mis)\p{L}{3,}|\p{L}+less|hardly|barely|scarcely|rarely|seldom|only|just|but|except|unless"
        r"|few|little|fail\w*|refus\w+|den(?:y|ied|ies)|avoid\w*|stop\w*|lack\w*|miss\w*|lost|lose|forg[eo]t\w*|rather"
        r"|instead|before|until|than|refrain\w*|fear\w*|afraid|doubt\w*|prevent\w*|hate\w*|too|nearly|long|anymore|longer|else"
        r"|since|non|ignor\w+|any|anybody|anyone|anything|ever|wrong|bad|gone|blind|off|out|forbid\w*|cold|matter"
    ),
    "fr": regex.compile(
        r"ne|n'|nul|plus|guère|personne|peu|que|qu'|(?:in|im|ir|dé|dés|mé|mal)\p{L}{3,}|impossible|refus\w+|ni[ée]\w*"
        r"|manqu\w+|oubli\w+|évit\w+|peine|presque|avant|faute|défen\w+|interdi\w+|empêch\w+|cess\w+|arrêt\w+|seul\w*"
        r"|ignor\w+|sauf|moins|perdu\w*|rat\w+|doute\w*|pire|faux|sinon"
    ),
    "de": regex.compile(
        r"un\p{L}{3,}|miss\p{L}{3,}|\p{L}+los\w*|kaum|wenig\w*|selten|fast|außer|statt|ehe|bevor|verbot\w+|verbiet\w+"
        r"|weiger\w+|ablehn\w+|fehl\w+|vergess\w+|vergaß\w*|verpass\w+|verlor\w*|leugn\w+|nur|erst|bis|als|schlecht\w*"
        r"|falsch\w*|egal|leider|sondern"
    ),
}  # fmt: skip
_FRENCH_STEP = listed("un le ce premier chaque faux grand petit quelques deux trois ses mes au")  # "un pas"


def find(case: Case) -> list[Finding]:
    """A denial that is lost, or one that is new."""
    if not all(language in _DENIALS for language in case.languages) or not case.target.words:
        return []
    source, target = denials(case.source), denials(case.target)
    if source and not target and not _any_cue(case.target) and not hints(case.target, strong_only=True):
        cue = (source[0], source[0] + 1)
        return [Finding(NAME, None, cue, f"{case.source.quoted(cue)} denies, and the output does not", 0.9)]
    if target and not source and not _any_cue(case.source) and not hints(case.source):
        if any(denials(reference) for reference in case.references):
            return []
        cue = (target[0], target[0] + 1)
        reason = f"{case.target.quoted(cue)} denies, and the source does not"
        return [Finding(NAME, cue, case.looked_at(cue), reason, 0.9)]
    return []


def denials(text: Text) -> list[int]:
    """The words that deny, in a language that has a list of them."""
    sure = _SURE.get(text.language, _always)
    cues = _DENIALS[text.language]
    words = [word.removesuffix("'s") for word in text.plain]
    return [i for i, word in enumerate(words) if word in cues and sure(words, i)] + (
        _french_ne(text) if text.language == "fr" else []
    )


def _any_cue(text: Text) -> bool:
    """Whether a word stands there that denies elsewhere: "isn't it?" may well be translated by a denial."""
    cues = _DENIALS[text.language] - {"pas", "sans"}
    return not cues.isdisjoint(text.plain)


def hints(text: Text, *, strong_only: bool = False) -> list[int]:
    """The words that may deny, or come with a denial in another language."""
    weak = _WEAK if strong_only else frozenset()
    return [i for i, word in enumerate(text.plain) if word not in weak and _HINTS[text.language].fullmatch(word)]


# Where a denial is expected and there is none, these do not stand for it.
_WEAK = listed("que qu' peu avant seul seule seuls seules moins arrêt plus nur erst bis als bevor ehe fast")


def _always(words: Sequence[str], i: int) -> bool:
    return True


def _english(words: Sequence[str], i: int) -> bool:
    """Whether it denies: these do not: "not only", "no matter", "nothing but", "or not", "didn't she?"."""
    after = list(words[i + 1 : i + 3])
    tag = words[i].endswith("n't") and len(after) == 2 and after[1] == "?"
    whether = words[i] == "not" and words[i - 1 : i] == ["or"]
    return not (tag or whether or after[:1] in (["only"], ["matter"], ["but"]))


def _french(words: Sequence[str], i: int) -> bool:
    """Whether it denies: these do not: "un pas" (a step), "pas mal", "sans doute", "non-fumeur", "non ?"."""
    word, before, after = words[i], words[i - 1] if i else "", words[i + 1] if i + 1 < len(words) else ""
    if word == "pas":
        return before not in _FRENCH_STEP and after != "mal"
    if word == "sans":
        return after != "doute" and words[i + 1 : i + 3] != ["aucun", "doute"]
    return not (word == "non" and after in ("-", "?"))


_SURE: dict[str, Callable[[Sequence[str], int], bool]] = {"en": _english, "fr": _french}


def _french_ne(text: Text) -> list[int]:
    """Where ne goes with personne, plus or guère within a few words: then it denies."""
    return [
        i
        for i, word in enumerate(text.plain)
        if word in ("personne", "plus", "guère", "nul")
        and {"ne", "n'"} & set(text.plain[max(0, i - 5) : i + (4 if word in ("personne", "nul") else 0)])
    ]
