"""What becomes of a datagram: an answer as long as itself, or nothing and a count of why.

Nobody proves who he is in unauthenticated STAMP, so an address may be forged. An answer is never longer than what was
asked, nothing is answered that could be an answer itself (a port of the system's, or our own: two reflectors would
talk for ever), and each address and all together have a limit.
"""

import ipaddress
import time
from collections import Counter
from enum import StrEnum

from contract.stamp import StampError, error_estimate, read_question, reflect
from control_plane.rate_limit import RateLimit
from control_plane.reflector.endpoint import Datagram, Source
from control_plane.reflector.sessions import Sessions

FIRST_FREE_PORT = 1024
ADDRESS_BURST, ADDRESS_PER_SECOND = 4000, 2000
"""Forty full tests at once: a provider, or the operator's own network, may put all branches behind one address."""
ALL_BURST, ALL_PER_SECOND = 40_000, 20_000
ALL = "all"
_NETWORK_OF_ONE = 64
"""Bits of an IPv6 address that are one customer's."""


class Fate(StrEnum):
    """What became of a datagram; each is a counter."""

    ANSWERED = "reflector_answered"
    MALFORMED = "reflector_malformed"
    FORBIDDEN_PORT = "reflector_forbidden_port"
    TOO_MANY = "reflector_too_many"
    UNSENT = "reflector_unsent"


class Reflector:
    """Answers datagrams and counts what became of them."""

    def __init__(self, port: int) -> None:
        self.fates: Counter[Fate] = Counter()
        self.sessions = Sessions()
        self._port = port
        self._of_address = RateLimit(burst=ADDRESS_BURST, per_second=ADDRESS_PER_SECOND)
        self._of_all = RateLimit(burst=ALL_BURST, per_second=ALL_PER_SECOND)
        # Nothing is claimed of this machine's clock: what is judged needs no common one.
        self._error = error_estimate(synchronised=False)

    def answer(self, datagram: Datagram, now: int) -> bytes | None:
        """Return the answer; None when there is none to give. `now` is any clock in milliseconds that only grows."""
        source = datagram.source
        try:
            question = read_question(datagram.packet)
        except StampError:
            self.fates[Fate.MALFORMED] += 1
            return None
        refused = self._refusal(source, now)
        if refused is not None:
            self.fates[refused] += 1
            return None
        number = self.sessions.next_number((source[0], source[1], question.session), now)
        left_ns = time.time_ns()
        return reflect(
            datagram.packet,
            number=number,
            reached_ns=left_ns if datagram.reached_ns is None else datagram.reached_ns,
            left_ns=left_ns,
            ttl=datagram.ttl,
            error=self._error,
        )

    def take_fates(self) -> Counter[Fate]:
        """Return what became of datagrams since this was asked last."""
        taken, self.fates = self.fates, Counter()
        return taken

    def _refusal(self, source: Source, now: int) -> Fate | None:
        if source[1] < FIRST_FREE_PORT or source[1] == self._port:
            return Fate.FORBIDDEN_PORT
        if not (self._of_address.admits(network_of(source), now) and self._of_all.admits(ALL, now)):
            return Fate.TOO_MANY
        return None


def network_of(source: Source) -> str:
    """Return the address whose packets are counted together: an IPv4 address, or the /64 of an IPv6 one."""
    host = source[0].removeprefix("::ffff:")
    if ":" not in host:
        return host
    packed = ipaddress.IPv6Address(host.partition("%")[0]).packed
    return packed[: _NETWORK_OF_ONE // 8].hex()
