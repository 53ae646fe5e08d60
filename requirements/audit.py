"""``python -m requirements.audit``: known weaknesses of what is pinned, asked of the advisory service by pip-audit.

Needs the network, so it is no test. Exit 0: asked about every package, nothing known; 1: findings; 2: not asked.
"""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from requirements.pinned import Pin, pins

# A hundred packages in ten seconds on a good line; on a bad one a person has given up by then.
SECONDS_MAX = 600
ADVICE = "raise the version in pyproject.toml, then: make lock"


class NotAsked(Exception):
    """The service could not be asked about everything: that nothing was found means nothing."""

    retry = True


@dataclass(frozen=True, slots=True)
class Finding:
    """One known weakness of one pinned package; ``mended`` are the versions that no longer have it."""

    package: str
    version: str
    id: str
    mended: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.package} {self.version}: {self.id}, mended in {', '.join(self.mended) or 'no version'}"


def judge(report: dict[str, Any], asked: Sequence[Pin]) -> list[Finding]:
    """What pip-audit's JSON says. Raises NotAsked for a package that it left out, as it does without failing itself."""
    said = {(each["name"], each.get("version")): each for each in report["dependencies"]}
    silent = [pin.name for pin in asked if "vulns" not in said.get((pin.name, pin.version), {})]
    if silent:
        shown = ", ".join(silent[:5]) + (", ..." if len(silent) > 5 else "")
        raise NotAsked(f"no answer about {len(silent)} of {len(asked)} packages: {shown}")
    return [
        Finding(each["name"], each["version"], weakness["id"], tuple(weakness.get("fix_versions") or ()))
        for each in said.values()
        for weakness in each["vulns"]
    ]


def ask(asked: Sequence[Pin]) -> dict[str, Any]:
    """pip-audit's report on these, whatever machine they are for. Raises NotAsked."""
    with tempfile.TemporaryDirectory() as folder:
        listed, answer = Path(folder) / "pinned.txt", Path(folder) / "answer.json"
        # Without markers: what is pinned for another machine is asked about too.
        listed.write_text("".join(f"{pin.name}=={pin.version}\n" for pin in asked), "utf-8")
        command = [sys.executable, "-m", "pip_audit", "--requirement", str(listed), "--no-deps", "--disable-pip",
                   "--progress-spinner", "off", "--format", "json", "--output", str(answer)]  # fmt: skip
        try:
            ended = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS_MAX, check=False)
            report: dict[str, Any] = json.loads(answer.read_text("utf-8"))
        except (subprocess.TimeoutExpired, FileNotFoundError, json.JSONDecodeError):
            raise NotAsked("the advisory service cannot be reached") from None
        if ended.returncode not in (0, 1):
            raise NotAsked("pip-audit did not end as it should")
        return report


def lines(asked: Sequence[Pin]) -> Iterator[str]:
    """What a person reads; nothing at all when nothing is known. Raises NotAsked."""
    yield from (str(finding) for finding in judge(ask(asked), asked))


def main() -> int:
    """The exit code."""
    asked = pins()
    try:
        found = list(lines(asked))
    except NotAsked as reason:
        sys.stderr.write(f"audit: NOT DONE: {reason}. This is no pass: run it where there is a network.\n")
        return 2
    for line in found:
        sys.stdout.write(f"{line}\n")
    said = f"{len(found)} findings; {ADVICE}" if found else f"nothing known about {len(asked)} packages"
    sys.stdout.write(f"audit: {said}\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
