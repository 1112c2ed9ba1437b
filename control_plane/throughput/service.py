"""Who may measure the line to the centre, and how often: a terminal of ours, within limits."""

import hashlib
import hmac
import re
import ssl
import threading

from sqlalchemy.orm import Session

from control_plane.enrolment.repository import certificates_of
from control_plane.errors import NotSignedInError, TooManyError
from control_plane.rate_limit import RateLimit

LARGEST = 256 << 10
TERMINAL_BURST, TERMINAL_PER_SECOND = 24, 24 / 3600
"""Requests: three measurements at once, three an hour."""
ALL_BURST, ALL_PER_SECOND = 200, 50.0
"""At most 12.5 MiB a second, however many terminals there are."""
ALL = "all"

_RIGHT = re.compile(r"^Terminal ([0-9a-z-]{1,64}):([0-9a-f]{64})$")


class Gate:
    """Lets terminals through, each as often as it needs; of this process, so that nothing is written for a test."""

    def __init__(self) -> None:
        self._of_terminal = RateLimit(burst=TERMINAL_BURST, per_second=TERMINAL_PER_SECOND)
        self._of_all = RateLimit(burst=ALL_BURST, per_second=ALL_PER_SECOND)
        self._lock = threading.Lock()

    def pass_through(self, terminal: str, now: int) -> None:
        """Count one request; raises TooManyError."""
        with self._lock:
            # Its own first: one that asks without end takes nothing of what all have together.
            if not self._of_terminal.admits(terminal, now):
                raise TooManyError("this terminal has measured its line often enough; wait an hour")
            if not self._of_all.admits(ALL, now):
                raise TooManyError("too many terminals measure their lines just now; try again in a minute")


def require_terminal(session: Session, authorization: str, *, now: int) -> str:
    """The terminal that shows a certificate's fingerprint (`Terminal ID:SHA-256`); raises NotSignedInError.

    The web server does not see a terminal's certificate. Its fingerprint is known to the two ends alone, ends with the
    certificate, and gives no other right than this.
    """
    found = _RIGHT.match(authorization)
    if found is not None:
        terminal, shown = found.groups()
        for certificate in certificates_of(session, terminal):
            is_good = certificate.revoked_ms is None and now < certificate.not_after_ms
            if is_good and hmac.compare_digest(_fingerprint(certificate.pem), shown):
                return terminal
    raise NotSignedInError("no terminal of ours shows this certificate")


def _fingerprint(pem: str) -> str:
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()
