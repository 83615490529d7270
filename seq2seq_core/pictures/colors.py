"""The colours of maps: those of the app, where zero is the colour of the page in light mode and in dark mode.

They stand in .streamlit/config.toml, too; a test holds both together. Differences are orange below zero and blue above.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np

from seq2seq_core.pictures.word_map import Numbers, Scale

LEVELS = 100  # colours between both ends of a scale
SURE_COLOR = "#d6336c"  # of links that a person made; neither weights nor differences have it

_STOPS = {
    ("weights", "light"): "f2f6fb dbe8f6 bfd6ef 9dc0e6 76a6db 5089cc 326db8 1d549d 103c7b 082654",
    ("weights", "dark"): "1f242c 1f3047 1f4066 225487 2e6ba7 4786c2 6ba2d8 95bfe9 c0daf5 eaf4ff",
    ("differences", "light"): "7a3300 a84c06 d2751f eeae72 fbf1e6 eef4fb 9dc0e6 5089cc 1d549d 0b2f66",
    ("differences", "dark"): "ffbe73 f09a45 c8742a 8a501f 2b251f 1f2936 2a5a8f 3f84c6 6aaaf0 9ccbff",
}


@cache
def stops(signed: bool, mode: str) -> tuple[str, ...]:
    """The colours that a scale is made of, at equal distances, as "#rrggbb"; `mode` is "light" or "dark"."""
    return tuple(f"#{color}" for color in _STOPS["differences" if signed else "weights", mode].split())


@cache
def ramp(signed: bool, mode: str) -> tuple[str, ...]:
    """The colours of all levels, 0 to LEVELS."""
    known = np.array([_channels(color) for color in stops(signed, mode)], dtype=np.float64)  # (10, 3)
    places = np.linspace(0, len(known) - 1, LEVELS + 1)
    mixed = np.stack([np.interp(places, range(len(known)), channel) for channel in known.T], axis=1)
    return tuple("#" + "".join(f"{round(value):02x}" for value in color) for color in mixed.tolist())


def levels(values: Numbers, scale: Scale) -> list[list[int]]:
    """The level of every number (T, S); what is outside of the scale has the colour of its end."""
    share = (values.astype(np.float64) - scale.low) / (scale.high - scale.low)
    found: list[list[int]] = np.rint(LEVELS * np.clip(share, 0, 1)).astype(int).tolist()
    return found


def ink_on(color: str) -> str:
    """Black or white, whichever is easier to read on a colour (WCAG's relative luminance)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(color))]
    luminance = sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return "#000" if luminance > 0.179 else "#fff"


def _channels(color: str) -> Sequence[int]:
    return [int(color[i : i + 2], 16) for i in (1, 3, 5)]
