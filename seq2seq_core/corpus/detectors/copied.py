"""Copied source: words of the source, names apart, that stand in the output, whose language does not have them."""

from seq2seq_core.corpus.detectors.case import Case, Finding, listed
from seq2seq_core.corpus.detectors.names import names

NAME = "copied"
SHORTEST = 3  # letters
_OF_NAMES = listed("street road lane avenue square hotel hill park bridge castle")  # "Mill Lane" is a name
LEAST_OF_SOURCE = 0.3  # how often training has a word in the target, by how often in the source, where both have it


def find(case: Case) -> list[Finding]:
    """The copied words; those that follow each other are one finding."""
    if not (case.knowledge.knows_target and case.knowledge.source_dictionary):
        return []
    copied = [i for i in range(len(case.target.words)) if _is_copied(case, i)]
    findings = []
    while copied:
        end = next((k for k in range(1, len(copied)) if copied[k] != copied[k - 1] + 1), len(copied))
        place = (copied[0], copied[end - 1] + 1)
        first = case.source.plain.index(case.target.plain[place[0]])
        same = case.source.plain[first : first + end] == case.target.plain[place[0] : place[1]]
        source = (first, first + (end if same else 1))
        reason = f"{case.target.quoted(place)} is copied from the source"
        findings.append(Finding(NAME, place, source, reason, min(1.0, 0.7 + 0.1 * end)))
        copied = copied[end:]
    return findings


def _is_copied(case: Case, i: int) -> bool:
    form = case.target.plain[i]
    if len(form) < SHORTEST or not form.isalpha() or form not in case.source_words or form in case.reference_words:
        return False
    joined = "-" in case.target.plain[max(0, i - 1) : i + 2]  # "fast-food", "hat-trick": likely a loan
    if joined or case.target.words[i].isupper() or _is_in_a_title(case, i):
        return False
    named = {case.source.plain[k] for k in names(case)} | (_OF_NAMES if case.target.words[i][0].isupper() else set())
    return form not in named and form in case.knowledge.source_dictionary and not _is_of_both(case, i)


def _is_in_a_title(case: Case, i: int) -> bool:
    """Whether a capitalised word stands beside another one that is in the source: New York, Rain Man."""
    words, plain = case.target.words, case.target.plain
    beside = [k for k in (i - 1, i + 1) if 0 <= k < len(words)]
    return words[i][0].isupper() and any(words[k][0].isupper() and plain[k] in case.source_words for k in beside)


def _is_of_both(case: Case, i: int) -> bool:
    """Whether the target language has the word, too; what training met there now and then is a name or a mistake."""
    form, stem = case.target.plain[i], case.target.stems.get(i)
    if stem is None or form in case.knowledge.target_dictionary:
        return True
    lexicon = case.knowledge.lexicon
    often = lexicon.target.get(stem.text, 0) >= LEAST_OF_SOURCE * lexicon.source.get(form, 0)
    return often and case.knowledge.is_word(form, stem.text)
