"""Dockerfile, Compose and Kubernetes: accepted by their linters and schemas, and of one mind with each other."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from serving.proxy import PLACES, TEMPLATE
from serving.replicas import HEALTH

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
CLUSTER: list[dict[str, Any]] = list(yaml.safe_load_all((ROOT / "serving" / "kubernetes.yaml").read_text()))
ONE = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
MANY = yaml.safe_load((ROOT / "compose.replicas.yaml").read_text())["services"]


def test_the_dockerfile_passes_its_linter() -> None:
    hadolint = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    assert hadolint
    linted = subprocess.run([hadolint, str(ROOT / "Dockerfile")], capture_output=True, text=True)
    assert linted.returncode == 0, linted.stdout


@pytest.mark.parametrize("resource", CLUSTER, ids=lambda resource: resource["kind"])
def test_the_cluster_accepts_the_manifest(resource: dict[str, Any]) -> None:
    kubernetes_validate.validate(resource, "1.33", strict=True)


def test_the_schema_finds_a_mistake() -> None:
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(CLUSTER[0] | {"spec": {"replica": 2}}, "1.33", strict=True)


def test_the_parts_of_the_cluster_find_each_other() -> None:
    deployment, service, scaler = CLUSTER
    pod = deployment["spec"]["template"]
    assert deployment["spec"]["selector"]["matchLabels"] == service["spec"]["selector"] == pod["metadata"]["labels"]
    assert scaler["spec"]["scaleTargetRef"]["name"] == deployment["metadata"]["name"]
    assert "replicas" not in deployment["spec"]  # or each `apply` would undo what the scaler did
    (app,) = pod["spec"]["containers"]
    assert [port["containerPort"] for port in app["ports"]] == [
        int(port) for port in re.findall("EXPOSE (.*)", DOCKERFILE)
    ]
    assert service["spec"]["ports"][0]["targetPort"] == app["ports"][0]["name"]
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert app[probe]["httpGet"]["path"] == f"/{HEALTH}"


@pytest.mark.parametrize("app", [ONE["app"], MANY["app"], MANY["proxy"]], ids=["one", "many", "proxy"])
def test_a_container_can_write_nowhere_and_may_do_nothing_else(app: dict[str, Any]) -> None:
    assert app["read_only"] is True
    assert app["cap_drop"] == ["ALL"]
    assert app["security_opt"] == ["no-new-privileges:true"]
    assert all(mount.split(":")[0] in {"/tmp", "/etc/nginx/conf.d"} for mount in app["tmpfs"])
    assert all(volume.endswith(":ro") for volume in app.get("volumes", []))


def test_the_image_is_nobodys_and_looks_after_its_health() -> None:
    (user,) = re.findall(r"^USER (\S+)", DOCKERFILE, re.M)
    security = CLUSTER[0]["spec"]["template"]["spec"]["securityContext"]
    assert int(user) == security["runAsUser"] > 0
    assert f"/{HEALTH}" in DOCKERFILE


def test_only_this_machine_reaches_what_is_started_without_saying_otherwise() -> None:
    assert ONE["app"]["ports"] == ["127.0.0.1:8501:8501"]
    assert MANY["proxy"]["ports"] == ["${ADDRESS:-127.0.0.1}:${PORT:-8080}:8080"]
    assert "ports" not in MANY["app"]


def test_the_proxy_is_given_the_files_and_values_of_the_template() -> None:
    for volume in MANY["proxy"]["volumes"]:
        assert (ROOT / volume.split(":")[0]).is_file()
    filled_in = MANY["proxy"]["environment"]["NGINX_ENVSUBST_FILTER"].replace("$$", "$")
    places = set(PLACES.findall(TEMPLATE.read_text(encoding="utf-8")))
    assert {name for name in (*places, "PATH", "HOME", "REPLICAS") if re.search(filled_in, name)} == places
    assert (ROOT / "serving" / "replicas.envsh").stat().st_mode & 0o111  # the image's entrypoint passes over others


def test_the_image_takes_what_the_app_reads() -> None:
    taken = set(re.findall(r"^!([\w.]+)$", (ROOT / ".dockerignore").read_text(), re.M))
    used = {"app.py", "pages", "ui", "figures", "seq2seq_core", "checkpoints", "challenge", "sets", "measured"}
    assert used <= taken
    assert not taken & {"tests", "benchmarks", "docs", "data", "runs"}
