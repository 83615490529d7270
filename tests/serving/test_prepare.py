"""What Streamlit Community Cloud and Hugging Face Spaces want changed is changed, and nothing else."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CHANGED = ("README.md", "requirements.txt", ".streamlit/config.toml")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    (tmp_path / ".streamlit").mkdir()
    for name in CHANGED:
        shutil.copyfile(ROOT / name, tmp_path / name)
    return tmp_path


def prepare(copy: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([ROOT / "serving" / "prepare.sh", *arguments], cwd=copy, capture_output=True, text=True)


def test_community_cloud_reaches_the_app_and_installs_torch_without_cuda(copy: Path) -> None:
    assert prepare(copy, "community-cloud", "https://index.example.org/cpu").returncode == 0
    before, after = (tomllib.loads((root / CHANGED[2]).read_text()) for root in (ROOT, copy))
    assert before["server"].pop("address") == "127.0.0.1"
    assert after == before
    lines = [set((root / CHANGED[1]).read_text().splitlines()) for root in (ROOT, copy)]
    assert lines[0] - lines[1] == {"torch==2.13.0"}
    assert lines[1] - lines[0] == {"--extra-index-url https://index.example.org/cpu", "torch==2.13.0+cpu"}


def test_hugging_face_reads_what_the_space_is(copy: Path) -> None:
    assert prepare(copy, "hugging-face").returncode == 0
    _, header, rest = (copy / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    space = yaml.safe_load(header)
    assert space["sdk"] == "docker"
    assert [space["app_port"]] == [int(port) for port in re.findall("EXPOSE (.*)", (ROOT / "Dockerfile").read_text())]
    assert rest.strip() == (ROOT / "README.md").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("arguments", [(), ("elsewhere",), ("community-cloud",)])
def test_what_is_missing_is_said_and_nothing_is_changed(copy: Path, arguments: tuple[str, ...]) -> None:
    refused = prepare(copy, *arguments)
    assert refused.returncode != 0
    assert "community-cloud" in refused.stderr or "README.md, Start" in refused.stderr
    assert all((copy / name).read_bytes() == (ROOT / name).read_bytes() for name in CHANGED)
