"""nginx in front of the replicas: its configuration from the template, its process, its graceful reload."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from serving.ports import ServingError

HERE = Path(__file__).resolve().parent
TEMPLATE = HERE / "nginx.conf.template"
FILES = ("connection.js", "unavailable.html")  # what nginx sends by itself
PLACES = re.compile(r"\$\{([A-Z_]+)\}")  # of the template; nginx writes its own variables without braces
SELF = "'self'"
ANCESTOR = re.compile(r"'self'|'none'|https?://[\w.*-]+(:\d+)?")

# What the image of nginx brings for containers, and a machine's own nginx is not asked for.
_AROUND = """\
daemon off;
pid {folder}/nginx.pid;
error_log stderr warn;
worker_processes {workers};
worker_shutdown_timeout 10m; # after a reload those who are connected stay so, this long
events {{ worker_connections 4096; }}
http {{
    client_body_temp_path {folder}/bodies;
    proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/unused;
    uwsgi_temp_path {folder}/unused;
    scgi_temp_path {folder}/unused;
    include {folder}/app.conf;
}}
"""


def fill_in(template: str, values: Mapping[str, str]) -> str:
    """The template with every ${NAME} replaced; ServingError names one that has no value."""
    if missing := sorted(set(PLACES.findall(template)) - values.keys()):
        raise ServingError(f"{TEMPLATE.name} asks for {', '.join(missing)}, which nobody gave")
    return PLACES.sub(lambda place: values[place[1]], template)


def server_lines(servers: Sequence[str]) -> str:
    """Those of the upstream: one that does not answer is left alone for a while after its first failure."""
    return "\n    ".join(f"server {server} max_fails=1 fail_timeout=5s;" for server in servers)


def check_ancestors(given: str) -> None:
    """ServingError for what is no list of those who may show the app in a page of theirs."""
    for word in given.split() or [given]:
        if not ANCESTOR.fullmatch(word):
            raise ServingError(
                f"--frame-ancestors: {word!r} is neither 'self' nor 'none', in these quotes, nor an address such as "
                "https://moodle.example.org"
            )


def cookie_of(frame_ancestors: str) -> str:
    """How the cookie is set: a page of another address that shows the app gets it only if it says so, and over TLS."""
    return "SameSite=Lax" if frame_ancestors in {SELF, "'none'"} else "SameSite=None; Secure; Partitioned"


def write_configuration(folder: Path, listen: str, servers: Sequence[str], frame_ancestors: str = SELF) -> Path:
    """Write all that nginx reads into `folder`, and return its main file."""
    values = {
        "LISTEN": listen,
        "SERVERS": server_lines(servers),
        "FILES": str(folder / "files"),
        "FRAME_ANCESTORS": frame_ancestors,
        "COOKIE": cookie_of(frame_ancestors),
    }
    (folder / "files").mkdir(exist_ok=True)
    for name in FILES:
        shutil.copyfile(HERE / name, folder / "files" / name)
    (folder / "app.conf").write_text(fill_in(TEMPLATE.read_text(encoding="utf-8"), values), encoding="utf-8")
    main = folder / "nginx.conf"
    main.write_text(_AROUND.format(folder=folder, workers=min(4, os.cpu_count() or 1)), encoding="utf-8")
    folder.chmod(0o755)  # where root starts nginx, its workers are somebody else
    return main


def find_nginx() -> str:
    """Where nginx is; Debian keeps it where not everybody looks."""
    path = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/usr/local/sbin"
    if found := shutil.which("nginx", path=path):
        return found
    raise ServingError("nginx is not installed; Debian: apt-get install nginx-light, macOS: brew install nginx")


def start_nginx(main: Path) -> "subprocess.Popen[bytes]":
    """Check the configuration and start nginx with it; ServingError says what it does not like."""
    nginx = find_nginx()
    checked = subprocess.run(_command(nginx, main, "-t"), capture_output=True, text=True)
    if checked.returncode:
        raise ServingError(f"nginx refuses its configuration:\n{checked.stderr.strip()}")
    return subprocess.Popen(_command(nginx, main))


def reload_nginx(process: "subprocess.Popen[bytes]") -> None:
    """Read the configuration anew; nobody who is connected loses the connection."""
    process.send_signal(signal.SIGHUP)


def _command(nginx: str, main: Path, *more: str) -> list[str]:
    return [nginx, "-e", "stderr", "-p", str(main.parent), "-c", str(main), *more]
