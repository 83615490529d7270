"""Visitors who speak Streamlit's protocol to a running app: they open pages by links, type sentences, leave, return.

No browsers, so it is the server that is measured.
"""

import asyncio
import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PAGES = ("", "step_through", "compare", "explain", "bottleneck", "how_it_works")
GOOD = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
LONGEST = 120  # seconds that a visitor waits for a page


@dataclass
class Tally:
    """What all visitors met with, and the server's memory meanwhile."""

    answers: list[float] = field(default_factory=list)  # seconds from a request to the end of the script
    errors: list[str] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)  # seconds since the start, MB

    def megabytes_per_hour(self, after: float) -> float:
        """The slope of the memory over time, from so many seconds on: caches fill first."""
        seconds, megabytes = np.array([point for point in self.memory if point[0] >= after]).T
        return float(np.polyfit(seconds / 3600, megabytes, 1)[0])

    def told(self, after: float) -> str:
        """A report for a terminal."""
        half, worst = np.percentile(self.answers, [50, 99])
        return (
            f"{len(self.answers):,} answers, median {half:.2f} s, 99% within {worst:.2f} s; {len(self.errors)} errors; "
            f"memory {self.memory[0][1]:.0f} MB at first, {self.memory[-1][1]:.0f} MB at last, "
            f"{self.megabytes_per_hour(after):+.0f} MB per hour after {after / 60:.0f} minutes"
        )


@dataclass
class Visit:
    """One session of one visitor."""

    socket: ClientConnection
    tally: Tally
    page: str = ""
    query: str = ""
    text_widget: str = ""

    async def open(self, page: str, text: str) -> None:
        """Open a page by a link."""
        self.page, self.query, self.text_widget = page, urlencode({"pair": "en-fr", "text": text}), ""
        await self._ask(BackMsg())

    async def type(self, text: str) -> None:
        """Put another sentence into the page's field."""
        message = BackMsg()
        state = message.rerun_script.widget_states.widgets.add()
        state.id, state.string_value = self.text_widget, text
        await self._ask(message)

    async def _ask(self, message: BackMsg) -> None:
        message.rerun_script.query_string = self.query
        message.rerun_script.page_name = self.page
        started = time.monotonic()
        await self.socket.send(message.SerializeToString())
        try:
            async with asyncio.timeout(LONGEST):
                while not self._is_over(await self.socket.recv()):
                    pass
        except TimeoutError as error:
            raise TimeoutError(f"{self.page or 'translate'}: no answer within {LONGEST} seconds") from error
        self.tally.answers.append(time.monotonic() - started)

    def _is_over(self, raw: str | bytes) -> bool:
        assert isinstance(raw, bytes)
        message = ForwardMsg.FromString(raw)
        element = message.delta.new_element
        match element.WhichOneof("type"):
            case "exception":
                self.tally.errors.append(f"{self.page}: {element.exception.message[:200]}")
            case "text_area" | "text_input" as kind:
                self.text_widget = self.text_widget or getattr(element, kind).id
        if message.WhichOneof("type") != "script_finished":
            return False
        if message.script_finished not in GOOD:
            self.tally.errors.append(f"{self.page}: the script ended with {message.script_finished}")
        return True


def receive_visitors(
    url: str, server: int, sentences: Sequence[str], *, visitors: int, seconds: float, pause: float, seed: int = 0
) -> Tally:
    """Let visitors come for so many seconds, each with a pause of about `pause` seconds between two requests.

    `server` is the number of the server's process.
    """
    with ThreadPoolExecutor(1) as pool:  # for a browser test may have left an event loop running in this thread
        return pool.submit(asyncio.run, _receive(url, server, sentences, visitors, seconds, pause, seed)).result()


async def _receive(
    url: str, server: int, sentences: Sequence[str], visitors: int, seconds: float, pause: float, seed: int
) -> Tally:
    tally, started = Tally(), time.monotonic()

    async def watch_memory() -> None:
        while time.monotonic() < started + seconds:
            tally.memory.append((time.monotonic() - started, _megabytes(server)))
            await asyncio.sleep(seconds / 200)

    async def come_and_go(number: int) -> None:
        chance = random.Random(f"{seed}/{number}")
        while time.monotonic() < started + seconds:
            try:
                await _one_session(url, sentences, pause, chance, tally, until=started + seconds)
            except Exception as error:  # whatever it is, it is an error that a visitor met
                tally.errors.append(repr(error)[:200])
                await asyncio.sleep(1)

    await asyncio.gather(watch_memory(), *(come_and_go(number) for number in range(visitors)))
    tally.memory.append((time.monotonic() - started, _megabytes(server)))
    return tally


async def _one_session(
    url: str, sentences: Sequence[str], pause: float, chance: random.Random, tally: Tally, until: float
) -> None:
    address = url.replace("http://", "ws://") + "/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], max_size=None, origin=url) as socket:  # type: ignore[arg-type,list-item]
        visit = Visit(socket, tally)
        for page in chance.choices(PAGES, k=chance.randint(1, 4)):
            await asyncio.sleep(chance.uniform(0, 2 * pause))
            if time.monotonic() > until:
                return
            await visit.open(page, chance.choice(sentences))
            for _ in range(chance.randint(0, 4)):
                await asyncio.sleep(chance.uniform(0.5, 1.5) * pause)
                if time.monotonic() < until and visit.text_widget:
                    await visit.type(chance.choice(sentences))


def _megabytes(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))
