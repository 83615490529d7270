// Editing one row of attention. The sum stays: what one weight gains, the others lose in proportion.

const sum = (row) => row.reduce((total, weight) => total + weight, 0)

function setWeight(row, position, wanted) {
  const total = sum(row)
  const value = Math.min(Math.max(wanted, 0), total)
  const others = total - row[position]
  const rest = total - value
  if (row.length === 1) return row
  return row.map((weight, s) => {
    if (s === position) return value
    return others > 1e-9 ? (weight * rest) / others : rest / (row.length - 1)
  })
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

// A row for every source piece: the score, the weight as a bar, and when `editing` a slider in its place.
function editor(run, step, { ask }) {
  const real = run.weights[step]
  const previous = run.weights[step - 1]
  let row = real
  const rows = run.source.map((piece, s) => {
    const bar = make("span", { class: "bar", style: { "--weight": real[s] } }, make("span", { class: "real", style: { "--weight": real[s] } }))
    const number = make("td", { class: "number weight", text: fixed(real[s]) })
    const slider = make("input", {
      type: "range", min: 0, max: sum(real), step: 0.01, value: real[s],
      "aria-label": `Attention on ${piece.text}, source piece ${s + 1}`,
      on: { input: () => take(setWeight(row, s, Number(slider.value)), s) },
    })
    const only = button("only", `All attention on ${piece.text}`, () => take(row.map((_, other) => (other === s ? sum(row) : 0))), { class: "quiet" })
    const node = make(
      "tr",
      { "data-s": s },
      make("th", { scope: "row", class: piece.end ? "end" : "", text: piece.text + (piece.unknown ? "⁇" : "") }),
      make("td", { class: "number", text: run.scores[step][s] === null ? "outside" : fixed(run.scores[step][s], 2) }),
      make("td", { class: "wide" }, bar, slider),
      number,
      make("td", { class: "only" }, only),
    )
    return { node, bar, number, slider }
  })
  function take(wanted, dragged = null) {
    row = wanted
    rows.forEach(({ bar, number, slider }, s) => {
      bar.style.setProperty("--weight", row[s])
      number.textContent = fixed(row[s])
      if (s !== dragged) slider.value = row[s]
    })
  }
  const apply = button("Apply and continue decoding", "Apply this attention and continue decoding", () => ask({ kind: "look", step, row }), { class: "primary" })
  const presets = PRESETS.map(([name, change]) =>
    button(name, name, () => take(change(row, real, previous)), { disabled: name === "Previous row" && !previous }),
  )
  const table = make(
    "table",
    { class: "weights" },
    make("thead", {}, make("tr", {}, ...["source", "score", "weight after the softmax", "", ""].map((text) => make("th", { scope: "col", text })))),
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
