// All together: one step that every model shares, kept here and told to Python when it comes to rest.

const REST = 250 // milliseconds without a move before Python hears of it
const views = new WeakMap()

class StepView {
  constructor(root) {
    this.root = root
    this.step = 0
    this.jump = null
    this.drawn = ""
    this.parts = []
    this.onKey = (event) => this.key(event)
    document.addEventListener("keydown", this.onKey)
    root.addEventListener("pointerover", (event) => this.hover(event.target.closest("[data-s], [data-t]")))
    root.addEventListener("pointerleave", () => this.hover(null))
  }

  // New data: draw anew only what is new, and stay at the step unless Python asks for another.
  update(data, tell, ask) {
    this.tell = tell
    this.ask = ask
    if (data.jump !== this.jump) [this.jump, this.step, this.view] = [data.jump, data.step, data.view]
    const drawn = JSON.stringify([data.models, this.view])
    this.data = data
    if (drawn !== this.drawn) this.draw()
    if (drawn !== this.drawn || this.step !== this.shown) this.show() // else leave alone what is being edited
    this.drawn = drawn
  }

  draw() {
    this.parts.forEach((part) => part.close?.())
    const runs = this.data.models.flatMap((model) => model.runs)
    this.steps = Math.max(...runs.map((run) => run.target.length))
    const goTo = (step) => { this.stop(); this.goTo(step) }
    this.bar = stepBar({ steps: this.steps, view: this.view, goTo, play: () => this.play(), choose: (view) => this.choose(view) })
    this.parts = []
    const models = this.data.models.map((model) => this.model(model, { goTo }))
    this.root.replaceChildren(this.bar.node, make("div", { class: "models" }, ...models))
  }

  model(model, tools) {
    const picture = { map: heatmap, links, text: sourceText }[this.view]
    const runs = model.runs.map((run, i) => {
      const last = i === model.runs.length - 1
      const caption = model.runs.length < 2 ? null : last ? `Changed, log-probability ${fixed(run.logProb, 2)} (${signed(run.logProb - model.runs[0].logProb)})` : `Original, log-probability ${fixed(run.logProb, 2)}`
      const said = sentence(run, { large: last, goTo: tools.goTo, label: last ? "Translation" : "Original translation" })
      const parts = [said, ...(run.weights ? [picture(run, { ...tools, of: last ? model.letter : `${model.letter}, original` })] : [])]
      this.parts.push(...parts)
      return make("div", { class: last ? "run" : "run original", "data-run": i }, caption ? make("p", { class: "muted caption", text: caption }) : null, ...parts.map((part) => part.node))
    })
    if (!model.runs[0].weights) runs.push(make("p", { class: "muted", text: "There is no attention to draw: this model reads the whole sentence into one vector and never looks back." }))
    const details = card(model, (question) => this.ask({ ...question, model: model.name }))
    this.parts.push(details)
    return make(
      "article",
      { class: "model", "aria-label": `Model ${model.letter}, ${model.title}`, "data-model": model.title },
      make("h2", { class: "name", text: `${model.letter}  ${model.title}` }),
      make("div", { class: "side-by-side" }, make("div", { class: "runs" }, ...runs), details.node),
    )
  }

  show() {
    this.step = Math.min(Math.max(this.step, 0), this.steps - 1)
    this.shown = this.step
    this.bar.show(this.step)
    this.parts.forEach((part) => part.show(this.step))
  }

  goTo(step) {
    this.step = step
    this.show()
    clearTimeout(this.rest)
    if (!this.timer) this.rest = setTimeout(() => this.tell("step", this.step), REST)
  }

  choose(view) {
    this.view = view
    this.draw()
    this.drawn = JSON.stringify([this.data.models, view])
    this.show()
    this.root.querySelector(`[data-view=${view}]`).focus()
    this.tell("view", view)
  }

  play() {
    if (this.timer) return this.stop(true)
    if (this.step >= this.steps - 1) this.goTo(-1)
    this.bar.showPlaying(true)
    const tick = () => {
      this.timer = setTimeout(tick, this.bar.wait())
      this.goTo(this.step + 1)
      if (this.step >= this.steps - 1) this.stop(true)
    }
    this.timer = setTimeout(tick, this.bar.wait())
  }

  stop(rested = false) {
    clearTimeout(this.timer)
    this.timer = null
    this.bar.showPlaying(false)
    if (rested) this.goTo(this.step)
  }

  key(event) {
    if (event.altKey || !this.root.isConnected) return
    const target = event.composedPath()[0]
    if (event.ctrlKey || event.metaKey) return this.command(event, target)
    if (event.shiftKey) return
    const inBar = this.bar.node.contains(target)
    if (target.closest?.("[role=radiogroup]") && inBar && ["ArrowLeft", "ArrowRight"].includes(event.key)) {
      const names = Object.keys(VIEW_NAMES)
      const turn = event.key === "ArrowRight" ? 1 : names.length - 1
      event.preventDefault()
      return this.choose(names[(names.indexOf(this.view) + turn) % names.length])
    }
    if (usesKey(target, event.key) && !(target.type === "range" && inBar)) return
    const moves = { ArrowLeft: this.step - 1, ArrowRight: this.step + 1, Home: 0, End: this.steps - 1 }
    if (event.key in moves) {
      event.preventDefault()
      this.stop()
      this.goTo(moves[event.key])
    } else if (event.key.toLowerCase() === "p") {
      this.play()
    }
  }

  // Ctrl or Cmd: Z takes the last change back; Shift+Z or Y makes it again.
  command(event, target) {
    const key = event.key.toLowerCase()
    if (!["z", "y"].includes(key) || target.closest?.(TEXT)) return
    event.preventDefault()
    this.ask({ kind: key === "y" || event.shiftKey ? "redo" : "undo" })
  }

  // The same source piece lights up everywhere; a cell says its words and its number.
  hover(node) {
    const s = node?.dataset.s
    this.root.querySelectorAll(".hot").forEach((hot) => hot.classList.remove("hot"))
    if (s !== undefined) this.root.querySelectorAll(`[data-s="${s}"]:not(.cell):not(path)`).forEach((hot) => hot.classList.add("hot"))
    const weight = node?.dataset.weight
    this.bar.readout.textContent = ""
    if (weight !== undefined) {
      const box = node.closest("article")
      const model = this.data.models.find((model) => model.title === box.dataset.model)
      const run = model.runs[Number(node.closest("[data-run]").dataset.run)]
      this.bar.readout.textContent = `${run.target[node.dataset.t].text} looks at ${run.source[s].text}: ${weight}`
    }
  }

  close() {
    this.stop()
    clearTimeout(this.rest)
    document.removeEventListener("keydown", this.onKey)
    this.parts.forEach((part) => part.close?.())
  }
}

export default function ({ data, parentElement, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".step-view")
  if (!views.has(root)) views.set(root, new StepView(root))
  views.get(root).update(data, setStateValue, (question) => setTriggerValue("asked", question))
  return () => {
    views.get(root)?.close()
    views.delete(root)
  }
}
