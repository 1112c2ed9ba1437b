"""End-to-end: reports through a real broker into a database, acknowledged after the commit.

The stream is the one that rates are for: terminals that come back and drain their spools, taking turns with
eight reports each. A report has five checks with figures (1.2 KB of JSON, 126 B on the wire). The speaker
sends pre-encoded packets down a bare socket as fast as the broker takes them; its CPU is not counted. Both
databases flush at every commit.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from contract.codec import encode_up
from contract.messages import CheckState, ReportKind
from contract.topics import Topic, Up
from contract.verdicts import Figure
from control_plane.settings import Settings
from tests.bench.figure import BenchFigure, figure_of
from tests.ingest.centres import WayIn, a_way_in
from tests.ingest.messages import a_check, a_report
from tests.ingest.speaker import Speaker, packets_of
from tests.support.ports import free_port
from tests.support.postgresql import DURABLE, PostgreSQL
from tests.support.waiting import until

NAME = "ingest"
TERMINALS, EACH, RUNS = 500, 40, 3
CHECKS, WINDOW = 5, 8
GOALS = {"sqlite": 5000.0, "postgresql": 4000.0}
"""Reports a second: a month of routine reports of one region's terminals within ten minutes."""
CPU_GOAL_US = {"broker": 60.0, "worker": 180.0, "database": 150.0}
MICROSECONDS = 1e6

Place = Callable[[Path], AbstractContextManager[tuple[str, int | None]]]
"""A database in a folder: its address, and the process whose CPU is the database's."""


@dataclass(frozen=True)
class Run:
    """One stream: reports a second, and CPU in µs a report by part."""

    per_second: float
    cpu_us: dict[str, float]


def measure() -> dict[str, BenchFigure]:
    figures: dict[str, BenchFigure] = {}
    for database, place in (("sqlite", _sqlite), ("postgresql", _postgresql)):
        runs = _runs(place)
        figures |= _figures(database, runs)
    return figures


def _figures(database: str, runs: Sequence[Run]) -> dict[str, BenchFigure]:
    stream = f"{RUNS} x {TERMINALS * EACH} reports of {TERMINALS} terminals, {WINDOW} in turn, {CHECKS} checks each"
    method = f"{stream}; one worker, 16 lanes"
    rate = figure_of(
        [run.per_second for run in runs],
        unit="reports/s",
        goal=GOALS[database],
        higher_is_better=True,
        method=f"{method}; from the first packet to the last row",
    )
    figures = {f"{NAME}.{database}.stored": rate}
    for part in runs[0].cpu_us:
        figures[f"{NAME}.{database}.{part}_cpu"] = figure_of(
            [run.cpu_us[part] for run in runs],
            unit="µs/report",
            goal=CPU_GOAL_US[part],
            higher_is_better=False,
            method=f"{method}; CPU of the {part} by /proc",
        )
    return figures


def _runs(place: Place) -> list[Run]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(data=folder, web_port=free_port(), broker_port=free_port(), broker_centre_port=free_port())
        with place(folder) as (url, database_pid), a_way_in(settings, url, terminals=TERMINALS) as way:
            way.start_worker()
            speaker = Speaker(way.settings)
            pids = {"broker": way.broker.pid, "worker": way.worker.pid}
            runs = [_run(way, speaker, number, pids=pids, database_pid=database_pid) for number in range(RUNS + 1)]
            speaker.close()
    return runs[1:]  # the first one warms up


def _run(way: WayIn, speaker: Speaker, number: int, *, pids: dict[str, int], database_pid: int | None) -> Run:
    packets = _packets(way.terminals, first=number * EACH + 1)
    goal = (number + 1) * len(packets)
    before = _cpu(pids, database_pid)
    began = time.monotonic()
    speaker.say(packets)
    until(lambda: way.count_reports() == goal, within_s=120, every_s=0.05)
    seconds = time.monotonic() - began
    after = _cpu(pids, database_pid)
    cpu_us = {part: (after[part] - before[part]) / len(packets) * MICROSECONDS for part in after}
    return Run(len(packets) / seconds, cpu_us)


def _packets(terminals: Sequence[str], *, first: int) -> list[bytes]:
    looks = [_look(f"camera.look{number}") for number in range(CHECKS)]
    return packets_of(
        [
            (
                Topic(terminal, Up.REPORT).render(),
                encode_up(a_report(seq, *looks, kind=ReportKind.ROUTINE, uptime_ms=60_000 + seq)),
            )
            for start in range(first, first + EACH, WINDOW)
            for terminal in terminals
            for seq in range(start, start + WINDOW)
        ]
    )


def _look(name: str) -> CheckState:
    figures = (
        Figure(name="distance", value=0.123, op=">=", limit=0.55),
        Figure(name="brightness", value=118.0, unit="", op="<", limit=12.0),
    )
    return a_check(name, figures=figures, facts={"backend": "v4l2"})


def _cpu(pids: dict[str, int], database_pid: int | None) -> dict[str, float]:
    seconds = {part: _cpu_s(pid) for part, pid in pids.items()}
    if database_pid is not None:
        seconds["database"] = sum(_cpu_s(pid) for pid in (database_pid, *_children(database_pid)))
    return seconds


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()]


@contextmanager
def _sqlite(folder: Path) -> Iterator[tuple[str, int | None]]:
    yield f"sqlite:///{folder / 'bench.sqlite'}", None


@contextmanager
def _postgresql(_folder: Path) -> Iterator[tuple[str, int | None]]:
    with tempfile.TemporaryDirectory(prefix="beket-postgresql-", ignore_cleanup_errors=True) as name:
        cluster = PostgreSQL(Path(name), settings=DURABLE)
        cluster.start()
        yield cluster.create_database(), cluster.pid
        cluster.stop()
