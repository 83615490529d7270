"""Enter in the text area translates; Shift+Enter makes a new line; and what was typed goes along to another page.

Streamlit's own text area takes its text on Ctrl+Enter only. A sentence needs no line breaks, so plain Enter is passed
on as Ctrl+Enter. It also takes its text when the area is left. But a link that was clicked in the same instant, as
every tap on a touch screen is, would come before it or in its place: Streamlit answers the last request that it finds,
and one for another page holds no texts. So such a click waits until the run with the text has begun. The script is a
constant and keeps nothing of what is typed.
"""

import streamlit as st

_JS = """
const MOMENT = 150 // milliseconds in which the browser tells of the text
const LONGEST = 2000 // that a click waits for the server to begin
const LOOK = 20 // between two looks

export default function () {
  const isOurs = (element) => element.matches?.(".st-key-text textarea")
  const runs = () => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "running"
  let typed = ""
  let left = -LONGEST
  let begun = true // the run with the text
  const pass = (event) => {
    const area = event.target
    if (event.key !== "Enter" || event.shiftKey || event.altKey || event.isComposing || !isOurs(area)) return
    typed = area.value // the server hears of it now
    if (event.ctrlKey || event.metaKey) return
    event.preventDefault()
    area.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", code: "Enter", ctrlKey: true, bubbles: true }))
  }
  const enter = (event) => {
    if (isOurs(event.target)) typed = event.target.value
  }
  const leave = (event) => {
    if (!isOurs(event.target) || event.target.value === typed) return
    left = performance.now()
    begun = false
    const look = () => {
      begun = runs() || performance.now() - left > LONGEST
      if (!begun) setTimeout(look, LOOK)
    }
    look()
  }
  const wait = (event) => {
    const link = event.target.closest?.("a")
    const isEarly = () => !begun || performance.now() - left < MOMENT
    if (!link || !event.isTrusted || !isEarly() || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    event.stopImmediatePropagation()
    const follow = () => (isEarly() ? setTimeout(follow, LOOK) : link.click())
    follow()
  }
  const listeners = [["keydown", pass], ["focusin", enter], ["focusout", leave], ["click", wait]]
  listeners.forEach(([kind, heard]) => document.addEventListener(kind, heard, true))
  return () => listeners.forEach(([kind, heard]) => document.removeEventListener(kind, heard, true))
}
"""
_enter_key = st.components.v2.component("enter_key", js=_JS)


def enter_translates() -> None:
    """Switch it on. Draws nothing."""
    _enter_key(key="enter-key", height=0)
