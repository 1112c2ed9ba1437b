"""The schedule of each terminal: when its branch is open and what is booked, for the coming days.

Signed, retained and numbered like the configuration; sent when its content changes: after an edit, and
as the days that it covers move on.
"""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from contract.codec import encode_plain
from contract.configuration.document import document_hash
from contract.messages import Reception as Booked
from contract.messages import Schedule
from contract.topics import Down, Topic
from control_plane.authority.service import Authority
from control_plane.broker import outbox
from control_plane.fleet.hours import BranchHours, local_day, midnight_ms, opening_intervals
from control_plane.fleet.models import Seat
from control_plane.fleet.openings import hours_of
from control_plane.fleet.repository import Place, places
from control_plane.locks import Lock, take
from control_plane.receptions import repository
from control_plane.receptions.models import Reception, ScheduleSent
from control_plane.timekeeping import DAY_MS

COVERS_MS = 14 * DAY_MS
LANGUAGES = ("kk", "ru", "en")
SCHEDULE = Down.SCHEDULE.value


def send_changed_schedules(
    session: Session, authority: Authority, *, terminals: Iterable[str] | None, now: int
) -> list[str]:
    """Send each of these placed terminals (or all) its schedule if it differs from the last; returns to which."""
    take(session, Lock.SCHEDULES)
    where = places(session, terminals)
    hours = hours_of(session, {place.branch for place in where.values()}, now=now)
    booked = _booked(session, where.values(), now=now)
    called = _called(session, {place.seat for place in where.values()})
    sent = {row.terminal: row for row in session.scalars(select(ScheduleSent))}
    payloads: dict[Topic, bytes] = {}
    for terminal, place in sorted(where.items()):
        last = sent.get(terminal) or ScheduleSent(terminal=terminal, generation=0, hash="")
        body = encode_plain(schedule_for(hours[place.branch], booked[place.seat], now=now, seat=called[place.seat]))
        if last.hash != document_hash(body):
            payloads[Topic(terminal, Down.SCHEDULE)] = _sign(authority, last, body=body, now=now)
            session.add(last)
    outbox.send_retained(session, payloads, now=now)
    return [topic.terminal for topic in payloads]


def schedule_for(hours: BranchHours, booked: Iterable[Reception], *, now: int, seat: Seat | None = None) -> Schedule:
    """The coming fourteen days, from the branch's last midnight on."""
    from_ms = midnight_ms(local_day(now, hours.utc_offset_min), hours.utc_offset_min)
    return Schedule(
        utc_offset_min=hours.utc_offset_min,
        seat=seat.number if seat else 0,
        branch={language: seat.branch.name(language) for language in LANGUAGES} if seat else {},
        open=tuple(opening_intervals(hours, from_ms, until_ms=from_ms + COVERS_MS)),
        receptions=tuple(Booked(id=r.id, starts_ms=r.starts_ms, ends_ms=r.ends_ms) for r in booked),
    )


def _called(session: Session, seats: Iterable[str]) -> dict[str, Seat]:
    """The seats with their branches: what people call a terminal that stands there."""
    query = select(Seat).where(Seat.id.in_(list(seats))).options(joinedload(Seat.branch))
    return {seat.id: seat for seat in session.scalars(query)}


def _booked(session: Session, where: Iterable[Place], *, now: int) -> dict[str, list[Reception]]:
    found: dict[str, list[Reception]] = defaultdict(list)
    seats = [place.seat for place in where]
    for row in repository.booked_at(session, seats, from_ms=now - DAY_MS, until_ms=now + COVERS_MS):
        found[row.seat_id].append(row)
    return found


def _sign(authority: Authority, last: ScheduleSent, *, body: bytes, now: int) -> bytes:
    last.generation, last.hash, last.at_ms = last.generation + 1, document_hash(body), now
    return authority.sign_document(SCHEDULE, last.terminal, generation=last.generation, body=body)
