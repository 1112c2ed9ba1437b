"""The clock process: one at a time, by a lease. It sends what waits and does what time alone brings about.

Every step is a small transaction of its own, so that one that fails does not undo the others.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from control_plane.authority.service import load_authority
from control_plane.broker import repository as outbox
from control_plane.broker.sender import Sender
from control_plane.broker.settings import centre_address
from control_plane.changes import repository as changes
from control_plane.changes.states import ChangeKind
from control_plane.configuration.service import expire_unanswered
from control_plane.database import Database
from control_plane.enrolment import withdrawal
from control_plane.history.readiness import judge_again, judge_due
from control_plane.ingest import leases
from control_plane.ingest.writer import AWAY
from control_plane.orders import sending, uploads
from control_plane.orders import service as orders
from control_plane.presence import service as presence
from control_plane.presence import sight
from control_plane.receptions.schedule import send_changed_schedules
from control_plane.settings import Settings
from control_plane.stopping import stop_on_signals
from control_plane.timekeeping import DAY_MS, HOUR_MS, now_ms

LEASE = "clock"
PACE_S = 0.1
TRY_AGAIN_S = 1.0
CHANGES_KEPT_MS = HOUR_MS
SENT_KEPT_MS = DAY_MS

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Duty:
    """Something to be done every so often."""

    every_s: float
    do: Callable[[Session, int], None]
    due_at: float = 0.0


def run(settings: Settings, stopping: threading.Event | None = None) -> None:
    """Work until told to stop."""
    stopping = stopping or stop_on_signals()
    database = Database(settings.database)
    sender = Sender(database, centre_address(settings))
    duties = _duties(settings, sender)
    lease = _ClockLease(database)
    try:
        while not stopping.wait(PACE_S):
            try:
                if lease.is_ours():
                    _work(database, sender, duties)
                else:
                    sender.close()
            except AWAY as error:
                _LOG.warning("database is away", extra={"why": str(error)[:200]})
                stopping.wait(TRY_AGAIN_S)
    finally:
        sender.close()
        lease.give_back()
        database.dispose()


def watch(session: Session, now: int) -> None:
    """Move contact by its deadlines, unless the centre itself cannot see; then make amends first."""
    closed = sight.closed_eyes(session, now)
    if closed:
        since_ms = sight.blind_since(session, now) or now
        if sight.remember_blindness(session, since_ms):
            _LOG.error("the centre cannot see terminals", extra={"eyes": ", ".join(closed)})
            changes.note(session, ChangeKind.CENTRE, "sight")
    elif (since := sight.take_blindness(session)) is not None:
        waiting = presence.rearm(session, now=now)
        _LOG.warning("the centre sees again", extra={"blind_ms": now - since, "terminals": waiting})
        changes.note(session, ChangeKind.CENTRE, "sight")
    else:
        judge_again(session, presence.sweep(session, now=now), now=now)
    sight.mark_seen(session, [(sight.CLOCK, now)])


def _work(database: Database, sender: Sender, duties: list[Duty]) -> None:
    sender.step()
    for duty in duties:
        if time.monotonic() >= duty.due_at:
            duty.due_at = time.monotonic() + duty.every_s
            with database.transaction() as session:
                duty.do(session, now_ms())


def _duties(settings: Settings, sender: Sender) -> list[Duty]:
    authority, address = load_authority(settings.authority), centre_address(settings)

    def withdraw(session: Session, now: int) -> None:
        withdrawal.keep_list(session, settings.authority, now=now)
        withdrawal.throw_out_withdrawn(session, address, now=now)

    def send_schedules(session: Session, now: int) -> None:
        send_changed_schedules(session, authority, terminals=None, now=now)

    def send_orders(session: Session, now: int) -> None:
        sending.send_ready(session, authority, address=settings.terminals_url, now=now)
        orders.end_overdue(session, now=now)

    def forget_uploads(session: Session, now: int) -> None:
        uploads.forget(session, settings.uploads, now=now)

    def note_sender(session: Session, now: int) -> None:
        if sender.is_connected:
            sight.mark_seen(session, [(sight.SENDER, now)])

    return [
        Duty(60, sight.open_eyes),
        Duty(1, watch),
        Duty(1, _judge_due),
        Duty(1, withdraw),
        Duty(1, send_orders),
        Duty(5, note_sender),
        Duty(60, _tidy),
        Duty(60, forget_uploads),
        Duty(600, send_schedules),
        Duty(3600, _expire),
    ]


def _judge_due(session: Session, now: int) -> None:
    judge_due(session, now=now)


def _expire(session: Session, now: int) -> None:
    expire_unanswered(session, now)


def _tidy(session: Session, now: int) -> None:
    changes.forget_before(session, now - CHANGES_KEPT_MS)
    outbox.drop_expired(session, now=now)
    outbox.forget_sent(session, before_ms=now - SENT_KEPT_MS)


class _ClockLease:
    """The one clock's lease, renewed when it is due."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._holder = leases.this_process()
        self._ours = False
        self._renew_at = 0.0

    def is_ours(self) -> bool:
        """Do we hold it? Asks the database when it is time."""
        if time.monotonic() >= self._renew_at:
            self._renew_at = time.monotonic() + leases.RENEW_EVERY_S
            with self._database.transaction() as session:
                self._ours = leases.take(session, LEASE, self._holder, now=now_ms())
        return self._ours

    def give_back(self) -> None:
        """So that the next one need not wait."""
        try:
            with self._database.transaction() as session:
                leases.release(session, LEASE, self._holder)
        except AWAY:
            _LOG.warning("the clock's lease could not be given back; it ends by itself")
