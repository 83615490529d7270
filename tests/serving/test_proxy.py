"""nginx's template: what it asks for is what is given, here and in containers, and nginx itself accepts it."""

import base64
import hashlib
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import streamlit

from serving import proxy
from serving.ports import ServingError

ROOT = Path(__file__).parents[2]
TEMPLATE = proxy.TEMPLATE.read_text(encoding="utf-8")
PLACES = set(proxy.PLACES.findall(TEMPLATE))
needs_nginx = pytest.mark.skipif(
    not any(Path(folder, "nginx").exists() for folder in (*os.get_exec_path(), "/usr/sbin")), reason="nginx is not here"
)


def test_a_place_without_a_value_is_named() -> None:
    with pytest.raises(ServingError, match="SERVERS"):
        proxy.fill_in("listen ${LISTEN}; ${SERVERS}", {"LISTEN": "80"})


def test_variables_of_nginx_stay() -> None:
    assert proxy.fill_in("set $a ${LISTEN}; $host", {"LISTEN": "80"}) == "set $a 80; $host"


@needs_nginx
@pytest.mark.parametrize("frame_ancestors", ["'self'", "https://moodle.example.org"])
def test_nginx_accepts_what_is_written(tmp_path: Path, frame_ancestors: str) -> None:
    servers = ["127.0.0.1:8601", "127.0.0.1:8602"]
    main = proxy.write_configuration(tmp_path, "127.0.0.1:18080", servers, frame_ancestors)
    checked = subprocess.run(proxy._command(proxy.find_nginx(), main, "-t"), capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    assert f"frame-ancestors {frame_ancestors}" in (tmp_path / "app.conf").read_text()


@needs_nginx
def test_what_nginx_refuses_is_said(tmp_path: Path) -> None:
    main = proxy.write_configuration(tmp_path, "nowhere at all", ["127.0.0.1:8601"])
    with pytest.raises(ServingError, match="nowhere"):
        proxy.start_nginx(main)


def test_the_policy_lets_in_the_scripts_of_the_installed_page_and_no_others() -> None:
    page = Path(streamlit.__file__).with_name("static").joinpath("index.html").read_text(encoding="utf-8")
    inline = [script for tag, script in re.findall(r"<script([^>]*)>(.*?)</script>", page, re.S) if "src=" not in tag]
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in inline]
    assert re.findall(r"'sha256-([^']+)'", TEMPLATE) == digests
    assert "</head>" in page  # where connection.js is put in


def test_an_upload_that_the_app_takes_fits_through() -> None:
    taken = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["server"]["maxUploadSize"]
    (fits,) = re.findall(r"client_max_body_size (\d+)m;", TEMPLATE)
    assert taken < int(fits) <= taken + 2


@pytest.mark.parametrize("frame_ancestors", ["'self'", "'none'", "https://moodle.example.org"])
def test_containers_give_the_same_values(frame_ancestors: str) -> None:
    script = f'. "{ROOT}/serving/replicas.envsh"; env'
    environment = {"REPLICAS": "3", "FRAME_ANCESTORS": frame_ancestors, "PATH": os.environ["PATH"]}
    said = subprocess.run(["sh", "-c", script], env=environment, capture_output=True, text=True, check=True).stdout
    values = dict(re.findall(r"^([A-Z_]+)=(.*(?:\n(?![A-Z_]+=).*)*)", said, re.M))
    assert values.keys() >= PLACES
    assert values["COOKIE"].strip() == proxy.cookie_of(frame_ancestors)
    names = re.findall(r"server (\S+) .*max_fails=1 fail_timeout=5s;", values["SERVERS"])
    assert names == [f"alignscope-app-{number}:8501" for number in (1, 2, 3)]


def test_no_log_keeps_what_was_typed() -> None:
    (form,) = re.findall(r"log_format alignscope ('[^;]*');", TEMPLATE)
    # $request, $request_uri, $args and $http_referer hold the query, and with it the sentence.
    assert not re.search(r"\$(request\b|request_uri|args|query_string|http_referer|http_cookie)", form)
    assert re.findall(r"access_log (\S+) (\w+);", TEMPLATE) == [("/dev/stdout", "alignscope")]
