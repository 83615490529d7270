// Source pieces above, generated ones below, and curves as thick as the weights between them.

const HEIGHT = 120
const THICKEST = 15 // pixels of a weight of 1
const THINNEST = 0.02 // weights below are not drawn

function links(run, { goTo, of }) {
  const sources = run.source.map((piece, s) => make("span", { class: "token of-source", "data-s": s, text: piece.text }))
  const targets = run.target.map((piece, t) =>
    make("button", {
      type: "button",
      class: piece.changed ? "token of-target changed" : "token of-target",
      "data-t": t,
      tabindex: -1,
      text: marks(piece) + piece.text,
      on: { click: () => goTo(t) },
    }),
  )
  const picture = make("svg", { height: HEIGHT, "aria-hidden": "true" })
  const board = make(
    "div",
    { class: "links" },
    make("div", { class: "tokens" }, ...sources),
    picture,
    make("div", { class: "tokens" }, ...targets),
  )
  const box = make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `Alignment links of ${of}, scrolls` }, board)
  let curves = []
  let shown = 0

  const middle = (token) => token.offsetLeft + token.offsetWidth / 2
  function draw() {
    picture.setAttribute("width", board.scrollWidth)
    curves = []
    run.weights.forEach((row, t) =>
      row.forEach((weight, s) => {
        if (weight < THINNEST) return
        const [x0, x1, bend] = [middle(sources[s]), middle(targets[t]), HEIGHT / 2]
        const path = make("path", {
          d: `M ${x0} 0 C ${x0} ${bend}, ${x1} ${bend}, ${x1} ${HEIGHT}`,
          "stroke-width": THICKEST * weight,
          "data-t": t,
          "data-s": s,
          "data-weight": fixed(weight),
        })
        curves.push([t, path])
      }),
    )
    picture.replaceChildren(...curves.map(([, path]) => path))
    show(shown)
  }
  function show(step) {
    shown = step
    showAge(targets, step)
    if (targets[step]) bringIntoView(box, targets[step])
    for (const [t, path] of curves) path.setAttribute("class", t === step ? "now" : t < step ? "before" : "after")
  }
  // Places are known only when the browser has laid the tokens out, and change with the window.
  const observer = new ResizeObserver(draw)
  observer.observe(board)
  return { node: box, show, close: () => observer.disconnect() }
}
