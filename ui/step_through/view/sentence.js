// A translation in pieces, as running text: said so far, the one being said, and what is still to come.

function sentence(run, { large, goTo, label }) {
  const pieces = run.target.map((piece, t) =>
    make(
      "button",
      {
        type: "button",
        class: ["piece", piece.glued && t ? "glued" : "", piece.changed ? "changed" : "", piece.end ? "end" : ""].join(" "),
        "data-t": t,
        tabindex: -1,
        "aria-label": `step ${t + 1}: ${piece.plain}${piece.changed ? ", changed" : ""}${marks(piece) ? ", edited by you" : ""}`,
        on: { click: () => goTo(t) },
      },
      make("span", { text: piece.plain || "▁" }),
      marks(piece) ? make("sup", { class: "mark", text: MARK }) : null,
    ),
  )
  const node = make("p", { class: large ? "sentence large" : "sentence", "aria-label": label }, ...pieces)
  if (!run.finished) node.append(make("span", { class: "muted", text: " (unfinished: length limit)" }))
  return { node, show: (step) => showAge(pieces, step) }
}

// The source as text, shaded by how much the current step looks at it.
function sourceText(run) {
  const pieces = run.source.map((piece, s) =>
    make("span", { class: piece.glued && s ? "shaded glued" : "shaded", "data-s": s, text: piece.text.replace(/^‑/, "") }),
  )
  const says = make("p", { class: "muted" })
  const node = make("div", { class: "source-text" }, make("p", { class: "sentence large" }, ...pieces), says)
  const show = (step) => {
    const row = run.weights[step]
    pieces.forEach((piece, s) => {
      piece.style.setProperty("--weight", row ? row[s] : 0)
      piece.title = row ? fixed(row[s]) : ""
    })
    says.textContent = row ? `${run.target[step].plain} ${mostly(row, run.source)}` : "This run has ended."
  }
  return { node, show }
}
