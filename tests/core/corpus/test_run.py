"""Models over a test set: what they say is what they say one by one, and a run that is stopped is gone on with."""

from pathlib import Path

import pytest

import seq2seq_core as s2s
from seq2seq_core.analysis.familiarity import SOURCE_WORDS, write_counts
from seq2seq_core.corpus import run as module
from seq2seq_core.corpus.measures import MEASURES, measure_text, measure_translation
from seq2seq_core.corpus.results import Results, read_results_file
from seq2seq_core.corpus.run import run
from seq2seq_core.corpus.sentences import Sentence, TestSet, make_test_set
from seq2seq_core.errors import CheckpointError, CorpusError, InputError
from tests.tiny_models import PAIRS

MODELS = ["en-fr/luong-general", "en-fr/no-attention"]


@pytest.fixture
def test_set() -> TestSet:
    """The pairs that the tiny models learnt, one sentence that nobody translates, and what another system said."""
    sentences = [Sentence(n, s, (t,), {"loud": t.upper()}) for n, (s, t) in enumerate(PAIRS, start=1)]
    return make_test_set("pairs.tsv", [*sentences, Sentence(20, "cat " * 300, (), {"loud": ""})])


@pytest.fixture(autouse=True)
def _parts_are_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FIRST_PART", 2)
    monkeypatch.setattr(module, "PART", 4)


def test_every_system_says_of_every_sentence_what_it_says_of_it_alone(
    test_set: TestSet, tmp_path: Path, own_checkpoints: Path
) -> None:
    write_counts(own_checkpoints / "en-fr" / SOURCE_WORDS, {"the": 5, "cat": 2})
    output = tmp_path / "results.jsonl"
    results = run(test_set, MODELS, output=output, beam_size=2, root=own_checkpoints)
    assert results == read_results_file(output)
    assert results.complete
    assert (results.header.set, results.header.sha256) == ("pairs.tsv", test_set.sha256)
    assert results.header.languages == "en-fr"
    assert [(s.name, s.origin, s.beam_size) for s in results.header.systems] == [
        (MODELS[0], "model", 2),
        (MODELS[1], "model", 2),
        ("loud", "file", None),
    ]
    for name in MODELS:
        translator = s2s.load(name, own_checkpoints)
        assert next(s for s in results.header.systems if s.name == name).fingerprint == translator.fingerprint
        for sentence, row in zip(test_set.sentences[:-1], results.rows, strict=False):
            alone, _ = translator.translate(sentence.source, beam_size=2)
            said = row.said[name]
            assert (row.number, row.source, row.references) == (sentence.number, sentence.source, sentence.references)
            assert (said.text, said.tokens, said.finished) == (alone.text, len(alone.target.ids), alone.finished)
            assert said.log_prob == pytest.approx(alone.log_prob, abs=1e-4)
            expected = measure_text(alone.text, sentence.source, sentence.references)
            expected |= measure_translation(alone, {"the": 5, "cat": 2})
            assert said.measures == pytest.approx(expected, abs=1e-4)
    for sentence, row in zip(test_set.sentences, results.rows, strict=True):
        loud = row.said["loud"]
        assert loud.text == sentence.hypotheses["loud"]
        assert loud.measures == measure_text(loud.text, sentence.source, sentence.references)
        assert loud.log_prob is None
    last = results.rows[-1]
    assert last.number == 20
    for name in MODELS:
        assert "are too many" in str(last.said[name].error)
        assert (last.said[name].text, last.said[name].measures) == ("", {})


def test_a_run_that_is_stopped_keeps_whole_parts_and_another_goes_on(
    test_set: TestSet, tmp_path: Path, tiny_checkpoints: Path
) -> None:
    whole = run(test_set, MODELS, output=tmp_path / "whole.jsonl", root=tiny_checkpoints)
    output = tmp_path / "results.jsonl"
    told: list[tuple[int, int]] = []

    def once(stop_after: int) -> Results:
        return run(
            test_set,
            MODELS,
            output=output,
            on_progress=lambda done, of: told.append((done, of)),
            should_stop=lambda: bool(told) and told[-1][0] >= stop_after,
            root=tiny_checkpoints,
        )

    assert len(once(2).rows) == 2
    assert not read_results_file(output).complete
    told.clear()
    assert len(once(6).rows) == 8, "two, and after them parts of two and of four"
    output.write_bytes(output.read_bytes()[:-30])  # as if it had been killed while it wrote
    told.clear()
    found = once(99)
    assert told[-1] == (13, 13)
    assert found.complete
    assert [row.number for row in found.rows] == [row.number for row in whole.rows]
    for one, other in zip(found.rows, whole.rows, strict=True):
        for system in found.systems:
            assert one.said[system].text == other.said[system].text
            assert one.said[system].measures == pytest.approx(other.said[system].measures, abs=1e-4)
    before = output.read_bytes()
    assert once(99) == found
    assert output.read_bytes() == before, "nothing is left to do"


def test_a_run_can_be_stopped_in_the_middle_of_a_part(
    test_set: TestSet, tmp_path: Path, tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FIRST_PART", 100)
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > 5

    found = run(test_set, MODELS, output=tmp_path / "results.jsonl", should_stop=stop, root=tiny_checkpoints)
    assert found.rows == ()
    assert asked == 6


def test_systems_of_files_alone_need_no_model(test_set: TestSet, tmp_path: Path) -> None:
    results = run(test_set, [], output=tmp_path / "results.jsonl")
    assert results.systems == ("loud",)
    assert results.header.languages == ""
    assert results.complete


def test_the_source_share_is_measured_only_when_asked_for(
    test_set: TestSet, tmp_path: Path, tiny_checkpoints: Path
) -> None:
    few = test_set.first(2)
    without = run(few, MODELS, output=tmp_path / "without.jsonl", root=tiny_checkpoints)
    with_it = run(few, MODELS, output=tmp_path / "with.jsonl", source_share=True, root=tiny_checkpoints)
    for one, other in zip(without.rows, with_it.rows, strict=True):
        for name in MODELS:
            assert other.said[name].measures.keys() - one.said[name].measures.keys() == {"source_share"}
            assert 0 <= other.said[name].measures["source_share"] <= 1
    assert MEASURES["source_share"].needs == "source share"


def test_systems_that_do_not_fit_together_are_named_before_anything_is_written(
    test_set: TestSet, tmp_path: Path, tiny_checkpoints: Path
) -> None:
    output = tmp_path / "results.jsonl"
    alone = make_test_set("x", [Sentence(1, "Hi.")])
    for wrong, models, said in (
        (alone, [], "there is nobody yet"),
        (test_set, [MODELS[0], MODELS[0]], "two systems are called 'en-fr/luong-general'"),
        (make_test_set("x", [Sentence(1, "Hi.", (), {MODELS[0]: "Salut."})]), MODELS, "two systems are called"),
        (test_set, ["en-fr/bahdanau", "en-de/bahdanau"], "translate different languages: en-de, en-fr"),
        (test_set, [f"en-fr/{n}" for n in range(20)], "21 systems are too many; at most 20"),
    ):
        with pytest.raises(InputError, match=said):
            run(wrong, models, output=output, root=tiny_checkpoints)
    with pytest.raises(CheckpointError, match="there is no model 'en-fr/nobody'"):
        run(test_set, ["en-fr/nobody"], output=output, root=tiny_checkpoints)
    with pytest.raises(InputError, match="beam size 0"):
        run(test_set, MODELS, output=output, beam_size=0, root=tiny_checkpoints)
    assert not output.exists()
    run(alone, MODELS[:1], output=output, root=tiny_checkpoints)
    with pytest.raises(CorpusError, match="holds other results"):
        run(test_set, MODELS[:1], output=output, root=tiny_checkpoints)
