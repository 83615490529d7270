// What one model does at the current step: the state it compares, what it looks at, what it says, what else it weighed.

function card(model, ask) {
  const run = model.runs[model.runs.length - 1]
  const node = make("section", { class: "card", "aria-label": `Current step of ${model.title}` })

  function show(step) {
    const piece = run.target[step]
    if (!piece) {
      node.replaceChildren(make("p", { class: "muted", text: `This translation ended at step ${run.target.length}.` }))
      return
    }
    const chosen = make(
      "p",
      { class: "chosen" },
      make("span", { class: "muted", text: `Step ${step + 1} says ` }),
      make("strong", { class: "of-target", text: piece.text }),
      make("span", { class: "number", text: ` ${fixed(probability(piece.logProb))}` }),
      piece.forced ? make("span", { class: "mark", text: ` ${MARK} forced` }) : null,
      piece.edited ? make("span", { class: "mark", text: ` ${MARK} attention edited` }) : null,
    )
    const query = `${model.title} ${model.compares}. Norm of that state: ${fixed(run.queryNorm[step], 2)}.`
    const parts = [
      chosen,
      change(piece),
      make("p", { class: "muted", text: query }),
      run.weights ? attention(run, step, model.score, ask) : null,
      alternatives(run, step, ask),
    ]
    node.replaceChildren(...parts.filter((part) => part !== null))
  }

  // Against the original run: what stood here, and how far the attention moved.
  function change(piece) {
    if (model.runs.length < 2) return null
    const before = piece.partner === null ? null : model.runs[0].target[piece.partner]
    const parts = []
    if (!before) parts.push("not in the original")
    else if (piece.changed) parts.push(`the original said ${before.text}`)
    else parts.push(`change in log-probability ${signed(piece.rise)} against the original`)
    if (piece.moved !== null) parts.push(`total variation distance of the attention ${fixed(piece.moved, 2)}`)
    return make("p", { class: "muted", text: parts.join("; ") })
  }

  return { node, show }
}

function attention(run, step, score, ask) {
  const facts = [
    `normalised entropy ${fixed(run.entropy[step], 2)} (0 one token, 1 all alike)`,
    `norm of the context vector ${fixed(run.contextNorm[step], 2)}`,
  ]
  if (score === "location") facts.push("the location score does not see the source words, only their places")
  if (run.center) facts.push(`window around place ${fixed(run.center[step] + 1, 1)}`)
  const total = sum(run.weights[step])
  if (total < 0.995) facts.push(`this row sums to ${fixed(total, 2)}`)
  return make("div", {}, editor(run, step, { ask }), make("p", { class: "muted", text: facts.join(" · ") }))
}

function alternatives(run, step, ask) {
  const rows = run.alternatives[step].map((other) => {
    const said = other.id === run.ids[step]
    return make(
      "tr",
      { class: said ? "said" : "" },
      make("th", { scope: "row", text: other.text }),
      make("td", { class: "wide" }, make("span", { class: "bar of-target", style: { "--weight": probability(other.logProb) } })),
      make("td", { class: "number", text: fixed(probability(other.logProb)) }),
      make(
        "td",
        {},
        said ? make("span", { class: "muted", text: "said" }) : button("Use this", `Use ${other.text} at step ${step + 1}`, () => ask({ kind: "say", step, id: other.id }), { class: "quiet" }),
      ),
    )
  })
  return make(
    "table",
    { class: "alternatives" },
    make("caption", { text: "What it could have said" }),
    make("tbody", {}, ...rows),
  )
}
