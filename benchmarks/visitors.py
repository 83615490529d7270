"""Visitors without a browser, who speak Streamlit's protocol: they open Translate and type one sentence after another.

A browser would cost far more than the server that it asks. What a visitor sends is what the page told it: the widgets
and what they hold. Times are from asking until the page's script has run to its end.
"""

import asyncio
import random
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 60.0  # seconds, until an answer is an error
PAUSE = (4.0, 8.0)  # seconds between two sentences, drawn anew each time
RETRY = 0.5  # seconds until a lost connection is tried again: Streamlit's page asks twice a second at first
SENTENCES = [
    f"{who} {did} {what} because {why}."
    for who in ("My sister", "The old teacher", "A young woman from Paris", "Nobody in the village")
    for did in ("forgot", "sold", "found", "wanted", "remembered", "could not see")
    for what in ("a book", "the key of the house", "our car", "two red chairs", "the letter")
    for why in ("the train was late again", "it rained all day", "the shop was closed", "we had no time")
]


@dataclass(slots=True)
class Seen:
    """What all visitors together saw, in seconds."""

    first: list[float] = field(default_factory=list)  # until a page that was opened stood there
    later: list[float] = field(default_factory=list)  # until a sentence that was typed did
    lost: list[float] = field(default_factory=list)  # from a lost connection until the view was back
    errors: list[str] = field(default_factory=list)


async def visit(address: str, seconds: float, visitors: int, link: Sequence[tuple[str, str]] = ()) -> Seen:
    """So many visitors at one address ("127.0.0.1:8080") for so long; they come within the first seconds.

    `link` holds what the link that they open says beside the sentence.
    """
    seen = Seen()
    end = time.perf_counter() + seconds
    await asyncio.gather(*(_Visitor(address, end, seen, link).stay() for _ in range(visitors)))
    return seen


class _Visitor:
    def __init__(self, address: str, end: float, seen: Seen, link: Sequence[tuple[str, str]]) -> None:
        self.address, self.end, self.seen, self.link = address, end, seen, link
        self.cookie = f"alignscope_visitor={secrets.token_hex(16)}"
        self.widgets: dict[str, tuple[str, Any]] = {}  # by id: the field of a state, and what it holds
        self.text_area = ""  # the id of the one that is typed into
        self.page = ""
        self.sentence = random.choice(SENTENCES)

    async def stay(self) -> None:
        """Open the page, type until the time is over, and come back where the connection is lost."""
        await asyncio.sleep(random.uniform(0, min(PAUSE[1], self.end - time.perf_counter())))
        lost, opened = 0.0, False
        while not opened or lost or time.perf_counter() < self.end:
            try:
                async with self._connect() as socket:
                    asked = time.perf_counter()
                    await self._run(socket)
                    (self.seen.lost if lost else self.seen.first).append(time.perf_counter() - (lost or asked))
                    lost, opened = 0.0, True
                    await self._type(socket)
            except (OSError, TimeoutError, websockets.WebSocketException) as error:
                lost = lost or time.perf_counter()
                if time.perf_counter() - lost > PATIENCE:
                    self.seen.errors.append(repr(error)[:120])
                    return
                await asyncio.sleep(RETRY)

    def _connect(self) -> connect:
        return connect(
            f"ws://{self.address}/_stcore/stream",
            subprotocols=[websockets.Subprotocol("streamlit")],
            origin=websockets.Origin(f"http://{self.address}"),
            additional_headers={"Cookie": self.cookie},
            max_size=2**27,
        )

    async def _type(self, socket: ClientConnection) -> None:
        while time.perf_counter() < self.end:
            await asyncio.sleep(random.uniform(*PAUSE))
            self.sentence = random.choice(SENTENCES)
            self.widgets[self.text_area] = "string_value", self.sentence
            asked = time.perf_counter()
            await self._run(socket)
            self.seen.later.append(time.perf_counter() - asked)

    async def _run(self, socket: ClientConnection) -> None:
        """Ask for a run of the page, with its link and what its widgets hold, and wait until it ended."""
        asked = BackMsg()
        asked.rerun_script.query_string = urlencode([("text", self.sentence), *self.link])
        asked.rerun_script.page_script_hash = self.page
        for name, (kind, value) in self.widgets.items():
            state = asked.rerun_script.widget_states.widgets.add(id=name)
            if kind.endswith("array_value"):
                getattr(state, kind).SetInParent()
                getattr(state, kind).data.extend(value)
            else:
                setattr(state, kind, value)
        await socket.send(asked.SerializeToString())
        while True:
            answer = ForwardMsg.FromString(await asyncio.wait_for(socket.recv(decode=False), PATIENCE))
            match answer.WhichOneof("type"):
                case "new_session":
                    self.page = answer.new_session.page_script_hash
                case "delta" if answer.delta.WhichOneof("type") == "new_element":
                    self._remember(answer.delta.new_element)
                case "script_finished":
                    return

    def _remember(self, element: Any) -> None:
        """What a widget holds, as a browser would send it back; what was sent before stays, unless the page sets it."""
        kind = element.WhichOneof("type")
        widget = getattr(element, kind)
        if kind == "exception":
            self.seen.errors.append(widget.message[:120])
        if kind == "text_area":
            self.text_area = self.text_area or widget.id
        if getattr(widget, "id", "") in self.widgets and not getattr(widget, "set_value", False):
            return
        held: tuple[str, Any] | None = None
        match kind:
            case "text_area":
                held = "string_value", widget.value if widget.set_value else widget.default
            case "checkbox":
                held = "bool_value", widget.value if widget.set_value else widget.default
            case "slider" if not widget.options:
                held = "double_array_value", list(widget.value if widget.set_value else widget.default)
            case "selectbox" if widget.set_value:
                held = "string_value", widget.raw_value
            case "selectbox" if widget.HasField("default"):
                held = "string_value", widget.options[widget.default]
            case "multiselect" if widget.set_value:
                held = "string_array_value", list(widget.raw_values)
            case "multiselect":
                held = "string_array_value", [widget.options[place] for place in widget.default]
            case "button_group" if widget.set_value:
                held = "string_array_value", list(widget.raw_values)
            case "button_group":
                held = "string_array_value", [widget.options[place].content for place in widget.default]
        if held is not None:
            self.widgets[widget.id] = held
