"""What is explained: a translation of each model, its attention, and what another method says of the same words.

T shown target words, S shown source words.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from figures.words import Word
from seq2seq_core import InputError, ModelReference, Side, Translation
from seq2seq_core.analysis.alignment_measures import normalise_rows
from seq2seq_core.attribution.attribution import Attribution
from seq2seq_core.attribution.faithfulness import Tokens
from seq2seq_core.attribution.methods import METHODS, Method
from seq2seq_core.decoding.trace import Floats
from seq2seq_core.registry import Models
from seq2seq_core.text import check_sentence, clean
from ui.explain import coming
from ui.shared.alignment import Alignment, shown_alignment
from ui.shared.models import attributed, force, translate
from ui.shared.problems import problems_kept

TYPED = "typed"  # under which the problem of a typed translation is kept
ONE_WORD = "There is one source word: nothing to rank, and nothing to hold against it."


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """One model's translation with two maps of the same axes."""

    letter: str
    model: ModelReference
    translation: Translation
    attention: Alignment  # without weights if the model has no attention
    method: Method
    found: Attribution | None  # None: not there yet, or `problem` says why it cannot be
    values: Floats | None  # (T, S) what the method says of the shown words
    problem: str | None = None
    forced: bool = False  # whether the translation was typed

    @property
    def source(self) -> tuple[Word, ...]:
        """The columns of both maps."""
        return self.attention.source

    @property
    def target(self) -> tuple[Word, ...]:
        """The rows of both maps."""
        return self.attention.target

    @property
    def attention_shares(self) -> Floats | None:
        """Attention (T, S) with rows that sum to one, also where local attention's do not."""
        return None if self.attention.weights is None else normalise_rows(self.attention.weights)

    @property
    def shares(self) -> Floats | None:
        """What the method says as shares of each row (T, S), by size whatever the sign."""
        return None if self.values is None else normalise_rows(np.abs(self.values))

    @property
    def rankings(self) -> dict[str, list[list[int]]]:
        """The source words of each target word, what matters most first, by the title of the method. The end of the
        sentence is none of them."""
        known = {METHODS["attention"].title: self.attention.weights, self.method.title: self.values}
        words = [s for s, word in enumerate(self.source) if not word.end]
        return {
            title: [[words[i] for i in np.argsort(-row[words], kind="stable")] for row in values]
            for title, values in known.items()
            if values is not None
        }

    def source_tokens(self, words: Iterable[int]) -> tuple[Tokens, ...]:
        """The tokens of some shown source words."""
        groups = shown_groups(self.translation.source, self.source)
        return tuple(groups[s] for s in words)

    def target_tokens(self, word: int) -> tuple[int, ...]:
        """The steps of a shown target word."""
        return shown_groups(self.translation.target, self.target)[word]


def explain(models: Models, text: str) -> tuple[list[Explained], dict[str, str]]:
    """What the controls of this session ask for, of the models that can be explained; what is wrong with the others, by
    letter, and with a typed translation."""
    session = st.session_state
    found: list[Explained] = []
    problems: dict[str, str] = {}
    said = None
    if session["explain_output"] == "typed":
        with problems_kept(problems, TYPED):
            said = _typed()
    for letter in "AB":
        if (name := session[f"explain_{letter.lower()}"]) is None:
            continue
        with problems_kept(problems, letter):
            found.append(_explain(letter, models[name], text, said))
    return found, problems


def _explain(letter: str, model: ModelReference, text: str, said: str | None) -> Explained:
    session = st.session_state
    translation = own(model, text) if said is None else force(model, text, said)
    alignment = shown_alignment(translation, session["level"], session["hide_end"])
    name = session["explain_method"]
    words = tuple(map(tuple, translation.source.groups)) if METHODS[name].whole_words and by_words() else None
    try:
        if name == "shapley":
            attribution = coming.shapley(model, translation)
        else:
            attribution = attributed(model, translation, name, words)
    except InputError as error:
        problem = str(error) if model.attends else f"{error}; gradients, occlusion and Shapley values need none"
        return Explained(letter, model, translation, alignment, METHODS[name], None, None, problem, said is not None)
    values = None if attribution is None else shown_values(attribution, translation, alignment)
    return Explained(letter, model, translation, alignment, METHODS[name], attribution, values, forced=said is not None)


def own(model: ModelReference, text: str) -> Translation:
    """What a model says by itself, by the search of the sidebar."""
    session = st.session_state
    hypotheses = translate(model, text, session["beam_size"])
    return hypotheses[min(session["hypothesis"], len(hypotheses)) - 1]


def shown_values(found: Attribution, translation: Translation, shown: Alignment) -> Floats:
    """What a method says of the words or tokens that are shown (T, S)."""
    source, target = shown_groups(translation.source, shown.source), shown_groups(translation.target, shown.target)
    return found.by_words(target, source).astype(np.float32)


def shown_groups(side: Side, shown: Sequence[Word]) -> tuple[tuple[int, ...], ...]:
    """The tokens of each word that is shown, or each token by itself. What is hidden is the last."""
    groups = [tuple(group) for group in side.groups] if by_words() else [(i,) for i in range(len(side.ids))]
    return tuple(groups[: len(shown)])


def by_words() -> bool:
    """Whether words are shown, not tokens."""
    return bool(st.session_state["level"] == "words")


def noun() -> str:
    """What is shown: words, or the tokens that the model works with."""
    return "word" if by_words() else "token"


def say_name(one: Explained, where: str) -> None:
    """Whose figures these are, where there are two models."""
    with st.container(key=f"name-{where}-{one.letter}"):
        st.text(f"{one.letter}  {one.model.name}")


def _typed() -> str:
    typed = st.session_state["explain_typed"]
    if not clean(typed or ""):
        raise InputError("the translation is empty: type what is to be explained")
    return check_sentence(typed)
