"""The browser's Back button leads to the page before, not through every word that was looked at on this one.

Streamlit enters each change of the address into the browser's history, but on Back it would only write the present
address again. So an address of the same page replaces the one before, as Streamlit does it for its own bound controls.
"""

import streamlit as st

_JS = """
export default function () {
  const push = history.pushState
  if (push.replacesOnTheSamePage) return
  history.pushState = (state, title, address) => {
    const same = address && new URL(address, location.href).pathname === location.pathname
    return (same ? history.replaceState : push).call(history, state, title, address)
  }
  // It stays when the element goes: between two pages there is none, and an address may be written just then.
  history.pushState.replacesOnTheSamePage = true
}
"""
_back_button = st.components.v2.component("back_button", js=_JS)


def back_leads_to_the_page_before() -> None:
    """Switch it on. Draws nothing."""
    _back_button(key="back-button", height=0)
