"""A terminal that was 30 days without a line: everything arrives, soon, and what happens meanwhile is told at once."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from threading import Event, Thread

import pytest

from agent.author import Author
from agent.clock import Clock
from agent.journal import Journal
from agent.spool import Spool
from contract.configuration.schema import Configuration
from contract.identity import new_run
from contract.messages import CheckState, Report, ReportKind
from control_plane.settings import Settings
from simulation.checks import Checks
from simulation.faults import Fault
from tests.chaos.machine import FAULTY, Machine, a_machine
from tests.chaos.record import (
    accounted_at_centre,
    changes_on_terminal,
    differences,
    flips_at_centre,
    highest_on_terminal,
    holes,
)
from tests.ingest.centres import a_way_in
from tests.support.waiting import until

BITS_PER_S = 256_000
DRAINED_WITHIN_S = 600.0
ROUTINE_MS, FULL_MS, DAY_MS = 300_000, 14_400_000, 86_400_000
FAULT_EVERY = 16
"""Every so many routine reports a device breaks, and is well again by the next: 36 changes a day and more."""


@dataclass
class Month:
    """What was written while the line was away."""

    messages: int = 0
    octets: int = 0


@dataclass
class Live:
    """How long it took what happened during the drain to be at the centre."""

    took_s: list[float] = field(default_factory=list)


class PastClock(Clock):
    """The clock of a boot that ends now; `now_ms` is how long it has lasted."""

    def __init__(self, lasted_ms: int) -> None:
        super().__init__()
        self.now_ms = 0
        self._began_ms = super().wall_ms() - lasted_ms

    def uptime_ms(self) -> int:
        return self.now_ms

    def wall_ms(self) -> int:
        return self._began_ms + self.now_ms

    def is_synchronised(self) -> bool:
        return True


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_day_without_a_line_is_told_and_the_present_first(centre_settings: Settings, tmp_path: Path) -> None:
    month, drained_s, live = come_back(centre_settings, tmp_path, days=1)
    assert month.messages == 288
    assert drained_s < 120
    assert live.took_s


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_thirty_days_are_drained_in_ten_minutes_at_256_kbit_s(centre_settings: Settings, tmp_path: Path) -> None:
    month, drained_s, live = come_back(centre_settings, tmp_path, days=30)
    print(  # noqa: T201 - the figures of the docs
        f"{month.messages} messages of {month.octets / 2**20:.1f} MiB drained in {drained_s:.0f} s; "
        f"{len(live.took_s)} changes meanwhile, at the centre within {max(live.took_s):.1f} s"
    )
    assert drained_s <= DRAINED_WITHIN_S
    assert max(live.took_s) <= 10


def come_back(settings: Settings, folder: Path, *, days: int) -> tuple[Month, float, Live]:
    """Write so many days of reports, then let the line be there; the centre's record is the terminal's."""
    database = folder / "centre.sqlite"
    with a_way_in(settings, f"sqlite:///{database}") as way, ExitStack() as ending:
        (name,) = way.terminals
        machine = ending.enter_context(a_machine(way.broker, folder, terminal=name, bits_per_s=BITS_PER_S))
        month = live_through(days, machine.spool)
        way.start_worker()
        machine.start()
        began = time.monotonic()
        with happening(machine, database) as live:
            until(partial(_is_drained, machine), within_s=2 * DRAINED_WITHIN_S, every_s=0.5)
            drained_s = time.monotonic() - began
        until(partial(_is_told, machine, database), within_s=60, every_s=0.5)
        machine.stop()
        assert differences(changes_on_terminal(machine.spool), flips_at_centre(database, name)) == []
    return month, drained_s, live


def live_through(days: int, file: Path) -> Month:
    """Fill a spool with what an agent writes in so many days: the simulator's checks, the default intervals."""
    journal, clock = Journal(file), PastClock(days * DAY_MS)
    author = Author(run := new_run(), clock, Spool(journal, run=run))
    checks, configuration = Checks(Random(1)), Configuration()
    for now_ms in range(0, days * DAY_MS, ROUTINE_MS):
        clock.now_ms = now_ms
        unplugged = now_ms // ROUTINE_MS % FAULT_EVERY == 1
        changed = checks.look(frozenset({Fault.CAMERA_UNPLUGGED} if unplugged else ()), configuration, now_ms)
        kind, states = _telling(checks, changed, is_full=now_ms % FULL_MS == 0, configuration=configuration)
        routine = kind is ReportKind.ROUTINE
        author.write(
            Report, routine=routine, kind=kind, checks=states, looked=checks.looked(without=states), next_s=450
        )
    journal.close()
    with closing(sqlite3.connect(file)) as database:
        found = database.execute("SELECT count(*), sum(length(payload)) FROM message").fetchone()
    return Month(messages=found[0], octets=found[1])


def _telling(
    checks: Checks, changed: list[CheckState], *, is_full: bool, configuration: Configuration
) -> tuple[ReportKind, tuple[CheckState, ...]]:
    if changed:
        return ReportKind.CHANGE, tuple(changed)
    if is_full:
        return ReportKind.FULL, checks.tell_all()
    return ReportKind.ROUTINE, checks.tell_moved(configuration.reporting.dead_band)


@contextmanager
def happening(machine: Machine, database: Path) -> Iterator[Live]:
    """Pull a plug, put it back, and so on; note how long each change takes to be at the centre."""
    over, live = Event(), Live()

    def run() -> None:
        until(lambda: (status := machine.status) and status.link.stage == "online", within_s=60)
        faulty: frozenset[str] = frozenset()
        while not over.is_set():
            faulty = frozenset() if faulty else frozenset(FAULTY)
            before = _count_live(machine, database)
            began = time.monotonic()
            machine.answer(faulty)
            until(partial(_has_come, machine, database, before + len(FAULTY)), within_s=120)
            live.took_s.append(time.monotonic() - began)
            over.wait(5)

    thread = Thread(target=run)
    thread.start()
    try:
        yield live
    finally:
        over.set()
        thread.join()


def _count_live(machine: Machine, database: Path) -> int:
    status = machine.status
    run = status.run if status else ""
    return sum(flip.change.run == run for flip in flips_at_centre(database, machine.terminal))


def _has_come(machine: Machine, database: Path, count: int) -> bool:
    return _count_live(machine, database) >= count


def _is_drained(machine: Machine) -> bool:
    status = machine.status
    return status is not None and status.link.stage == "online" and not status.spooled


def _is_told(machine: Machine, database: Path) -> bool:
    return not holes(highest_on_terminal(machine.spool), accounted_at_centre(database, machine.terminal))
