
// Boxes and arrows. Words come in through textContent; everything else is numbers and constants.

const short = (text, letters) => (text.length > letters ? text.slice(0, letters - 1) + "…" : text)

function symbolOf({ symbol, sub }, x, y) {
  const parts = [make("tspan", { text: symbol })]
  if (sub && symbol.endsWith("(y")) parts.push(make("tspan", { class: "sub", dy: 4, text: sub.replace(")", "") }), make("tspan", { dy: -4, text: ")" }))
  else if (sub) parts.push(make("tspan", { class: "sub", dy: 4, text: sub }))
  return make("text", { class: "symbol", x, y }, ...parts)
}

function bars({ bars: heights, place: [x, y, w, h] }, word) {
  const [left, room, tall] = [x + 118, w - 126, h - 10]
  const pitch = Math.min(room / heights.length, 18)
  return heights.map((height, s) => make("rect", {
    class: s === word ? "bar word" : "bar", x: left + s * pitch, y: y + 5 + tall * (1 - height),
    width: Math.max(pitch - 1.5, 1), height: Math.max(tall * height, 0.6),
  }))
}

function boxOf(box, word) {
  const [x, y, w, h] = box.place
  const small = w < 90
  const norm = box.norm === null ? "" : `‖·‖ ${box.norm.toFixed(2)}`
  const inner = [
    make("rect", { class: "frame", x, y, width: w, height: h, rx: 8 }),
    symbolOf(box, x + 10, y + 21),
  ]
  if (!small || !box.shape) inner.push(make("text", { class: "title", x: x + w - 8, y: y + 20, "text-anchor": "end", text: box.bars ? "" : box.title }))
  if (small) {
    inner.push(make("text", { class: "shape", x: x + w - 7, y: y + 20, "text-anchor": "end", text: box.shape }))
    inner.push(make("text", { class: "norm", x: x + 8, y: y + 42, text: norm || box.said }))
  } else if (box.bars || box.name === "scores" || box.name === "weights") {
    inner.push(make("text", { class: "title", x: x + 40 + 14 * (box.symbol.length > 3), y: y + 20, text: box.bars ? "" : box.title }))
    inner.push(make("text", { class: "shape", x: x + 10, y: y + 42, text: box.shape }))
    inner.push(make("text", { class: "norm", x: x + 38, y: y + 42, text: norm }))
    if (box.bars) inner.push(...bars(box, word))
  } else {
    inner.push(make("text", { class: "shape", x: x + 10, y: y + 42, text: box.shape }))
    const value = box.norm !== null && box.said ? `${short(box.said, 7)}  ${norm}` : norm || short(box.said, 14)
    inner.push(make("text", { class: "norm", x: x + w - 8, y: y + 42, "text-anchor": "end", text: value }))
  }
  const spoken = make("title", { text: [box.title, box.shape, norm, box.said].filter(Boolean).join(", ") })
  return make("g", { class: `box ${box.tone} ${box.asks ? "asks" : ""}`, "data-box": box.name, "data-norm": box.norm }, spoken, ...inner)
}

function arrowOf({ points, asks }) {
  const [[x0, y0], [x1, y1]] = points.slice(-2)
  const [dx, dy] = [Math.sign(x1 - x0), Math.sign(y1 - y0)]
  const head = [[x1, y1], [x1 - 6 * dx - 4 * dy, y1 - 6 * dy - 4 * dx], [x1 - 6 * dx + 4 * dy, y1 - 6 * dy + 4 * dx]]
  const line = [...points.slice(0, -1), [x1 - 3 * dx, y1 - 3 * dy]]
  const written = (list) => list.map((point) => point.join(",")).join(" ")
  return make("g", { class: asks ? "arrow asks" : "arrow" }, make("polyline", { points: written(line) }), make("polyline", { class: "head", points: written(head) }))
}

function picture(flow, word, width) {
  const svg = make("svg", {
    viewBox: `0 0 ${width} ${flow.height}`, role: "img",
    "aria-label": `${flow.title}: ${flow.subtitle}. ${flow.boxes.length} boxes and ${flow.arrows.length} arrows; the list below says the same.`,
  }, ...flow.arrows.map(arrowOf), ...flow.boxes.map((box) => boxOf(box, word)))
  const twin = make("details", {}, make("summary", { text: "In words" }), make("ol", {}, ...flow.spoken.map((text) => make("li", { text }))))
  return make("figure", { class: flow.live ? "live" : "", "data-flow": flow.title.split(":")[0] },
    make("figcaption", {}, make("strong", { text: flow.title }), make("span", { text: flow.subtitle }), make("span", { class: "model", text: flow.model })),
    svg, twin)
}

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".flows")
  const open = [...root.querySelectorAll("details")].map((twin) => twin.open)
  root.replaceChildren(...data.flows.map((flow) => picture(flow, data.word, data.width)))
  root.querySelectorAll("details").forEach((twin, i) => { twin.open = !!open[i] })
}
