"""Maps for tests, and the words that somebody may type."""

import numpy as np

from seq2seq_core.pictures import WordMap, symmetric

SOURCE, TARGET = ("The", "black", "cat", "</s>"), ("Le", "chat", "noir")
STRANGE = (
    "<b>x</b>",
    "</script><script>alert(1)</script>",
    "\"quoted'",
    "{{ 7*7 }}",
    "{% raw %}",
    "&amp;",
    "<!--",
    "😀",
    "قطة",
    "שלום",
    "猫が好き",
    "aujourd’hui" + "i" * 300,
)


def weights(T: int, S: int, seed: int = 0) -> np.ndarray:
    """Rows (T, S) that sum to one."""
    rows = np.random.default_rng(seed).random((T, S)) ** 4
    found: np.ndarray = (rows / rows.sum(axis=1, keepdims=True)).astype(np.float32)
    return found


def plain_map(**settings: object) -> WordMap:
    given: dict[str, object] = {"title": "A  en-fr/model", "about": ("fingerprint 12ab · greedy",), **settings}
    return WordMap(SOURCE, TARGET, weights(3, 4), **given)  # type: ignore[arg-type]


def difference_map() -> WordMap:
    values = weights(3, 4) - weights(3, 4, seed=1)
    return WordMap(SOURCE, TARGET, values, symmetric(0.8, "A − B"), title="A − B")


def strange_map() -> WordMap:
    return WordMap(STRANGE, STRANGE[::-1], weights(len(STRANGE), len(STRANGE)), title=STRANGE[1], about=STRANGE)
