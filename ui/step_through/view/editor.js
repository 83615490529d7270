// Editing one row of attention, word by word. The sum stays: what one word gains, the others lose in proportion; the
// pieces of a word share its weight as they did before.

const sum = (row) => row.reduce((total, weight) => total + weight, 0)

function setWord(row, word, wanted) {
  const total = sum(row)
  const held = sum(word.map((s) => row[s]))
  const value = Math.min(Math.max(wanted, 0), total)
  if (word.length === row.length) return row
  const share = (weight, of, rest, places) => (of > 1e-9 ? (weight * rest) / of : rest / places)
  return row.map((weight, s) =>
    word.includes(s) ? share(weight, held, value, word.length) : share(weight, total - held, total - value, row.length - word.length),
  )
}

const rescaled = (row, total) => row.map((weight) => (weight * total) / sum(row))

// Presets take the row as it is now, the real row and the row before it.
const PRESETS = [
  ["Uniform", (row) => row.map(() => sum(row) / row.length)],
  ["Sharpen", (row) => rescaled(row.map((weight) => weight ** 2), sum(row))],
  ["Flatten", (row) => rescaled(row.map((weight) => Math.sqrt(weight)), sum(row))],
  ["Previous row", (row, real, previous) => previous ?? row],
  ["As it was", (row, real) => real],
]

// A row for every source piece: the score, the weight as a bar, and when `editing` a slider in its place. Where the
// weights were edited, those that the model computed of the scores stand between.
function editor(run, step, { ask }) {
  const real = run.weights[step]
  const edited = run.target[step].edited
  const previous = run.weights[step - 1]
  let row = real
  const inWord = (word) => sum(word.map((s) => row[s]))
  const named = (word) => word.map((s) => run.source[s].text.replace(/^‑/, "")).join("")
  const sliders = run.words.map((word) => {
    const slider = make("input", {
      type: "range", min: 0, max: sum(real), step: 0.01, value: inWord(word),
      "aria-label": `Attention on ${named(word)}, from source token ${word[0] + 1} on`,
      on: { input: () => take(setWord(row, word, Number(slider.value)), slider) },
    })
    const only = button("only", `All attention on ${named(word)}`, () => take(setWord(row, word, sum(row))), { class: "quiet" })
    return { word, slider, only }
  })
  const rows = run.source.map((piece, s) => {
    const bar = make("span", { class: "bar", style: { "--weight": real[s] } }, make("span", { class: "real", style: { "--weight": real[s] } }))
    const number = make("td", { class: "number weight", text: fixed(real[s]) })
    const mine = sliders.find(({ word }) => word[0] === s) // a word's slider stands beside its first piece
    const node = make(
      "tr",
      { "data-s": s },
      make("th", { scope: "row", class: piece.end ? "end" : "", text: piece.text + (piece.unknown ? "⁇" : "") }),
      make("td", { class: "number", text: run.scores[step][s] === null ? "outside" : fixed(run.scores[step][s], 2) }),
      edited ? make("td", { class: "number", text: fixed(run.computed[step][s]) }) : null,
      make("td", { class: "wide" }, bar, mine?.slider),
      number,
      make("td", { class: "only" }, mine?.only),
    )
    return { node, bar, number }
  })
  function take(wanted, dragged = null) {
    row = wanted
    rows.forEach(({ bar, number }, s) => {
      bar.style.setProperty("--weight", row[s])
      number.textContent = fixed(row[s])
    })
    sliders.forEach(({ word, slider }) => {
      if (slider !== dragged) slider.value = inWord(word)
    })
  }
  const apply = button("Apply and continue decoding", "Apply this attention and continue decoding", () => ask({ kind: "look", step, row }), { class: "primary" })
  const presets = PRESETS.map(([name, change]) =>
    button(name, name, () => take(change(row, real, previous)), { disabled: name === "Previous row" && !previous }),
  )
  const table = make(
    "table",
    { class: "weights" },
    make("thead", {}, make("tr", {}, ...["source", "score", ...(edited ? ["its weight"] : []), edited ? "edited" : "weight", "", ""].map((text) => make(text ? "th" : "td", { text })))),
    make("tbody", {}, ...rows.map(({ node }) => node)),
  )
  const tools = make("div", { class: "tools" }, ...presets, apply)
  const node = make("div", { class: "editor" }, table, tools)
  const open = button(`${MARK} Edit this attention`, "Edit the attention of this step", () => {
    const editing = node.classList.toggle("editing")
    open.textContent = editing ? "Leave as it is" : `${MARK} Edit this attention`
    if (!editing) take(real)
  }, { class: "quiet" })
  node.append(open)
  return node
}
