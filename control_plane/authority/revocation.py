"""The list of withdrawn certificates (CRL, RFC 5280) that the broker refuses by.

An expired list refuses everyone, so it is issued daily and good for thirty days.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from control_plane.authority.certificates import load_issuer
from control_plane.authority.files import write_public

REVOCATIONS = "terminals.crl"
WITHDRAWN = "withdrawn-terminals"
LIFE = timedelta(days=30)
REISSUED_AFTER = timedelta(days=1)
BACKDATED = timedelta(hours=1)
"""A list from the future refuses everyone too: clocks are set back now and then."""


def withdrawn_terminals(folder: Path) -> list[str]:
    """The terminals that have no good certificate any more: for listeners that cannot read the list itself."""
    path = folder / WITHDRAWN
    return path.read_text().split() if path.exists() else []


def keep_revocations(
    folder: Path, revoked_ms: Mapping[str, int], *, terminals: Iterable[str] = (), now: datetime
) -> bool:
    """Issue the list anew when a serial number (hex) is missing in it or it is a day old; returns whether it was.

    `terminals` are those that have no other certificate.
    """
    listed = _load(folder)
    if listed is not None and timedelta() <= now - listed.last_update_utc < REISSUED_AFTER:
        known = {f"{entry.serial_number:x}" for entry in listed}
        if set(revoked_ms) <= known:
            return False
    issuer = load_issuer(folder)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(now - BACKDATED)
        .next_update(now + LIFE)
    )
    for serial, at_ms in sorted(revoked_ms.items()):
        builder = builder.add_revoked_certificate(_entry(serial, at_ms))
    signed = builder.sign(issuer.private, hashes.SHA256())
    # Before the list: whoever sees a new one reads both.
    write_public(folder / WITHDRAWN, "\n".join(sorted(terminals)).encode())
    write_public(folder / REVOCATIONS, signed.public_bytes(serialization.Encoding.PEM))
    return True


def days_left(folder: Path, now: datetime) -> float | None:
    """For how many days the broker still accepts the list; None when there is none."""
    listed = _load(folder)
    if listed is None or listed.next_update_utc is None:
        return None
    return (listed.next_update_utc - now) / timedelta(days=1)


def _load(folder: Path) -> x509.CertificateRevocationList | None:
    try:
        return x509.load_pem_x509_crl((folder / REVOCATIONS).read_bytes())
    except FileNotFoundError:
        return None


def _entry(serial: str, at_ms: int) -> x509.RevokedCertificate:
    moment = datetime.fromtimestamp(at_ms / 1000, UTC)
    return x509.RevokedCertificateBuilder().serial_number(int(serial, 16)).revocation_date(moment).build()
