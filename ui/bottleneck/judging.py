"""What each model says of a sentence at every length, and what the others find of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from seq2seq_core import Translation
from seq2seq_core.analysis.lexicon import LEXICON, Lexicon, read_lexicon
from seq2seq_core.analysis.omission import choose_ensemble
from seq2seq_core.analysis.verdicts import Finding, Verdict, judge, look_up
from seq2seq_core.registry import Models, languages_of, of_pair
from ui.shared.models import is_whole, losses_of, translate
from ui.shared.problems import problems_shown


@dataclass(frozen=True, slots=True)
class Count:
    """How many content words of a source were found to have which verdict."""

    translated: int
    missing: int
    undecided: int

    @property
    def words(self) -> int:
        return self.translated + self.missing + self.undecided

    @property
    def shares(self) -> tuple[float, float] | None:
        """The share that is translated for certain, and with all that nobody can tell; None of no words."""
        if not self.words:
            return None
        return self.translated / self.words, 1 - self.missing / self.words


@dataclass(frozen=True, slots=True, eq=False)
class Grown:
    """What one model makes of every sentence, and what became of the content words of each."""

    translations: Sequence[Translation]
    findings: Sequence[Sequence[Finding]]
    alone: bool  # no other model has a say


def count(verdicts: Sequence[Verdict]) -> Count:
    """Count them."""
    return Count(*(list(verdicts).count(v) for v in (Verdict.TRANSLATED, Verdict.NOT_FOUND, Verdict.CANNOT_TELL)))


def translate_each(sentences: Sequence[str], models: Models) -> dict[str, list[Translation]]:
    """The translations of every sentence by each of the chosen models that can."""
    session = st.session_state
    found = {}
    for name in session["models"]:
        with problems_shown():
            found[name] = [translate(models[name], sentence, session["beam_size"])[0] for sentence in sentences]
    return found


def judge_each(
    results: Mapping[str, Sequence[Translation]],
    sentences: Sequence[str],
    ensemble: Sequence[str],
    lexicon: Lexicon,
    models: Models,
) -> dict[str, Grown]:
    """The verdicts on every translation. No member of the ensemble judges its own."""
    languages = languages_of(st.session_state["pair"])
    judged = {}
    for name, translations in results.items():
        texts = [(source, one.text) for source, one in zip(sentences, translations, strict=True)]
        looked_up = [look_up(source, said, lexicon, languages) for source, said in texts]
        others = [member for member in ensemble if member != name]
        asked = tuple(
            (source, said, tuple(found.left_open)) for (source, said), found in zip(texts, looked_up, strict=True)
        )
        losses = [losses_of(models[member], asked) for member in others]
        findings = [
            judge(found, said, [some[length] for some in losses])
            for length, (found, (_, said)) in enumerate(zip(looked_up, texts, strict=True))
        ]
        judged[name] = Grown(translations, findings, alone=not others)
    return judged


def ensemble_of(models: Models) -> list[str]:
    """One model of the pair of each kind; another where the first choice is damaged."""
    known = {name: models[name].config for name in of_pair(st.session_state["pair"], models)}
    configs = {name: config.model for name, config in known.items() if config is not None}
    while broken := [name for name in choose_ensemble(configs) if not is_whole(models[name])]:
        for name in broken:
            del configs[name]
    return choose_ensemble(configs)


def lexicon_of(pair: str, models: Models) -> Lexicon | None:
    """The lexicon of a family; None if it has none. CheckpointError if it is damaged."""
    path = next(iter(of_pair(pair, models).values())).folder.parent / LEXICON
    return _read_lexicon(path, path.stat().st_mtime_ns) if path.exists() else None


@st.cache_resource(max_entries=8, show_spinner=False)
def _read_lexicon(path: Path, stamp: int) -> Lexicon:
    return read_lexicon(path)
