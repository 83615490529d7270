"""Back and Forward: a sentence, a choice or an edit is an entry of the browser's history, a look around is none.

Streamlit enters every change of the address, so each would take a press of Back. Here an address of the same page
replaces the one before, as Streamlit does it for its own bound controls; where the server then says that what was
replaced deserves an entry, it gets it. The address of a visitor's first page is written from here as well, for it may
come before this does. On Back and Forward Streamlit runs the page with the address of the entry.
"""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

_JS = """
export default function ({ data }) {
  const push = history.pushState
  if (!push.entries) {
    const own = push.bind(history), replace = history.replaceState.bind(history)
    history.pushState = (state, title, address) => {
      const known = history.pushState.entries
      const to = address && new URL(address, location.href)
      const same = to && to.pathname === location.pathname
      if (same && !to.search && location.search) return // Streamlit is about to go to another page: this link stays
      known.before = same ? location.href : null
      ;(same ? replace : own)(state, title, address)
    }
    // It stays when the element goes: between two pages there is none, and an address may be written just then.
    history.pushState.entries = {
      before: null, // the address that was replaced last
      count: null,
      first: null,
      update({ count, first }) {
        if (first && first !== this.first) replace({}, "", location.pathname + first)
        if (this.count !== null && count > this.count && this.before) {
          const now = location.href
          replace({}, "", this.before)
          own({}, "", now)
        }
        Object.assign(this, { before: null, count, first })
      },
    }
  }
  if (data) history.pushState.entries.update(data)
}
"""
_entries = st.components.v2.component("browser_history", js=_JS)


def addresses_replace_each_other() -> None:
    """Switch it on, before the page writes its address. Draws nothing."""
    _entries(key="browser-history", height=0)


def tell_entries(count: int, first: str | None = None) -> None:
    """Tell the browser, after the address was written, how many entries there were. One more: the last one is new.

    `first`: the link that a visitor who has just arrived is to find in the address bar.
    """
    _entries(key="browser-history-entries", data={"count": count, "first": first}, height=0)


def came_back() -> bool:
    """Whether Back or Forward asked for this run, so that its address says what is to be shown."""
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
