// The step bar: first, previous, play, next, last, a slider, the pace, and which view.

const PACES = [["slow", 1400], ["medium", 700], ["fast", 300]]
const VIEW_NAMES = { map: "Map", links: "Links", text: "Text" }

function stepBar({ steps, view, goTo, play, choose }) {
  const first = button("|<", "First step (Home)", () => goTo(0))
  const previous = button("<", "Previous step (Left)", () => goTo(slider.valueAsNumber - 2))
  const playing = button("▶", "Play (P)", play, { class: "play" })
  const next = button(">", "Next step (Right)", () => goTo(slider.valueAsNumber))
  const last = button(">|", "Last step (End)", () => goTo(steps - 1))
  const slider = make("input", { type: "range", min: 1, max: steps, value: 1, "aria-label": "Step", on: { input: () => goTo(slider.valueAsNumber - 1) } })
  const count = make("output", { class: "count", "aria-live": "polite" })
  let pointed = false // chosen by pointer, it gives the focus up, so that the keys below move the step
  const pace = make("select", { "aria-label": "Pace of play", on: { pointerdown: () => (pointed = true), keydown: () => (pointed = false), change: () => pointed && pace.blur() } }, ...PACES.map(([name, wait]) => make("option", { value: wait, text: name, selected: name === "medium" })))
  const views = Object.entries(VIEW_NAMES).map(([name, text]) =>
    make("button", { type: "button", role: "radio", text, "aria-checked": String(name === view), tabindex: name === view ? 0 : -1, "data-view": name, on: { click: () => choose(name) } }),
  )
  const scale = make("span", { class: "scale", role: "img", "aria-label": "Colours of weights from 0 to 1" },
    make("span", { text: "weight 0" }),
    ...Array.from({ length: 11 }, (_, i) => make("span", { class: "cell", style: { "--weight": i / 10 } })),
    make("span", { text: "1" }))
  const readout = make("span", { class: "readout muted" })
  const node = make(
    "div",
    { class: "step-bar", role: "group", "aria-label": "Step" },
    first, previous, playing, next, last, slider, count, pace,
    make("span", { class: "views", role: "radiogroup", "aria-label": "View" }, ...views),
    scale, readout,
  )
  return {
    node,
    readout,
    wait: () => Number(pace.value),
    showPlaying: (on) => {
      playing.textContent = on ? "❚❚" : "▶"
      playing.setAttribute("aria-label", on ? "Pause (P)" : "Play (P)")
    },
    show: (step) => {
      slider.value = step + 1
      slider.setAttribute("aria-valuetext", `step ${step + 1} of ${steps}`)
      count.textContent = `${step + 1} / ${steps}`
      for (const [node, stuck] of [[first, step === 0], [previous, step === 0], [next, step === steps - 1], [last, step === steps - 1]]) node.disabled = stuck
    },
  }
}
