"""What stops `python -m serving` from starting is said in one line, with what helps."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from serving import proxy
from serving.ports import ServingError, check_free
from tests.serving.test_proxy import needs_nginx

ROOT = Path(__file__).parents[2]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which another program listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_port_in_use_is_named_with_the_option_that_chooses_another(taken: int) -> None:
    with pytest.raises(ServingError, match=f"port {taken} of 127.0.0.1 is in use .*--port"):
        check_free("127.0.0.1", taken, "--port")


def test_an_address_of_another_machine_is_named() -> None:
    with pytest.raises(ServingError, match="192.0.2.1 is not this machine"):
        check_free("192.0.2.1", 8080, "--port")


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """A command that does not start."""
    ended = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    return ended


@needs_nginx
def test_the_command_says_which_port_is_in_use(taken: int) -> None:
    ended = run("-m", "serving", "--port", str(taken))
    assert ended.stderr.startswith(f"serving: port {taken} of 127.0.0.1 is in use")


@needs_nginx
def test_the_command_says_so_where_nothing_can_be_written() -> None:
    # TMPDIR alone is passed over for /tmp; Python is told here to know no other folder either.
    code = (
        "import sys, tempfile; tempfile._candidate_tempdir_list = lambda: ['/proc/nowhere']; sys.argv[0] = 'serving'\n"
    )
    code += "from serving.__main__ import serve; serve(['--port', '18099', '--first-replica-port', '18601'])"
    ended = run("-c", code)
    assert "No usable temporary directory found in ['/proc/nowhere']" in ended.stderr


def test_the_command_says_how_to_get_nginx(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proxy.shutil, "which", lambda *_, **__: None)
    with pytest.raises(ServingError, match="apt-get install nginx"):
        proxy.find_nginx()


@needs_nginx
@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--port", "18701", "--first-replica-port", "18700"], "port 18701 is also that of a replica, 18700 to 18701"),
        (["--address", ""], "--address needs an address"),
        (["--frame-ancestors", "self"], "'self' is neither 'self' nor 'none', in these quotes"),
        (["--frame-ancestors", "'self' https://a.example; add_header x y"], "is neither"),
    ],
)
def test_options_that_cannot_be_are_named(options: list[str], told: str) -> None:
    assert told in run("-m", "serving", *options).stderr
