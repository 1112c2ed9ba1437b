"""The centre on this machine: its real processes, put back to what was kept as the guest is."""

import shutil
from pathlib import Path

from simulation.centre import Centre
from simulation.centre_process import Ports, prepare_centre, read_login, start_centre
from simulation.household import Household
from tests.support.ports import free_port

HOST = "10.0.2.2"
"""This machine's loopback, as the guest sees it."""
READY_WITHIN_S = 240.0
"""Beside an emulated machine it starts slowly."""


class Office:
    """One centre; `open` and `shut` it, `keep` and `bring_back` its data while it is shut."""

    def __init__(self, folder: Path) -> None:
        self.ports = Ports(pages=free_port(), broker=free_port(), centre=free_port(), reflector=free_port())
        self._folder = folder
        self._data = folder / "centre"
        self._household: Household | None = None
        self._data.mkdir(parents=True)
        prepare_centre(self._data)

    @property
    def database(self) -> Path:
        """What it stores."""
        return self._data / "control-plane.sqlite"

    def open(self) -> None:
        """Start its processes and sign in."""
        self._household = Household().__enter__()
        names = {"BEKET_BROKER_NAMES": f"{HOST},127.0.0.1", "BEKET_REFLECTOR_HOST": "127.0.0.1"}
        child = start_centre(self._data, self.ports, log=self._folder / "centre.log", environment=names)
        self._household.take_in(child)
        self.centre = Centre(self.ports.url)
        self.centre.wait_until_ready(within_s=READY_WITHIN_S, is_alive=lambda: child.is_running)
        login = read_login(self._data)
        self.centre.sign_in(login.login, login.password)

    def shut(self) -> None:
        """End its processes."""
        if self._household is not None:
            self._household.__exit__(None, None, None)
            self._household = None

    def keep(self, name: str) -> None:
        """Remember what it knows."""
        shutil.copytree(self._data, self._folder / name)

    def bring_back(self, name: str) -> None:
        """Let it know again what it knew, and nothing since."""
        shutil.rmtree(self._data)
        shutil.copytree(self._folder / name, self._data)
