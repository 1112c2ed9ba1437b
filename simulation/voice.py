"""How a virtual terminal speaks: its run, its numbers, its sessions, and what waits for acknowledgement."""

import time
from typing import TypedDict

from msgspec import Struct

from contract.codec import encode_up
from contract.identity import new_run
from contract.messages import Ack, Numbered, Presence
from contract.topics import Up
from simulation.unacknowledged import Said, Unacknowledged


class Outgoing(Struct, frozen=True):
    """One message to publish now."""

    channel: Up
    payload: bytes
    retain: bool = False


class Stamp(TypedDict):
    """The fields of a stamped message."""

    run: str
    boot: str
    uptime_ms: int
    wall_ms: int
    synced: bool


class Voice:
    """One process of a terminal: numbers start at 1, and nothing numbered is let go before its ack."""

    def __init__(self, *, boot: str, has_right_time: bool = True) -> None:
        self.run = new_run()
        self._boot = boot
        self._has_right_time = has_right_time
        self._session = new_run()
        self._seq = 0
        self._online = False
        self._outgoing: list[Outgoing] = []
        self._unacknowledged = Unacknowledged(self.run)

    @property
    def waiting(self) -> int:
        """How many messages the centre has not acknowledged."""
        return len(self._unacknowledged)

    def stamp(self, now_s: float) -> Stamp:
        """Return who speaks, and when by this machine's clocks."""
        return {
            "run": self.run,
            "boot": self._boot,
            "uptime_ms": int(now_s * 1000),
            "wall_ms": int((time.time() if self._has_right_time else now_s) * 1000),
            "synced": self._has_right_time,
        }

    def next_number(self) -> int:
        """Return the number of the next message."""
        self._seq += 1
        return self._seq

    def will(self, now_s: float) -> bytes:
        """Begin a session; return what the broker says should it break."""
        self._session = new_run()
        return encode_up(self.presence(now_s, online=False, why="will"))

    def presence(self, now_s: float, *, online: bool, why: str = "") -> Presence:
        """Return the word that we are here, or not."""
        return Presence(**self.stamp(now_s), session=self._session, online=online, runs=(self.run,), why=why)

    def start_session(self, presence: Presence, now_s: float) -> None:
        """The broker took us: say so first; all that waits goes again."""
        self._online = True
        self._unacknowledged.start_session(now_s)
        self._outgoing = [Outgoing(Up.PRESENCE, encode_up(presence), retain=True)]

    def end_session(self) -> None:
        """The line is gone; what is said from now on waits."""
        self._online = False
        self._outgoing.clear()

    def say(self, channel: Up, message: Numbered) -> None:
        """Say something that must arrive."""
        gap = self._unacknowledged.put(Said(message.seq, channel, encode_up(message)))
        if gap is not None:
            self._outgoing.append(Outgoing(Up.GAP, encode_up(gap)))

    def settle(self, ack: Ack, now_s: float) -> None:
        """Hear what the centre has stored."""
        self._unacknowledged.settle(ack, now_s)

    def take(self, now_s: float) -> list[Outgoing]:
        """Return what is to be published now."""
        if not self._online:
            return []
        waiting = [Outgoing(said.channel, said.payload) for said in self._unacknowledged.take(now_s)]
        taken, self._outgoing = self._outgoing + waiting, []
        return taken
