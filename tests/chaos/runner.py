"""The agent's core on a state folder, with devices, clock and boot that are files beside it: what breaks is a knob.

`answers.json` says what each check answers, `hang` names a component whose looks do not end, `clock` is how many
seconds the wall clock is off, `boot` the kernel's boot id. After each commit the database is copied to `synced`: that
is what a machine finds after its reset button, when nothing but what was synced is left.
"""

import os
import shutil
import signal
import sqlite3
import sys
import threading
import time
from pathlib import Path

import msgspec

import agent.clock
from agent import log
from agent.core import Core
from agent.events import Plugged, Stop
from agent.folder import StateFolder
from agent.identity import load_identity
from agent.looks import Judgements, Look, LookKind
from agent.notify import Notifier
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Component, Judgement

STATE, KNOBS = Path(sys.argv[1]), Path(sys.argv[2])
PARTS = (Component.CAMERA, Component.MICROPHONE)


class Synced(sqlite3.Connection):
    """A database that is copied when it has come to rest."""

    def commit(self) -> None:
        super().commit()
        copy = KNOBS / f"synced-{time.monotonic_ns()}"
        copy.mkdir()
        for name in ("spool.sqlite", "spool.sqlite-wal"):
            if (STATE / name).exists():
                shutil.copy(STATE / name, copy)
        link = KNOBS / "synced.new"
        link.unlink(missing_ok=True)
        link.symlink_to(copy)
        before = (KNOBS / "synced").resolve()
        link.replace(KNOBS / "synced")
        if before != copy:
            shutil.rmtree(before, ignore_errors=True)


def main() -> None:
    _turn_clock()
    folder = StateFolder(STATE)
    identity = load_identity(folder.identity)
    log.start("info", identity.terminal)
    core = Core(folder, identity, tuple(_look(part) for part in PARTS), disk=Synced)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: core.events.put(Stop(why="signal")))
    threading.Thread(target=_watch, args=(core,), daemon=True).start()
    core.run(Notifier())


def _look(part: Component) -> Look:
    def run(_given: Circumstances) -> Judgements:
        while part in _read("hang"):
            time.sleep(0.1)
        said = msgspec.json.decode((KNOBS / "answers.json").read_bytes(), type=dict[str, Judgement])
        return {check: judgement for check, judgement in said.items() if check.startswith(f"{part}.")}

    return Look(name=f"{part}.quick", component=part, kind=LookKind.QUICK, run=run)


def _watch(core: Core) -> None:
    answers = KNOBS / "answers.json"
    seen = answers.stat().st_mtime_ns
    while True:
        time.sleep(0.05)
        if (now := answers.stat().st_mtime_ns) != seen:
            seen = now
            core.events.put(Plugged(components=frozenset(PARTS)))


def _turn_clock() -> None:
    agent.clock.BOOT_ID = KNOBS / "boot"
    began_ns = (KNOBS / "boot").stat().st_mtime_ns
    right_ns, uptime_ns = time.time_ns, time.clock_gettime_ns
    since_ns = uptime_ns(time.CLOCK_BOOTTIME) - (right_ns() - began_ns)
    time.time_ns = lambda: right_ns() + 1_000_000_000 * int(_read("clock") or 0)
    time.clock_gettime_ns = lambda clock: uptime_ns(clock) - (since_ns if clock == time.CLOCK_BOOTTIME else 0)


def _read(knob: str) -> str:
    try:
        return (KNOBS / knob).read_text()
    except FileNotFoundError:
        return ""


if __name__ == "__main__":
    os.umask(0o077)
    main()
