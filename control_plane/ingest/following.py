"""What terminals say about their configuration and their orders, handed to the parts that sent them."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from contract.messages import CommandResult, ConfigOutcome, Numbered
from control_plane.authority.service import Authority
from control_plane.configuration.models import Reported
from control_plane.configuration.service import record_outcome, record_reported
from control_plane.history.recording import Placed
from control_plane.orders import service as orders


def follow_configuration(
    session: Session, placed: Sequence[tuple[Placed, Numbered]], *, authority: Authority, now: int
) -> None:
    """Take in outcomes in order, then what each terminal says it runs now, where that is news."""
    ordered = sorted(placed, key=lambda each: (each[0].terminal, each[0].ordinal, each[1].seq))
    for where, body in ordered:
        if isinstance(body, ConfigOutcome):
            record_outcome(session, where.terminal, outcome=body, authority=authority, now=now)
    newest = {where.terminal: body for where, body in ordered if where.is_newest}
    if not newest:
        return
    known = _reported(session, list(newest))
    for terminal, body in newest.items():
        if known.get(terminal) != (body.generation, body.config_hash):
            record_reported(
                session,
                terminal,
                generation=body.generation,
                config_hash=body.config_hash,
                authority=authority,
                now=now,
            )


def follow_orders(session: Session, placed: Sequence[tuple[Placed, Numbered]], *, now: int) -> None:
    """Take in each word about an order with the time at which it was said."""
    ordered = sorted(placed, key=lambda each: (each[0].terminal, each[0].ordinal, each[1].seq))
    said = [
        (where.terminal, body, where.at(body.uptime_ms)) for where, body in ordered if isinstance(body, CommandResult)
    ]
    if said:
        orders.record_results(session, said, now=now)


def _reported(session: Session, terminals: Sequence[str]) -> dict[str, tuple[int, str]]:
    asked = select(Reported.terminal, Reported.generation, Reported.hash).where(Reported.terminal.in_(terminals))
    return {row.terminal: (row.generation, row.hash) for row in session.execute(asked)}
