"""Queries and statements of the way in: who is known, counters, quarantine."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from control_plane.bulk import BulkInsert
from control_plane.fleet.models import Terminal
from control_plane.fleet.states import LifeCycle
from control_plane.ingest.models import Counter, Quarantine

QUARANTINE_KEPT = 20_000

_COUNT = BulkInsert(
    model=Counter,
    columns=("name", "value"),
    conflict="(name) DO UPDATE SET value = counter.value + excluded.value",
)


def life_cycles(session: Session, terminals: Collection[str]) -> Mapping[str, LifeCycle]:
    """The life cycle of each of these that is a terminal of ours."""
    asked = select(Terminal.id, Terminal.life_cycle).where(Terminal.id.in_(terminals))
    return {row.id: row.life_cycle for row in session.execute(asked)}


def add_to_counters(session: Session, amounts: Mapping[str, int]) -> None:
    """Add to counters; the last statement of a transaction, since every worker waits for these rows."""
    _COUNT.write(session, [(name, amount) for name, amount in sorted(amounts.items()) if amount])


def counters(session: Session) -> Mapping[str, int]:
    """Every counter."""
    return {row.name: row.value for row in session.execute(select(Counter.name, Counter.value))}


def quarantined(session: Session, *, limit: int) -> Sequence[Quarantine]:
    """The newest messages in quarantine."""
    return session.scalars(select(Quarantine).order_by(Quarantine.id.desc()).limit(limit)).all()


def keep_newest_in_quarantine(session: Session) -> None:
    """Drop what is beyond the newest that are kept."""
    newest = session.scalar(select(func.max(Quarantine.id))) or 0
    session.execute(delete(Quarantine).where(Quarantine.id <= newest - QUARANTINE_KEPT))
