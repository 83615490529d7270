// Two rows of pieces. Moves show at once; Python is told after a short rest, so that keys may be held down.

const REST = 140 // milliseconds
const strips = new WeakMap()

class Strip {
  constructor(root) {
    this.root = root
    this.onKey = (event) => this.key(event)
    document.addEventListener("keydown", this.onKey)
  }

  update(data, tell) {
    this.tell = tell
    this.data = data
    if (!this.timer) [this.step, this.word] = [data.step, data.word]
    const pieces = (texts, kind, go) => texts.map((text, i) => make("button", {
      type: "button", class: `piece ${kind}`, text, "data-i": i, on: { click: () => go(i) },
    }))
    this.sources = pieces(data.source, "of-source", (i) => this.move({ word: i }))
    this.targets = pieces(data.target, "of-target", (i) => this.move({ step: i }))
    const focused = this.root.getRootNode().activeElement?.dataset
    this.root.replaceChildren(
      make("div", { class: "row", role: "group", "aria-label": "Source tokens" }, make("span", { class: "name of-source", text: "source" }), ...this.sources),
      make("div", { class: "row", role: "group", "aria-label": "Generated tokens" }, make("span", { class: "name of-target", text: "generated" }), ...this.targets),
      make("p", { class: "hint" },
        make("kbd", { text: "←" }), make("kbd", { text: "→" }), " step  ", make("kbd", { text: "Shift" }), make("kbd", { text: "←" }), make("kbd", { text: "→" }), " source token",
        make("span", { class: "where", "aria-live": "polite" })),
    )
    if (focused?.i !== undefined) (this.focusedKind === "source" ? this.sources : this.targets)[focused.i]?.focus()
    this.show()
  }

  show() {
    const { weights, source, target } = this.data
    const here = this.step === this.data.step
    this.sources.forEach((node, s) => {
      node.classList.toggle("current", s === this.word)
      node.setAttribute("aria-pressed", s === this.word)
      node.style.setProperty("--weight", weights && here ? weights[s] : 0)
    })
    this.targets.forEach((node, t) => {
      node.classList.toggle("current", t === this.step)
      node.classList.toggle("later", t > this.step)
      node.setAttribute("aria-pressed", t === this.step)
    })
    const weight = weights && here ? `, weight ${fixed(weights[this.word])}` : ""
    this.root.querySelector(".where").textContent = `step ${this.step + 1} of ${target.length}: ${target[this.step]} · source token ${this.word + 1} of ${source.length}: ${source[this.word]}${weight}`
  }

  move({ step = this.step, word = this.word }) {
    const kept = (i, texts) => Math.min(Math.max(i, 0), texts.length - 1)
    this.focusedKind = word === this.word ? "target" : "source"
    ;[this.step, this.word] = [kept(step, this.data.target), kept(word, this.data.source)]
    this.show()
    clearTimeout(this.timer)
    this.timer = setTimeout(() => {
      this.timer = null
      if (this.step !== this.data.step || this.word !== this.data.word) this.tell({ step: this.step, word: this.word })
    }, REST)
  }

  key(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (!by || event.ctrlKey || event.altKey || event.metaKey || usesKey(event.composedPath()[0], event.key)) return
    if (!this.root.isConnected) return
    event.preventDefault()
    this.move(event.shiftKey ? { word: this.word + by } : { step: this.step + by })
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".strip")
  if (!strips.has(root)) strips.set(root, new Strip(root))
  const strip = strips.get(root)
  document.removeEventListener("keydown", strip.onKey)
  document.addEventListener("keydown", strip.onKey)
  strip.update(data, (chosen) => setTriggerValue("chosen", chosen))
  return () => document.removeEventListener("keydown", strip.onKey)
}
