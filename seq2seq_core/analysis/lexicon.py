"""Which words one language has for those of the other: learnt from the training text by stem, kept beside a family.

A model cannot tell a synonym from an omission; a list of what people wrote for "sleeping" (dort, dormir, sommeil) can.
"""

import gzip
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from seq2seq_core.analysis.ibm_model1 import link
from seq2seq_core.errors import CheckpointError, ConfigError
from seq2seq_core.files import json_bytes, write_bytes
from seq2seq_core.stems import stems
from seq2seq_core.strict import Strict, parse

LEXICON = "lexicon.json.gz"  # in the folder of a language pair
FEWEST = 0.3  # expected links of two stems, below which the lexicon forgets that they met
LONGEST = 60  # words of a sentence: a longer one says less about each of its words, and takes more than its share


class Lexicon(Strict):
    """How often training met every stem of either side, and how many links two of them have, as IBM model 1 expects."""

    source: dict[str, int]
    target: dict[str, int]
    links: dict[str, dict[str, float]]  # by stem of the source, then of the target

    @cached_property
    def fingerprint(self) -> str:
        """Ten hexadecimal digits that tell lexicons apart."""
        return hashlib.sha256(json_bytes(self.model_dump())).hexdigest()[:10]

    def linked(self, source: str, target: str) -> float:
        """How often the two are expected to have translated each other in training."""
        return self.links.get(source, {}).get(target, 0.0)

    def share(self, source: str, target: str) -> float:
        """Of the times that training met the source stem, in which share the target stem is expected to be for it."""
        return self.linked(source, target) / max(1, self.source.get(source, 0))


def learn_lexicon(pairs: Iterable[tuple[str, str]], languages: tuple[str, str]) -> Lexicon:
    """A lexicon from clean (source, target) texts; `languages` are the codes of both sides."""
    spelt = [
        [[stem.text for stem in stems(text, of)] for text, of in zip(pair, languages, strict=True)] for pair in pairs
    ]
    fitting = [(s, t) for s, t in spelt if 0 < len(s) <= LONGEST and 0 < len(t) <= LONGEST]
    sources, source = _numbered([s for s, _ in fitting])
    targets, target = _numbered([t for _, t in fitting])
    found = link(sources, targets)
    met, which = np.unique(found.source * len(target) + found.target, return_inverse=True)
    expected = np.bincount(which, found.probability, len(met))
    source_stems, target_stems = list(source), list(target)
    links: dict[str, dict[str, float]] = {}
    for here in np.flatnonzero(expected >= FEWEST).tolist():
        s, t = divmod(int(met[here]), len(target))
        links.setdefault(source_stems[s], {})[target_stems[t]] = round(float(expected[here]), 1)
    return Lexicon(source=source, target=target, links=links)


def write_lexicon(path: Path, lexicon: Lexicon) -> None:
    """Keep a lexicon as a file that is the same whenever the lexicon is."""
    write_bytes(path, gzip.compress(json_bytes(lexicon.model_dump(), indent=None), mtime=0))


def read_lexicon(path: Path) -> Lexicon:
    """What `write_lexicon` has written; CheckpointError if it is something else."""
    try:
        values = json.loads(gzip.decompress(path.read_bytes()))
        return parse(Lexicon, values, where=path.name)
    except (OSError, EOFError, zlib.error, ValueError, RecursionError, ConfigError) as error:
        raise CheckpointError(f"{path.name} is not a lexicon: {error}") from error


def _numbered(sentences: Sequence[Sequence[str]]) -> tuple[list[list[int]], dict[str, int]]:
    """Sentences as numbers of stems, and how often each stem occurs, in the order of the numbers."""
    counts = Counter(stem for sentence in sentences for stem in sentence)
    numbers = {stem: number for number, stem in enumerate(counts)}
    return [[numbers[stem] for stem in sentence] for sentence in sentences], dict(counts)
