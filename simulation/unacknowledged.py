"""What a run has said and the centre has not yet acknowledged: in memory, in order, bounded."""

from collections.abc import Iterator

from msgspec import Struct

from contract.messages import Ack, Gap
from contract.topics import Up

AT_ONCE = 64
CAPACITY = 4096
PROBE_S = 300.0


class Said(Struct, frozen=True):
    """One numbered message, encoded."""

    seq: int
    channel: Up
    payload: bytes


class Unacknowledged:
    """At most 64 messages wait for their acknowledgement; then only the oldest is tried again, every 5 min."""

    def __init__(self, run: str) -> None:
        self._run = run
        self._waiting: dict[int, Said] = {}
        self._sent: set[int] = set()
        self._moved_s = 0.0

    def __len__(self) -> int:
        return len(self._waiting)

    def put(self, said: Said) -> Gap | None:
        """Keep a message; return the gap that tells of the oldest one if it had to go for want of space."""
        self._waiting[said.seq] = said
        if len(self._waiting) <= CAPACITY:
            return None
        oldest = next(iter(self._waiting))
        self._forget(oldest)
        return Gap(run=self._run, first=oldest, last=oldest, why="no space")

    def start_session(self, now_s: float) -> None:
        """On a new session everything is unsent again."""
        self._sent.clear()
        self._moved_s = now_s

    def take(self, now_s: float) -> Iterator[Said]:
        """Yield what may be sent now, oldest first."""
        if len(self._sent) >= AT_ONCE and now_s - self._moved_s >= PROBE_S:
            self._moved_s = now_s
            yield next(iter(self._waiting.values()))
        for seq, said in list(self._waiting.items()):
            if len(self._sent) >= AT_ONCE:
                return
            if seq not in self._sent:
                self._sent.add(seq)
                yield said

    def settle(self, ack: Ack, now_s: float) -> None:
        """Let go of what the centre has stored; what it misses is unsent again."""
        if ack.run != self._run:
            return
        self._moved_s = now_s
        for seq in [seq for seq in self._waiting if seq <= ack.upto or _within(seq, ack.also)]:
            self._forget(seq)
        self._sent -= {seq for seq in self._sent if _within(seq, ack.resend)}

    def _forget(self, seq: int) -> None:
        del self._waiting[seq]
        self._sent.discard(seq)


def _within(seq: int, spans: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= seq <= last for first, last in spans)
