"""Does a model know what it is talking about? Which words of a sentence its family never met, and how sure it is.

A model always says something, and says it as fluently as it can. Two signs tell when to distrust it: source words that
training never showed it, and the probability that it gives its own tokens, in the mean (Blatz et al. 2004, "Confidence
Estimation for Machine Translation", found such scores of the model itself among the best signs).
"""

import gzip
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from seq2seq_core.decoding.trace import Translation
from seq2seq_core.errors import CheckpointError, CorpusError
from seq2seq_core.files import write_bytes
from seq2seq_core.parallel_text import read_lines
from seq2seq_core.text import split_words

SOURCE_WORDS = "source_words.tsv.gz"  # in the folder of a language pair: a word and how often, the most frequent first
RARE = 5  # times: a word that training met less often is rare
POOR_BELOW = 0.3  # chrF of a translation against its references
UNSURE_BELOW = 0.5  # mean probability of a token: `benchmarks/unsure.py` tells how well this separates


def count_words(texts: Iterable[str]) -> Counter[str]:
    """How often each word occurs in clean texts, capitals apart; what holds no letter is not counted."""
    return Counter(word.casefold() for text in texts for word in _words(text))


def never_met(text: str, counts: Mapping[str, int]) -> list[str]:
    """The words of a clean text that are not in `counts`, each once, as they are typed."""
    return list(dict.fromkeys(word for word in _words(text) if word.casefold() not in counts))


def rarely_met(text: str, counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The words of a clean text that training met fewer than `RARE` times, each once, and how often."""
    met = ((word, counts.get(word.casefold(), 0)) for word in dict.fromkeys(_words(text)))
    return [(word, count) for word, count in met if 0 < count < RARE]


def mean_probability(translation: Translation) -> float:
    """What the model gives a token of its own translation, in the geometric mean."""
    return math.exp(translation.log_prob / len(translation.target.ids))


def write_counts(path: Path, counts: Mapping[str, int]) -> None:
    """Keep counts as a file that is the same whenever they are."""
    rows = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    lines = "".join(f"{word}\t{count}\n" for word, count in rows)
    write_bytes(path, gzip.compress(lines.encode(), mtime=0))


def read_counts(path: Path) -> dict[str, int]:
    """What `write_counts` has written; CheckpointError if it is something else."""
    try:
        rows = [line.split("\t") for line in read_lines(path) if line]
        return {word: int(count) for word, count in rows}
    except (CorpusError, ValueError) as error:
        raise CheckpointError(f"{path.name} is not a list of words and counts: {error}") from error


def _words(text: str) -> list[str]:
    spelt = (text[start:end] for start, end in split_words(text))
    return [word for word in spelt if any(character.isalpha() for character in word)]
