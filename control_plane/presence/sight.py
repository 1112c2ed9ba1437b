"""Whether the centre itself can see: while it cannot, no terminal is called offline.

The clock process sends a heartbeat down every lane through the broker; the lane's worker stores the time
at which it was *sent*, in the same transaction as the reports around it. So one figure shows a dead broker,
a dead worker, a worker that lags behind, and a database that takes no writes. The clock's own row shows
a clock process that was away, and a machine whose clock jumped. Rows are compared with the present time:
whoever asks gets the answer without the clock process.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.topics import all_lanes
from control_plane.bulk import BulkInsert
from control_plane.presence.models import BrokerWatch
from control_plane.timekeeping import SECOND_MS

BEAT_EVERY_S = 4.0
BLIND_AFTER_MS = 20 * SECOND_MS
CLOCK = "clock"
SENDER = "sender"
BLIND = "blind"

_SAVE = BulkInsert(
    model=BrokerWatch,
    columns=("name", "seen_ms", "detail"),
    conflict="(name) DO UPDATE SET seen_ms = excluded.seen_ms, detail = excluded.detail",
)
_FIRST = BulkInsert(model=BrokerWatch, columns=("name", "seen_ms", "detail"), conflict="DO NOTHING")


def lane_eye(lane: int) -> str:
    """The name of a lane's row."""
    return f"lane:{lane:02d}"


def watched() -> list[str]:
    """Every eye that has to be open."""
    return [CLOCK, *(lane_eye(lane) for lane in all_lanes())]


def blind_since(session: Session, now: int) -> int | None:
    """Since when the centre cannot see terminals; None while it can."""
    seen = last_seen(session)
    oldest = min((seen.get(eye, 0) for eye in watched()), default=0)
    if now - oldest <= BLIND_AFTER_MS:
        return None
    return oldest or now


def closed_eyes(session: Session, now: int) -> list[str]:
    """Which of our eyes have seen nothing for too long."""
    seen = last_seen(session)
    return [eye for eye in watched() if now - seen.get(eye, 0) > BLIND_AFTER_MS]


def last_seen(session: Session) -> Mapping[str, int]:
    """When each eye last saw."""
    return {row.name: row.seen_ms for row in session.execute(select(BrokerWatch.name, BrokerWatch.seen_ms))}


def open_eyes(session: Session, now: int) -> None:
    """Give every eye that has never seen a first moment, from which its silence counts."""
    _FIRST.write(session, [(eye, now, "") for eye in watched()])


def mark_seen(session: Session, eyes: Collection[tuple[str, int]]) -> None:
    """Note when eyes saw."""
    newest = dict(sorted(eyes))
    _SAVE.write(session, [(eye, seen_ms, "") for eye, seen_ms in newest.items()])


def remember_blindness(session: Session, since_ms: int) -> bool:
    """Keep that the centre was blind, for whoever has to make amends; True the first time."""
    return _FIRST.write(session, [(BLIND, since_ms, "")]) > 0


def take_blindness(session: Session) -> int | None:
    """Since when the centre was blind before it saw again, once; None when it was not."""
    row = session.get(BrokerWatch, BLIND)
    if row is None:
        return None
    session.delete(row)
    return row.seen_ms
