"""Where the boxes of a decoder step stand and which arrows join them. Pure data: numbers in, boxes and arrows out.

The three pictures share their rows, so that what differs between them is what differs between the models: the box from
which the question is asked, and what the context goes into.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from seq2seq_core.analysis.step_breakdown import Anatomy
from seq2seq_core.model.config import ModelConfig

WIDTH, PITCH, HEIGHT = 380, 74, 50
LEFT, RIGHT, WIDE = (10, 164), (198, 154), (40, 312)  # x and width
NEAR, FAR = 361, 371  # of the lines along the right edge


@dataclass(frozen=True, slots=True)
class Box:
    """One vector or matrix: symbol with subscript, what it is, its shape and, if it was computed, its norm."""

    name: str
    symbol: str
    sub: str
    title: str
    shape: str
    place: tuple[float, float, float, float]  # x, y, width, height
    tone: str  # "source", "target" or "attention"
    norm: float | None = None
    said: str = ""  # instead of a norm
    asks: bool = False  # this is the state that is compared
    bars: tuple[float, ...] | None = None  # heights from 0 to 1, one for each source token


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line through these points, the head at the last."""

    points: tuple[tuple[float, float], ...]
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """One picture, with what it says."""

    title: str
    subtitle: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    height: float
    live: bool


class Canvas:
    """Collects boxes, knowing the sizes of the model and the vectors of the step, if there are any."""

    def __init__(self, config: ModelConfig | None, anatomy: Anatomy | None, previous: str, said: str) -> None:
        self.config, self.anatomy, self.previous, self.said = config, anatomy, previous, said
        self.boxes: list[Box] = []
        self.arrows: list[Arrow] = []
        self.sizes = {"S": "S", "D": "D", "E": "E", "H": "H", "V": "V"}
        if config is not None:
            self.sizes |= {
                "D": f"{config.embedding_size}",
                "E": f"{config.encoder_size}",
                "H": f"{config.decoder_size}",
                "V": f"{config.vocabulary_size}",
            }
        if anatomy is not None:
            self.sizes["S"] = f"{len(anatomy.states)}"

    def box(self, name: str, symbol: str, title: str, shape: str, place: tuple[float, float], row: float, tone: str,
            vector: object = None, **more: object) -> None:  # fmt: skip
        """Add a box at x and width `place` of a row. The symbol's part after "_" is its subscript."""
        base, _, sub = symbol.partition("_")
        sizes = " × ".join(self.sizes[letter] for letter in shape)
        norm = None if vector is None else float(np.linalg.norm(np.asarray(vector, dtype=float)))
        where = (place[0], row * PITCH + 2, place[1], HEIGHT)
        self.boxes.append(Box(name, base, sub, title, sizes, where, tone, norm, **more))  # type: ignore[arg-type]

    def arrow(self, *points: tuple[float, float], asks: bool = False) -> None:
        """Add an arrow through points whose y counts rows: 2 is the top of row 2, 2.5 its middle, 2.99 its bottom."""
        self.arrows.append(Arrow(tuple((x, _pixels(y)) for x, y in points), asks))

    def flow(self, title: str, subtitle: str) -> Flow:
        """The finished picture."""
        height = max(box.place[1] + box.place[3] for box in self.boxes) + 4
        return Flow(title, subtitle, tuple(self.boxes), tuple(self.arrows), height, self.anatomy is not None)


def _pixels(y: float) -> float:
    row, part = divmod(y, 1)
    return row * PITCH + 2 + min(part / 0.99, 1) * HEIGHT


def draw_ends(c: Canvas, states: str, step: str = "t") -> None:
    """What all models begin with: the source words, the encoder's states, the word before. `step` is its index."""
    a = c.anatomy
    c.box("source", "x", "source tokens", "SD", LEFT, 0, "source", a and a.source)
    c.box("word", f"y_{step}−1", "token before", "D", RIGHT, 0, "target", a and a.word, said=c.previous)
    c.box("states", states, "encoder states", "SE", LEFT, 1, "source", a and a.states)
    c.arrow((92, 0.99), (92, 1))


def draw_look(c: Canvas, row: int, symbols: tuple[str, str, str]) -> None:
    """Scores, weights and context, from `row` on."""
    look = c.anatomy.look if c.anatomy else None
    scope = "global" if c.config is None else c.config.scope
    scores = None if look is None else _finite(look.scores)
    c.box("scores", symbols[0], "scores", "S", WIDE, row, "attention", None if scores is None else scores[0],
          bars=None if scores is None else scores[1])  # fmt: skip
    titles = {"local-m": "softmax in the window", "local-p": "softmax × Gaussian"}
    title = titles.get(scope, "softmax: weights")
    c.box("weights", symbols[1], title, "S", WIDE, row + 1, "attention", look and look.weights,
          bars=None if look is None else tuple(map(float, look.weights)))  # fmt: skip
    c.box("context", symbols[2], "context", "E", LEFT, row + 2, "attention", look and look.context)
    c.arrow((196, row + 0.99), (196, row + 1))
    c.arrow((92, row + 1.99), (92, row + 2))
    c.arrow((24, 1.99), (24, row + 2))  # the states that are averaged


def draw_output(c: Canvas, row: int, step: str = "t") -> None:
    """The distribution over the next word."""
    c.box("output", f"p(y_{step})", "next token", "V", RIGHT, row, "target", said=c.said)
    c.arrow((275, row - 0.01), (275, row))


def _finite(scores: ArrayLike) -> tuple[np.ndarray, tuple[float, ...]]:
    """The scores inside the window, and all of them as heights from the lowest to the highest."""
    values = np.asarray(scores, dtype=float)
    inside = np.isfinite(values)
    low, high = values[inside].min(), values[inside].max()
    heights = np.where(inside, 0.08 + 0.92 * (values - low) / max(high - low, 1e-12), 0.0)
    return values[inside], tuple(map(float, np.where(inside, heights, 0.0)))
