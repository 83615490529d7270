"""Where the keyboard's focus is after a click, Enter and Escape, so that the keys that a page promises reach the page.

A browser leaves the focus on what was clicked, and a group of choices then takes the arrow keys for itself. So what was
clicked and holds no text gives the focus up; who goes there by keyboard keeps it. Escape leaves a text field.
"""

import streamlit as st

_JS = """
const TEXT = "input:not([type=range], [type=radio], [type=checkbox]), textarea, [contenteditable=true]"
const CHOICE = "[role=radio], [role=tab], [role=option], [type=radio], [type=checkbox]"

function focused() {
  let element = document.activeElement
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
  return element
}

const isOpen = (element) => element.getAttribute("aria-expanded") === "true"

export default function ({ data }) {
  const release = (event) => {
    if (!event.detail || !event.composedPath()[0].closest?.(CHOICE)) return // no detail: a click by key
    setTimeout(() => {
      const element = focused()
      if (element?.closest(CHOICE) || (element?.role === "combobox" && !isOpen(element))) element.blur()
    })
  }
  const leave = (event) => {
    const target = event.composedPath()[0]
    if (!target.matches?.(TEXT) || event.isComposing) return
    const isSent = event.key === "Enter" && !event.shiftKey && target.closest(".st-key-text")
    if (event.key === "Escape" && !isOpen(target)) target.blur()
    if (isSent && data.enter) setTimeout(() => target.blur())
  }
  document.addEventListener("click", release, true)
  document.addEventListener("keydown", leave, true)
  return () => {
    document.removeEventListener("click", release, true)
    document.removeEventListener("keydown", leave, true)
  }
}
"""
_focus = st.components.v2.component("focus", js=_JS)


def keys_reach_the_page(enter_leaves: bool) -> None:
    """Switch it on. `enter_leaves`: whether Enter in the sentence leaves it too. Draws nothing."""
    _focus(key="focus", data={"enter": enter_leaves}, height=0)
