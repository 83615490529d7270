"""The Compare page for tests: how it is opened, and what can be read off it."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import seq2seq_core as s2s

ROOT = Path(__file__).parents[2]
SENTENCE = "The cat saw the dog."
OUTPUT = "Le chien a vu le chat."
A, B, NONE = "en-fr/bahdanau", "en-fr/luong-general", "en-fr/no-attention"
HOSTILE = "the <b>x</b> &amp; <s> the the **a** :smile:"
Visit = Callable[..., AppTest]


def visitor(models: Path, monkeypatch: pytest.MonkeyPatch) -> Visit:
    """What opens the page, by a link if parameters are given, with these models or those under another root."""

    def open_page(root: Path = models, **parameters: str | list[str]) -> AppTest:
        monkeypatch.setenv("ALIGNSCOPE_CHECKPOINTS", str(root))
        page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=240)
        page.switch_page("pages/compare.py")
        for key, value in ({"text": SENTENCE} | parameters).items():
            page.query_params[key.replace("_", "-")] = value
        page.run()
        assert not page.exception
        return page

    return open_page


def typed(page: AppTest, output: str) -> AppTest:
    page.text_input(key="compare_typed").set_value(output).run()
    assert not page.exception
    return page


def charts(page: AppTest, traces: int) -> list[dict[str, Any]]:
    """The specifications of the charts with so many traces, in the order of the page."""
    specs = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    return [spec for spec in specs if len(spec["data"]) == traces and spec["data"][0]["type"] == "heatmap"]


def matrix(spec: dict[str, Any]) -> np.ndarray:
    """The numbers inside a heatmap, which travel as base64."""
    z = spec["data"][0]["z"]
    shape = [int(size) for size in z["shape"].split(",")]
    return np.frombuffer(base64.b64decode(z["bdata"]), dtype=z["dtype"]).reshape(shape)


def said(page: AppTest) -> str:
    """All plain text on the page, alerts without their escapes."""
    alerts = [*page.error, *page.warning, *page.info]
    return "\n".join([*(e.value for e in page.text), *(e.value.replace("\\", "") for e in alerts)])


def link(page: AppTest) -> str:
    return page.code[0].value


def force(root: Path, name: str, output: str = OUTPUT, text: str = SENTENCE) -> s2s.Translation:
    return s2s.load(name, root).force(text, output)
