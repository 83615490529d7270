// Small tools. All text goes through textContent: nothing that a user typed is ever read as HTML.

const SVG = new Set(["svg", "path", "g", "rect", "text", "tspan", "title", "polyline"])
const MARK = "◆" // forced or edited by the visitor
// What uses keys itself: text all of them, other controls some.
const TEXT = "input:not([type=range], [type=radio], [type=checkbox]), textarea, select, [contenteditable=true], [role=combobox], [role=listbox], [role=dialog]"
const SLIDER = "input[type=range], [role=slider], [role=grid], [data-testid=stDataFrame]"
const CHOICE = "[role=radiogroup], [role=tablist], [type=radio]"

function usesKey(target, key) {
  const arrow = key.startsWith("Arrow")
  if (target.closest?.(TEXT)) return true
  return Boolean((arrow && target.closest?.(CHOICE)) || ((arrow || key === "Home" || key === "End") && target.closest?.(SLIDER)))
}

function make(tag, { class: name, text, on = {}, style = {}, ...attributes } = {}, ...children) {
  const node = SVG.has(tag) ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag)
  if (name) node.setAttribute("class", name)
  if (text !== undefined) node.textContent = text
  for (const [event, handler] of Object.entries(on)) node.addEventListener(event, handler)
  for (const [property, value] of Object.entries(style)) node.style.setProperty(property, value)
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(attribute, value === true ? "" : value)
  }
  node.append(...children.filter((child) => child !== null && child !== undefined))
  return node
}

const button = (text, label, click, more = {}) =>
  make("button", { type: "button", text, "aria-label": label, title: label, on: { click }, ...more })

const fixed = (number, digits = 3) => (number === null || number === undefined ? "–" : number.toFixed(digits))

const signed = (number, digits = 2) => (number >= 0 ? "+" : "−") + Math.abs(number).toFixed(digits)

const probability = (logProb) => (logProb === null ? 0 : Math.exp(logProb))

const marks = (piece) => (piece.forced || piece.edited ? MARK : "")

// Earlier steps, the current one and later ones look different; nothing moves.
function showAge(nodes, step) {
  nodes.forEach((node, t) => {
    node.classList.toggle("current", t === step)
    node.classList.toggle("later", t > step)
  })
}

// Scroll a box sideways, and nothing else, until a node in it is in sight; the first `covered` pixels of the box lie
// under labels that stand still, and the last ones fade.
function bringIntoView(box, node, covered = 0) {
  const [left, right] = [node.offsetLeft, node.offsetLeft + node.offsetWidth]
  if (left < box.scrollLeft + covered || right > box.scrollLeft + box.clientWidth - 40) {
    box.scrollLeft = (left + right + covered - box.clientWidth) / 2
  }
}

function mostly(row, source) {
  const order = row.map((weight, s) => [weight, s]).sort((a, b) => b[0] - a[0])
  const [[weight, s], second] = order
  const rest = second && second[0] >= 0.05 ? `, then ${source[second[1]].text} (${fixed(second[0], 2)})` : ""
  return `looks mostly at ${source[s].text} (${fixed(weight, 2)})${rest}`
}
