"""Text for LaTeX: every character comes out as itself, or as something that says which it was.

pdfLaTeX writes what its T1 fonts have. Other scripts need XeLaTeX or LuaLaTeX, and emoji are none that a font of text
has.
"""

import re
import unicodedata
from collections.abc import Iterable

LONGEST = 40  # characters of a label

_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "_": r"\_",
    "%": r"\%",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "▁": r"\textvisiblespace{}",  # how SentencePiece writes a space
    "−": r"\ensuremath{-}",
    "→": r"\ensuremath{\rightarrow}",
    "↓": r"\ensuremath{\downarrow}",
    "·": r"\textperiodcentered{}",
}
_JOINED = re.compile(r"(?<=-)-|(?<=')'|(?<=,),|(?<=[?!])(?=\\textasciigrave)")  # two of a kind would become one sign
_RANGES = (
    "\u0020-\u007e\u00a1-\u0125\u0128-\u0137\u0139-\u013e\u0141-\u0148\u014a-\u0165\u0168-\u017e\u0218-\u021b\u1e9e"
    "\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122"
)
_PLAIN = re.compile(f"[{_RANGES}]")  # what pdfLaTeX writes with T1 and its text companion
_UNWRITTEN = {"So", "Sk", "Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"}  # categories that fonts of text may well lack
_CJK = re.compile(
    "([\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]+)"
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff]")  # joiners, marks of direction, looks of emoji
_NUMBERED = re.compile(r"\[U\+([0-9A-F]{4,6})\]")


def escape(text: str) -> str:
    """Text as LaTeX that typesets it; control characters are spaces, and what no font has is [U+1F600]."""
    written = "".join(_SPECIAL.get(character, character) for character in shown(text))
    joined = _JOINED.sub(lambda match: "{}" + match[0], written)
    return _CJK.sub(r"{\\cjk \1}", joined)


def shown(text: str) -> str:
    """Text as it will be read: composed, with numbers for what cannot be written, and spaces for line breaks."""
    composed = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return "".join(map(_written, composed)).replace("\u00a0", " ")


def label(word: str) -> str:
    """A word beside a map, shortened and escaped."""
    whole = shown(word)
    return escape(whole if len(whole) <= LONGEST else whole[: LONGEST - 1] + "…")


def comment(lines: Iterable[str]) -> str:
    """Lines as a comment, out of which no character leads."""
    return "".join(f"% {' '.join(shown(part).split())}\n" for line in lines for part in line.splitlines())


def preamble(texts: Iterable[str], packages: str) -> str:
    """The beginning of a document with these texts: what it needs said in comments, its class, fonts and packages."""
    whole = "".join(map(shown, texts))
    rest = {c for c in whole if not _PLAIN.match(c) and c not in _SPECIAL}
    known = sorted(set(_NUMBERED.findall(whole)))
    said = []
    if rest:
        named = " ".join(sorted(rest)[:20])
        said.append(f"Compile with xelatex or lualatex: pdflatex cannot write {named}")
        said.append("The first font below that is installed is used; name another where none of them has these words.")
    else:
        said.append("Compile with pdflatex, xelatex or lualatex.")
    for number in known:
        name = unicodedata.name(chr(int(number, 16)), "not in Unicode")
        said.append(f"[U+{number}] stands for a character that fonts of text lack: {name.lower()}")
    return comment(said) + _CLASS + (_ANY_SCRIPT if rest else _T1) + packages


def _written(character: str) -> str:
    if _PLAIN.match(character) or character in _SPECIAL:
        return character
    if character.isspace() or unicodedata.category(character) == "Cc":
        return " "
    lacking = unicodedata.category(character) in _UNWRITTEN and not unicodedata.combining(character)
    return (
        f"[U+{ord(character):04X}]" if lacking or ord(character) >= 0x1F000 and ord(character) < 0x20000 else character
    )


_CLASS = "\\documentclass[border=4pt]{standalone}\n"
_T1 = r"""\usepackage{iftex}
\iftutex\usepackage{fontspec}\else\usepackage[utf8]{inputenc}\usepackage[T1]{fontenc}\usepackage{textcomp}\IfFileExists{lmodern.sty}{\usepackage{lmodern}}{}\fi
"""
_ANY_SCRIPT = r"""\usepackage{fontspec}
\newcommand{\cjk}{}
\IfFontExistsTF{DejaVu Sans}{\setsansfont{DejaVu Sans}}{\IfFontExistsTF{Noto Sans}{\setsansfont{Noto Sans}}{}}
\IfFontExistsTF{Noto Sans CJK JP}{\newfontfamily{\cjkfont}{Noto Sans CJK JP}\renewcommand{\cjk}{\cjkfont}}{%
\IfFontExistsTF{IPAexGothic}{\newfontfamily{\cjkfont}{IPAexGothic}\renewcommand{\cjk}{\cjkfont}}{}}
"""
