"""The About page: every model that is there, with its figures, its size and where it comes from."""

import json
import re
from pathlib import Path

import pytest

import seq2seq_core as s2s
from seq2seq_core.checkpoint import CONFIG, WEIGHTS, CorpusRecord, TrainingRecord
from seq2seq_core.evaluation.results import Results, save_results
from seq2seq_core.evaluation.scores import evaluate
from seq2seq_core.parallel_text import Pair
from seq2seq_core.recipe import TrainingConfig
from tests.app.translating import Visit, parts, texts, visitor
from tests.tiny_models import NAMES, PAIRS, copy_to_german

ROOT = Path(__file__).parents[2]


@pytest.fixture
def visit(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    return visitor(tiny_checkpoints, monkeypatch, "pages/about.py")


def test_a_parameter_in_a_link_is_said_for_the_page_has_none(visit: Visit) -> None:
    assert not visit().warning
    assert "This page has no parameter “text”" in visit(text="The cat sleeps.").warning[0].value


def test_every_model_has_a_row_with_its_figures_and_size(visit: Visit, own_checkpoints: Path, tmp_path: Path) -> None:
    copy_to_german(own_checkpoints)
    data = tmp_path / "test.tsv"
    data.write_text("".join(f"{source}\t{target}\n" for source, target in PAIRS), encoding="utf-8")
    folder = own_checkpoints / "en-fr" / "bahdanau"
    pairs = [Pair(source, (target,)) for source, target in PAIRS]
    figures = evaluate(s2s.load("en-fr/bahdanau", own_checkpoints), pairs, data, beam_size=5)
    save_results(folder, Results(translation=[figures], alignment=[]))
    page = visit(own_checkpoints)
    tables = {table["caption"]: table for table in parts(page, "number_table")}
    assert list(tables) == ["English → German", "English → French"]
    rows = {row[0]: row[1:] for row in tables["English → French"]["rows"]}
    assert list(rows) == sorted(NAMES)
    size = f"{(folder / WEIGHTS).stat().st_size / 1e6:.1f}"
    assert rows["bahdanau"] == [f"{figures.bleu:.1f}", f"{figures.chrf:.1f}", size, "Bahdanau, additive"]
    assert rows["no-attention"][::3] == ["–", "none"]


def test_how_far_the_signs_of_translate_are_right_is_told_of_these_weights_alone(
    visit: Visit, tiny_checkpoints: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "has not been measured" in texts(visit())
    monkeypatch.setattr("ui.shared.measured.FOLDER", tmp_path)

    def row(name: str, fingerprint: str, poor: float) -> dict[str, object]:
        shares = {"unsure": 0.5, "poor_where_unsure": poor, "poor_elsewhere": 0.1, "area": 0.789}
        test = {"words": 6, "sentences": 9, "unsure": poor, "never_met": 0.0, "either": 0.3, "poor": 0.2}
        german = test | {"poor": None, "poor_without_sign": None}
        kinds = {"test.tsv.gz": test | {"poor_without_sign": 0.1}, "another language (de)": german}
        return {"model": name, "fingerprint": fingerprint, "sentences": 9, **shares, "kinds": kinds}

    fingerprints = {name: s2s.load(f"en-fr/{name}", tiny_checkpoints).fingerprint for name in NAMES[:2]}
    rows = [row(name, one, 0.4 + i / 10) for i, (name, one) in enumerate(fingerprints.items())]
    table = {"data": ["test.tsv.gz"], "outside": [], "rows": [*rows, row("other weights", "0123456789", 0.9)]}
    (tmp_path / "unsure.json").write_text(json.dumps({"en-fr": table}))
    page = visit()
    (said,) = [markdown.value for markdown in page.markdown if "unsure" in markdown.value and "chrF" in markdown.value]
    assert "in 40 to 50% of cases, else in 10%. No text of another kind was at hand" in said
    by_model, by_kind = parts(page, "number_table")[1:]
    assert by_model["rows"][0] == ["bahdanau", "50%", "40%", "10%", "0.79"]
    assert len(by_model["rows"]) == 2
    assert by_kind["rows"][1] == ["another language (German)", "6", "40 to 50%", "0%", "30%", "–", "–"]
    (tmp_path / "unsure.json").write_text(json.dumps({"en-fr": table | {"outside": ["news.tsv"]}}))
    assert not any("No text of another kind" in markdown.value for markdown in visit().markdown)


def test_a_damaged_model_is_named_and_the_others_shown(visit: Visit, own_checkpoints: Path) -> None:
    (own_checkpoints / "en-fr" / "bahdanau" / CONFIG).write_text("{")
    (own_checkpoints / "en-fr" / "luong-general" / WEIGHTS).unlink()
    page = visit(own_checkpoints)
    ((table,)) = parts(page, "number_table")
    rows = {row[0]: row[1:] for row in table["rows"]}
    assert rows["bahdanau"][-1] == "damaged"
    assert rows["luong-general"][-2] == "–"
    assert any("bahdanau" in error.value for error in page.error)


def test_the_corpora_of_a_mixture_are_named_with_their_terms(visit: Visit, own_checkpoints: Path) -> None:
    corpora = [
        CorpusRecord(name=f"Corpus {i}", terms=f"terms {i}", times=1, read=9, kept=i, left_out={}) for i in (3, 4)
    ]
    record = TrainingRecord(
        config=TrainingConfig(), attribution="", pairs=7, updates=1, best_update=1, pieces=1, seconds=1.0, device="cpu",
        command="", corpora=corpora,
    )  # fmt: skip
    for name in NAMES:
        config = own_checkpoints / "en-fr" / name / CONFIG
        config.write_text(json.dumps(json.loads(config.read_text()) | {"training": record.model_dump()}))
    text = "\n".join(markdown.value for markdown in visit(own_checkpoints).markdown)
    assert text.count("Trained on 7 sentence pairs of several sources") == 1, "once for all models of a pair"
    assert re.search(r"- Corpus 3: 3 pairs\. terms 3\n- Corpus 4: 4 pairs\. terms 4", text)


def test_the_version_is_the_one_of_the_package_and_the_changelog(visit: Visit) -> None:
    page = visit()
    assert f"version = {{{s2s.__version__}}}" in page.code[0].value
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert next(heading for heading in headings if heading != "Unreleased") == s2s.__version__
