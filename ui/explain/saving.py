"""What is explained as files: the picture of both maps, every cell as a line, and all of it as JSON."""

import csv
import io
import json

import streamlit as st

from figures.difference import symmetric_limit
from seq2seq_core.corpus.cells import safe_cell
from seq2seq_core.pictures import WordMap, limited, symmetric
from ui.explain import twin
from ui.explain.runs import Explained
from ui.shared.map_files import alignment_files, pictures_of, word_map
from ui.shared.models import ids_of
from ui.shared.provenance import origin
from ui.shared.saving import File, Picture, about, chart_and_scale, draw_menu


def draw(one: Explained) -> None:
    """The Save menu of a model's maps."""
    if not twin.both(one):
        return
    shown = ["difference"] if st.session_state["explain_view"] == "difference" else ["attention", "method"]
    parts = [part for what in shown for part in chart_and_scale(f"explain-{what}-{one.letter}")]
    parts += [".st-key-bar-scale", *([".st-key-bar-scale-method"] if len(shown) > 1 else [])]
    said = f"Attention and {one.method.in_sentence} of “{one.translation.text}”"
    draw_menu(
        f"explain-{one.letter}",
        f"{one.translation.model}-{st.session_state['explain_method']}",
        Picture(parts, about(said, origin(one.translation))),
        File("csv", "both maps, cell by cell", lambda: explained_csv(one)),
        File("json", "both maps", lambda: explained_json(one)),
        *pictures_of(*maps_of(one, said)),
        *alignment_files(one.attention),
    )


def maps_of(one: Explained, said: str) -> list[WordMap]:
    """The maps that are shown, those that there are: of attention and of the method, or what is between them."""
    lines = [said, origin(one.translation)]
    attention, shares = one.attention_shares, one.shares
    if st.session_state["explain_view"] == "difference":
        if attention is None or shares is None:
            return []
        gap = attention - shares
        name = f"attention − {one.method.in_sentence}, as shares of each row"
        return [word_map(one.attention, name, lines, values=gap, scale=symmetric(symmetric_limit(gap), name))]
    maps = [] if one.attention.weights is None else [word_map(one.attention, "Attention", lines)]
    if one.values is not None and one.found is not None:
        scale = limited(one.values, f"{one.method.in_sentence}, {one.found.unit}", signed=one.method.signed)
        maps.append(word_map(one.attention, one.method.title, lines, values=one.values, scale=scale))
    return maps


def explained_csv(one: Explained) -> str:
    """A line for every source word of every target word. Rows and columns count from 1."""
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    maps = twin.both(one)
    writer.writerow(["row", "target", "column", "source", *maps])
    for t, target in enumerate(one.target):
        for s, source in enumerate(one.source):
            numbers = [f"{values[t, s]:.6g}" for values in maps.values()]
            writer.writerow([t + 1, safe_cell(target.text), s + 1, safe_cell(source.text), *numbers])
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
