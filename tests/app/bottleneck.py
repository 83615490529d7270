"""What the tests of the Bottleneck page read from it."""

import base64
import json
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

GROWN = "The cat sleeps here,\nthe dog saw the cat"


def charts(page: AppTest, key: str) -> list[dict[str, Any]]:
    """The specifications of the charts whose key begins with `key`, in the order of the page."""
    found = [chart.proto for chart in page.get("plotly_chart") if f"-{key}" in chart.proto.id]
    return [json.loads(proto.spec) for proto in found]


def numbers(values: Any) -> np.ndarray:
    """Numbers inside a chart, which may travel as base64."""
    if isinstance(values, list):
        return np.array(values, dtype=float)
    shape = [int(size) for size in str(values.get("shape", -1)).split(",")]
    return np.frombuffer(base64.b64decode(values["bdata"]), dtype=values["dtype"]).reshape(shape)


def texts(page: AppTest) -> str:
    """All plain text on the page."""
    return "\n".join(element.value for element in page.text)
