// The heatmap: rows are generated pieces, columns are source pieces. Later rows are there from the start, only faint.

const textWidth = (pieces) => Math.max(...pieces.map((piece) => Math.min(piece.text.length, 14)))

const [SMALLEST, LARGEST, BESIDE] = [24, 64, 50] // pixels of a cell, and what stands right of the last column

// Cells grow with the room: to the right edge, and to about two thirds of the window's height.
function heatmap(run, { goTo, of }) {
  const slanted = textWidth(run.source) * 7.4 > SMALLEST - 4
  const left = `${Math.max(76, 30 + 7.6 * textWidth(run.target)) / 16}rem`
  const room = `min((100cqw - ${left} - ${BESIDE + run.source.length}px) / ${run.source.length}, 62vh / ${run.target.length})`
  const columns = `${left} repeat(${run.source.length}, clamp(${SMALLEST}px, ${room}, ${LARGEST}px))`
  const head = make(
    "div",
    { class: slanted ? "head slanted" : "head", style: { "grid-template-columns": columns, "--rise": `${(18 + 5.4 * textWidth(run.source)) / 16}rem` } },
    make("span", { class: "corner" }, make("span", { class: "of-source", text: "source →" }), make("span", { class: "of-target", text: "generated ↓" })),
    ...run.source.map((piece, s) =>
      make("span", { class: piece.end ? "column end" : "column", "data-s": s, title: piece.text }, make("span", { text: shorten(piece) })),
    ),
  )
  const rows = run.target.map((piece, t) =>
    make(
      "div",
      { class: "row", style: { "grid-template-columns": columns } },
      make("button", {
        type: "button",
        class: ["label", piece.changed ? "changed" : "", piece.end ? "end" : ""].join(" "),
        "data-t": t,
        tabindex: -1,
        "aria-label": `Go to step ${t + 1}, ${piece.plain}: ${mostly(run.weights[t], run.source)}`,
        text: marks(piece) + " " + shorten(piece),
        on: { click: () => goTo(t) },
      }),
      ...run.weights[t].map((weight, s) =>
        make("span", { class: "cell", "data-t": t, "data-s": s, "data-weight": fixed(weight), style: { "--weight": weight }, on: { click: () => goTo(t) } }),
      ),
    ),
  )
  const node = make("div", { class: "map", role: "group", "aria-label": "Alignment map" }, head, ...rows)
  const box = make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `Alignment map of ${of}, scrolls` }, node)
  const show = (step) => {
    showAge(rows, step)
    const row = run.weights[step]
    if (row) bringIntoView(box, rows[step].children[1 + row.indexOf(Math.max(...row))], rows[step].firstChild.offsetWidth)
  }
  return { node: box, show }
}

const shorten = (piece) => (piece.text.length > 14 ? piece.text.slice(0, 13) + "…" : piece.text) + (piece.unknown ? "⁇" : "")
