"""What the figures of a family say, against figures that were made up to say it."""

from dataclasses import replace

import pytest

from seq2seq_core.checkpoint import VOCABULARY, CheckpointConfig, TrainingRecord
from seq2seq_core.evaluation.family import Member, all_common_data, compare, members_of, unmatched
from seq2seq_core.evaluation.results import PARTS_OF, AlignmentScore, Evaluation, Results
from seq2seq_core.model.config import ModelConfig
from seq2seq_core.recipe import TrainingConfig

SIZES = dict(vocabulary_size=11, embedding_size=4, encoder_size=6, decoder_size=6)
LUONG = dict(attention="luong", input_feeding=True, **SIZES)
CONFIGS = {
    "none": ModelConfig(attention="none", **SIZES),
    "bahdanau": ModelConfig(attention="bahdanau", score="additive", **SIZES),
    "dot": ModelConfig(score="dot", **LUONG),
    "general": ModelConfig(score="general", **LUONG),
    "unfed": ModelConfig(score="general", **(LUONG | dict(input_feeding=False))),
    "location": ModelConfig(score="location", **LUONG),
    "local-m": ModelConfig(score="general", scope="local-m", window=2, **LUONG),
    "local-p": ModelConfig(score="general", scope="local-p", window=2, **LUONG),
    "local-dot": ModelConfig(score="dot", scope="local-p", window=2, **LUONG),
}


def member(name: str, bleu: float | None, aer: float | None = None) -> Member:
    return Member(name, None, bleu, None, None, aer, None)


MEMBERS = [
    member("none", 30.0),
    member("bahdanau", 41.0, 0.4),
    member("dot", 42.0, 0.5),
    member("general", 40.5, 0.3),
    member("unfed", 41.5, 0.3),
    member("location", 35.0, 0.6),
    member("local-m", 39.0, 0.4),
    member("local-p", 43.0, 0.4),
    member("local-dot", 38.0, 0.4),
]


def test_every_claim_is_held_against_the_right_models() -> None:
    found = {f.claim: (f.first, f.second, round(f.ahead, 3), f.holds) for f in compare(MEMBERS, CONFIGS)}
    assert found == {
        "attention": ("local-p", "none", 13.0, True),
        "dot-global": ("dot", "general", 1.5, True),
        "general-local": ("local-p", "local-dot", 5.0, True),
        "local": ("local-p", "general", 2.5, True),
        "predictive": ("local-p", "local-m", 4.0, True),
        "feeding": ("general", "unfed", -1.0, False),
        "location": ("dot", "location", 0.1, True),
    }


def test_scopes_are_compared_with_one_score_and_scores_in_one_scope() -> None:
    best = [member("local-dot", 50.0) if one.name == "local-dot" else one for one in MEMBERS]
    best += [member("local-m-dot", 51.0)]
    configs = CONFIGS | {"local-m-dot": ModelConfig(score="dot", scope="local-m", window=2, **LUONG)}
    found = {f.claim: (f.first, f.second) for f in compare(best, configs)}
    assert found["attention"] == ("local-m-dot", "none")
    assert found["general-local"] == ("local-p", "local-dot")
    assert found["local"] == ("local-p", "general")
    assert found["predictive"] == ("local-p", "local-m")


def test_nothing_is_said_where_a_model_is_missing_or_was_not_measured() -> None:
    assert compare([], CONFIGS) == []
    assert compare(MEMBERS[1:2], CONFIGS) == []
    assert compare([member("none", None), MEMBERS[1]], CONFIGS) == []
    assert [f.claim for f in compare(MEMBERS[:2], CONFIGS)] == ["attention"]
    assert compare(MEMBERS, {}) == []


@pytest.mark.parametrize(("opposite", "close"), [(0, False), (24, False), (26, True), (500, True), (976, False)])
def test_a_difference_that_changes_its_sign_in_too_many_samples_is_too_close_to_tell(
    opposite: int, close: bool
) -> None:
    theirs = [float(35 + i % 7) for i in range(1000)]
    ours = [bleu + (-1.0 if i < opposite else 1.0) for i, bleu in enumerate(theirs)]
    first = replace(member("bahdanau", 41.0), beam_samples=tuple(ours))
    second = replace(member("none", 40.0), beam_samples=tuple(theirs))
    (finding,) = compare([first, second], CONFIGS)
    assert finding.close is close
    assert finding.interval is not None
    assert set(finding.interval) <= {-1.0, 1.0}


def test_how_sure_alignment_errors_are_is_told_as_well() -> None:
    location = replace(member("location", 35.0, 0.6), aer_samples=(0.5, 0.6, 0.7))
    found = compare([replace(MEMBERS[2], aer_samples=(0.6, 0.5, 0.4)), location], CONFIGS)[-1]
    assert found.interval == pytest.approx((-0.09, 0.29), abs=0.001)  # of -0.1, 0.1 and 0.3
    assert found.close


@pytest.mark.parametrize("theirs", [(), (40.0,) * 999])
def test_without_the_same_samples_nothing_is_said_of_other_test_sentences(theirs: tuple[float, ...]) -> None:
    first = replace(member("bahdanau", 41.0), beam_samples=(41.0,) * 1000)
    (finding,) = compare([first, replace(member("none", 40.0), beam_samples=theirs)], CONFIGS)
    assert finding.interval is None
    assert not finding.close


def trained(name: str, *, pieces: str = "one", dropout: float = 0.2, **training: object) -> CheckpointConfig:
    record = TrainingRecord(
        config=TrainingConfig.model_validate(training), attribution="", pairs=9, updates=2, best_update=1, pieces=30,
        seconds=1.0, device="cpu", command="",
    )  # fmt: skip
    model = CONFIGS[name].model_copy(update=dict(dropout=dropout))
    languages = dict(source_language="en", target_language="fr")
    return CheckpointConfig(**languages, model=model, training=record, sha256={VOCABULARY: pieces})


def test_a_family_that_differs_in_attention_alone_is_matched() -> None:
    assert unmatched({}) == {}
    assert unmatched({name: trained(name) for name in CONFIGS}) == {}
    assert unmatched({"one": trained("dot"), "two": trained("dot", fused_adam=False)}) == {}


def test_what_else_a_member_differs_in_is_named() -> None:
    family = {name: trained(name) for name in ("bahdanau", "dot", "general")}
    family["none"] = trained("none", epochs=3, dropout=0.5)
    family["location"] = trained("location", pieces="another")
    assert unmatched(family) == {
        "none": ["dropout 0.5 instead of 0.2", "epochs 3 instead of 10"],
        "location": ["vocabulary another instead of one"],
    }
    family["unfed"] = trained("unfed").model_copy(update=dict(training=None))
    assert "seed unknown instead of 1" in unmatched(family)["unfed"]
    assert unmatched({"one": trained("dot"), "two": trained("dot", patience=99)}) == {
        "two": ["patience 99 instead of 8"]
    }


def scored(data: str, beam_size: int, bleu: float, inputs: str = "sentences") -> Evaluation:
    return Evaluation(
        model="", fingerprint="", data="", data_sha256=data, inputs=inputs, sentences=1, beam_size=beam_size, bleu=bleu,
        chrf=bleu + 20, bleu_signature="", chrf_signature="", by_length=[], sentences_per_second=1.0,
    )  # fmt: skip


def aligned(data: str, aer: float, spelling: str = "tokenised") -> AlignmentScore:
    figures = dict(model="", fingerprint="", data="", sentences=1, aer_one_step_later=aer + 0.1, spelling=spelling)
    return AlignmentScore.model_validate(figures | dict(data_sha256=data, aer=aer))


def test_figures_of_a_family_are_those_of_one_file_and_never_a_mixture() -> None:
    joined = [scored("test", 1, 20.0, "two joined"), scored("test", 1, 25.0, PARTS_OF + "two joined")]
    results = {
        "a": Results(
            translation=[scored("other", 1, 90.0), scored("test", 1, 30.0), scored("other", 5, 95.0), *joined],
            alignment=[aligned("elsewhere", 0.9), aligned("gold", 0.5)],
        ),
        "b": Results(translation=[scored("test", 1, 31.0), scored("test", 5, 33.0)], alignment=[aligned("gold", 0.4)]),
        "c": Results(translation=[scored("other", 1, 99.0)], alignment=[]),
        "d": Results(translation=[], alignment=[]),
    }  # as many models know "other" as know "test"
    nothing_kept = [scored("test", 1, 0.0, "two joined"), scored("test", 1, 0.0, PARTS_OF + "two joined")]
    poor = Results(translation=[scored("test", 1, 0.0), *nothing_kept], alignment=[])
    assert members_of({"poor": poor}) == [Member("poor", 0.0, None, None, kept=None, aer=None, aer_one_step_later=None)]
    assert members_of({}) == []
    assert members_of(results) == [
        Member("a", 30.0, None, None, kept=0.8, aer=0.5, aer_one_step_later=0.6),
        Member("b", 31.0, 33.0, 53.0, kept=None, aer=0.4, aer_one_step_later=0.5),
    ]
    results["a"].alignment.append(aligned("gold", 0.3, "natural"))
    assert [(member.name, member.aer) for member in members_of(results)] == [("a", 0.3), ("b", None)]


def test_of_each_kind_of_inputs_there_are_the_files_that_most_models_have() -> None:
    talks, news = scored("talks", 1, 20.0), scored("news", 1, 10.0)
    results = [
        Results(
            translation=[scored("talks", 5, 22.0), talks, news, scored("news", 1, 9.0, "two joined")], alignment=[]
        ),
        Results(translation=[news, talks], alignment=[]),
        Results(translation=[scored("rare", 1, 5.0)], alignment=[]),
    ]
    assert all_common_data(results) == [("sentences", "news"), ("sentences", "talks"), ("two joined", "news")]
    assert all_common_data([]) == []
