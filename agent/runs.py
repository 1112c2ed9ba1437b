"""The runs of the agent: where each began, and whether it said that it ended. So a fall is told from a shutdown.

A run that has no end was killed, or the machine fell under it. Of earlier boots the last run is kept.
"""

from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from agent import log
from agent.clock import Clock
from agent.durable import write_durably

MOST = 32


class AgentRun(Struct, frozen=True, kw_only=True):
    """One process of the agent; uptime in ms of its boot, and the wall clock as it stood."""

    boot: str
    began_ms: int
    wall_ms: int
    ended: bool = False


def begin_run(path: Path, clock: Clock) -> None:
    """Note that this process begins; a disk that refuses is not worth stopping for."""
    runs = read_runs(path)
    earlier = [run for run in runs if run.boot != clock.boot][-1:]
    same = [run for run in runs if run.boot == clock.boot]
    this = AgentRun(boot=clock.boot, began_ms=clock.uptime_ms(), wall_ms=clock.wall_ms())
    _write(path, [*earlier, *same[1 - MOST :], this])


def end_run(path: Path) -> None:
    """Note that the last run ends as it should."""
    runs = read_runs(path)
    if runs:
        _write(path, [*runs[:-1], replace(runs[-1], ended=True)])


def read_runs(path: Path) -> list[AgentRun]:
    """Return the runs, the newest last; none where the file cannot be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[AgentRun])
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return []


def _write(path: Path, runs: list[AgentRun]) -> None:
    try:
        write_durably(path, msgspec.json.encode(runs))
    except OSError as error:
        log.warning("runs.not_written", why=error)
