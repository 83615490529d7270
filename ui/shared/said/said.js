
// Running text with a line under every word. All text goes through textContent.

const partOf = ({ text, probability, title, boxed }) =>
  probability === undefined
    ? document.createTextNode(text)
    : make("span", { class: boxed ? "word boxed" : "word", text, title, style: { "--probability": `${100 * probability}%` } })

export default function ({ data, parentElement }) {
  parentElement.querySelector(".said").replaceChildren(...data.parts.map(partOf))
}
