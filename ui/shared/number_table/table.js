
// A table with a foot. Every label and number goes through textContent.

function barCell({ share, tone, signed }) {
  const size = Math.min(Math.abs(share), 1)
  const style = signed
    ? { left: `${50 - (share < 0 ? 50 * size : 0)}%`, width: `${50 * size}%` }
    : { left: "0", width: `${100 * size}%` }
  return make("td", { class: "wide" }, make("span", { class: `bar ${tone} ${signed ? "signed" : ""}` }, make("i", { style })))
}

const cellOf = (cell, first) =>
  typeof cell !== "string"
    ? barCell(cell)
    : make(first ? "th" : "td", { text: cell, title: first && cell.length > 12 ? cell : null, ...(first ? { scope: "row" } : {}) })

// A column's title, with "W_{a}" as a subscript.
const titled = (text) => text.split(/_\{(.*?)\}/).map((part, i) => (i % 2 ? make("sub", { text: part }) : part))

const rowOf = (cells, name) => make("tr", { class: name }, ...cells.map((cell, i) => cellOf(cell, i === 0)))

export default function ({ data, parentElement }) {
  const { caption, columns, rows, foot, marked, quiet, tone } = data
  const names = (i) => [marked.includes(i) ? "marked" : "", quiet.includes(i) ? "quiet" : ""].join(" ").trim()
  parentElement.querySelector(".number-table").replaceChildren(
    make(
      "div",
      { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
      make(
        "table",
        { class: tone },
        make("caption", { text: caption }),
        make("thead", {}, make("tr", {}, ...columns.map((text) => make(text ? "th" : "td", {}, ...titled(text))))),
        make("tbody", {}, ...rows.map((cells, i) => rowOf(cells, names(i)))),
        make("tfoot", {}, ...foot.map((cells) => rowOf(cells, ""))),
      ),
    ),
  )
}
