"""Withdrawn access takes effect at once: the broker is given the list, a living connection is taken over.

The broker reads a new list for new connections only. So for a while after a withdrawal a connection of
ours under the terminal's name throws out whatever speaks under it.
"""

import logging
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.orm import Session

from control_plane.authority.revocation import keep_revocations
from control_plane.broker.mqtt import take_over
from control_plane.broker.settings import BrokerAddress
from control_plane.enrolment import repository
from control_plane.timekeeping import SECOND_MS

THROWN_OUT_FOR_MS = 15 * SECOND_MS

_LOG = logging.getLogger(__name__)


def keep_list(session: Session, folder: Path, *, now: int) -> None:
    """Keep the broker's list of withdrawn certificates whole and fresh."""
    revoked = repository.revoked_certificates(session, now=now)
    shut_out = repository.terminals_without_certificate(session, now=now)
    if keep_revocations(folder, revoked, terminals=shut_out, now=datetime.fromtimestamp(now / 1000, UTC)):
        _LOG.info("the list of withdrawn certificates was issued", extra={"certificates": len(revoked)})


def throw_out_withdrawn(session: Session, address: BrokerAddress, *, now: int) -> None:
    """End what connections of just withdrawn terminals still live."""
    for terminal in repository.terminals_revoked_since(session, now - THROWN_OUT_FOR_MS):
        try:
            take_over(address, terminal)
        except OSError as error:
            _LOG.warning("a withdrawn terminal was not reached", extra={"terminal": terminal, "why": str(error)})
