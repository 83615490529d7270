"""A map as a TikZ picture: filled squares and words, in a document that compiles and can be pasted from.

S source words, T target words. A cell is one unit wide; source words run to the right, target words downwards.
"""

from collections.abc import Sequence
from itertools import groupby

from seq2seq_core.errors import InputError
from seq2seq_core.pictures.colors import LEVELS, SURE_COLOR, levels, ramp
from seq2seq_core.pictures.latex import comment, escape, label, preamble
from seq2seq_core.pictures.word_map import Scale, WordMap

SMALLEST_CELL, LARGEST_CELL, WIDTH = 0.12, 0.55, 22.0  # in centimetres; a long sentence has small cells
BAR = 50  # rectangles of the scale of colours


def tikz(drawn: WordMap) -> str:
    """A whole document of the class `standalone`; InputError where there is nothing to draw."""
    check_drawable(drawn)
    T, S = len(drawn.target), len(drawn.source)
    cell = min(LARGEST_CELL, max(SMALLEST_CELL, WIDTH / max(S, T)))
    known = [] if drawn.values is None else levels(drawn.values, drawn.scale)
    lines = [
        f"\\begin{{tikzpicture}}[x={cell:.3f}cm, y={cell:.3f}cm, font=\\sffamily{size_for(cell)}]",
        *(_row(t, row) for t, row in enumerate(known)),
        f"\\draw[black!30, line width=0.3pt] (0,0) rectangle ({S},{-T});",
        *(
            f"\\node[anchor=west, rotate=45, inner sep=1pt] at ({s + 0.5},0.15) {{{label(word)}}};"
            for s, word in enumerate(drawn.source)
        ),
        *(
            f"\\node[anchor=east, inner sep=2pt] at (-0.1,{-t - 0.5}) {{{label(word)}}};"
            for t, word in enumerate(drawn.target)
        ),
        *(_square(s, t) for s, t in sorted(drawn.sure)),
        *(_diamond(s, t) for s, t in sorted(drawn.possible)),
        *(_bar(drawn.scale, S, max(T, 3)) if drawn.values is not None else []),
        *caption(drawn, f"(0,{-T - 0.4})", max(6.0, S * cell)),
        r"\end{tikzpicture}",
    ]
    return document(drawn, _packages(drawn, known), lines)


def document(drawn: WordMap, packages: str, lines: Sequence[str], note: str = "") -> str:
    """The lines of a picture as a document, below comments on what it shows, and a note."""
    texts = [*drawn.source, *drawn.target, drawn.title, *drawn.about, drawn.scale.name]
    said = comment([drawn.title, *drawn.about, *_meaning(drawn), note])
    body = "\n".join(["\\begin{document}", *lines, "\\end{document}", ""])
    return said + preamble(texts, packages) + body


def caption(drawn: WordMap, where: str, width: float) -> list[str]:
    """The title and where the numbers come from, in lines `width` centimetres long below `where`."""
    said = [escape(drawn.title), *(f"{{\\tiny {escape(line)}\\par}}" for line in drawn.about)]
    text = r"\par ".join(filter(None, said))
    return [
        f"\\node[anchor=north west, align=flush left, text width={width:.2f}cm, inner sep=0pt, "
        f"font=\\sffamily\\scriptsize] at {where} {{{text}}};"
    ]


def check_drawable(drawn: WordMap) -> None:
    """InputError where a map has nothing to draw."""
    if drawn.empty:
        what = "the model has no attention" if drawn.source and drawn.target else "there are no words"
        raise InputError(f"there is no map to draw: {what}")


def size_for(cell: float) -> str:
    """The size of words beside cells of so many centimetres."""
    return r"\scriptsize" if cell >= 0.35 else r"\tiny"


def _meaning(drawn: WordMap) -> list[str]:
    """What is in the picture, for its comments."""
    marks = {"Squares are sure links.": drawn.sure, "Diamonds are possible links.": drawn.possible}
    colors = [] if drawn.values is None else [f"Colours: {drawn.scale.name}"]
    return [*colors, *(said for said, links in marks.items() if links)]


def _packages(drawn: WordMap, known: Sequence[Sequence[int]]) -> str:
    """What the picture needs before the document begins: the colours of its levels, and how a cell is drawn."""
    colors = ramp(drawn.scale.signed, "light")
    used = sorted({level for row in known for level in row} | set(_bar_levels()))
    return "\n".join(
        [
            r"\usepackage{tikz}",
            *(f"\\definecolor{{level{level}}}{{HTML}}{{{colors[level][1:].upper()}}}" for level in used),
            f"\\definecolor{{link}}{{HTML}}{{{SURE_COLOR[1:].upper()}}}",
            r"\newcommand{\cells}[4]{\fill[level#3] (#1,-#2) rectangle +(#4,-1);}",
            f"% column and row of the first, its level from 0 to {LEVELS}, how many to the right are alike",
            "",
        ]
    )


def _row(t: int, row: Sequence[int]) -> str:
    """Neighbours of one colour are one rectangle: TeX has little memory, and most of a long sentence is empty."""
    drawn, s = [], 0
    for level, alike in groupby(row):
        count = len(list(alike))
        drawn.append(f"\\cells{{{s}}}{{{t}}}{{{level}}}{{{count}}}")
        s += count
    return " ".join(drawn)


def _bar_levels() -> list[int]:
    return [round(LEVELS * i / (BAR - 1)) for i in range(BAR)]


def _bar(scale: Scale, S: int, height: int) -> list[str]:
    """The scale of colours, `height` cells high, on the right."""
    step, left = height / BAR, S + 0.6
    parts = [
        f"\\fill[level{level}] ({left},{i * step - height:.3f}) rectangle +(0.35,{step * 1.02:.3f});"
        for i, level in enumerate(_bar_levels())
    ]
    style, right = r"font=\sffamily\tiny", left + 0.35
    ticks = [
        f"\\node[anchor=west, inner sep=2pt, {style}] at ({right},{(share - 1) * height}) "
        f"{{{escape(scale.end(value))}}};"
        for share, value in zip((0, 0.5, 1), scale.ticks, strict=True)
    ]
    name = f"\\node[anchor=north, rotate=90, yshift=-7mm, {style}] at ({right},{-height / 2})"
    return [*parts, *ticks, f"{name} {{{escape(scale.name)}}};"]


def _square(s: int, t: int) -> str:
    return f"\\draw[link, line width=1pt] ({s + 0.18:.2f},{-t - 0.18:.2f}) rectangle +(0.64,-0.64);"


def _diamond(s: int, t: int) -> str:
    corners = "+(0.34,-0.34) -- +(0,-0.68) -- +(-0.34,-0.34)"
    return f"\\draw[link, line width=1pt] ({s + 0.5},{-t - 0.16:.2f}) -- {corners} -- cycle;"
