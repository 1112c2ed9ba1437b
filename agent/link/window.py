"""Which spooled messages are under way: at most 64 unconfirmed, then only the oldest is tried again.

A PUBACK only measures the round trip (or refuses for good); a message is done when `down/ack` names it.
A new session begins again from the oldest. What comes up in it goes ahead of what waited before: after a month
without a line the present is told at once, and the past follows.

A broker that lost its memory confirms messages that nobody takes. So a session in which the centre says nothing
probes after 15 s; and when the probe arrives, what was sent before it and is not stored was lost on the way: a
session keeps its order.
"""

from collections import deque
from dataclasses import dataclass
from typing import Protocol

from agent import log
from agent.link.events import Confirmed
from agent.spool import Row, Spool
from contract.codec import encode_up
from contract.messages import Ack, Gap
from contract.topics import Topic, Up

MOST_UNCONFIRMED = 64
PROBE_MS = 300_000
FIRST_PROBE_MS = 15_000
REFUSED_FROM = 0x80

_Number = tuple[str, int]


class Publisher(Protocol):
    """Takes a QoS 1 message and returns its number in the session."""

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> int:
        """Hand a message over."""


@dataclass(frozen=True, slots=True)
class _Sent:
    """A message under way, and when it left (uptime in ms)."""

    number: _Number
    at_ms: int


class Window:
    """The messages of one session that wait for the centre's word."""

    def __init__(self, terminal: str, spool: Spool) -> None:
        """Begin with nothing under way."""
        self.trips_ms: deque[int] = deque(maxlen=5)
        self._terminal = terminal
        self._spool = spool
        self._unconfirmed: dict[_Number, int] = {}
        self._by_mid: dict[int, _Sent] = {}
        self._start: int | None = None
        """The last message that waited when the session began: from there on it is the present."""
        self._behind = 0
        self._present = 0
        self._first: _Number | None = None
        self._patience_ms = FIRST_PROBE_MS
        self._probed: _Sent | None = None
        self._moves = spool.moves
        self._told_gaps: set[tuple[str, int, int]] = set()

    def restart(self) -> None:
        """Begin a new session: everything that waits is sent once more, the oldest first."""
        self._unconfirmed.clear()
        self._by_mid.clear()
        self._told_gaps.clear()
        self.trips_ms.clear()
        self._start, self._behind = None, 0
        self._first = None
        self._patience_ms = FIRST_PROBE_MS
        self._probed = None

    def fill(self, publisher: Publisher, now_ms: int) -> None:
        """Send what there is room for, and the gaps that were not told in this session."""
        if self._spool.is_busy:
            return  # what changed is not yet on disk
        if self._first is not None:
            self.send_first(*self._first, publisher=publisher, now_ms=now_ms)
        for gap in self._spool.gaps():
            self._tell_gap(gap, publisher)
        if self._moves != self._spool.moves:
            self._moves, self._start, self._behind = self._spool.moves, None, 0
        if self._start is None:
            self._start = self._present = self._spool.last_id()
        self._present = self._send_from(self._present, None, publisher=publisher, now_ms=now_ms)
        self._behind = self._send_from(self._behind, self._start, publisher=publisher, now_ms=now_ms)

    def send_first(self, run: str, seq: int, *, publisher: Publisher, now_ms: int) -> None:
        """Send one message ahead of all that wait: the present state is worth more than the past."""
        self._first = (run, seq) if self._spool.is_busy else None
        if self._first is None and (row := self._spool.find(run, seq)) is not None:
            self._send(row, publisher, now_ms)

    def probe(self, publisher: Publisher, now_ms: int) -> None:
        """Send the oldest once more if it has waited for 15 s, later in the session for five minutes."""
        number = next(iter(self._unconfirmed), None)
        if number is None or self._spool.is_busy or now_ms < self._unconfirmed[number] + self._patience_ms:
            return
        self._patience_ms = PROBE_MS
        if (row := self._spool.find(*number)) is not None:
            self._probed = _Sent(number, now_ms)
            self._publish(row, publisher, now_ms)
        else:
            del self._unconfirmed[number]

    def next_ms(self) -> int | None:
        """When the oldest is due for another try; None if nothing waits."""
        oldest = next(iter(self._unconfirmed.values()), None)
        return None if oldest is None or self._spool.is_busy else oldest + self._patience_ms

    def silent_ms(self, now_ms: int) -> int:
        """Return for how long the broker has owed a PUBACK; 0 if it owes none."""
        oldest = next(iter(self._by_mid.values()), None)
        return 0 if oldest is None else now_ms - oldest.at_ms

    def confirm(self, event: Confirmed) -> None:
        """Take a PUBACK: a round trip, or a message that the broker refuses for good."""
        sent = self._by_mid.pop(event.mid, None)
        if sent is None:
            return
        if event.code < REFUSED_FROM:
            self.trips_ms.append(max(0, event.at_ms - sent.at_ms))
            return
        run, seq = sent.number
        log.warning("link.message_refused", run=run, seq=seq, code=event.code)
        self._unconfirmed.pop(sent.number, None)
        self._spool.bury(run, seq, f"refused by the broker with code {event.code}")

    def acknowledge(self, ack: Ack) -> None:
        """Take the centre's word: what it has is done, what it lacks is sent again."""
        stored = [(1, ack.upto), *ack.also] if ack.upto else list(ack.also)
        self._spool.mark_stored(ack.run, stored)
        for number in [number for number in self._unconfirmed if number[0] == ack.run and _within(number[1], stored)]:
            del self._unconfirmed[number]
        if ack.resend:
            self._spool.send_again(ack.run, ack.resend)
            # What the broker has not yet confirmed is still on our own line.
            leaving = {sent.number for sent in self._by_mid.values()}
            named = [n for n in self._unconfirmed if n[0] == ack.run and _within(n[1], ack.resend)]
            lacking = [number for number in named if number not in leaving]
            self._begin_again(lacking)
        if self._probed is not None and self._probed.number not in self._unconfirmed:
            lost, self._probed = [n for n, at_ms in self._unconfirmed.items() if at_ms <= self._probed.at_ms], None
            self._begin_again(lost)

    def round_trip_ms(self) -> float | None:
        """Return the (upper) median of the last round trips to the broker; None before the first."""
        return float(sorted(self.trips_ms)[len(self.trips_ms) // 2]) if self.trips_ms else None

    def _send_from(self, behind: int, upto: int | None, *, publisher: Publisher, now_ms: int) -> int:
        """Send what waits behind one id and up to another while there is room; return how far this came."""
        while (room := MOST_UNCONFIRMED - len(self._unconfirmed)) > 0 and (upto is None or behind < upto):
            rows = [row for row in self._spool.waiting(behind, room) if upto is None or row.id <= upto]
            if not rows:
                return behind if upto is None else upto
            for row in rows:
                behind = row.id
                self._send(row, publisher, now_ms)
        return behind

    def _send(self, row: Row, publisher: Publisher, now_ms: int) -> None:
        number = (row.run, row.seq)
        if number in self._unconfirmed and self._unconfirmed[number] + PROBE_MS > now_ms:
            return
        self._publish(row, publisher, now_ms)

    def _publish(self, row: Row, publisher: Publisher, now_ms: int) -> None:
        sent = _Sent((row.run, row.seq), now_ms)
        mid = publisher.publish(Topic(self._terminal, row.channel).render(), row.payload)
        self._unconfirmed[sent.number] = now_ms
        self._by_mid[mid] = sent

    def _begin_again(self, numbers: list[_Number]) -> None:
        for number in numbers:
            del self._unconfirmed[number]
        self._behind, self._present = 0, self._start or 0

    def _tell_gap(self, gap: Gap, publisher: Publisher) -> None:
        told = (gap.run, gap.first, gap.last)
        if told not in self._told_gaps:
            self._told_gaps.add(told)
            publisher.publish(Topic(self._terminal, Up.GAP).render(), encode_up(gap))


def _within(number: int, spans: list[tuple[int, int]] | tuple[tuple[int, int], ...]) -> bool:
    return any(first <= number <= last for first, last in spans)
