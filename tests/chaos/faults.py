"""What can go wrong around a terminal: each fault begins, lasts, and ends. A descriptor table; a new one is a line."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from tests.chaos.machine import Machine, can_mount
from tests.ingest.centres import WayIn
from tests.support.waiting import until

Y1970, Y2040 = -1_800_000_000, 420_000_000
"""Seconds by which a clock is off: to about 1970, and beyond 2038."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """Everything that can be broken."""

    way: WayIn
    machines: Sequence[Machine]
    chance: Random


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One sort of fault; `strike` returns when it is over. `loses` says that what only memory held may be gone."""

    name: str
    strike: Callable[[Scene], None]
    needs_disk: bool = False


def _someone(scene: Scene) -> Machine:
    return scene.chance.choice(scene.machines)


def _last(scene: Scene, *, longest_s: float = 2.0) -> None:
    time.sleep(scene.chance.uniform(0.1, longest_s))


def _kill_agent(scene: Scene) -> None:
    machine = _someone(scene)
    machine.kill()
    _last(scene, longest_s=1.0)
    machine.start()


def _stop_agent(scene: Scene) -> None:
    machine = _someone(scene)
    machine.stop()
    machine.start()


def _reset(scene: Scene) -> None:
    machine = _someone(scene)
    machine.reset()
    machine.start()


def _kill_broker(scene: Scene) -> None:
    scene.way.broker.kill()
    store = scene.way.settings.broker / "store" / "mosquitto.db"
    store.unlink(missing_ok=True)
    _last(scene)
    scene.way.broker.start()


def _kill_worker(scene: Scene) -> None:
    scene.way.worker.kill()
    _last(scene)
    scene.way.worker.start()


def _cut_line(scene: Scene) -> None:
    line = _someone(scene).line
    line.cut()
    _last(scene, longest_s=4.0)
    line.carry()


def _swallow(scene: Scene) -> None:
    line = _someone(scene).line
    line.swallow()
    _last(scene, longest_s=4.0)
    line.cut()
    line.carry()


def _fill_disk(scene: Scene) -> None:
    machine = _someone(scene)
    machine.fill_disk()
    _last(scene, longest_s=4.0)
    machine.free_disk()


def _make_read_only(scene: Scene) -> None:
    """A disk that is read-only when the agent starts, and is mended under it."""
    machine = _someone(scene)
    machine.stop()
    until(lambda: _remounted(machine), within_s=10)
    machine.start()
    _last(scene, longest_s=4.0)
    machine.remount("rw")


def _remounted(machine: Machine) -> bool:
    try:
        machine.remount("ro")
    except OSError:
        return False
    return True


def _turn_clock(scene: Scene) -> None:
    machine = _someone(scene)
    machine.turn("clock", str(scene.chance.choice((Y1970, Y2040))))
    _last(scene)
    if scene.chance.random() < 0.5:  # as it is found at boot
        machine.kill()
        machine.start()
        _last(scene)
    machine.turn("clock", "0")


def _hang_device(scene: Scene) -> None:
    machine = _someone(scene)
    machine.turn("hang", scene.chance.choice(("camera", "microphone")))
    _last(scene, longest_s=4.0)
    machine.turn("hang", "")


FAULTS = (
    Fault(name="kill -9 of the agent", strike=_kill_agent),
    Fault(name="the agent is stopped and started", strike=_stop_agent),
    Fault(name="reset without sync", strike=_reset),
    Fault(name="kill -9 of the broker, its memory lost", strike=_kill_broker),
    Fault(name="kill -9 of the worker", strike=_kill_worker),
    Fault(name="the line is cut", strike=_cut_line),
    Fault(name="the line swallows everything", strike=_swallow),
    Fault(name="the disk is full", strike=_fill_disk, needs_disk=True),
    Fault(name="the disk is read-only", strike=_make_read_only, needs_disk=True),
    Fault(name="the clock is in 1970 or 2040", strike=_turn_clock),
    Fault(name="a device hangs", strike=_hang_device),
)


def strike(scene: Scene, faults: int) -> list[str]:
    """Let so many faults strike, each sort as often as chance has it, none left out; return their names."""
    possible = [fault for fault in FAULTS if can_mount() or not fault.needs_disk]
    chosen = [*possible, *scene.chance.choices(possible, k=max(0, faults - len(possible)))][:faults]
    scene.chance.shuffle(chosen)
    for fault in chosen:
        fault.strike(scene)
        _last(scene, longest_s=1.0)
    return [fault.name for fault in chosen]
