"""What is stepped through goes elsewhere: as files, and to the page that explains it."""

from collections.abc import Sequence

import pandas as pd

from figures.beam_tree import Branch
from seq2seq_core import Translation
from seq2seq_core.registry import name_in_pair
from ui.shared.alignment import shown_alignment
from ui.shared.export import alignment_csv, translation_json
from ui.shared.map_files import alignment_files, pictures_of, word_map
from ui.shared.saving import File, Picture, about, chart_and_scale, draw_menu, table_csv
from ui.step_through.runs import Runs


def draw(position: int, run: Runs, said: str) -> None:
    """The Save menu of one model; `said` is where its numbers come from."""
    shown, name = run.shown, run.shown.model
    alignment = shown_alignment(shown, "pieces", hide_end=False)
    parts = [f"article[data-model='{name_in_pair(name)}'] .runs", ".step-view .scale"]
    files = [File("json", "this translation", lambda: translation_json([shown]))]
    if alignment.weights is not None:
        files.insert(0, File("csv", "this map", lambda: alignment_csv(alignment)))
        drawn = word_map(alignment, f"{name}: “{shown.text}”", [said])
        files += [*pictures_of(drawn), *alignment_files(alignment)]
    draw_menu(f"step-{position}", f"step-{name}", Picture(parts, about(f"→ “{shown.text}”", said)), *files)


def draw_tree(position: int, branches: Sequence[Branch], shown: Translation, said: str) -> None:
    """The Save menu of a search tree."""
    picture = Picture(chart_and_scale(f"tree-{position}"), about(f"Search tree; “{shown.text}” is shown", said))
    draw_menu(
        f"tree-{position}",
        f"search-{shown.model}",
        picture,
        File("csv", "its nodes", lambda: table_csv(nodes(branches))),
    )


def nodes(branches: Sequence[Branch]) -> pd.DataFrame:
    """A line for every node that is drawn; steps count from 1, a parent is named by its place."""
    return pd.DataFrame(
        [
            {
                "node": one.place,
                "parent": one.parent,
                "step": one.step + 1,
                "token": one.word.text,
                "probability": one.probability,
                "path": one.total,
                "fate": one.fate,
                "shown": one.shown,
            }
            for one in branches
        ]
    )
