"""Maps as pictures that stand alone: an interactive HTML file, LaTeX, and what a notebook draws.

It knows words and numbers, and nothing of models or of who computed them.
"""

from seq2seq_core.pictures.drawing import Drawing
from seq2seq_core.pictures.pgfplots import pgfplots
from seq2seq_core.pictures.standalone import standalone_html
from seq2seq_core.pictures.tikz import tikz
from seq2seq_core.pictures.word_map import WEIGHTS, Scale, WordMap, limited, round_limit, symmetric

__all__ = [
    "WEIGHTS",
    "Drawing",
    "Scale",
    "WordMap",
    "limited",
    "pgfplots",
    "round_limit",
    "standalone_html",
    "symmetric",
    "tikz",
]
