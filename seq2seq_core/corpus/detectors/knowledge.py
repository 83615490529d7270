"""What is known of two languages: which words there are, and which translate which.

The words are those of a family's training text (`analysis.lexicon`, by stem) and of a spelling dictionary (by form),
which knows words that no training text had. For a language with neither, nothing is known, and detectors that ask are
silent.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from spellchecker import SpellChecker

from seq2seq_core.analysis.lexicon import LEXICON, Lexicon, read_lexicon
from seq2seq_core.registry import checkpoints_folder, languages_of
from seq2seq_core.stems import Stem

DICTIONARIES = ("de", "en", "fr")  # those of pyspellchecker that we use: the languages of our models that it has
COMPOUND = "de"  # writes compounds as one word
SHORTEST_PART = 4  # letters of a part of a compound
FUGUES = ("", "s", "es", "n", "en")  # what German puts between two parts
NO_LEXICON = Lexicon(source={}, target={}, links={})


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Of a pair of languages."""

    lexicon: Lexicon  # the one that met most words; empty where none is kept
    stems: frozenset[str]  # of the target language, that any lexicon met
    source_dictionary: frozenset[str]
    target_dictionary: frozenset[str]
    target_language: str

    @property
    def knows_target(self) -> bool:
        """Whether anything is known of the words of the target language."""
        return bool(self.stems or self.target_dictionary)

    def is_word(self, plain: str, stem: str) -> bool:
        """Whether the target language has a word, as far as is known; `plain` is its form, lower case."""
        if plain in self.target_dictionary or stem in self.stems:
            return True
        return self.target_language == COMPOUND and self._is_compound(plain)

    def translates(self, source: Stem, target: Stem, least_share: float = 0.02) -> bool:
        """Whether training ever had the target stem for the source stem, more than by chance."""
        often = self.lexicon.linked(source.text, target.text) >= 0.5
        return often and self.lexicon.share(source.text, target.text) >= least_share

    def _is_compound(self, word: str) -> bool:
        """Whether a word is two words of the dictionary, with what German puts between them."""
        for end in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            if word[end:] in self.target_dictionary and any(
                word[:end].removesuffix(fugue) in self.target_dictionary
                for fugue in FUGUES
                if word[:end].endswith(fugue)
            ):
                return True
        return False


@lru_cache(maxsize=8)
def knowledge_of(source_language: str, target_language: str, root: Path | None = None) -> Knowledge:
    """What is kept beside the models of a pair of languages, and what dictionaries know."""
    paths = sorted((root or checkpoints_folder()).glob(f"*/{LEXICON}"))
    of_both = [path for path in paths if languages_of(path.parent.name) == (source_language, target_language)]
    lexicons = [read_lexicon(path) for path in of_both]
    return Knowledge(
        lexicon=max(lexicons, key=lambda lexicon: len(lexicon.target), default=NO_LEXICON),
        stems=frozenset(stem for lexicon in lexicons for stem in lexicon.target),
        source_dictionary=_dictionary(source_language),
        target_dictionary=_dictionary(target_language),
        target_language=target_language,
    )


@lru_cache(maxsize=len(DICTIONARIES))
def _dictionary(language: str) -> frozenset[str]:
    if language not in DICTIONARIES:
        return frozenset()
    return frozenset(word.casefold() for word in SpellChecker(language=language).word_frequency.dictionary)
