"""End-to-end: reports through a real broker into a database, acknowledged after the commit.

Two streams: `live`, in which every terminal has one report in turn, and `drained`, in which terminals that come back
empty their spools, eight reports in turn. A report has five checks with six figures each. The speaker sends
pre-encoded packets down a bare socket as fast as the broker takes them; its CPU is not counted. Both databases flush at
every commit. The goals are those of the whole fleet's centre, 2 cores for all parts.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

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
CHECKS, FIGURES = 5, 6
STREAMS = {"live": 1, "drained": 8}
"""How many reports of one terminal follow each other."""
GOAL_PER_SECOND = 8000.0
GOAL_CPU_US = 200.0
"""Broker, worker and database together."""
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
        for stream, in_turn in STREAMS.items():
            figures |= _figures(f"{NAME}.{database}.{stream}", _runs(place, in_turn), in_turn)
    return figures


def _figures(name: str, runs: Sequence[Run], in_turn: int) -> dict[str, BenchFigure]:
    stream = (
        f"{RUNS} x {TERMINALS * EACH} reports of {TERMINALS} terminals, {in_turn} in turn, {CHECKS * FIGURES} figures"
    )
    method = f"{stream}; one worker, 16 lanes"
    parts = ", ".join(f"{part} {median(run.cpu_us[part] for run in runs):.0f}" for part in runs[0].cpu_us)
    return {
        f"{name}.stored": figure_of(
            [run.per_second for run in runs],
            unit="reports/s",
            goal=GOAL_PER_SECOND,
            higher_is_better=True,
            method=f"{method}; from the first packet to the last row",
        ),
        f"{name}.cpu": figure_of(
            [sum(run.cpu_us.values()) for run in runs],
            unit="µs/report",
            goal=GOAL_CPU_US,
            higher_is_better=False,
            method=f"{method}; CPU of all parts by /proc ({parts})",
        ),
    }


def _runs(place: Place, in_turn: int) -> list[Run]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(data=folder, web_port=free_port(), broker_port=free_port(), broker_centre_port=free_port())
        with place(folder) as (url, database_pid), a_way_in(settings, url, terminals=TERMINALS) as way:
            way.start_worker()
            speaker = Speaker(way.settings)
            pids = {"broker": way.broker.pid, "worker": way.worker.pid}
            runs = [
                _run(
                    way,
                    speaker,
                    _packets(way.terminals, first=number * EACH + 1, in_turn=in_turn),
                    pids=pids,
                    database_pid=database_pid,
                )
                for number in range(RUNS + 1)
            ]
            speaker.close()
    return runs[1:]  # the first one warms up


def _run(way: WayIn, speaker: Speaker, packets: list[bytes], *, pids: dict[str, int], database_pid: int | None) -> Run:
    goal = way.count_reports() + len(packets)
    before = _cpu(pids, database_pid)
    began = time.monotonic()
    speaker.say(packets)
    until(lambda: way.count_reports() == goal, within_s=120, every_s=0.05)
    seconds = time.monotonic() - began
    after = _cpu(pids, database_pid)
    cpu_us = {part: (after[part] - before[part]) / len(packets) * MICROSECONDS for part in after}
    return Run(len(packets) / seconds, cpu_us)


def _packets(terminals: Sequence[str], *, first: int, in_turn: int) -> list[bytes]:
    looks = [_look(f"camera.look{number}") for number in range(CHECKS)]
    return packets_of(
        [
            (
                Topic(terminal, Up.REPORT).render(),
                encode_up(a_report(seq, *looks, kind=ReportKind.ROUTINE, uptime_ms=60_000 + seq)),
            )
            for start in range(first, first + EACH, in_turn)
            for terminal in terminals
            for seq in range(start, start + in_turn)
        ]
    )


def _look(name: str) -> CheckState:
    figures = tuple(
        Figure(name=f"figure_{number}", value=0.123 * number, unit="ms", op=">=", limit=150.0)
        for number in range(FIGURES)
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
