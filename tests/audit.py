"""`python -m tests.audit`: is any locked package known to be vulnerable?

Says plainly what it could not ask: no answer is never taken for a good one (pip-audit itself calls packages it found nothing
about harmless). Ends with 1 only when a vulnerability is known; a closed network makes nothing red.
"""

import json
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from congvu.config.frontend import NpmMissing, npm

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "requirements-dev.txt"
PROBE = "django=="
PATIENCE = 300  # seconds


@dataclass
class Outcome:
    """What was found of one sort of packages."""

    what: str
    asked: int = 0
    unasked: str = ""  # why not, when it could not be asked
    found: list[str] = field(default_factory=list)

    def told(self) -> Iterable[str]:
        if self.unasked:
            yield f"NOT AUDITED: {self.what}: {self.unasked}"
        if self.asked:
            yield f"{self.what}: {self.asked} packages asked about, {len(self.found)} known vulnerabilities"
        yield from (f"  VULNERABLE: {line}" for line in self.found)


def python_packages() -> Outcome:
    """The lock of Python, by pip-audit. One package is asked about first; only when that is answered, all of them."""
    outcome = Outcome("Python packages")
    lines = LOCK.read_text().splitlines()
    pinned = next(line for line in lines if line.startswith(PROBE)).split(" ")[0]
    with TemporaryDirectory() as folder:
        one = Path(folder) / "one.txt"
        one.write_text(f"{pinned}\n")
        first = _pip_audit(one, "--no-deps")
    if isinstance(first, str):
        outcome.unasked = first
        return outcome
    if read_python(first, Outcome("")).unasked:
        outcome.unasked = f"the source of vulnerabilities does not answer (asked about {pinned})"
        return outcome
    whole = _pip_audit(LOCK, "--require-hashes")
    if isinstance(whole, str):
        outcome.unasked = whole
        return outcome
    return read_python(whole, outcome)


def _pip_audit(lock: Path, *options: str) -> dict[str, Any] | str:
    """Its answer; or why there is none."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", *options, "-r", str(lock), "-f", "json"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return f"pip-audit did not end within {PATIENCE} s"
    if "No module named pip_audit" in done.stderr:
        return "pip-audit is not installed"
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return f"pip-audit ended with {done.returncode}: {done.stderr.strip().splitlines()[-1:]}"
    return answer


def read_python(answer: dict[str, Any], outcome: Outcome) -> Outcome:
    """pip-audit's JSON. A package it skipped was not audited."""
    skipped = [one["name"] for one in answer["dependencies"] if "skip_reason" in one]
    asked = [one for one in answer["dependencies"] if "skip_reason" not in one]
    outcome.asked = len(asked)
    outcome.found = [
        f"{one['name']} {one['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'no release yet'}"
        for one in asked
        for flaw in one["vulns"]
    ]
    if skipped:
        outcome.unasked = f"nothing was answered about {len(skipped)} packages ({', '.join(skipped[:5])}, …)"
    return outcome


def front_end_packages() -> Outcome:
    """The lock of npm, by npm itself."""
    outcome = Outcome("front-end packages")
    try:
        command = [*npm(), "audit", "--package-lock-only", "--json"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE)
    except (NpmMissing, subprocess.TimeoutExpired) as failure:
        outcome.unasked = str(failure)
        return outcome
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        outcome.unasked = f"npm audit ended with {done.returncode} and no answer"
        return outcome
    return read_npm(answer, outcome)


def read_npm(answer: dict[str, Any], outcome: Outcome) -> Outcome:
    """npm's JSON: an answer without its count of packages is no answer."""
    if "metadata" not in answer:
        outcome.unasked = str(
            answer.get("message") or answer.get("error", {}).get("summary") or "npm audit has no answer"
        )
        return outcome
    outcome.asked = answer["metadata"]["dependencies"]["total"]
    outcome.found = [f"{name}: {one['severity']}" for name, one in answer.get("vulnerabilities", {}).items()]
    return outcome


def main() -> int:
    outcomes = [python_packages(), front_end_packages()]
    for outcome in outcomes:
        for line in outcome.told():
            print(line)
    return 1 if any(outcome.found for outcome in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
