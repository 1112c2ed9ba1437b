"""A branch with a real kernel: the centre on this machine, the terminal's package in the guest, TLS between them.

`settle` enrols the terminal, waits until all is well, and keeps guest and centre as they are; each scenario begins
with `come_back`, from that same moment.
"""

import base64
import io
import tarfile
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from simulation.enlisting import enlist, is_open_day_and_night, seats_of
from tests.guest.machine import Machine
from tests.guest.office import HOST, Office
from tests.guest.street import ANSWER, Street
from tests.support.waiting import until

STATE = "/var/lib/beket"
FURNITURE = Path(__file__).with_name("furniture")
SETTLED = "settled"
PATIENCE_S = 400.0
"""Most scenarios need 10 to 30 s; on a machine that is busy with more than the guest, minutes."""


def settings(office: Office, street: Street) -> dict[str, Any]:
    """Return the guest's configuration: looks come when they are asked for, or when something changed."""
    return {
        "looks": {"quick_s": 3600, "full_s": 86400, "confirm_s": 1},
        "camera": {"watch_s": 2.0, "no_frames_s": 4.0, "repeating_s": 1.5},
        "microphone": {"listen_s": 3.0, "dead_s": 2.0},
        "network": {
            "timeout_s": 3.0,
            "dns_name": "conference.example",
            "portal_url": f"http://{HOST}:{street.port}/known",
            "portal_answer": ANSWER.decode(),
            "services": {"conference": {"host": HOST, "port": street.port, "kind": "tcp"}},
        },
        "path": {"host": HOST, "port": office.ports.reflector, "light_packets": 50, "wait_s": 1.0},
        "display": {"enabled": False},
        "repair": {"enabled": False},  # a driver that is bound anew forgets what a test did to it
        "application": {"unit": "call.service"},
        "reporting": {"routine_s": 10},
        "link": {"keepalive_s": 10, "backoff_cap_s": 2.0},
        "privacy": {"rest_allowed": False},
    }


class Branch:
    """One terminal and what the centre says of it."""

    def __init__(self, machine: Machine, office: Office, street: Street) -> None:
        self.machine, self.office, self.street = machine, office, street
        self.terminal = ""
        self.settled_ms = 0
        self._is_fresh = False

    def settle(self, folder: Path) -> None:
        """Enrol the installed terminal, wait until the centre knows that all is well, and keep that moment."""
        self.office.open()
        centre = self.office.centre
        centre.edit_layer("fleet", patch=settings(self.office, self.street), reason="to see things soon")
        seat = next(seat for seat in seats_of(centre) if is_open_day_and_night(centre, seat))
        (identity,) = enlist(centre, {seat: folder}, model="guest")
        self.terminal = identity.terminal
        self._put(FURNITURE, "/", owner="root")
        self._put(folder, STATE, owner="beket")
        self.machine.run("systemctl daemon-reload && systemctl start name-server voice beket-agent")
        for check in ("camera.frames", "microphone.signal", "network.service:conference", "network.portal"):
            self.wait_for(check, within_s=2 * PATIENCE_S)
        self.settled_ms = int(1000 * time.time())
        self.office.shut()
        self.office.keep(SETTLED)
        self.machine.save(SETTLED)
        self._reopen()
        self._is_fresh = True

    def come_back(self) -> None:
        """Be again as `settle` left it, but that the terminal has to find its centre."""
        if self._is_fresh:
            self._is_fresh = False
            return
        self.street.captive = False
        self.office.shut()
        self.office.bring_back(SETTLED)
        self.machine.restore(SETTLED)
        self._reopen()

    def look_at(self, component: str) -> None:
        """Order the terminal to look at a component now."""
        order = {"terminal": self.terminal, "verb": "check_now", "args": {"component": component}, "reason": "a trial"}
        self.office.centre.post("/api/v1/orders", order)

    def now(self) -> Mapping[str, Any]:
        """What the centre knows."""
        return dict(self.office.centre.get(f"/api/v1/terminals/{self.terminal}/now"))

    def presence(self) -> str:
        found = self.now()["presence"]
        return str(found["state"]) if found else ""

    def checks(self) -> Mapping[str, Mapping[str, Any]]:
        """What the centre knows of each check."""
        return {str(check["check_name"]): check for check in self.now()["checks"]}

    def wait_for(self, check: str, *reasons: str, within_s: float = PATIENCE_S) -> float:
        """Wait until the centre has exactly these reasons for a check (none: it is `ok`); return the seconds."""
        began = time.monotonic()
        until(lambda: self._says(check, reasons), within_s=within_s, every_s=0.1)
        return time.monotonic() - began

    def wait_for_any(self, check: str, reasons: Collection[str], *, within_s: float = PATIENCE_S) -> None:
        """Wait until the centre names one of these reasons for a check."""
        until(lambda: set(self._reasons(check)) & set(reasons), within_s=within_s, every_s=0.1)

    def wait_for_presence(self, *states: str, within_s: float = PATIENCE_S) -> None:
        """Wait until the centre says one of these of the terminal."""
        until(lambda: self.presence() in states, within_s=within_s, every_s=0.1)

    def wait_for_readiness(self, readiness: str, *, within_s: float = PATIENCE_S) -> None:
        """Wait until the centre says this of the terminal's seat."""

        def told() -> list[str]:
            states = self.office.centre.get_all("/api/v1/states")
            return [state["readiness"] for state in states if state["terminal"] == self.terminal]

        until(lambda: told() == [readiness], within_s=within_s, every_s=0.2)

    def wait_until_held(self, node: str) -> None:
        """Wait until a probe has a device open."""
        self.machine.run(
            f"until ls -l /proc/[0-9]*/fd 2>/dev/null | grep -q {node}; do sleep 0.2; done", within_s=PATIENCE_S
        )

    def flips(self) -> list[Mapping[str, Any]]:
        """What changed, the earliest first, by the centre's record."""
        story = self.office.centre.get(f"/api/v1/terminals/{self.terminal}/story", limit=500)
        return sorted(story["checks"], key=lambda flip: flip["id"])

    def wait_for_flip(self, check: str, reason: str, *, after: int, within_s: float = PATIENCE_S) -> Mapping[str, Any]:
        """Wait until the record, beyond its first `after` rows, has a check fall for a reason; return the row."""

        def found() -> Mapping[str, Any] | None:
            rows = self.flips()[after:]
            return next((row for row in rows if row["check_name"] == check and reason in row["reasons"]), None)

        return until(found, within_s=within_s, every_s=0.2) or {}

    def _reopen(self) -> None:
        """Open the centre, and wait until the terminal has found it: it remembers that it was online before."""
        began_ms = 1000 * time.time()
        self.office.open()
        until(lambda: self.now()["presence"]["seen_ms"] >= began_ms, within_s=PATIENCE_S, every_s=0.2)
        self.wait_for_presence("online")

    def _reasons(self, check: str) -> tuple[str, ...]:
        return tuple(self.checks().get(check, {}).get("reasons", ()))

    def _says(self, check: str, reasons: tuple[str, ...]) -> bool:
        found = self.checks().get(check)
        return found is not None and tuple(found["reasons"]) == reasons and (bool(reasons) or found["verdict"] == "ok")

    def _put(self, folder: Path, target: str, *, owner: str) -> None:
        archive = io.BytesIO()
        with tarfile.open(fileobj=archive, mode="w:gz") as tar:
            tar.add(folder, arcname=".", filter=_anonymous)
        packed = base64.b64encode(archive.getvalue()).decode()
        self.machine.run(
            f"mkdir -p {target} && echo {packed} | base64 -d | tar -xz -C {target} --no-same-owner --no-overwrite-dir"
        )
        if owner != "root":
            self.machine.run(f"chown -R {owner}:{owner} {target} && chmod 750 {target}")


def _anonymous(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    return entry
