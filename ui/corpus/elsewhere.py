"""From a sentence of a corpus to the pages that look inside one: with it, its models, and what was said of it."""

import streamlit as st

from seq2seq_core.registry import Models
from ui.explain.state import open_with
from ui.shared.remembered import KEPT, Values

PAGES = {
    "Translate": ("app.py", ":material/translate:"),
    "Step through": ("pages/step_through.py", ":material/skip_next:"),
    "Compare": ("pages/compare.py", ":material/compare:"),
    "Explain": ("pages/explain.py", ":material/fact_check:"),
}


def draw(
    source: str, said: str, system: str, other: str | None, beam_size: int, models: Models, key: str = "row"
) -> None:
    """A button for each page that opens the sentence there. `said` is what the model `system` says of it; models that
    are not ours are left out, and Back leads to this place again."""
    names = [name for name in dict.fromkeys((system, other)) if name is not None and name in models]
    with st.container(horizontal=True, key=f"elsewhere-{key}"):
        for label, (path, icon) in PAGES.items():
            needs_text = label in ("Compare", "Explain")
            if st.button(
                label,
                icon=icon,
                type="tertiary",
                key=f"elsewhere-{key}-{label}",
                disabled=not names or (needs_text and not said),
                help=f"Opens this sentence on the page {label}. Back in the browser returns to this place.",
                on_click=_prepare,
                args=(label, source, said, names, beam_size, models),
            ):
                st.switch_page(path)
    if not names:
        st.caption("Other pages need the model itself, and these words come from a file.")


def _prepare(label: str, source: str, said: str, names: list[str], beam_size: int, models: Models) -> None:
    """What the other page is to show, before the controls of this one are drawn with it."""
    _carry(source, names, beam_size, models)
    if label == "Compare":
        _compare(names, said)
    elif label == "Explain":
        open_with(names[0], said)


def _carry(source: str, names: list[str], beam_size: int, models: Models, key: str = "row") -> None:
    """What all pages remember: the sentence, the pair and the models."""
    pair = models[names[0]].pair
    names = [name for name in names if models[name].pair == pair]
    _set({"text": source, "pair": pair, "models": names, "beam_size": beam_size, "hypothesis": 1, "lock": None})


def _compare(names: list[str], said: str) -> None:
    """Both models are to say the same words: those of the first."""
    others = {"compare_b": names[1]} if len(names) > 1 else {}
    said_by_both = {"compare_mode": "same", "compare_output": "typed", "compare_typed": said}
    _set({"compare_a": names[0], **others, **said_by_both})


def _set(values: Values) -> None:
    session = st.session_state
    session[KEPT].update(values)
    session.update({key: value for key, value in values.items() if key in session})
