"""What the agent's core weighs after an hour's worth of looks at virtual devices, over TLS, all acknowledged."""

import tempfile
import time
from pathlib import Path

from agent.status import read_status
from contract.configuration.looks import Looks
from control_plane.settings import Settings
from simulation.household import Household
from simulation.station import VIRTUAL_PROFILE, put_virtual_devices, start_agent, start_devices
from tests.agent.centre import FakeCentre
from tests.agent.terminals import an_enrolled_terminal
from tests.bench.figure import BenchFigure, figure_of
from tests.support.centre_broker import CentreBroker
from tests.support.ports import free_port

NAME = "agent"
GOAL_MIB = 32.0
MEDIA = Path(".beket/media")
USUAL = Looks()
HOUR_QUICK, HOUR_FULL = 3600 // USUAL.quick_s, 3600 // USUAL.full_s
QUICK, FULL = "camera.presence", "camera.frames"
FAST = {
    "looks": {"quick_s": 6, "full_s": 30, "confirm_s": 5},
    "camera": {"watch_s": 2.0},
    "microphone": {"listen_s": 2.0, "dead_s": 2.0},
    "reporting": {"routine_s": 5},
}
LONGEST_S = 300.0
SAMPLES = 5
METHOD = (
    f"VmRSS of the one process, children apart, {SAMPLES} samples after {HOUR_QUICK} quick and {HOUR_FULL} full rounds "
    "(an hour at the default intervals) at least, virtual camera and microphone, MQTT over TLS"
)


def measure() -> dict[str, BenchFigure]:
    with tempfile.TemporaryDirectory(prefix="beket-bench-") as folder:
        broker = CentreBroker(_settings(Path(folder)))
        broker.start()
        try:
            runs = _weigh(broker, Path(folder))
        finally:
            broker.stop()
    return {f"{NAME}.rss": figure_of(runs, unit="MiB", goal=GOAL_MIB, higher_is_better=False, method=METHOD)}


def _weigh(broker: CentreBroker, folder: Path) -> list[float]:
    terminal = an_enrolled_terminal(broker, folder, model=VIRTUAL_PROFILE)
    centre = FakeCentre(broker, terminal.terminal)
    devices = folder / "devices"
    devices.mkdir()
    put_virtual_devices(devices, MEDIA)
    try:
        with Household() as household:
            household.take_in(start_devices(devices, log=folder / "devices.log"))
            agent = household.take_in(start_agent(terminal.folder, devices, log=folder / "agent.log"))
            centre.configure(FAST, generation=1)
            _wait_for_an_hour(terminal.folder / "status.json")
            samples = []
            for _ in range(SAMPLES):
                time.sleep(1)
                samples.append(_rss_mib(agent.pid))
            return samples
    finally:
        centre.leave()


def _wait_for_an_hour(status_file: Path) -> None:
    """Return when the agent has taken as many looks as in an hour at the default intervals."""
    looked: dict[str, set[int]] = {QUICK: set(), FULL: set()}
    deadline = time.monotonic() + LONGEST_S
    while len(looked[QUICK]) < HOUR_QUICK or len(looked[FULL]) < HOUR_FULL:
        if time.monotonic() > deadline:
            raise TimeoutError(f"after {LONGEST_S:.0f} s: { ({name: len(times) for name, times in looked.items()}) }")
        time.sleep(0.2)
        status = read_status(status_file)
        for check in status.checks if status else ():
            if check.check in looked:
                looked[check.check].add(check.looked_ms)


def _rss_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024


def _settings(folder: Path) -> Settings:
    return Settings(data=folder, web_port=free_port(), broker_port=free_port(), broker_centre_port=free_port())
