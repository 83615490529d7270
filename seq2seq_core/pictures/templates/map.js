// Pointing at a cell says its words and its number, a click or Enter locks it, arrow keys move, Escape clears.
// Words are read from the table that is there and are written as text only. Several parts of one page, each with this
// script, do not know of each other: every one starts those that nobody has started.
(() => {
  const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }

  function start(root) {
    const tables = [...root.querySelectorAll("table")]
    const tip = root.querySelector(".tip")
    const clear = root.querySelector(".clear")
    const numbers = root.querySelector("button.numbers")
    let locked = null
    if (!tables.length) return

    // t and s count words; -1 is none. Both are those of the table, whose first row and column are labels.
    const placeOf = (node) => {
      const cell = node.closest?.("td, th")
      const table = cell?.closest("table")
      if (!table || !root.contains(table) || cell.classList.contains("corner")) return null
      return { table, t: cell.parentElement.rowIndex - 1, s: cell.cellIndex - 1 }
    }
    const cellAt = (table, t, s) => table.rows[t + 1]?.cells[s + 1]
    const word = (table, t, s) => cellAt(table, t, s)?.textContent ?? ""
    const isolated = (text) => Object.assign(document.createElement("bdi"), { textContent: text })

    // What is said of a place, as nodes: words that run from right to left stay by themselves.
    function said({ table, t, s }) {
      if (t < 0 || s < 0) return [isolated(word(table, t, s))]
      const { between, named } = table.dataset
      const number = cellAt(table, t, s).textContent
      const tail = number ? `: ${named ? `${named} ` : ""}${number}` : ""
      return [isolated(word(table, t, -1)), between, isolated(word(table, -1, s)), tail]
    }

    // The same words in the other maps, where they have them.
    function alike({ table, t, s }) {
      return tables.map((other) => ({
        table: other,
        t: other.dataset.lines === table.dataset.lines ? t : -1,
        s: other.dataset.columns === table.dataset.columns ? s : -1,
      }))
    }

    function light(place) {
      for (const node of root.querySelectorAll(".lit, .in-row, .in-column")) node.classList.remove("lit", "in-row", "in-column")
      for (const { table, t, s } of place ? alike(place) : []) {
        if (t >= 0) [...table.rows[t + 1].cells].forEach((cell, i) => cell.classList.add(i ? "in-row" : "lit"))
        if (s >= 0) [...table.rows].forEach((row, i) => row.cells[s + 1].classList.add(i ? "in-column" : "lit"))
      }
    }

    function show(place) {
      light(place ?? locked)
      tip.hidden = !place
      if (!place) return
      tip.replaceChildren(...said(place))
      const [cell, box] = [cellAt(place.table, place.t, place.s).getBoundingClientRect(), root.getBoundingClientRect()]
      const left = Math.min(cell.left + cell.width / 2 - tip.offsetWidth / 2, box.right - tip.offsetWidth - 4)
      const above = cell.top - tip.offsetHeight - 8
      tip.style.left = `${Math.max(left, box.left + 4) - box.left}px`
      tip.style.top = `${(above > 40 ? above : cell.bottom + 8) - box.top}px`
    }

    function lock(place) {
      const again = place && locked && place.table === locked.table && place.t === locked.t && place.s === locked.s
      locked = again ? null : place
      for (const node of root.querySelectorAll("[aria-selected]")) node.removeAttribute("aria-selected")
      for (const held of root.querySelectorAll(".held")) held.replaceChildren()
      if (locked) {
        cellAt(locked.table, locked.t, locked.s).setAttribute("aria-selected", "true")
        const whole = locked.t >= 0 && locked.s >= 0
        for (const one of alike(locked).filter(({ table, t, s }) => table === locked.table || (whole && t >= 0 && s >= 0))) {
          one.table.closest("section").querySelector(".held").replaceChildren("Locked: ", ...said(one))
        }
      }
      clear.hidden = !locked
      light(locked)
    }

    // One cell of each table can be reached by Tab, the others from there.
    function reach(cell) {
      for (const other of cell.closest("table").querySelectorAll("[tabindex]")) other.removeAttribute("tabindex")
      cell.tabIndex = 0
    }

    function move(event, { table, t, s }) {
      const [T, S] = [table.rows.length - 1, table.rows[0].cells.length - 1]
      const step = STEPS[event.key]
      if (step) [t, s] = [t + step[0], s + step[1]]
      else if (event.key === "Home") [t, s] = [event.ctrlKey ? 0 : t, 0]
      else if (event.key === "End") [t, s] = [event.ctrlKey ? T - 1 : t, S - 1]
      else return false
      const cell = cellAt(table, Math.max(0, Math.min(t, T - 1)), Math.max(0, Math.min(s, S - 1)))
      reach(cell)
      cell.focus({ preventScroll: true })
      cell.scrollIntoView({ block: "nearest", inline: "nearest" })
      show(placeOf(cell))
      return true
    }

    for (const table of tables) {
      reach(cellAt(table, 0, 0))
      const scroller = table.parentElement
      scroller.style.scrollPadding = `${table.tHead.offsetHeight + 2}px 8px 8px ${cellAt(table, 0, -1).offsetWidth + 2}px`
      table.addEventListener("pointerover", (event) => show(placeOf(event.target)))
      table.addEventListener("pointerleave", () => show(null))
      table.addEventListener("focusin", (event) => event.target.matches(":focus-visible") && show(placeOf(event.target)))
      table.addEventListener("focusout", () => show(null))
      table.addEventListener("click", (event) => {
        const place = placeOf(event.target)
        if (!place) return
        if (place.t >= 0 && place.s >= 0) {
          reach(cellAt(table, place.t, place.s))
          cellAt(table, place.t, place.s).focus({ preventScroll: true })
        }
        lock(place)
        show(place)
      })
      scroller.addEventListener("scroll", () => { tip.hidden = true })
    }
    root.addEventListener("keydown", (event) => {
      const place = placeOf(event.target)
      if (event.key === "Escape") [lock(null), show(null)]
      else if (!place || event.altKey || event.metaKey) return
      else if (event.key === "Enter" || event.key === " ") [lock(place), show(place)]
      else if (!move(event, place)) return
      event.preventDefault()
      event.stopPropagation() // a notebook has its own keys
    })
    clear.addEventListener("click", () => { lock(null); show(null) })
    numbers.addEventListener("click", () => {
      numbers.setAttribute("aria-pressed", String(root.classList.toggle("numbered")))
    })
    root.querySelector(".bar").hidden = false
  }

  for (const root of document.querySelectorAll(".alignscope:not([data-started])")) {
    root.dataset.started = ""
    start(root)
  }
})()
