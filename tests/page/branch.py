"""A branch's terminal as its page sees it: a state folder, a status, and a door that writes down who knocks."""

import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from agent.clock import Clock
from agent.door import Asked, Door, door_of
from agent.lock import take_lock
from agent.page.server import Server
from agent.status import DeskStatus, LinkStatus, Status
from contract.messages import CheckState
from contract.verdicts import Readiness, Reason, Verdict

MORNING_MS = 1_780_283_400_000  # 2026-06-01 08:10 in Kazakhstan
TERMINAL = "kgn7m2xq4t9c0w3h"
COVERED: dict[str, Any] = {
    "readiness": Readiness.NOT_READY,
    "because": ("camera.view",),
    "checks": (("camera.view", Verdict.FAILED, Reason.CAMERA_COVERED),),
}
MISSING: dict[str, Any] = {
    "readiness": Readiness.AUDIO_ONLY,
    "because": ("camera.presence",),
    "checks": (("camera.presence", Verdict.FAILED, Reason.CAMERA_MISSING),),
}
PRESENT: tuple[Any, ...] = tuple((f"{part}.presence", Verdict.OK, None) for part in ("camera", "microphone", "speaker"))


def a_check(name: str, verdict: Verdict, reason: Reason | None = None, *, at_ms: int = 0) -> CheckState:
    reasons = (reason,) if reason else ()
    return CheckState(check=name, verdict=verdict, looked_ms=at_ms, since_ms=at_ms, reasons=reasons)


def a_status(**fields: Any) -> Status:
    """Return the status of a terminal at which all is well, but for the fields."""
    clock = Clock()
    now_ms = clock.uptime_ms()
    said = {check[0]: a_check(*check, at_ms=now_ms) for check in (*PRESENT, *fields.pop("checks", ()))}
    desk = replace(
        DeskStatus(
            branch={"kk": "Кеген", "ru": "Кеген", "en": "Kegen"},
            now_centre_ms=MORNING_MS,
            reception_centre_ms=(MORNING_MS + 3 * 3_600_000 + 1_200_000, MORNING_MS + 4 * 3_600_000),
        ),
        **fields.pop("desk", {}),
    )
    given: dict[str, Any] = {
        "terminal": TERMINAL,
        "model": "logitech-brio+jabra-speak-510",
        "agent_version": "0",
        "run": "0" * 16,
        "boot": clock.boot,
        "uptime_ms": now_ms,
        "readiness": Readiness.READY,
        "because": (),
        "link": LinkStatus(stage="online", since_ms=0, last_word_ms=0, trouble="", round_trip_ms=40.0),
        "generation": 1,
        "config_hash": "",
        "configuration_phase": "",
        "spooled": 0,
        "spool_trouble": "",
        "language": "kk",
        "telephone": "8 800 000 00 00",
    }
    return Status(checks=tuple(said.values()), desk=desk, **(given | fields))


class Branch:
    """The folder, the page's address, and what was asked at the door."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.heard: queue.SimpleQueue[Asked] = queue.SimpleQueue()
        self.address = ""
        self.show(a_status())

    def show(self, status: Status) -> None:
        beside = self.folder / "status.new"
        beside.write_bytes(msgspec.json.encode(status))
        beside.replace(self.folder / "status.json")


@contextmanager
def a_branch(folder: Path) -> Iterator[Branch]:
    """Serve the page of a terminal whose service runs."""
    branch = Branch(folder)
    held = take_lock(folder)
    door = Door(door_of(folder), branch.heard.put)
    server = Server(folder, port=0)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    branch.address = f"http://127.0.0.1:{server.server_port}"
    yield branch
    server.shutdown()
    server.server_close()
    door.close()
    assert held is not None
