"""The whole house: broker, centre, the real agent on virtual devices, and a signed-in client of the centre.

The broker is the test's own child, so that a test may stop it, kill it and take its memory.
"""

import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import msgspec
from msgspec import Struct
from playwright.sync_api import Page

from agent.status import Status, read_status
from contract.messages import ConfigOutcome
from contract.topics import Down
from control_plane.authority.service import load_authority
from control_plane.settings import Settings
from hardware.virtual.folder import turn
from simulation.centre_process import Ports, prepare_centre, read_login, start_centre, wait_for_centre
from simulation.enlisting import enlist, is_open_day_and_night, seats_of
from simulation.household import Household
from simulation.station import VIRTUAL_PROFILE, put_virtual_devices, start_agent, start_devices
from tests.agent.centre import FakeCentre
from tests.support.centre_broker import CentreBroker
from tests.support.devices import video
from tests.support.ports import free_port
from tests.support.waiting import until

QUICK_TO_SEE = {
    "looks": {"quick_s": 5, "full_s": 20, "confirm_s": 1},
    "camera": {"watch_s": 2.0, "no_frames_s": 2.0, "repeating_s": 1.5},
    "microphone": {"listen_s": 2.0, "dead_s": 2.0},
    "reporting": {"routine_s": 5, "gather_s": 0},
    "link": {"keepalive_s": 5, "backoff_cap_s": 1.0},
    "privacy": {"rest_allowed": False},
}
READER, READS = "reader", "reads all day long"


class Numbers(Struct, frozen=True):
    """What the centre has of one run: each number that is stored, in order, and up to where none is missing."""

    stored: list[int]
    upto: int


class House:
    """Everything that a report passes from the lens to the screen."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data, self.devices, self.state = folder / "centre", folder / "devices", folder / "agent"
        for path in (self.data, self.devices, self.state):
            path.mkdir()
        self.ports = Ports(pages=free_port(), broker=free_port(), centre=free_port(), reflector=free_port())
        self.url = self.ports.url
        self.broker = CentreBroker(
            Settings(
                data=self.data,
                web_port=self.ports.pages,
                broker_port=self.ports.broker,
                broker_centre_port=self.ports.centre,
            )
        )
        self._household = Household()

    def __enter__(self) -> Self:
        self.broker.start()
        self._household.__enter__()
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._household.__exit__(None, None, None)
        self.broker.stop()

    def sign_in(self, page: Page) -> None:
        page.goto(f"{self.url}/login")
        page.fill("#login", READER)
        page.fill("#password", READS)
        page.click("form[action='/login'] button")
        page.wait_for_url("**/queue")

    def turn(self, device: str, **knobs: object) -> None:
        turn(self.devices, device, **knobs)

    @property
    def status(self) -> Status:
        status = read_status(self.state / "status.json")
        assert status is not None
        return status

    def verdict_of(self, check: str) -> str:
        """What the terminal itself says of a check; empty before its first look."""
        return next((state.verdict.value for state in self.status.checks if state.check == check), "")

    def assigned(self) -> dict[str, Any]:
        """What the centre wants this terminal to run."""
        desired: dict[str, Any] = self.centre.get(f"/api/v1/terminals/{self.terminal}/configuration")["desired"]
        return desired

    def edit(self, patch: Mapping[str, Any]) -> None:
        self.centre.edit_layer(f"seat/{self.seat}", patch=patch, reason="a test")

    def wait_until_settled(self) -> None:
        """Wait until the terminal runs what the centre wants and nothing waits for its acknowledgement."""
        until(lambda: self.status.config_hash == self.assigned()["hash"], within_s=30)
        until(lambda: not self.status.spooled, within_s=30)

    def offer(self, document: Mapping[str, Any], *, generation: int) -> ConfigOutcome:
        """Send a document that the centre's own authority signed; return the agent's word."""
        body = msgspec.json.encode(document)
        signer = load_authority(self.broker.settings.authority)
        centre = FakeCentre(self.broker, self.terminal)
        centre.acknowledges = False
        try:
            centre.send(Down.CONFIG, signer.sign_document(Down.CONFIG, self.terminal, generation=generation, body=body))
            return centre.wait_for(ConfigOutcome, lambda told: told.offered_generation == generation)
        finally:
            centre.leave()

    def flips_of(self, check: str) -> list[dict[str, Any]]:
        """The changes of a check that the centre knows, the earliest event first."""
        story = self.centre.get(f"/api/v1/terminals/{self.terminal}/story", limit=500)
        return [flip for flip in reversed(story["checks"]) if flip["check_name"] == check]

    def numbers_of(self, run: str) -> Numbers:
        with sqlite3.connect(f"file:{self.data}/control-plane.sqlite?mode=ro", uri=True) as database:
            mine = (self.terminal, run)
            stored = database.execute("SELECT seq FROM report WHERE terminal = ? AND run = ? ORDER BY seq", mine)
            upto = database.execute("SELECT upto FROM run WHERE terminal = ? AND run = ?", mine).fetchone()
            found = Numbers([seq for (seq,) in stored], upto[0] if upto else 0)
        database.close()
        return found

    def _start(self) -> None:
        prepare_centre(self.data)
        own_broker = {"BEKET_BROKER_IS_CHILD": "false"}
        child = start_centre(self.data, self.ports, log=self.folder / "centre.log", environment=own_broker)
        self._household.take_in(child)
        self.centre = wait_for_centre(child, self.ports)
        login = read_login(self.data)
        self.centre.sign_in(login.login, login.password)
        grants = [{"role": "administrator"}]
        reader = {"login": READER, "display_name": "Reader", "password": READS, "language": "en", "grants": grants}
        self.centre.post("/api/v1/accounts", reader)
        self.centre.edit_layer("fleet", patch=QUICK_TO_SEE, reason="to see things soon")
        self.seat = next(seat for seat in seats_of(self.centre) if is_open_day_and_night(self.centre, seat))
        (identity,) = enlist(self.centre, {self.seat: self.state}, model=VIRTUAL_PROFILE)
        self.terminal = identity.terminal
        put_virtual_devices(self.devices, Path(video()).parent)
        self._household.take_in(start_devices(self.devices, log=self.folder / "devices.log"))
        self._household.take_in(start_agent(self.state, self.devices, log=self.folder / "agent.log"))
        until(lambda: read_status(self.state / "status.json"), within_s=20)
        until(lambda: self.verdict_of("camera.view"), within_s=40)
        self.wait_until_settled()
