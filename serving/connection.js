// Says what is wrong where the page arrives and its socket does not: Streamlit would show an empty page for ever.
// nginx adds this script to the page. It looks whether the app is connected, and asks with a socket of its own if not.

const PATIENCE = 8000 // milliseconds before something is wrong
const state = () => document.querySelector('[data-test-connection-state]')?.dataset.testConnectionState
const connected = () => state() === "CONNECTED"

function socketOpens() {
  const address = new URL("/_stcore/stream", location.href)
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:"
  return new Promise((resolve) => {
    const socket = new WebSocket(address, ["streamlit"])
    const end = (opened) => () => { resolve(opened); socket.close() }
    socket.onopen = end(true)
    socket.onerror = end(false)
    setTimeout(end(false), PATIENCE)
  })
}

const healthy = () => fetch("/_stcore/health", { cache: "no-store" }).then((answer) => answer.ok, () => false)

function say(text) {
  let notice = document.getElementById("alignscope-connection")
  if (!text) { notice?.remove(); return }
  if (!notice) {
    notice = document.createElement("div")
    notice.id = "alignscope-connection"
    notice.setAttribute("role", "alert")
    notice.style.cssText =
      "position:fixed; inset:0 0 auto 0; z-index:2000000; padding:1rem 1.5rem; font:1rem/1.5 sans-serif;" +
      "background:#fff3cd; color:#332701; border-bottom:2px solid #b58100"
    document.body.append(notice)
  }
  notice.textContent = text
}

async function look() {
  if (connected()) {
    say("")
  } else if (!(await healthy())) {
    say("The server does not answer at the moment. This page goes on by itself as soon as it does.")
  } else if (!(await socketOpens())) {
    say("This page needs a WebSocket, and something between your browser and the server does not let it through: " +
      "a proxy, a firewall or a browser extension. Try another network. Who runs the proxy must pass on the headers " +
      "Upgrade and Connection at /_stcore/stream (docs/serving.md).")
  }
  setTimeout(look, PATIENCE)
}

setTimeout(look, PATIENCE)
