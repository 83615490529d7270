"""Two processes behind nginx: every page works under its policy, visitors keep their process, and one may die."""

import os
import re
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from serving.proxy import find_nginx
from tests import tiny_models
from tests.e2e.browsing import IN_BROWSER, settle
from tests.e2e.many import Served, free_ports, many
from tests.serving.test_proxy import needs_nginx

pytestmark = [*IN_BROWSER, needs_nginx]
SENTENCE = "The cat saw the dog."
PAGES = [
    "",
    "step_through",
    "compare",
    "explain",
    "corpus",
    "corpus?view=pictures",
    "bottleneck",
    "how_it_works",
    "about",
]
NOT_THERE = re.compile(r"/\w+/_stcore/(health|host-config)$")  # Streamlit looks there first on every page but the first


@pytest.fixture(scope="module")
def served(tiny_checkpoints: Path) -> Iterator[Served]:
    with many(tiny_checkpoints) as running:
        yield running


def ask(address: str, cookie: str = "", method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """Status, headers and content."""
    request = urllib.request.Request(address, headers={"Cookie": cookie} if cookie else {}, method=method)
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except HTTPError as error:
        return error.code, dict(error.headers), error.read()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_works_under_the_policy(page: Page, served: Served, path: str) -> None:
    wrong: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not NOT_THERE.search(message.location["url"]):
            wrong.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.add_init_script(
        "window.refused = []; document.addEventListener('securitypolicyviolation',"
        " event => window.refused.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`))"
    )
    page.goto(f"{served.url}/{path}")
    expect(page.get_by_role("heading", name="Alignscope")).to_be_visible()
    settle(page)
    for chart in page.locator(".js-plotly-plot").all()[:2]:
        expect(chart).to_be_visible()
    page.wait_for_timeout(1000)  # what is drawn in WebGL comes last
    assert page.evaluate("window.refused") == []
    assert wrong == []


def test_the_policy_refuses_scripts_from_elsewhere_and_within_the_page(page: Page, served: Served) -> None:
    page.goto(served.url)
    settle(page)
    page.evaluate(
        """() => {
            const within = document.createElement("script")
            within.textContent = "window.ran = true"
            document.body.append(within)
        }"""
    )
    assert page.evaluate("window.ran") is None
    asked = page.evaluate("fetch('http://127.0.0.1:1/').then(() => 'sent', error => error.message)")
    assert "Failed to fetch" in asked


def test_headers_say_what_a_page_may_do_and_who_may_frame_it(served: Served) -> None:
    status, headers, content = ask(served.url)
    assert status == 200
    assert b"/alignscope/connection.js" in content
    assert "frame-ancestors 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Server"] == "nginx"  # no version
    assert re.fullmatch(r"alignscope_visitor=[0-9a-f]{32}; Path=/; HttpOnly; SameSite=Lax", headers["Set-Cookie"])
    _, again, _ = ask(served.url, cookie=headers["Set-Cookie"].split(";")[0])
    assert "Set-Cookie" not in again


@pytest.mark.parametrize("path", ["_stcore/metrics", "_stcore/agent/openapi.json", "_stcore/script-health-check"])
def test_what_is_for_those_who_run_it_is_not_for_visitors(served: Served, path: str) -> None:
    assert ask(f"{served.url}/{path}")[0] == 404


def test_a_visitor_keeps_a_process_and_visitors_are_spread(served: Served) -> None:
    def processes_of(cookies: list[str], page: str) -> list[str]:
        for cookie in cookies:
            ask(f"{served.url}/{page}", cookie)
        line = rf'"GET /{page}" 200 .* (127\.0\.0\.1:\d+)\n'
        served.wait_for(line, times=len(cookies))
        return re.findall(line, served.wrote())

    one = processes_of(["alignscope_visitor=" + "0123456789abcdef" * 2] * 12, "kept")
    assert len(set(one)) == 1
    many = processes_of([f"alignscope_visitor={number:032x}" for number in range(40)], "spread")
    assert sorted(many.count(process) for process in set(many))[0] >= 5
    assert len(set(many)) == 2


def test_what_was_typed_is_in_no_log(served: Served) -> None:
    ask(f"{served.url}/typed?text=a+secret+of+mine")
    served.wait_for('"GET /typed" 200')
    assert "secret" not in served.wrote()


def test_a_file_of_several_megabytes_arrives_in_the_process_of_its_visitor(page: Page, served: Served) -> None:
    line = "\t".join(tiny_models.PAIRS[0]).encode() + b"\n"
    page.goto(f"{served.url}/corpus?pair=en-fr&open=own")
    page.locator('input[type="file"]').set_input_files(
        {"name": "large.tsv", "mimeType": "text/tab-separated-values", "buffer": line * (3_000_000 // len(line))}
    )
    expect(page.get_by_text("large.tsv").first).to_be_visible()
    served.wait_for(r'"PUT /_stcore/upload_file/\S+" 204')
    assert not re.search(r'"PUT /_stcore/upload_file/\S+" [45]', served.wrote())


def test_a_visit_survives_the_death_of_each_process(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/?text={SENTENCE.replace(' ', '+')}&beam=3")
    settle(page)
    sentence = page.get_by_role("textbox", name="Sentence to translate")
    for number, process in enumerate(served.processes(), 1):  # one of them is the visitor's
        os.kill(process, signal.SIGKILL)
        page.reload()
        settle(page)
        expect(sentence).to_have_value(SENTENCE)
        expect(page.locator(".js-plotly-plot").first).to_be_visible()
        assert "beam=3" in page.url
        served.wait_for(f"replica {number} ended with status -9 and is started again")
        served.wait_for("Uvicorn server started", times=2 + number)


def test_without_websockets_the_page_says_so(page: Page, served: Served, tmp_path: Path) -> None:
    port, _ = free_ports()
    configuration = tmp_path / "nginx.conf"
    paths = " ".join(
        f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    server = f"listen 127.0.0.1:{port}; location / {{ proxy_pass {served.url}; proxy_set_header Host $http_host; }}"
    configuration.write_text(
        f"daemon off; pid {tmp_path}/pid; events {{}} http {{ access_log off; {paths} server {{ {server} }} }}"
    )
    tmp_path.chmod(0o755)
    proxy = subprocess.Popen([find_nginx(), "-e", "stderr", "-c", str(configuration)])
    try:
        page.wait_for_timeout(500)
        page.goto(f"http://127.0.0.1:{port}")
        notice = page.get_by_role("alert").filter(has_text="This page needs a WebSocket")
        expect(notice).to_contain_text("/_stcore/stream")
    finally:
        proxy.terminate()
        proxy.wait(timeout=30)


def test_with_websockets_nothing_is_said(page: Page, served: Served) -> None:
    page.goto(served.url)
    settle(page)
    page.wait_for_timeout(9000)  # connection.js looks after eight seconds
    expect(page.locator("#alignscope-connection")).to_have_count(0)


def test_in_a_page_of_another_address_it_is_not_shown(page: Page, served: Served) -> None:
    class Framing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f"<h1>Other</h1><iframe src='{served.url}/about'></iframe>".encode())

    with ThreadingHTTPServer(("127.0.0.1", 0), Framing) as other:
        Thread(target=other.serve_forever).start()
        with page.expect_console_message(lambda message: "frame-ancestors" in message.text, timeout=30_000):
            page.goto(f"http://127.0.0.1:{other.server_port}/")
        other.shutdown()
    assert page.frames[1].url.startswith("chrome-error:")


def test_all_processes_gone_is_said_and_the_page_comes_back(page: Page, tiny_checkpoints: Path) -> None:
    with many(tiny_checkpoints) as alone:
        for process in alone.processes():
            os.kill(process, signal.SIGKILL)
        status, headers, content = ask(alone.url)
        assert status in (502, 504)
        assert b"Alignscope is starting" in content
        assert "Content-Security-Policy" in headers
        page.goto(alone.url)
        expect(page.get_by_role("textbox", name="Sentence to translate")).to_be_visible()  # without a hand


def test_processes_are_renewed_while_a_visitor_stays(page: Page, tiny_checkpoints: Path) -> None:
    with many(tiny_checkpoints) as alone:
        page.goto(f"{alone.url}/?text={SENTENCE.replace(' ', '+')}")
        settle(page)
        alone.command.send_signal(signal.SIGHUP)
        alone.wait_for(r"replica 2 is a new process")
        page.reload()
        expect(page.get_by_role("textbox", name="Sentence to translate")).to_have_value(SENTENCE)
        assert set(alone.processes()).isdisjoint(map(int, re.findall(r"is a new process, (\d+)", alone.wrote())))
