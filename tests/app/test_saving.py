"""The Save menu of every figure: what the browser is asked to draw, what is written below it, and the files."""

import io
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import seq2seq_core as s2s
from tests.app.translating import SENTENCE, Visit, parts, visitor


def pages(path: str | None) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page_path", [path], indirect=True)


@pytest.fixture
def visit(tiny_checkpoints: Path, monkeypatch: pytest.MonkeyPatch, page_path: str | None) -> Visit:
    return visitor(tiny_checkpoints, monkeypatch, page_path)


@pytest.fixture
def page_path(request: pytest.FixtureRequest) -> str | None:
    path: str | None = request.param
    return path


def saved(page: AppTest) -> list[dict[str, object]]:
    """What each Save menu of the page is given to draw."""
    return parts(page, "save_picture")


@pytest.mark.parametrize(
    ("page_path", "link", "drawn"),
    [
        (None, {"model": ["bahdanau", "luong-general", "no-attention"]}, [".st-key-map-0", ".st-key-map-1"]),
        ("pages/step_through.py", {"beam": "2"}, ["article[data-model='bahdanau']", ".st-key-tree-0"]),
        ("pages/compare.py", {"mode": "same"}, [".st-key-compare", ".st-key-probability", ".st-key-grid"]),
        ("pages/bottleneck.py", {}, [".st-key-growth"]),
        ("pages/bottleneck.py", {"experiment": "shortcut"}, [".st-key-gradient-0", ".st-key-profile"]),
        ("pages/how_it_works.py", {}, [".flows"]),
        ("pages/how_it_works.py", {"section": "score"}, [".st-key-terms-figure"]),
    ],
    indirect=["page_path"],
)
def test_every_figure_can_be_saved_and_says_whose_it_is(
    visit: Visit, tiny_checkpoints: Path, link: dict[str, str | list[str]], drawn: list[str]
) -> None:
    text = "The cat sleeps here, and the dog saw the cat." if ".st-key-growth" in drawn else SENTENCE
    page = visit(text=text, **link)
    fingerprint = s2s.load("en-fr/bahdanau", tiny_checkpoints).fingerprint
    menus = saved(page)
    for selector in drawn:
        (menu,) = [one for one in menus if str(one["parts"][0]).startswith(selector)]  # type: ignore[index]
        lines = "\n".join(menu["about"])  # type: ignore[arg-type]
        assert text in lines
        assert selector == ".st-key-grid" or fingerprint in lines or "luong" in lines
        assert any(word in lines for word in ("greedy", "beam 2", "orced decoding", "log-probability"))


@pages("pages/compare.py")
def test_maps_are_saved_with_their_scale_of_colours(visit: Visit) -> None:
    menus = {str(menu["name"]): menu["parts"] for menu in saved(visit(text=SENTENCE, mode="same"))}
    assert menus["a-minus-b"] == [".st-key-compare .js-plotly-plot", ".st-key-bar-scale"]
    assert menus["every-model"] == [".st-key-grid", ".st-key-bar-grid-scale"]


@pages(None)
def test_nothing_but_the_link_is_chosen_under_share(visit: Visit) -> None:
    page = visit(text=SENTENCE)
    assert not [one for one in page.segmented_control if one.label == "Save pictures as"]
    assert not any("toImage" in chart.proto.config for chart in page.get("plotly_chart"))


@pages("pages/step_through.py")
def test_the_nodes_of_a_tree_are_a_table(visit: Visit, tiny_checkpoints: Path) -> None:
    from ui.step_through.beam import branches_of
    from ui.step_through.saving import nodes, table_csv

    model = s2s.load("en-fr/bahdanau", tiny_checkpoints)
    best, *_ = model.translate(SENTENCE, beam_size=2, keep_search=True)
    branches = branches_of(best, model.checkpoint.vocabulary.surface, 2)
    table = pd.read_csv(io.StringIO(table_csv(nodes(branches))), keep_default_na=False)
    assert list(table["node"]) == [branch.place for branch in branches]
    assert table["step"].min() == 1
    assert table[table["shown"]]["step"].tolist() == list(range(1, len(best.target.ids) + 1))


@pytest.mark.parametrize(
    ("page_path", "link", "menu", "wanted"),
    [
        (None, {"model": ["bahdanau"]}, "0", ["html", "tikz.tex", "pgfplots.tex"]),
        (None, {"model": ["no-attention"]}, "0", []),
        ("pages/step_through.py", {}, "step-0", ["html", "tikz.tex", "pgfplots.tex"]),
        ("pages/compare.py", {"mode": "same"}, "compare", ["html", "tikz.tex", "pgfplots.tex"]),
        ("pages/compare.py", {"mode": "same"}, "grid", ["html"]),
        ("pages/explain.py", {}, "explain-A", ["html", "tikz.tex-attention", "pgfplots.tex-attention"]),
    ],
    indirect=["page_path"],
)
def test_every_map_can_be_saved_for_papers_and_as_an_alignment(
    visit: Visit, link: dict[str, str | list[str]], menu: str, wanted: list[str]
) -> None:
    page = visit(text=SENTENCE, **link)
    keys = {button.proto.id.split("-", 2)[-1] for button in page.get("download_button")}
    for ending in wanted:
        assert f"{ending}-{menu}" in keys
    lists = {box.key for box in page.selectbox}
    assert (f"Alignment files-{menu}" in lists) == (bool(wanted) and menu not in ("compare", "grid"))
    if not wanted:
        assert not {key for key in keys if key.startswith(("html", "tikz"))}
