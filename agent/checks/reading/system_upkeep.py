"""Reads what the state folder and the kernel remember: the last end, crashes, certificate, configuration."""

from pathlib import Path

from agent.certificate import ends_on
from agent.checks.descriptor import Request
from agent.configuration.store import Store
from agent.folder import StateFolder
from agent.identity import CERTIFICATE
from agent.runs import AgentRun, read_runs
from contract.judgement.upkeep import FIRST_DAY, UpkeepNumbers
from hardware.system.restart import cause_of_restart
from hardware.usb import read_text

_DAY_S = 86_400
_HOUR_S = 3_600


def read(request: Request) -> UpkeepNumbers:
    """Return the numbers of upkeep."""
    root, folder = Path(request.terminal.root), StateFolder(Path(request.terminal.state))
    boot = read_text(root / "proc/sys/kernel/random/boot_id")
    uptime_s = _uptime_s(root)
    runs = read_runs(folder.runs)
    before = next((run for run in reversed(runs) if run.boot != boot), None) if boot else None
    return UpkeepNumbers(
        uptime_h=uptime_s / _HOUR_S if uptime_s is not None else None,
        ended_cleanly=before.ended if before else None,
        cause=cause_of_restart(since_s=_began_s(before), root=root) if before and not before.ended else "unknown",
        crashes=_crashes([run for run in runs if run.boot == boot], uptime_s=uptime_s),
        certificate_until=_certificate_until(folder.identity / CERTIFICATE),
        configured_on=_written_on(Store(folder.configuration).committed_path),
    )


def _began_s(run: AgentRun) -> float | None:
    return run.wall_ms / 1000 if run.wall_ms >= 1000 * _DAY_S * FIRST_DAY else None


def _crashes(runs: list[AgentRun], *, uptime_s: float | None) -> int | None:
    """Return how many of this boot's runs ended without a word in the last day; the newest one still goes on."""
    if not runs or uptime_s is None:
        return None
    return sum(not run.ended and run.began_ms / 1000 > uptime_s - _DAY_S for run in runs[:-1])


def _uptime_s(root: Path) -> float | None:
    words = read_text(root / "proc/uptime").split()
    return float(words[0]) if words else None


def _certificate_until(file: Path) -> float | None:
    try:
        return ends_on(file.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def _written_on(file: Path) -> float | None:
    try:
        return file.stat().st_mtime / _DAY_S
    except OSError:
        return None
