"""The Translate page for tests: how it is opened, and what can be read off it."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

APP = str(Path(__file__).parents[2] / "app.py")
SENTENCE = "The cat saw the dog."
Visit = Callable[..., AppTest]


def visitor(
    models: Path, monkeypatch: pytest.MonkeyPatch, page_path: str | None = None, **usual: str | list[str]
) -> Visit:
    """What opens the page, by a link if parameters are given, with these models or those under another root.

    Another page than Translate where `page_path` names one; `usual` are parameters that every link has besides.
    """

    def open_page(root: Path = models, **parameters: str | list[str]) -> AppTest:
        monkeypatch.setenv("ALIGNSCOPE_CHECKPOINTS", str(root))
        page = AppTest.from_file(APP, default_timeout=60)
        if page_path:
            page.switch_page(page_path)
        for key, value in (usual | parameters).items():
            page.query_params[key] = value
        page.run()
        assert not page.exception
        return page

    return open_page


def maps(page: AppTest) -> list[dict[str, Any]]:
    """The specifications of the alignment maps on the page, left to right."""
    specs = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    return [spec for spec in specs if len(spec["data"]) == 4]


def matrix(spec: dict[str, Any]) -> np.ndarray:
    """The numbers inside a heatmap, which travel as base64."""
    z = spec["data"][0]["z"]
    shape = [int(size) for size in z["shape"].split(",")]
    return np.frombuffer(base64.b64decode(z["bdata"]), dtype=z["dtype"]).reshape(shape)


def texts(page: AppTest) -> str:
    """All plain text on the page, translations included."""
    return "\n".join([*(element.value for element in page.text), *translations(page)])


def translations(page: AppTest) -> list[str]:
    """The translations that are underlined by their probabilities, left to right."""
    return ["".join(part["text"] for part in one["parts"]) for one in parts(page, "said")]


def parts(page: AppTest, name: str) -> list[dict[str, Any]]:
    """What the components of a kind were given."""
    return [
        json.loads(part.proto.json) for part in page.get("bidi_component") if part.proto.component_name.endswith(name)
    ]
