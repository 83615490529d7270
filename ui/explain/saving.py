"""What is explained as files: the picture of both maps, every cell as a line, and all of it as JSON."""

import csv
import io
import json

import streamlit as st

from ui.explain import twin
from ui.explain.runs import Explained
from ui.shared.models import ids_of
from ui.shared.saving import File, Picture, about, chart_and_scale, draw_menu


def draw(one: Explained) -> None:
    """The Save menu of a model's maps."""
    if not twin.both(one):
        return
    shown = ["difference"] if st.session_state["explain_view"] == "difference" else ["attention", "method"]
    parts = [part for what in shown for part in chart_and_scale(f"explain-{what}-{one.letter}")]
    parts += [".st-key-bar-scale", *([".st-key-bar-scale-method"] if len(shown) > 1 else [])]
    said = f"Attention and {one.method.in_sentence} of “{one.translation.text}”"
    origin = f"{one.translation.model} {one.translation.fingerprint}"
    draw_menu(
        f"explain-{one.letter}",
        f"{one.translation.model}-{st.session_state['explain_method']}",
        Picture(parts, about(said, origin)),
        File("csv", "both maps, cell by cell", lambda: explained_csv(one)),
        File("json", "both maps", lambda: explained_json(one)),
    )


def explained_csv(one: Explained) -> str:
    """A line for every source word of every target word. Rows and columns count from 1."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    maps = twin.both(one)
    writer.writerow(["row", "target", "column", "source", *maps])
    for t, target in enumerate(one.target):
        for s, source in enumerate(one.source):
            numbers = [f"{values[t, s]:.6g}" for values in maps.values()]
            writer.writerow([t + 1, target.text, s + 1, source.text, *numbers])
    return lines.getvalue()


def explained_json(one: Explained) -> str:
    """Both maps of the shown words, and the tokens that they were computed of."""
    source_ids, target_ids = ids_of(one.translation)
    known = {
        "model": one.translation.model,
        "fingerprint": one.translation.fingerprint,
        "source": [word.text for word in one.source],
        "target": [word.text for word in one.target],
        "source_ids": source_ids,
        "target_ids": target_ids,
        "method": one.method.title,
        "unit": None if one.found is None else one.found.unit,
        "maps": {title: values.tolist() for title, values in twin.both(one).items()},
    }
    return json.dumps(known, ensure_ascii=False, indent=1)
