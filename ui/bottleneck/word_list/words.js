// A list of words with verdicts, each a button. Every word goes through textContent.

const NAMES = { "translated": "said", "not found": "missing", "cannot tell": "open" }

function itemOf({ word, verdict, found_as, corrected }, i, turn) {
  const below = corrected ? `${verdict} ${MARK}` : found_as ?? verdict
  const whose = corrected ? ", as you corrected it" : found_as ? ` as ${found_as}` : ""
  const told = `${word}: ${verdict}${whose}. Click to correct it.`
  return make("li", {}, make(
    "button", { type: "button", class: NAMES[verdict], title: told, "aria-label": told, "data-i": i, on: { click: () => turn(i) } },
    make("span", { class: "word", text: word }), make("span", { class: "found", text: below }),
  ))
}

export default function ({ data, parentElement, setTriggerValue }) {
  const list = parentElement.querySelector(".word-list")
  const focused = list.getRootNode().activeElement?.dataset?.i
  list.replaceChildren(...data.map((item, i) => itemOf(item, i, (place) => setTriggerValue("turned", place))))
  if (focused !== undefined) list.querySelector(`[data-i="${Number(focused)}"]`)?.focus()
}
