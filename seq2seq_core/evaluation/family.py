"""The figures of trained models side by side, from their evaluation.json files, and what they say about attention."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from seq2seq_core.checkpoint import VOCABULARY, CheckpointConfig
from seq2seq_core.decoding.options import BEAM
from seq2seq_core.evaluation.bootstrap import percentile_interval
from seq2seq_core.evaluation.results import PARTS_OF, SENTENCES, AlignmentScore, Evaluation, Results
from seq2seq_core.model.config import ModelConfig
from seq2seq_core.recipe import TrainingConfig

OF_ATTENTION = {
    "attention",
    "score",
    "scope",
    "window",
    "input_feeding",
    "coverage",
}  # what a matched family may differ in
OF_NO_WEIGHT = {"fused_adam"}  # settings that do not change what is learnt


@dataclass(frozen=True, slots=True)
class Member:
    """The figures of one model; None for what was not measured."""

    name: str
    greedy_bleu: float | None
    beam_bleu: float | None
    beam_chrf: float | None
    kept: float | None  # BLEU of two joined sentences over that of the same sentences alone
    aer: float | None  # alignment error rate, by each token's own row of attention
    aer_one_step_later: float | None  # by the row after it: Luong et al. (2015), footnote 14
    beam_samples: tuple[float, ...] = ()  # bootstrap samples of beam_bleu and of aer, the same ones for every member
    aer_samples: tuple[float, ...] = ()


def members_of(results: Mapping[str, Results]) -> list[Member]:
    """The figures of the models of one language pair, by name, on the files that most of them were evaluated on.

    Figures of other files cannot be compared with these; a model that has no others is left out.
    """
    data = common_data(results.values())
    aligned = comparable_alignments(results)
    members = []
    for name, one in results.items():
        scores = [e for e in one.translation if e.data_sha256 == data]
        if any(e.inputs == SENTENCES for e in scores):
            members.append(_member(name, scores, aligned.get(name)))
    return members


def comparable_alignments(results: Mapping[str, Results]) -> dict[str, AlignmentScore]:
    """Alignment errors by model, on the file that most were held against, in natural spelling if there are any."""
    gold = _most_common({a.data_sha256 for a in one.alignment} for one in results.values())
    found = [(name, a) for name, one in results.items() for a in one.alignment if a.data_sha256 == gold]
    natural = [(name, a) for name, a in found if a.spelling == "natural"]
    return dict(natural or found)


def common_data(results: Iterable[Results], inputs: str = SENTENCES) -> str | None:
    """The SHA-256 of the file on which most of these models were evaluated with such `inputs`."""
    return _most_common({e.data_sha256 for e in one.translation if e.inputs == inputs} for one in results)


def all_common_data(results: Iterable[Results]) -> list[tuple[str, str]]:
    """All kinds of `inputs` with the SHA-256 of each file on which most of these models have them; sentences first."""
    counts = Counter(kind for one in results for kind in {(e.inputs, e.data_sha256) for e in one.translation})
    most = {inputs: max(n for kind, n in counts.items() if kind[0] == inputs) for inputs, _ in counts}
    kinds = [kind for kind, n in counts.items() if n == most[kind[0]]]
    return sorted(kinds, key=lambda kind: (kind[0] != SENTENCES, kind))


def _most_common(files: Iterable[set[str]]) -> str | None:
    """The file that most models have figures of; of several such files always the same one."""
    counts = Counter(chain.from_iterable(files))
    return max(counts, key=lambda file: (counts[file], file), default=None)


def _member(name: str, scores: Sequence[Evaluation], alignment: AlignmentScore | None) -> Member:
    plain = {e.beam_size: e for e in scores if e.inputs == SENTENCES}
    joined = {e.inputs: e.bleu for e in scores if e.beam_size == 1}
    kept = [joined[inputs] / joined[PARTS_OF + inputs] for inputs in joined if joined.get(PARTS_OF + inputs)]
    return Member(
        name,
        greedy_bleu=plain[1].bleu if 1 in plain else None,
        beam_bleu=plain[BEAM].bleu if BEAM in plain else None,
        beam_chrf=plain[BEAM].chrf if BEAM in plain else None,
        kept=kept[0] if kept else None,
        aer=None if alignment is None else alignment.aer,
        aer_one_step_later=None if alignment is None else alignment.aer_one_step_later,
        beam_samples=_samples(plain[BEAM].bleu_samples) if BEAM in plain else (),
        aer_samples=() if alignment is None else _samples(alignment.aer_samples),
    )


def _samples(told: str) -> tuple[float, ...]:
    return tuple(map(float, told.split()))


def unmatched(configs: Mapping[str, CheckpointConfig]) -> dict[str, list[str]]:
    """Members that differ in more than attention from most of these models, each with its other settings in words.

    A family whose members share sizes, data, vocabulary, seed and budget has none; only then is a difference between
    two of them one of attention.
    """
    settings = {name: _settings(config) for name, config in configs.items()}
    if not settings:
        return {}
    (usual, _), *_ = Counter(tuple(sorted(one.items())) for one in settings.values()).most_common()
    common = dict(usual)
    return {
        name: [f"{key} {one[key]} instead of {common[key]}" for key in one if one[key] != common[key]]
        for name, one in settings.items()
        if one != common
    }


def _settings(config: CheckpointConfig) -> dict[str, Any]:
    """All that a matched family shares, by name."""
    record = config.training
    trained: dict[str, Any] = dict.fromkeys([*TrainingConfig.model_fields, "pairs"], "unknown")
    if record is not None:
        trained = record.config.model_dump() | {"pairs": record.pairs}
    every = config.model.model_dump() | trained | {"vocabulary": config.sha256.get(VOCABULARY, "unknown")[:10]}
    return {key: value for key, value in every.items() if key not in OF_ATTENTION | OF_NO_WEIGHT}


@dataclass(frozen=True, slots=True)
class Finding:
    """One claim held against the figures of two models: by how much the first is ahead of the second."""

    claim: str  # "attention", "dot-global", "general-local", "concat", "local", "predictive", "feeding" or "location"
    first: str  # model names
    second: str
    measure: str  # "BLEU" or "alignment error"
    ahead: float  # in points of BLEU, or as alignment error that is saved; below 0 if the second is better
    interval: tuple[float, float] | None = None  # of `ahead` in 95% of bootstrap samples, if known

    @property
    def close(self) -> bool:
        """Whether other test sentences might say the opposite: Koehn (2004), the paired bootstrap."""
        return self.interval is not None and self.interval[0] <= 0 <= self.interval[1]

    @property
    def holds(self) -> bool:
        """Whether the figures say what the paper says."""
        return self.ahead > 0


def compare(members: Sequence[Member], configs: Mapping[str, ModelConfig]) -> list[Finding]:
    """Hold what the papers say against these models. A claim is left out where one of its models is missing.

    Greatest against greatest where several models are of a kind: attention against none takes the best that attends.
    What a claim does not speak of stays the same: the score where scopes are compared, and the scope where scores are.
    """
    known = [member for member in members if member.name in configs]

    def of(**wanted: object) -> list[Member]:
        return [m for m in known if all(getattr(configs[m.name], key) == value for key, value in wanted.items())]

    with_attention = [m for m in known if configs[m.name].attention != "none"]
    fed = dict(attention="luong", input_feeding=True)
    everywhere = fed | dict(scope="global")
    content = [m for m in of(**everywhere) if configs[m.name].score != "location"]
    general = of(**everywhere, score="general")
    unfed = of(attention="luong", input_feeding=False, scope="global", score="general")
    predictive, monotonic = of(**fed, scope="local-p", score="general"), of(**fed, scope="local-m", score="general")
    found = [
        _by_bleu("attention", with_attention, of(attention="none")),
        _by_bleu("dot-global", of(**everywhere, score="dot"), general),
        _by_bleu("general-local", predictive, of(**fed, scope="local-p", score="dot")),
        _by_bleu("concat", [m for m in content if configs[m.name].score != "concat"], of(**everywhere, score="concat")),
        _by_bleu("local", [*predictive, *monotonic], general),
        _by_bleu("predictive", predictive, monotonic),
        _by_bleu("feeding", general, unfed),
        _by_aer("location", content, of(**everywhere, score="location")),
    ]
    return [finding for finding in found if finding is not None]


def _by_bleu(claim: str, first: Sequence[Member], second: Sequence[Member]) -> Finding | None:
    def bleu(member: Member) -> float:
        return member.beam_bleu or 0.0

    ours = max((m for m in first if m.beam_bleu is not None), key=bleu, default=None)
    theirs = max((m for m in second if m.beam_bleu is not None), key=bleu, default=None)
    if ours is None or theirs is None:
        return None
    interval = _paired(ours.beam_samples, theirs.beam_samples)
    return Finding(claim, ours.name, theirs.name, "BLEU", bleu(ours) - bleu(theirs), interval)


def _by_aer(claim: str, first: Sequence[Member], second: Sequence[Member]) -> Finding | None:
    """The worst of the first against the best of the second: the claim is that all the first are better."""

    def error(member: Member) -> float:
        assert member.aer is not None
        return member.aer

    ours = max((m for m in first if m.aer is not None), key=error, default=None)
    theirs = min((m for m in second if m.aer is not None), key=error, default=None)
    if ours is None or theirs is None:
        return None
    interval = _paired(theirs.aer_samples, ours.aer_samples)
    return Finding(claim, ours.name, theirs.name, "alignment error", error(theirs) - error(ours), interval)


def _paired(one: Sequence[float], other: Sequence[float]) -> tuple[float, float] | None:
    """Where the difference of two scores lies on the samples that both were measured on."""
    return percentile_interval(np.subtract(one, other)) if one and len(one) == len(other) else None
