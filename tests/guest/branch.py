"""A branch with a real kernel: the centre on this machine, the terminal's package in the guest, TLS between them."""

import base64
import io
import tarfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from simulation.centre_process import Ports, prepare_centre, read_login, start_centre, wait_for_centre
from simulation.enlisting import enlist, is_open_day_and_night, seats_of
from simulation.household import Household
from tests.guest.machine import Machine
from tests.support.ports import free_port
from tests.support.waiting import until

HOST = "10.0.2.2"
"""This machine's loopback, as the guest sees it."""
STATE = "/var/lib/beket"
SOON = {
    "looks": {"quick_s": 10, "full_s": 30, "confirm_s": 2},
    "camera": {"watch_s": 2.0, "no_frames_s": 4.0, "repeating_s": 1.5},
    "microphone": {"listen_s": 2.0, "dead_s": 2.0},
    "reporting": {"routine_s": 10},
    "link": {"keepalive_s": 10, "backoff_cap_s": 2.0},
    "privacy": {"rest_allowed": False},
}


class Branch:
    """One terminal and what the centre says of it."""

    def __init__(self, folder: Path, machine: Machine) -> None:
        self.machine = machine
        self._folder = folder
        self._ports = Ports(pages=free_port(), broker=free_port(), centre=free_port(), reflector=free_port())
        self._household = Household()

    def __enter__(self) -> Self:
        self._household.__enter__()
        try:
            self._open()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._household.__exit__(None, None, None)

    def enrol(self) -> None:
        """Give the guest its identity and start its service."""
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w:gz") as tar:
            tar.add(self._state, arcname=".")
        packed = base64.b64encode(archive.getvalue()).decode()
        self.machine.run(f"install -d -m 750 {STATE} && echo {packed} | base64 -d | tar -xz -C {STATE}")
        self.machine.run(f"chown -R beket:beket {STATE} && systemctl start beket-agent")

    def checks(self) -> Mapping[str, Mapping[str, Any]]:
        """What the centre knows of each check."""
        found = self.centre.get(f"/api/v1/terminals/{self.terminal}")["checks"]
        return {str(check["name"]): check for check in found}

    def wait_for(self, check: str, *reasons: str, within_s: float = 120.0) -> float:
        """Wait until the centre has exactly these reasons for a check (none: it is `ok`); return the seconds."""
        began = time.monotonic()
        until(lambda: self._says(check, reasons), within_s=within_s, every_s=0.1)
        return time.monotonic() - began

    def _says(self, check: str, reasons: tuple[str, ...]) -> bool:
        found = self.checks().get(check)
        return found is not None and tuple(found["reasons"]) == reasons and (bool(reasons) or found["verdict"] == "ok")

    def _open(self) -> None:
        data = self._folder / "centre"
        data.mkdir()
        prepare_centre(data)
        names = {"BEKET_BROKER_NAMES": f"{HOST},127.0.0.1"}
        child = start_centre(data, self._ports, log=self._folder / "centre.log", environment=names)
        self._household.take_in(child)
        self.centre = wait_for_centre(child, self._ports)
        login = read_login(data)
        self.centre.sign_in(login.login, login.password)
        self.centre.edit_layer("fleet", patch=SOON, reason="to see things soon")
        self.seat = next(seat for seat in seats_of(self.centre) if is_open_day_and_night(self.centre, seat))
        self._state = self._folder / "state"
        (identity,) = enlist(self.centre, {self.seat: self._state}, model="guest")
        self.terminal = identity.terminal
