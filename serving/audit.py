"""Known vulnerabilities of what the app installs, by pip-audit, from the lock files: part of `make check`.

It fails where a package has one. Where the database cannot be reached it says that nothing was looked at, and goes on.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-torch.lock")
PATIENCE = 60.0  # seconds


def main() -> None:
    """Ask, and tell in a few lines."""
    locked = [argument for name in LOCKS for argument in ("--requirement", str(ROOT / name))]
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", *locked]
    options = ["--format", "json", "--progress-spinner", "off", "--timeout", "5"]
    try:
        asked = subprocess.run([*command, *options], capture_output=True, text=True, timeout=PATIENCE)
        answer = json.loads(asked.stdout)
    except subprocess.TimeoutExpired:
        print(f"audit: skipped, for the database did not answer within {PATIENCE:.0f} seconds")
    except ValueError:  # not even the beginning of an answer
        reason = (asked.stderr.strip() or "it said nothing").splitlines()[-1]
        print(f"audit: skipped, for pip-audit could not ask: {reason}")
    else:
        sys.exit(report(answer))


def report(answer: dict[str, list[dict[str, object]]]) -> int:
    """Print what pip-audit's answer holds; 1 if there is a vulnerability in it, else 0."""
    packages = answer["dependencies"]
    asked = [package for package in packages if "vulns" in package]
    found = [package for package in asked if package["vulns"]]
    for package in found:
        names = ", ".join(str(one["id"]) for one in package["vulns"])  # type: ignore[attr-defined]
        print(f"audit: {package['name']} {package['version']} has known vulnerabilities: {names}")
    if not asked:
        print(f"audit: skipped, for the database knows none of {len(packages)} packages, so it is not the real one")
    else:
        unknown = len(packages) - len(asked)
        rest = f"; {unknown} could not be looked up" if unknown else ""
        print(f"audit: {len(asked)} packages, {len(found)} with known vulnerabilities{rest}")
    return int(bool(found))


if __name__ == "__main__":
    main()
