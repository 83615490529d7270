"""Measures of what was said, from texts alone: by whom, and how, does not matter."""

from collections.abc import Sequence

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from seq2seq_core.text import split_words

_BLEU, _CHRF = BLEU(effective_order=True), CHRF()
NEIGHBOURS = 2  # words: the n of repeated n-grams


def sentence_bleu(output: str, references: Sequence[str]) -> float:
    """BLEU of one sentence, 0 to 100, by sacrebleu: "nrefs:var|case:mixed|eff:yes|tok:13a|smooth:exp".

    Papineni et al. (2002): the geometric mean of the shares of the output's 1- to 4-grams that are in the references,
    times exp(1 - r / c) where the output, c tokens, is shorter than the reference of the nearest length, r. A sentence
    often shares no 4-gram: n-grams that it is too short for are left out (effective order), and the k-th share that is
    0 becomes 1 / (2^k * count) (Chen and Cherry 2014, "smooth:exp"). It ranks sentences; the mean of it is not the BLEU
    of a corpus.
    """
    return float(_BLEU.sentence_score(output, list(references)).score)


def sentence_chrf(output: str, references: Sequence[str]) -> float:
    """chrF2 of one sentence, 0 to 100, by sacrebleu: "nrefs:var|case:mixed|eff:yes|nc:6|nw:0|space:no".

    Popovic (2015): the F score with beta 2 of the 1- to 6-grams of characters without spaces, precision and recall in
    the mean over n; of several references the best.
    """
    return float(_CHRF.sentence_score(output, list(references)).score)


def length_ratio(output: str, other: str) -> float | None:
    """Characters of the output by characters of another text, without spaces; None where that has none.

    sacrebleu's "ratio" by letters instead of tokens, so that it means the same in languages without spaces.
    """
    length = len(other.replace(" ", ""))
    return len(output.replace(" ", "")) / length if length else None


def repeated(output: str) -> float:
    """The share of pairs of neighbouring words that were there before, capitals apart: 1 - different pairs / all pairs.

    "seq-rep-n" of Welleck et al. (2020), "Neural Text Generation with Unlikelihood Training", with n = 2. Words are
    those of the maps, so in scripts without spaces only what stands between marks.
    """
    words = [output[start:end].casefold() for start, end in split_words(output)]
    pairs = list(zip(*(words[n:] for n in range(NEIGHBOURS)), strict=False))
    return 1 - len(set(pairs)) / len(pairs) if pairs else 0.0
