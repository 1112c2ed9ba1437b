"""One child process of set-up: its output goes to a log, its failure becomes a sentence."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from deploy.setup.places import LOGS, ROOT, environment
from deploy.setup.refusal import SetupRefusedError

DEADLINE_S = 1800
KNOWN_CAUSES = {
    "No space left on device": "the disk is full: set-up needs about 2 GB",
    "Temporary failure resolving": "there is no network (name resolution failed)",
    "Temporary failure in name resolution": "there is no network (name resolution failed)",
    "dns error": "there is no network (name resolution failed)",
    "getaddrinfo": "there is no network (name resolution failed)",
    "EAI_AGAIN": "there is no network (name resolution failed)",
    "ENOTFOUND": "there is no network (name resolution failed)",
    "SELF_SIGNED_CERT": "the package server's certificate is not trusted by this machine",
    "certificate verify failed": "the package server's certificate is not trusted by this machine",
    "ENOSPC": "the disk is full: set-up needs about 2 GB",
    "Network is unreachable": "there is no network",
    "Could not connect": "the package server cannot be reached",
    "Connection refused": "the package server cannot be reached",
    "Failed to fetch": "the package server cannot be reached",
    "Failed to establish a new connection": "the package server cannot be reached",
    "timed out": "the package server did not answer in time",
    "Could not get lock": "another package manager is running",
    "DO NOT MATCH THE HASHES": "a downloaded package is not the one in the lock file",
    "Hash mismatch": "a downloaded package is not the one in the lock file",
}


def run(what: str, command: Sequence[str | Path], *, extra: dict[str, str] | None = None, cwd: Path = ROOT) -> str:
    """Run `command` and return its output; `what` names the step to people.

    Raises SetupRefusedError with the likely cause and the log's place.
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    log = LOGS / f"{what.replace(' ', '-')}.log"
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env={**environment(), **(extra or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=DEADLINE_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise SetupRefusedError(f"{what} did not end within {DEADLINE_S // 60} min.") from error
    log.write_text(done.stdout)
    if done.returncode:
        raise SetupRefusedError(f"{what} failed: {cause_of(done.stdout)}. All it said is in {log.relative_to(ROOT)}.")
    return done.stdout


def cause_of(output: str) -> str:
    """Name the cause that people can do something about, or else the first error, or the last line."""
    for mark, cause in KNOWN_CAUSES.items():
        if mark.lower() in output.lower():
            return cause
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("error", "e:", "npm error"))]
    return (errors[:1] or lines[-1:] or ["it said nothing"])[0].rstrip(".")
