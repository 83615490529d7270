"""The measures of a sentence that a system translated, by the name that files and links have for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from seq2seq_core.analysis.familiarity import never_met
from seq2seq_core.attribution.forced import ForcedPair
from seq2seq_core.attribution.leaving_out import source_and_prefix
from seq2seq_core.corpus.attention_measures import (
    absent_in,
    absent_out,
    coverage_deviation,
    end_attention,
    mean_entropy,
    off_diagonal,
)
from seq2seq_core.corpus.text_measures import length_ratio, repeated, sentence_bleu, sentence_chrf
from seq2seq_core.decoding.trace import Translation

Needs = Literal["text", "reference", "model", "attention", "source share"]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a column of numbers is."""

    title: str
    what: str  # one sentence for a learner
    better: Literal["high", "low"] | None  # None: neither end is the good one
    needs: Needs  # "source share" is slow, and measured only when asked for
    range: tuple[float | None, float | None]  # its smallest and largest possible value
    digits: int = 2


MEASURES: dict[str, Measure] = {
    "bleu": Measure(
        "BLEU",
        "How many runs of one to four words the output shares with the reference, from 0 to 100.",
        "high", "reference", (0, 100), 1,
    ),
    "chrf": Measure(
        "chrF",
        "How many runs of one to six letters the output shares with the reference, from 0 to 100.",
        "high", "reference", (0, 100), 1,
    ),
    "reference_ratio": Measure(
        "Length by reference",
        "How many times as many letters the output has as the reference: 1 where they are equally long.",
        None, "reference", (0, None),
    ),
    "source_ratio": Measure(
        "Length by source",
        "How many times as many letters the output has as the source.",
        None, "text", (0, None),
    ),
    "repeated": Measure(
        "Repeated words",
        "Which share of the pairs of neighbouring words in the output had been said before in it: 0 where none is.",
        "low", "text", (0, 1),
    ),
    "never_met": Measure(
        "Words never met",
        "How many words of the source the model's training text does not hold.",
        "low", "model", (0, None), 0,
    ),
    "log_prob": Measure(
        "Log-probability",
        "How sure the model is of its own output: the mean log-probability of a token. 0 is certain.",
        "high", "model", (None, 0),
    ),
    "coverage_deviation": Measure(
        "Coverage deviation",
        "How far attention is from looking at each source token exactly once: 0 where it does, below 0 where some get "
        "too little or too much.",
        "high", "attention", (None, 0),
    ),
    "absent_out": Measure(
        "Absent-mindedness, output",
        "How widely each output token spreads its attention over the source: 0 where it looks at one token alone, "
        "below 0 the more it looks at.",
        "high", "attention", (None, 0),
    ),
    "absent_in": Measure(
        "Absent-mindedness, source",
        "How widely the looks at each source token are spread over the output: 0 where one output token alone looks at "
        "it, below 0 the more do.",
        "high", "attention", (None, 0),
    ),
    "entropy": Measure(
        "Entropy of attention",
        "How evenly attention is spread over the source, in the mean: 0 for one token alone, 1 for all alike.",
        None, "attention", (0, 1),
    ),
    "end_attention": Measure(
        "Attention on </s>",
        "Which share of its attention the model gives to the end mark of the source while it says words.",
        "low", "attention", (0, 1),
    ),
    "off_diagonal": Measure(
        "Distance from diagonal",
        "How far attention is from where it would be if words came in the same order: 0 on the diagonal, at most 1.",
        None, "attention", (0, 1),
    ),
    "source_share": Measure(
        "Source share",
        "Which share of what makes the output likely comes from the source, the rest from the words said before.",
        None, "source share", (0, 1),
    ),
}  # fmt: skip

OF_ATTENTION = {
    "coverage_deviation": coverage_deviation,
    "absent_out": absent_out,
    "absent_in": absent_in,
    "entropy": mean_entropy,
    "end_attention": end_attention,
    "off_diagonal": off_diagonal,
}
DIGITS = 6  # after the point, of what is kept


def measure_text(output: str, source: str, references: Sequence[str]) -> dict[str, float]:
    """What texts alone tell; of several references the length is that of the first."""
    found: dict[str, float | None] = {}
    if references:
        found["bleu"] = sentence_bleu(output, references)
        found["chrf"] = sentence_chrf(output, references)
        found["reference_ratio"] = length_ratio(output, references[0])
    found["source_ratio"] = length_ratio(output, source)
    found["repeated"] = repeated(output)
    return _kept(found)


def measure_translation(translation: Translation, met: Mapping[str, int] | None) -> dict[str, float]:
    """What a model's translation tells beside its text; `met` is how often training showed each word, if known."""
    found: dict[str, float | None] = {}
    if met is not None:
        found["never_met"] = len(never_met(translation.source.text, met))
    found["log_prob"] = log_prob_of_token(translation)
    weights = translation.trace.weights
    if weights is not None:
        found |= {key: measure(weights) for key, measure in OF_ATTENTION.items()}
    return _kept(found)


def log_prob_of_token(translation: Translation) -> float:
    """1/T sum_t log p(y_t | y_1 .. y_t-1, x), with the end mark: the log of `familiarity.mean_probability`."""
    return translation.log_prob / len(translation.target.ids)


def measure_source_share(pair: ForcedPair) -> dict[str, float]:
    """The share of the source in what makes the output likely: sum_t s_t / sum_t (s_t + p_t), negative ones as 0.

    s_t and p_t are what token t owes to the source and to what was said before it, in nats (`source_and_prefix`), from
    the second token on: before the first nothing was said. After Voita, Sennrich and Titov (2021), "Analyzing the
    Source and Target Contributions to Predictions in Neural Machine Translation", who measure it by relevance
    propagation.
    """
    nats = source_and_prefix(pair)[1:].clip(min=0)
    total = float(nats.sum())
    return _kept({"source_share": float(nats[:, 0].sum()) / total if total else None})


def _kept(found: Mapping[str, float | None]) -> dict[str, float]:
    return {key: round(float(value), DIGITS) for key, value in found.items() if value is not None}
