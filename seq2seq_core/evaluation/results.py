"""What was measured of a model, kept in its folder as evaluation.json."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from seq2seq_core.checkpoint import read_json
from seq2seq_core.files import write_json
from seq2seq_core.strict import Strict

EVALUATION_FILE = "evaluation.json"
SENTENCES = "sentences"  # the usual `inputs`: those of the file as they are
PARTS_OF = "the parts of "  # an `inputs` that names the sentences which others are made of


class Interval(Strict):
    """Where 95% of bootstrap samples of the sentences lie (`metrics.bootstrap`)."""

    low: float
    high: float


class Bucket(Strict):
    """The score of the sentences of one range of lengths."""

    words: str
    sentences: int
    bleu: float
    chrf: float
    bleu_interval: Interval | None = None  # None in files that are older than intervals
    chrf_interval: Interval | None = None


# The score of every bootstrap sample, in order: models on the same data share their samples. "" in older files.
Sampled = Annotated[str, Field(pattern=r"^(\d+\.\d+( \d+\.\d+)*)?$")]


class Evaluation(Strict):
    """One checkpoint on one file with one way of searching."""

    model: str
    fingerprint: str
    data: str  # file name
    data_sha256: str
    inputs: str  # SENTENCES, or how they were made of them
    sentences: int
    beam_size: int
    bleu: float
    chrf: float
    bleu_signature: str
    chrf_signature: str
    by_length: list[Bucket]
    sentences_per_second: float
    bleu_interval: Interval | None = None
    chrf_interval: Interval | None = None
    bleu_samples: Sampled = ""


Spelling = Literal["natural", "tokenised"]


class AlignmentScore(Strict):
    """One checkpoint's alignment error rate on hand-aligned pairs, by each token's own row and by the next."""

    model: str
    fingerprint: str
    data: str
    data_sha256: str
    spelling: Spelling = "tokenised"  # of the text that the model read; files that are older do not say
    sentences: int
    aer: float
    aer_one_step_later: float  # by the row after: Luong et al. (2015), footnote 14
    aer_samples: Sampled = ""


Taken = Literal["unknown", "deleted"]  # what becomes of a source token that is taken away
Signed = Annotated[str, Field(pattern=r"^(-?\d+\.\d+( -?\d+\.\d+)*)?$")]  # as `Sampled`, but values may be negative


class FaithfulnessScore(Strict):
    """How faithful the rankings of one attribution method are, on a model's own greedy translations (ERASER)."""

    model: str
    fingerprint: str
    data: str
    data_sha256: str
    sentences: int
    method: str  # one of `attribution.methods.METHODS`, or "random"
    taken: Taken
    shares: list[float]  # of the source tokens that are taken away, or left alone
    comprehensiveness: list[float]  # by share: the mean fall of p(y_t) without them
    sufficiency: list[float]  # by share: the mean fall of p(y_t) with them alone
    comprehensiveness_area: float  # the means over shares
    sufficiency_area: float
    agreement: float | None  # Kendall's tau with the ranking of attention; None without attention
    agreement_interval: Interval | None = None
    top_overlap: float | None = None  # of the tokens ranked first, a fifth of the source, the share that attention has
    top_overlap_interval: Interval | None = None
    comprehensiveness_samples: Signed = ""  # of the areas; the methods of a model share their samples
    sufficiency_samples: Signed = ""


class AttributionAlignmentScore(Strict):
    """The alignment error rate of the links that an attribution method makes of hand-aligned pairs.

    The model was forced to say the pair's translation, in natural spelling.
    """

    model: str
    fingerprint: str
    data: str
    data_sha256: str
    sentences: int
    method: str  # one of `attribution.methods.METHODS`
    aer: float  # each target token points at the source token of the largest value
    aer_of_words: float  # each target word at the source word, both put together from their tokens first
    aer_both_ways: float  # of these links those that point back: the target word is the largest of the source word
    aer_samples: Sampled = ""
    aer_both_ways_samples: Sampled = ""


class ChallengeAnswer(Strict):
    """What a model says to one sentence of a challenge set."""

    id: str
    text: str
    passed: bool


class ChallengeAlignment(Strict):
    """The alignment error rate on the references of a challenge set, in words, with possible links."""

    aer: float
    aer_one_step_later: float  # as in `AlignmentScore`
    aer_samples: Sampled = ""


class ChallengeScore(Strict):
    """How many sentences of a challenge set a checkpoint gets right with one way of searching."""

    model: str
    fingerprint: str
    data: str
    data_sha256: str  # of sentences and checks: another one asks other questions
    beam_size: int
    sentences: int
    passed: int
    alignment: ChallengeAlignment | None = None  # None without attention
    answers: list[ChallengeAnswer]


class Results(Strict):
    """The content of evaluation.json."""

    translation: list[Evaluation]
    alignment: list[AlignmentScore]
    faithfulness: list[FaithfulnessScore] = []
    attribution_alignment: list[AttributionAlignmentScore] = []
    challenge: list[ChallengeScore] = []

    def of(self, fingerprint: str) -> "Results":
        """The figures of these weights alone: a model that was trained anew has none until it is evaluated anew."""
        return Results(
            translation=[e for e in self.translation if e.fingerprint == fingerprint],
            alignment=[a for a in self.alignment if a.fingerprint == fingerprint],
            faithfulness=[f for f in self.faithfulness if f.fingerprint == fingerprint],
            attribution_alignment=[a for a in self.attribution_alignment if a.fingerprint == fingerprint],
            challenge=[c for c in self.challenge if c.fingerprint == fingerprint],
        )


Score = Evaluation | AlignmentScore | FaithfulnessScore | AttributionAlignmentScore | ChallengeScore
One = TypeVar("One", bound=Score)
Key = tuple[str | int, ...]  # what a newer figure takes the place of an older one by


def save_results(folder: Path, new: Results) -> Results:
    """Put results into the folder's evaluation.json, in place of older ones; returns what it holds now.

    Figures of other weights than the new ones are no longer true and go.
    """
    old = read_results(folder)
    measured: list[Score] = [
        *new.translation,
        *new.alignment,
        *new.faithfulness,
        *new.attribution_alignment,
        *new.challenge,
    ]
    fingerprints = {one.fingerprint for one in measured}

    def kept(before: Sequence[One], now: Sequence[One], key: Callable[[One], Key]) -> list[One]:
        newest = {key(one): one for one in [*before, *now]}
        return [newest[name] for name in sorted(newest) if newest[name].fingerprint in fingerprints]

    results = Results(
        translation=kept(old.translation, new.translation, lambda e: (e.data, e.inputs, e.beam_size)),
        alignment=kept(old.alignment, new.alignment, lambda a: (a.data, a.spelling)),
        faithfulness=kept(old.faithfulness, new.faithfulness, lambda f: (f.data, f.method, f.taken)),
        attribution_alignment=kept(old.attribution_alignment, new.attribution_alignment, lambda a: (a.data, a.method)),
        challenge=kept(old.challenge, new.challenge, lambda c: (c.data, c.beam_size)),
    )
    write_json(folder / EVALUATION_FILE, results.model_dump())
    return results


def read_results(folder: Path) -> Results:
    """What evaluation.json of a model folder holds; nothing if it has none, CheckpointError if it is damaged."""
    if not (folder / EVALUATION_FILE).exists():
        return Results(translation=[], alignment=[])
    return read_json(folder, EVALUATION_FILE, Results)


def told(result: Evaluation | AlignmentScore) -> str:
    """A result as text for a terminal."""
    if isinstance(result, AlignmentScore):
        return (
            f"{result.model} on {result.sentences} pairs of {result.data}, {result.spelling} spelling: alignment error "
            f"rate {result.aer:.3f}, "
            f"with the row after each token's own {result.aer_one_step_later:.3f}"
        )
    inputs = SENTENCES if result.inputs == SENTENCES else f"inputs ({result.inputs})"
    lines = [
        f"{result.model} on {result.sentences} {inputs} of {result.data}, beam {result.beam_size}: "
        f"BLEU {result.bleu}, chrF {result.chrf}, {result.sentences_per_second} sentences/s",
        f"  {result.bleu_signature}",
        f"  {result.chrf_signature}",
        *(f"  {b.words} words: BLEU {b.bleu}, chrF {b.chrf} ({b.sentences} sentences)" for b in result.by_length),
    ]
    return "\n".join(lines)
