"""Maps as HTML that needs nothing else: one file to be opened or sent, or a part of another page.

Words are text in it and nowhere code: the templates escape all that they are given, and the script, which is always the
same, reads the words from the table that is there. The file allows no other script and no request at all.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from seq2seq_core.pictures.colors import SURE_COLOR, ink_on, levels, ramp, stops
from seq2seq_core.pictures.word_map import Scale, WordMap, in_words

SMALLEST_CELL, LARGEST_CELL = 24, 44  # pixels, as in the app
SLANTED = 0.72  # height of a slanted label for each pixel of its length
LONGEST_LABEL = 130  # pixels; what is longer ends in dots, and is whole where it is pointed at
CHARACTER, WIDE_CHARACTER = 7.4, 14.0  # pixels

_FOLDER = Path(__file__).parent / "templates"
_DARK_HOSTS = (  # notebooks say by themselves whether they are dark
    "body.vscode-dark",
    "body.vscode-high-contrast",
    'body[data-jp-theme-light="false"]',
    'html[theme="dark"]',
    'html[data-theme="dark"]',
)


def standalone_html(maps: WordMap | Sequence[WordMap], title: str, about: Sequence[str] = ()) -> str:
    """One file with one map or several, under a title and lines that say what they are.

    Maps that have the same words on an axis light them together.
    """
    several = _several(maps)
    script = _script()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    html: str = (
        _environment()
        .get_template("page.html")
        .render(title=title, about=about, script=Markup(script), digest=digest, **_shared(several, "light dark", ""))
    )
    return html


def fragment(maps: Sequence[WordMap]) -> str:
    """The same maps as a part of somebody else's page, in that page's light or dark mode; for notebooks."""
    dark = ",".join(f"{host} .alignscope" for host in _DARK_HOSTS) + "{color-scheme:dark}"
    html: str = (
        _environment().get_template("fragment.html").render(script=Markup(_script()), **_shared(maps, "light", dark))
    )
    return html


@dataclass(frozen=True, slots=True)
class _Cell:
    color: str  # the class of its colour
    text: str
    mark: str  # of a link: "sure", "possible" or nothing


def _shared(maps: Sequence[WordMap], schemes: str, dark: str) -> dict[str, Any]:
    """What both templates show."""
    axes: dict[tuple[str, tuple[str, ...]], int] = {}  # a number for every list of words, the same for the same list
    style = _style().replace("SCHEMES", schemes) + _colors(maps) + dark
    return {"style": Markup(style), "maps": [_shown(one, axes) for one in maps]}


def _shown(drawn: WordMap, axes: dict[tuple[str, tuple[str, ...]], int]) -> dict[str, Any]:
    """One map for the template."""
    cell = min(LARGEST_CELL, max(SMALLEST_CELL, round(300 / max(len(drawn.source), 1))))
    longest = max(map(_pixels, drawn.source), default=0)
    return {
        "title": drawn.title,
        "about": drawn.about,
        "empty": drawn.empty,
        "colored": drawn.values is not None,
        "scale": drawn.scale,
        "bar": ("signed" if drawn.scale.signed else "weights"),
        "ticks": [drawn.scale.end(value) for value in drawn.scale.ticks],
        "cell": cell,
        "level": longest <= cell - 2,
        "rise": 24 if longest <= cell - 2 else round(SLANTED * longest) + 16,
        "reach": round(max(8, SLANTED * longest - cell / 2)),
        "columns": axes.setdefault(("source", drawn.source), len(axes)),
        "lines": axes.setdefault(("target", drawn.target), len(axes)),
        "source": drawn.source,
        "rows": [] if drawn.empty else list(zip(drawn.target, _cells(drawn), strict=True)),
        "sure": bool(drawn.sure),
        "possible": bool(drawn.possible),
        "words": in_words(drawn),
    }


def _cells(drawn: WordMap) -> list[list[_Cell]]:
    sure, possible = drawn.sure, drawn.possible
    marks = [
        ["sure" if (s, t) in sure else "possible" if (s, t) in possible else "" for s in range(len(drawn.source))]
        for t in range(len(drawn.target))
    ]
    if drawn.values is None:
        return [[_Cell("", mark, mark) for mark in row] for row in marks]
    kind = _kind(drawn.scale)
    number = drawn.scale.number
    return [
        [_Cell(f"{kind}{level}", number(value), mark) for level, value, mark in zip(*row, strict=True)]
        for row in zip(levels(drawn.values, drawn.scale), drawn.values.tolist(), marks, strict=True)
    ]


def _colors(maps: Sequence[WordMap]) -> str:
    """Rules for the colours that these maps have, in both modes."""
    rules = [f".alignscope{{--link:{SURE_COLOR}}}"]
    for signed in sorted({one.scale.signed for one in maps}):
        drawn = [one for one in maps if one.scale.signed is signed and one.values is not None]
        used = {
            level for one in drawn if one.values is not None for row in levels(one.values, one.scale) for level in row
        }
        light, dark = ramp(signed, "light"), ramp(signed, "dark")
        for level in sorted(used):
            one, other = light[level], dark[level]
            rules.append(
                f".alignscope .{'d' if signed else 'w'}{level}{{background:{one};background:light-dark({one},{other});"
                f"color:{ink_on(one)};color:light-dark({ink_on(one)},{ink_on(other)})}}"
            )
        pairs = zip(stops(signed, "light"), stops(signed, "dark"), strict=True)
        bar = ",".join(f"light-dark({one},{other})" for one, other in pairs)
        rules.append(f".alignscope .{'signed' if signed else 'weights'}{{background:linear-gradient(90deg,{bar})}}")
    return "\n".join(rules) + "\n"


def _kind(scale: Scale) -> str:
    return "d" if scale.signed else "w"


def _pixels(word: str) -> float:
    """About how wide a label is."""
    return min(LONGEST_LABEL, sum(CHARACTER if ord(c) < 0x1100 else WIDE_CHARACTER for c in word[:LONGEST_LABEL]))


def _several(maps: WordMap | Sequence[WordMap]) -> Sequence[WordMap]:
    return [maps] if isinstance(maps, WordMap) else maps


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _script() -> str:
    return "\n" + (_FOLDER / "map.js").read_text(encoding="utf-8")


@cache
def _style() -> str:
    return (_FOLDER / "map.css").read_text(encoding="utf-8")
