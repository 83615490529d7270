"""What the detectors find in results, kind by kind: for the gallery of the app and for a report."""

from seq2seq_core.corpus.detectors import DETECTORS, Finding, detect
from seq2seq_core.corpus.report import ErrorCount
from seq2seq_core.corpus.results import Results, Row
from seq2seq_core.registry import languages_of

Found = tuple[Row, list[Finding]]  # a sentence, and what was found in it, the clearest first


def find_errors(
    results: Results, system: str, languages: tuple[str, str], most: int | None = None
) -> dict[str, list[Found]]:
    """Of every kind the sentences of a system in which it was found, the clearest first; of the first `most` alone."""
    found: dict[str, list[Found]] = {name: [] for name in DETECTORS}
    for row in results.rows[:most]:
        here = detect(row.source, row.said[system].text, languages, references=row.references)
        for name in DETECTORS:
            if some := [finding for finding in here if finding.detector == name]:
                found[name].append((row, sorted(some, key=lambda finding: -finding.strength)))
    return {name: sorted(some, key=lambda one: -one[1][0].strength) for name, some in found.items()}


def count_errors(results: Results) -> list[ErrorCount]:
    """In how many sentences each system has which errors; nothing where nobody said which languages they are in."""
    if not results.header.languages:
        return []
    languages = languages_of(results.header.languages)
    found = {system: find_errors(results, system, languages) for system in results.systems}
    return [
        ErrorCount(detector.title, detector.looks_for, {system: len(some[name]) for system, some in found.items()})
        for name, detector in DETECTORS.items()
    ]
