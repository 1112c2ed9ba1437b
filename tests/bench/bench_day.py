"""What the core costs a machine at the default settings: CPU, memory, and how much it writes in a day."""

import os
import tempfile
import time
from pathlib import Path
from random import Random

from agent.author import Author
from agent.clock import Clock
from agent.journal import SETTLE_MS, Journal
from agent.spool import Spool
from contract.configuration.schema import Configuration
from contract.identity import new_run
from contract.messages import Report, ReportKind
from control_plane.settings import Settings
from simulation.checks import Checks
from simulation.faults import Fault
from simulation.household import Household
from simulation.station import VIRTUAL_PROFILE, put_virtual_devices, start_agent, start_devices
from tests.agent.centre import FakeCentre
from tests.agent.terminals import an_enrolled_terminal
from tests.bench.figure import BenchFigure, figure_of
from tests.support.centre_broker import CentreBroker
from tests.support.ports import free_port

NAME = "day"
MEDIA = Path(".beket/media")
SETTLED_S, WATCHED_S = 120, 300
DAY_MS, ROUTINE_MS, FULL_MS = 86_400_000, 300_000, 14_400_000
CHANGES_A_DAY = 12
MIB = 1024 * 1024
PAGE = 4096
TICKS = os.sysconf("SC_CLK_TCK")


def measure() -> dict[str, BenchFigure]:
    with tempfile.TemporaryDirectory(prefix="beket-bench-", dir="/var/tmp") as folder:
        journal = journal_of_a_day(Path(folder) / "day.sqlite")
        cpu_s, rss_mib, pss_mib, written = idle(Path(folder))
    usual = (
        f"default settings, virtual devices, TLS, status in memory as under systemd; {WATCHED_S} s after {SETTLED_S} s"
    )
    day = (
        "write_bytes of /proc/self/io: the journal of a day (288 routine reports, all acknowledged, "
        f"{CHANGES_A_DAY} changes) on a disk, and the state folder's other files written in {WATCHED_S} s, times 288"
    )
    return {
        f"{NAME}.core_cpu": _figure(cpu_s, "s", 0.3, f"utime + stime of the core, children apart, {usual}"),
        f"{NAME}.core_rss": _figure(rss_mib, "MiB", 32.0, f"Rss of smaps_rollup, {usual}"),
        f"{NAME}.core_pss": _figure(pss_mib, "MiB", 26.0, f"Pss of smaps_rollup, {usual}"),
        f"{NAME}.written": _figure((journal + written * DAY_MS / (1000 * WATCHED_S)) / MIB, "MiB", 5.0, day),
    }


def journal_of_a_day(file: Path) -> int:
    """Live through a day in a moment; return how many bytes the kernel was given to write."""
    before = _io(os.getpid())
    clock = _Moved()
    journal = Journal(file)
    spool = Spool(journal, run=(run := new_run()))
    author, checks, configuration = Author(run, clock, spool), Checks(Random(1)), Configuration()
    every = DAY_MS // ROUTINE_MS // (CHANGES_A_DAY // 2)
    for now_ms in range(0, DAY_MS, ROUTINE_MS):
        clock.now_ms = now_ms
        unplugged = now_ms // ROUTINE_MS % every == 1
        changed = checks.look(frozenset({Fault.CAMERA_UNPLUGGED} if unplugged else ()), configuration, now_ms)
        kind = ReportKind.CHANGE if changed else ReportKind.FULL if now_ms % FULL_MS == 0 else ReportKind.ROUTINE
        states = tuple(changed) if changed else checks.tell_all() if kind is ReportKind.FULL else checks.tell_moved(0.2)
        looked = checks.looked(without=states)
        report = author.write(
            Report, routine=kind is ReportKind.ROUTINE, kind=kind, checks=states, looked=looked, next_s=450
        )
        spool.mark_stored(run, [(1, report.seq)])
        if now_ms % SETTLE_MS == 0:
            journal.settle()
        while journal.is_busy:
            time.sleep(0.001)
            journal.tick(0)
    journal.close()
    return _io(os.getpid()) - before


def idle(folder: Path) -> tuple[float, float, float, float]:
    """Watch a real core; return its CPU seconds, RSS and PSS in MiB, and the bytes written beside its journal."""
    broker = CentreBroker(
        Settings(data=folder, web_port=free_port(), broker_port=free_port(), broker_centre_port=free_port())
    )
    broker.start()
    terminal = an_enrolled_terminal(broker, folder, model=VIRTUAL_PROFILE)
    # The settings of tests are not the usual ones.
    (terminal.folder / "configuration" / "committed.json").unlink(missing_ok=True)
    centre = FakeCentre(broker, terminal.terminal)
    devices = folder / "devices"
    devices.mkdir()
    put_virtual_devices(devices, MEDIA)
    with tempfile.TemporaryDirectory(dir="/dev/shm") as runtime, Household() as household:
        os.environ["RUNTIME_DIRECTORY"] = runtime
        try:
            household.take_in(start_devices(devices, log=folder / "devices.log"))
            core = household.take_in(start_agent(terminal.folder, devices, log=folder / "agent.log")).pid
            time.sleep(SETTLED_S)
            cpu_s, began = _cpu_s(core), time.time()
            time.sleep(WATCHED_S)
            written = _written_since(terminal.folder, began)
            return _cpu_s(core) - cpu_s, _memory_mib(core, "Rss"), _memory_mib(core, "Pss"), written
        finally:
            del os.environ["RUNTIME_DIRECTORY"]
            centre.leave()
            broker.stop()


class _Moved(Clock):
    now_ms = 0

    def uptime_ms(self) -> int:
        return self.now_ms


def _figure(value: float, unit: str, goal: float, method: str) -> BenchFigure:
    return figure_of([value], unit=unit, goal=goal, higher_is_better=False, method=method)


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _io(pid: int) -> int:
    lines = Path(f"/proc/{pid}/io").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("write_bytes"))


def _written_since(folder: Path, moment: float) -> float:
    """Return the bytes, in whole pages, of the files that were written since; the journal is measured apart."""
    files = [file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    new = [file.stat() for file in files if not file.name.startswith("spool.") and file.stat().st_mtime > moment]
    return float(sum(-(-each.st_size // PAGE) * PAGE for each in new))


def _memory_mib(pid: int, name: str) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024
