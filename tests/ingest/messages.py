"""Messages of terminals as the broker hands them over, for tests."""

from typing import Any

from contract.codec import encode_up
from contract.messages import CheckState, CommandResult, Gap, Numbered, Presence, Report, ReportKind, Stamped
from contract.topics import Topic, Up
from contract.verdicts import Verdict
from control_plane.ingest.reading import Delivery, Message, read
from tests.control_plane.factories import NOW_MS

RUN = "a" * 16
LATER_RUN = "b" * 16
UPTIME_MS = 60_000


def a_check(name: str = "camera.frames", verdict: Verdict = Verdict.OK, **values: Any) -> CheckState:
    return CheckState(check=name, verdict=verdict, looked_ms=UPTIME_MS, since_ms=UPTIME_MS, **values)


def a_report(
    seq: int = 1, *checks: CheckState, run: str = RUN, kind: ReportKind = ReportKind.FULL, **values: Any
) -> Report:
    stamp: dict[str, Any] = {"boot": "boot-1", "uptime_ms": UPTIME_MS} | values
    return Report(run=run, seq=seq, kind=kind, checks=checks, **stamp)


def a_presence(
    *, session: str = "1" * 16, online: bool = True, runs: tuple[str, ...] = (RUN,), **values: Any
) -> Presence:
    stamp: dict[str, Any] = {"boot": "boot-1", "uptime_ms": UPTIME_MS, "run": runs[-1]} | values
    return Presence(session=session, online=online, runs=runs, **stamp)


CHANNELS: dict[type, Up] = {Report: Up.REPORT, Presence: Up.PRESENCE, Gap: Up.GAP, CommandResult: Up.RESULT}


def delivered(topic: str, payload: bytes, *, retained: bool = False, received_ms: int = NOW_MS) -> Delivery:
    return Delivery(
        connection=None,
        mid=1,
        topic=topic,
        payload=payload,
        size=len(payload),
        retained=retained,
        received_ms=received_ms,
    )


def a_message(
    terminal: str, body: Stamped | Gap | Numbered, *, retained: bool = False, received_ms: int = NOW_MS
) -> Message:
    topic = Topic(terminal, CHANNELS[type(body)]).render()
    reading = read(delivered(topic, encode_up(body), retained=retained, received_ms=received_ms))
    assert isinstance(reading, Message)
    return reading
