"""TLS with the centre: our own authority, the terminal's certificate, and dates where the clock can be believed."""

import ssl
from datetime import UTC, datetime
from pathlib import Path

NO_CHECK_TIME = 0x200000
"""X509_V_FLAG_NO_CHECK_TIME of OpenSSL: chain and name are verified, dates are not."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def context_for(authority: Path, *, certificate: Path, key: Path, dates_count: bool) -> ssl.SSLContext:
    """Return what trusts the authority alone and shows the terminal's certificate; raises OSError for a bad file."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(authority)
    context.load_cert_chain(certificate, key)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    if not dates_count:
        context.verify_flags |= ssl.VerifyFlags(NO_CHECK_TIME)
    return context


def validity_of(line: ssl.SSLSocket | None) -> tuple[int, int] | None:
    """Return from when until when the far end's certificate is good, in ms since 1970."""
    certificate = line.getpeercert() if line is not None else None
    if not certificate:
        return None
    first, last = (_moment_ms(str(certificate[name])) for name in ("notBefore", "notAfter"))
    return first, last


def _moment_ms(text: str) -> int:
    """Return `Jun  1 12:00:00 2026 GMT` in ms since 1970 (`ssl.cert_time_to_seconds` loads the locale for it)."""
    month, day, clock, year, _zone = text.split()
    hour, minute, second = (int(part) for part in clock.split(":"))
    moment = datetime(int(year), 1 + _MONTHS.index(month), int(day), hour, minute, second, tzinfo=UTC)
    return int(1000 * moment.timestamp())
