"""Contact with a terminal: what a message, a last will or a deadline makes of it. Pure.

    unknown ──contact──▶ online ──will of this session, deadline──▶ suspect ──grace over──▶ offline
                           ▲────────────────contact────────────────────┘──────contact───────┘
    (unknown ──will──▶ suspect: a centre without memory finds a retained will)

A will that is not of the latest session is ignored: the broker publishes it when a new connection has
already taken the old one's place. A retained message shows a state, not a sign of life.
"""

from dataclasses import dataclass, replace

from contract.verdicts import LinkClass
from control_plane.presence.states import PresenceState, next_state
from control_plane.timekeeping import MINUTE_MS, SECOND_MS

GRACE_MS = {
    LinkClass.WIRED: 2 * MINUTE_MS,
    LinkClass.MOBILE: 5 * MINUTE_MS,
    LinkClass.SATELLITE: 10 * MINUTE_MS,
    LinkClass.UNKNOWN: 5 * MINUTE_MS,
}
LATE_MS = 30 * SECOND_MS
"""How late the promised next word may be before its absence counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A sign of life: any message that is not retained, or a retained presence of a session we had missed."""

    run: str
    next_s: int | None = None
    session: str = ""
    retained: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Farewell:
    """A last will, or a terminal that says that it goes."""

    session: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of one terminal's contact; `deadline_ms` is when the next move is due by itself."""

    state: PresenceState = PresenceState.UNKNOWN
    since_ms: int
    run: str = ""
    session: str = ""
    deadline_ms: int | None = None
    seen_ms: int = 0
    link_class: LinkClass = LinkClass.UNKNOWN


def after_contact(standing: Standing, contact: Contact, now: int) -> Standing:
    """The terminal spoke; a message without a promise keeps the deadline that an earlier one set."""
    if contact.retained and contact.session == standing.session:
        return standing
    deadline = standing.deadline_ms
    if contact.next_s is not None:
        deadline = now + contact.next_s * SECOND_MS + LATE_MS
    elif standing.state is not PresenceState.ONLINE or deadline is None:
        deadline = now + GRACE_MS[standing.link_class]
    seen = replace(
        standing,
        run=contact.run or standing.run,
        session=contact.session or standing.session,
        seen_ms=now,
        deadline_ms=deadline,
    )
    return _moved(seen, PresenceState.ONLINE, now)


def after_farewell(standing: Standing, farewell: Farewell, now: int) -> Standing:
    """The broker or the terminal said that the connection is over."""
    if standing.state is PresenceState.UNKNOWN:
        return _suspect(replace(standing, session=farewell.session), now)
    if farewell.session != standing.session or standing.state is not PresenceState.ONLINE:
        return standing
    return _suspect(standing, now)


def after_deadline(standing: Standing, now: int) -> Standing:
    """The next move, if its time has come."""
    if standing.deadline_ms is None or now < standing.deadline_ms:
        return standing
    if standing.state is PresenceState.ONLINE:
        return _suspect(standing, now)
    if standing.state is PresenceState.SUSPECT:
        return _moved(replace(standing, deadline_ms=None), PresenceState.OFFLINE, now)
    return replace(standing, deadline_ms=None)


def after_blindness(standing: Standing, now: int) -> Standing:
    """The centre sees again: everybody gets the time to speak that they could not use."""
    if standing.deadline_ms is None:
        return standing
    return replace(standing, deadline_ms=max(standing.deadline_ms, now + GRACE_MS[standing.link_class]))


def _suspect(standing: Standing, now: int) -> Standing:
    deadline = now + GRACE_MS[standing.link_class]
    return _moved(replace(standing, deadline_ms=deadline), PresenceState.SUSPECT, now)


def _moved(standing: Standing, state: PresenceState, now: int) -> Standing:
    if standing.state is state:
        return standing
    return replace(standing, state=next_state(standing.state, state), since_ms=now)
