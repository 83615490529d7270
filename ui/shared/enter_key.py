"""Enter in the text area translates; Shift+Enter makes a new line; and what was typed goes along to another page.

Streamlit's own text area takes its text on Ctrl+Enter only. A sentence needs no line breaks, so plain Enter is passed
on as Ctrl+Enter. It also takes its text when the area is left, but tells the server of a link that was clicked in the
same instant, as every tap on a touch screen is, before it tells of the text, which then undoes the click: so such a
click waits. The script is a constant and reads nothing of what is typed.
"""

import streamlit as st

_JS = """
const MOMENT = 150 // milliseconds in which the server hears of the text

export default function () {
  const isOurs = (element) => element.matches?.(".st-key-text textarea")
  let left = -MOMENT
  const pass = (event) => {
    const area = event.target
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.isComposing || !isOurs(area)) return
    event.preventDefault()
    area.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", ctrlKey: true, bubbles: true }))
  }
  const leave = (event) => {
    if (isOurs(event.target)) left = performance.now()
  }
  const wait = (event) => {
    const link = event.target.closest?.("a")
    const since = performance.now() - left
    if (!link || !event.isTrusted || since > MOMENT || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    event.stopImmediatePropagation()
    setTimeout(() => link.click(), MOMENT - since)
  }
  const listeners = [["keydown", pass], ["focusout", leave], ["click", wait]]
  listeners.forEach(([kind, heard]) => document.addEventListener(kind, heard, true))
  return () => listeners.forEach(([kind, heard]) => document.removeEventListener(kind, heard, true))
}
"""
_enter_key = st.components.v2.component("enter_key", js=_JS)


def enter_translates() -> None:
    """Switch it on. Draws nothing."""
    _enter_key(key="enter-key", height=0)
