"""Queries about codes, tries and certificates."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from control_plane.enrolment.models import Certificate, ConnectionCode, EnrolmentTry


def claim_code(session: Session, code_hash: str, *, now: int) -> ConnectionCode | None:
    """The code, marked as used by this very statement: of two that come at once one gets it."""
    claimed = session.scalar(
        update(ConnectionCode)
        .where(
            ConnectionCode.code_hash == code_hash,
            ConnectionCode.used_ms.is_(None),
            ConnectionCode.expires_ms > now,
        )
        .values(used_ms=now)
        .returning(ConnectionCode.id)
    )
    return session.get(ConnectionCode, claimed, populate_existing=True) if claimed is not None else None


def count_tries(session: Session, address: str, *, since_ms: int) -> int:
    """How many refused tries came from an address since then."""
    query = select(func.count()).select_from(EnrolmentTry)
    return session.scalar(query.where(EnrolmentTry.address == address, EnrolmentTry.at_ms > since_ms)) or 0


def forget_tries(session: Session, before_ms: int) -> None:
    """Drop tries that no longer count."""
    session.execute(delete(EnrolmentTry).where(EnrolmentTry.at_ms <= before_ms))


def revoked_certificates(session: Session, *, now: int) -> dict[str, int]:
    """When each withdrawn certificate was withdrawn, by its serial; those that have run out are left out."""
    query = select(Certificate).where(Certificate.revoked_ms.is_not(None), Certificate.not_after_ms > now)
    return {row.serial: row.revoked_ms for row in session.scalars(query) if row.revoked_ms is not None}


def terminals_without_certificate(session: Session, *, now: int) -> Sequence[str]:
    """Terminals of which every certificate that has not run out was withdrawn."""
    good = select(Certificate.terminal).where(Certificate.revoked_ms.is_(None), Certificate.not_after_ms > now)
    query = select(Certificate.terminal).where(
        Certificate.revoked_ms.is_not(None), Certificate.not_after_ms > now, Certificate.terminal.not_in(good)
    )
    return session.scalars(query.distinct()).all()


def terminals_revoked_since(session: Session, at_ms: int) -> Sequence[str]:
    """Terminals whose certificate was withdrawn since then."""
    return session.scalars(select(Certificate.terminal).where(Certificate.revoked_ms >= at_ms).distinct()).all()


def certificates_of(session: Session, terminal: str) -> Sequence[Certificate]:
    """The certificates of a terminal, the newest first."""
    query = select(Certificate).where(Certificate.terminal == terminal)
    return session.scalars(query.order_by(Certificate.not_after_ms.desc())).all()
