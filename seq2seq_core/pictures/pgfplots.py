"""A map as a PGFPlots axis: the numbers themselves in the file, coloured when it is compiled.

S source words, T target words.
"""

from collections.abc import Sequence

from seq2seq_core.pictures.colors import SURE_COLOR, stops
from seq2seq_core.pictures.latex import escape, label
from seq2seq_core.pictures.tikz import LARGEST_CELL, SMALLEST_CELL, WIDTH, caption, check_drawable, document, size_for
from seq2seq_core.pictures.word_map import Links, WordMap

MOST_CELLS = 3600  # pdflatex takes 14 seconds for so many, and for 10,000 it has not enough memory
LARGE = "So many cells may be more than pdflatex has memory for: compile with lualatex, or take the TikZ picture."
_BAR_STYLE = r"tick style={draw=none}, axis line style={draw=none}, font=\sffamily\tiny"


def pgfplots(drawn: WordMap) -> str:
    """A whole document of the class `standalone`; InputError where there is nothing to draw."""
    check_drawable(drawn)
    T, S = len(drawn.target), len(drawn.source)
    cell = min(LARGEST_CELL, max(SMALLEST_CELL, WIDTH / max(S, T)))
    lines = [
        r"\begin{tikzpicture}",
        r"\begin{axis}[",
        *(f"  {line}," for line in _settings(drawn, cell)),
        "]",
        *_cells(drawn),
        *_marks(drawn.sure, "mark=square, line width=1pt", cell),
        *_marks(drawn.possible, "mark=diamond, line width=0.8pt", cell),
        r"\end{axis}",
        *caption(drawn, f"(0,{-0.3:.1f})", max(6.0, S * cell)),
        r"\end{tikzpicture}",
    ]
    packages = "\\usepackage{pgfplots}\n\\pgfplotsset{compat=1.16}\n"
    packages += f"\\definecolor{{link}}{{HTML}}{{{SURE_COLOR[1:].upper()}}}\n"
    return document(drawn, packages, lines, LARGE if T * S > MOST_CELLS else "")


def _settings(drawn: WordMap, cell: float) -> list[str]:
    T, S = len(drawn.target), len(drawn.source)
    scale = drawn.scale
    size = f"font=\\sffamily{size_for(cell)}"
    settings = [
        f"scale only axis, width={S * cell:.3f}cm, height={T * cell:.3f}cm",
        f"xmin=-0.5, xmax={S - 0.5}, ymin=-0.5, ymax={T - 0.5}, y dir=reverse",
        "tick style={draw=none}, axis line style={black!30}",
        f"xtick={{{_places(S)}}}, xticklabels={{{_labels(drawn.source)}}}",
        f"xticklabel pos=top, xticklabel style={{rotate=45, anchor=south west, inner sep=1pt, {size}}}",
        f"ytick={{{_places(T)}}}, yticklabels={{{_labels(drawn.target)}}}, yticklabel style={{{size}}}",
    ]
    if drawn.values is not None:
        settings += [
            f"colormap={{alignment}}{{{_colormap(scale.signed)}}}",
            f"point meta min={scale.low:.6g}, point meta max={scale.high:.6g}",
            f"colorbar, colorbar style={{width=0.2cm, height={max(T * cell, 1.6):.3f}cm, {_BAR_STYLE},",
            f"  ytick={{{','.join(f'{tick:.6g}' for tick in scale.ticks)}}}, "
            f"yticklabels={{{_labels([scale.end(tick) for tick in scale.ticks])}}}, ylabel={{{escape(scale.name)}}}}}",
        ]
    return settings


def _cells(drawn: WordMap) -> list[str]:
    """A matrix plot; it cannot tell how large cells are in a map with one row or one column, which is of rectangles."""
    if drawn.values is None:
        return []
    numbers = drawn.values.tolist()
    T, S = drawn.values.shape
    if min(T, S) > 1:
        middles = [f"{s} {t} {value:.6g}" for t, row in enumerate(numbers) for s, value in enumerate(row)]
        head = f"\\addplot[matrix plot*, mesh/cols={S}, point meta=explicit] table[meta=weight] {{"
        return [head, "column row weight", *middles, "};"]
    corners = [
        f"{x} {y} {value:.6g}"
        for t, row in enumerate(numbers)
        for s, value in enumerate(row)
        for x, y in ((s - 0.5, t - 0.5), (s + 0.5, t - 0.5), (s + 0.5, t + 0.5), (s - 0.5, t + 0.5))
    ]
    head = r"\addplot[patch, patch type=rectangle, shader=flat corner, point meta=explicit] table[meta=weight] {"
    return [head, "column row weight", *corners, "};"]


def _marks(links: Links, style: str, cell: float) -> list[str]:
    if not links:
        return []
    places = " ".join(f"({s},{t})" for s, t in sorted(links))
    return [f"\\addplot[only marks, link, {style}, mark size={0.3 * cell:.3f}cm] coordinates {{{places}}};"]


def _labels(words: Sequence[str]) -> str:
    return ",".join(f"{{{label(word)}}}" for word in words)


def _places(count: int) -> str:
    return ",".join(map(str, range(count)))


def _colormap(signed: bool) -> str:
    return " ".join(
        f"rgb255=({int(color[1:3], 16)},{int(color[3:5], 16)},{int(color[5:7], 16)})"
        for color in stops(signed, "light")
    )
