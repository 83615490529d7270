"""The JavaScript of our components: a component is given one text, so files are joined to one module."""

from pathlib import Path
from typing import Any

import streamlit as st

_TOOLS = Path(__file__).with_name("dom.js")  # small tools that all of them use


def module(folder: Path, *names: str) -> str:
    """The files NAME.js of `folder`, in this order, after the tools that all components share."""
    return "\n".join(file.read_text() for file in (_TOOLS, *(folder / f"{name}.js" for name in names)))


def component(name: str, folder: Path, html: str, *scripts: str, css: str = "") -> Any:
    """A component of ours: the `html` that it starts from, the scripts of `folder` (see `module`), its style.css after
    what `css` says.
    """
    style = css + (folder / "style.css").read_text(encoding="utf-8")
    return st.components.v2.component(name, html=html, css=style, js=module(folder, *scripts))
