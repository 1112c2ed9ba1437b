"""One terminal and the whole centre on two machines that only the kernel knows: what passes the cable between them.

The cable is a veth pair; its counters count Ethernet frames, headers of every layer included, both ways. The agent is
the real one on virtual devices and default settings, the broker Mosquitto with TLS and client certificates, the centre
the real one, which stores and acknowledges.
"""

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hardware.virtual.folder import turn
from simulation.centre_process import Ports, prepare_centre, read_login, start_centre, wait_for_centre
from simulation.child import Child
from simulation.enlisting import enlist, is_open_day_and_night, seats_of
from simulation.household import Household
from simulation.station import VIRTUAL_PROFILE, learn_view, put_virtual_devices, start_agent, start_devices
from tests.support.absence import program
from tests.support.namespace import chain, change, inside

ETHERNET_MTU = 1500
CENTRE_ADDRESS, EVERY_ADDRESS = "198.18.0.2", "0.0.0.0"  # noqa: S104 - of a machine with one cable
MEDIA = Path(".beket/media")
DAY_S, CYCLE_S = 86_400, 65 * 60
"""So often, at the worst, all begins anew: a cold connect, a full look, a full report, a change of verdict."""


class Wired:
    """A terminal at the branch's end of the cable, and the centre at the other. Nothing speaks before `start`."""

    def __init__(self, folder: Path, branch: str, far: str, *, household: Household) -> None:
        self.folder = folder
        self.branch = branch
        self.state = folder / "agent"
        self.devices = folder / "devices"
        self._far = far
        self._household = household

    def prepare(self) -> None:
        """Start the centre and the devices, and enrol the terminal."""
        self.state.mkdir()
        self.devices.mkdir()
        put_virtual_devices(self.devices, MEDIA)
        with inside(self._far):
            self._start_centre()
        with inside(self.branch):
            self._household.take_in(start_devices(self.devices, log=self.folder / "devices.log"))
        learn_view(self.state, self.devices)

    def start(self) -> None:
        """Start the agent as it runs on a terminal: from here on the cable is used."""
        with inside(self.branch):
            agent = start_agent(self.state, self.devices, log=self.folder / "agent.log")
        self._household.take_in(agent)

    def start_telling_figures(self) -> None:
        """Start the agent's core on 30 figures instead, each told every minute."""
        every_minute = {"looks": {"quick_s": 60}, "reporting": {"routine_s": 60, "dead_band": 0, "gather_s": 0}}
        with inside(self._far):
            self.centre.edit_layer("fleet", patch=every_minute, reason="a comparison")
        with inside(self.branch):
            command = [sys.executable, "-m", "tests.bench.figures_terminal", str(self.state)]
            self._household.take_in(Child("agent", command, log=self.folder / "agent.log"))

    def passed(self) -> int:
        """Return the octets that the branch's end of the cable has counted, both ways."""
        end = _shown(self.branch, "next")
        return sum(int(way["bytes"]) for way in (end["stats64"]["rx"], end["stats64"]["tx"]))

    def change_a_verdict(self) -> None:
        """Take the camera away: that is told at once."""
        turn(self.devices, "camera", fault="unplugged")

    def _start_centre(self) -> None:
        data = self.folder / "centre"
        data.mkdir()
        prepare_centre(data)
        ports = Ports()
        settings = {"BEKET_BROKER_HOST": EVERY_ADDRESS, "BEKET_BROKER_NAMES": CENTRE_ADDRESS}
        child = start_centre(data, ports, log=self.folder / "centre.log", environment=settings)
        self.centre = wait_for_centre(self._household.take_in(child), ports)
        login = read_login(data)
        self.centre.sign_in(login.login, login.password)
        seat = next(seat for seat in seats_of(self.centre) if is_open_day_and_night(self.centre, seat))
        enlist(self.centre, {seat: self.state}, model=VIRTUAL_PROFILE)


@contextlib.contextmanager
def wired(folder: Path) -> Iterator[Wired]:
    """Lay the cable, and have a terminal at its near end that is ready to start."""
    with chain((ETHERNET_MTU, ETHERNET_MTU)) as (branch, far), Household() as household:
        for name in (branch, far):
            # A kernel that looks for IPv6 routers speaks without having been asked.
            change("netns", "exec", name, "sysctl", "-q", "-w", "net.ipv6.conf.all.disable_ipv6=1")
        _introduce(branch, "next", far, "before")
        house = Wired(folder, branch, far, household=household)
        house.prepare()
        yield house


def _introduce(near: str, near_end: str, far: str, far_end: str) -> None:
    """Tell both ends who the other is: asking for it (ARP) goes no further than the branch's own router."""
    for name, end, host, other, other_end in ((near, near_end, 2, far, far_end), (far, far_end, 1, near, near_end)):
        address = _shown(other, other_end)["address"]
        change("-n", name, "neighbour", "replace", f"198.18.0.{host}", "lladdr", address, "dev", end)


def _shown(machine: str, end: str) -> Any:
    command = [program("ip", package="iproute2"), "-n", machine, "-s", "-j", "link", "show", end]
    (shown,) = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return shown
