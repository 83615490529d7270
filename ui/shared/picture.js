// What stands on the page as a picture file: charts, drawings and maps as vectors, with what they show written below.
// All text goes through textContent, so that nothing in a file is ever read as markup.

const NAMESPACE = "http://www.w3.org/2000/svg"
const LEFT_OUT = "select, input, details, style, .hoverlayer, .draglayer, [data-testid=stPopover], [data-testid=stButton]"
const COPIED = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "opacity",
  "font-family", "font-size", "font-weight", "font-style", "text-anchor", "display", "visibility"]
const EDGE = 16 // pixels around the picture
const LINE = 18 // pixels of a line below it

// In this page or in the shadow of one of its components.
function find(selector, root = document) {
  const here = root.querySelector(selector)
  if (here) return here
  const shadows = [...root.querySelectorAll("*")].map((node) => node.shadowRoot).filter(Boolean)
  return shadows.map((shadow) => find(selector, shadow)).find(Boolean)
}

function node(tag, attributes, text) {
  const made = document.createElementNS(NAMESPACE, tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  if (text !== undefined) made.textContent = text
  return made
}

// A colour as every program reads it; the browser itself may say color(srgb …).
const pixel = document.createElement("canvas").getContext("2d", { willReadFrequently: true })
function plain(color) {
  pixel.clearRect(0, 0, 1, 1)
  pixel.fillStyle = color
  pixel.fillRect(0, 0, 1, 1)
  const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data
  return { fill: `rgb(${red},${green},${blue})`, "fill-opacity": +(alpha / 255).toFixed(3) }
}

// A drawing of ours or of Plotly's, with the styles that the page gives it.
function copyOfDrawing(svg, at) {
  const copy = svg.cloneNode(true)
  const [nodes, copies] = [svg, copy].map((one) => [one, ...one.querySelectorAll("*")])
  nodes.forEach((one, i) => {
    const style = getComputedStyle(one)
    for (const name of COPIED) copies[i].style.setProperty(name, style.getPropertyValue(name))
  })
  copy.querySelectorAll(LEFT_OUT).forEach((one) => one.remove())
  const box = svg.getBoundingClientRect()
  const size = svg.getAttribute("viewBox") ?? `0 0 ${svg.getAttribute("width")} ${svg.getAttribute("height")}`
  copy.removeAttribute("style")
  for (const [name, value] of Object.entries({ x: box.x - at.x, y: box.y - at.y, width: box.width, height: box.height, viewBox: size, overflow: "visible" })) copy.setAttribute(name, value)
  return copy
}

function words(text, style, at) {
  const look = { "font-size": style.fontSize, "font-family": "sans-serif", "font-weight": style.fontWeight, ...plain(style.color) }
  const turned = style.transform.startsWith("matrix") && new DOMMatrix(style.transform).b !== 0
  if (turned) { // a slanted label, which turns around its lower left corner
    const [box, high] = [text.parentElement.getBoundingClientRect(), text.parentElement.offsetHeight]
    const [x, y] = [box.left - at.x + high * Math.SQRT1_2, box.bottom - at.y]
    return [node("text", { ...look, transform: `translate(${x},${y}) rotate(-45)`, y: -0.28 * high }, text.textContent)]
  }
  return [...text.textContent.matchAll(/\S+/g)].map((word) => {
    const range = document.createRange()
    range.setStart(text, word.index)
    range.setEnd(text, word.index + word[0].length)
    const box = range.getBoundingClientRect()
    return node("text", { ...look, x: box.x - at.x, y: box.y - at.y + 0.78 * box.height, textLength: box.width, lengthAdjust: "spacingAndGlyphs" }, word[0])
  })
}

// An element and all that is in it, with its corner at `at`.
function drawn(element, at) {
  if (element.matches(LEFT_OUT)) return []
  if (element.matches("svg")) return [copyOfDrawing(element, at)]
  const style = getComputedStyle(element)
  if (style.display === "none" || style.visibility === "hidden") return []
  const box = element.getBoundingClientRect()
  const place = { x: box.x - at.x, y: box.y - at.y, width: box.width, height: box.height }
  const group = node("g", { opacity: style.opacity })
  const ground = plain(style.backgroundColor)
  if (ground["fill-opacity"]) group.append(node("rect", { ...place, ...ground }))
  for (const child of element.childNodes) {
    if (child.nodeType === Node.ELEMENT_NODE) group.append(...drawn(child, at))
    else if (child.nodeType === Node.TEXT_NODE && child.textContent.trim()) group.append(...words(child, style, at))
  }
  if (style.outlineStyle === "solid") group.append(node("rect", { ...place, fill: "none", stroke: plain(style.outlineColor).fill, "stroke-width": style.outlineWidth }))
  return [group]
}

// Lines no wider than the picture.
function folded(lines, width) {
  const most = Math.max(Math.floor(width / 6.3), 30)
  return lines.flatMap((line) => {
    const rows = [""]
    for (const word of line.split(" ")) {
      if (rows.at(-1).length + word.length > most) rows.push("")
      rows[rows.length - 1] += (rows.at(-1) ? " " : "") + word
    }
    return rows
  })
}

function picture({ parts, about }) {
  const page = getComputedStyle(document.querySelector(".stApp"))
  const elements = parts.map((selector) => find(selector)).filter(Boolean)
  const boxes = elements.flatMap((element) => [element, ...element.querySelectorAll(SCROLLED)]).filter((box) => box.scrollLeft)
  const before = boxes.map((box) => box.scrollLeft)
  boxes.forEach((box) => { box.scrollLeft = 0 }) // or labels that stand still would cover something
  const svg = node("svg", { xmlns: NAMESPACE })
  let [width, height] = [360, EDGE]
  for (const element of elements) {
    const box = element.getBoundingClientRect()
    const wide = Math.max(box.width, ...[element, ...element.querySelectorAll(SCROLLED)].map((one) => one.scrollWidth))
    svg.append(...drawn(element, { x: box.x - EDGE, y: box.y - height }))
    width = Math.max(width, wide)
    height += box.height + 8
  }
  boxes.forEach((box, i) => { box.scrollLeft = before[i] })
  for (const line of folded(about, width)) {
    height += LINE
    svg.append(node("text", { x: EDGE, y: height, "font-size": 12, "font-family": "sans-serif", ...plain(page.color), opacity: 0.75 }, line))
  }
  const size = { width: Math.ceil(width + 2 * EDGE), height: Math.ceil(height + EDGE) }
  svg.prepend(node("rect", { ...size, ...plain(page.backgroundColor) }))
  for (const [name, value] of Object.entries({ ...size, viewBox: `0 0 ${size.width} ${size.height}` })) svg.setAttribute(name, value)
  return svg
}
const SCROLLED = ".scroll, [class*=st-key-scroll]"

function download(blob, name) {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}

// The size of the file: as wide as was asked for and as high as that makes it; without a width, `times` as large as it stands on the page.
function sizeFor(svg, width, times) {
  const [wide, high] = ["width", "height"].map((name) => Number(svg.getAttribute(name)))
  return width ? [width, Math.round((high * width) / wide)] : [times * wide, times * high]
}

async function asPixels(size, blob) {
  const image = new Image()
  image.src = URL.createObjectURL(blob)
  await image.decode()
  const canvas = document.createElement("canvas")
  ;[canvas.width, canvas.height] = size
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height)
  URL.revokeObjectURL(image.src)
  return new Promise((done) => canvas.toBlob(done, "image/png"))
}

// How wide pictures are to be is asked once for all menus.
const WIDTHS = [["", "as shown"], [800, "800 pixels"], [1200, "1200 pixels"], [2400, "2400 pixels"], ["own", "another width"]]
const [NARROWEST, WIDEST] = [200, 6000]
const HIGHEST = 16_384 // pixels that browsers draw
let [chosen, own] = ["", 1600]

function widthControl() {
  const box = document.createElement("div")
  box.className = "width"
  const label = document.createElement("label")
  const select = document.createElement("select")
  for (const [value, text] of WIDTHS) select.add(new Option(text, value))
  const number = Object.assign(document.createElement("input"), { type: "number", min: NARROWEST, max: WIDEST, step: 1 })
  number.setAttribute("aria-label", `Width in pixels, ${NARROWEST} to ${WIDEST}`)
  const show = () => {
    ;[select.value, number.value, number.hidden] = [chosen, own, chosen !== "own"]
  }
  box.addEventListener("focusin", show) // it may have been chosen in another menu
  select.onchange = () => { chosen = select.value; show() }
  number.oninput = () => { own = number.value }
  label.append("Width ", select)
  box.append(label, number)
  show()
  return box
}

export default function ({ data, parentElement }) {
  const problem = Object.assign(document.createElement("p"), { className: "problem", role: "alert" })
  const save = async (kind) => {
    problem.textContent = ""
    const width = Number(chosen === "own" ? own : chosen)
    if (chosen && !(Number.isInteger(width) && width >= NARROWEST && width <= WIDEST)) {
      problem.textContent = `A width is a whole number from ${NARROWEST} to ${WIDEST}.`
      return
    }
    const svg = picture(data)
    const size = sizeFor(svg, width, kind === "svg" ? 1 : 2)
    if (kind === "png" && Math.max(...size) > HIGHEST) {
      problem.textContent = `That picture would be ${size[0]} by ${size[1]} pixels; at most ${HIGHEST} are drawn. Choose less, or save it as SVG.`
      return
    }
    ;["width", "height"].forEach((name, i) => svg.setAttribute(name, size[i]))
    const vectors = new Blob([new XMLSerializer().serializeToString(svg)], { type: "image/svg+xml" })
    download(kind === "svg" ? vectors : await asPixels(size, vectors), `${data.name}.${kind}`)
  }
  const buttons = [["png", "PNG: this picture"], ["svg", "SVG: this picture, as vectors"]].map(([kind, text]) => {
    const button = document.createElement("button")
    button.type = "button"
    button.textContent = text
    button.onclick = () => save(kind)
    return button
  })
  parentElement.querySelector(".save-picture").replaceChildren(widthControl(), ...buttons, problem)
}
