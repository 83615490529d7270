"""Enter in the text area translates; Shift+Enter makes a new line.

Streamlit's own text area takes its text on Ctrl+Enter only. A sentence needs no line breaks, so plain Enter is passed
on as Ctrl+Enter. The script is a constant and reads nothing of what is typed.
"""

import streamlit as st

_JS = """
export default function () {
  const pass = (event) => {
    const area = event.target
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.isComposing || !area.matches?.(".st-key-text textarea")) return
    event.preventDefault()
    area.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", ctrlKey: true, bubbles: true }))
  }
  document.addEventListener("keydown", pass)
  return () => document.removeEventListener("keydown", pass)
}
"""
_enter_key = st.components.v2.component("enter_key", js=_JS)


def enter_translates() -> None:
    """Switch it on. Draws nothing."""
    _enter_key(key="enter-key", height=0)
