"""The lock files: every requirement is pinned within its range, every file has a hash, and no address is in them."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from serving import audit

ROOT = Path(__file__).parents[2]
LOCKS = {name: (ROOT / name).read_text(encoding="utf-8") for name in audit.LOCKS}
WHOLE = "\n".join(LOCKS.values())
PINS = {canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)==(\S+)", WHOLE, re.M)}


def requirements() -> list[Requirement]:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("requirement", requirements(), ids=lambda requirement: requirement.name)
def test_a_requirement_is_pinned_within_its_range(requirement: Requirement) -> None:
    assert requirement.specifier.contains(PINS[canonicalize_name(requirement.name)])


def test_every_package_has_hashes() -> None:
    for block in re.split(r"\n(?=[\w.-]+==)", re.sub(r"^#.*\n", "", WHOLE, flags=re.M).strip()):
        assert re.fullmatch(r"[\w.-]+==\S+(?: \\\n +--hash=sha256:[0-9a-f]{64})+\s*", block), block[:80]


def test_nothing_says_where_packages_come_from() -> None:
    assert not re.search(r"//|--(index|extra|find|trusted)", WHOLE)


def test_the_audit_fails_where_a_vulnerability_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    bad = {"name": "a", "version": "1", "vulns": [{"id": "CVE-1"}]}
    assert audit.report({"dependencies": [bad, {"name": "b", "version": "2", "vulns": []}]}) == 1
    assert "a 1 has known vulnerabilities: CVE-1" in capsys.readouterr().out


def test_the_audit_does_not_call_what_it_could_not_ask_for_sound(capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.report({"dependencies": [{"name": "a", "skip_reason": "not found"}]}) == 0
    assert "skipped" in capsys.readouterr().out
    assert audit.report({"dependencies": [{"name": "a", "skip_reason": "x"}, {"name": "b", "vulns": []}]}) == 0
    assert "1 packages, 0 with known vulnerabilities; 1 could not be looked up" in capsys.readouterr().out
