"""The Explain page for tests: what can be read off it."""

import json
from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

import seq2seq_core as s2s
from seq2seq_core.attribution.forced import ForcedPair
from tests.app import comparing
from tests.app.comparing import matrix

SENTENCE = "The cat saw the dog."
A = "en-fr/bahdanau"


def said(page: AppTest) -> str:
    """All plain text, without what keeps alerts from being read as Markdown."""
    return comparing.said(page).replace("\u2060", "")


def link(page: AppTest) -> str:
    """The link to share: of all code on the page the one that is an address."""
    return next(code.value for code in page.code if code.value.startswith("http"))


def maps(page: AppTest) -> list[np.ndarray]:
    """The maps with strips, in the order of the page."""
    specs = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    return [matrix(spec) for spec in specs if any(trace.get("xaxis") == "x2" for trace in spec["data"])]


def curves(page: AppTest) -> dict[str, np.ndarray]:
    """The curves of the test by name."""
    for chart in page.get("plotly_chart"):
        spec = json.loads(chart.proto.spec)
        if spec["data"][0].get("name") == "band" and spec["data"][0]["fill"] == "toself":
            lines = [trace for trace in spec["data"] if trace["name"] != "band"]
            return {trace["name"]: numbers(trace["y"]) for trace in lines}
    return {}


def numbers(packed: dict[str, str] | list[float]) -> np.ndarray:
    return matrix({"data": [{"z": {"shape": str(-1), **packed}}]}) if isinstance(packed, dict) else np.array(packed)


def own(root: Path, name: str = A, text: str = SENTENCE) -> s2s.Translation:
    return s2s.load(name, root).translate(text)[0]


def pair_of(root: Path, found: s2s.Translation) -> ForcedPair:
    return ForcedPair(s2s.load(found.model, root).checkpoint.model, found.source.ids, found.target.ids)
