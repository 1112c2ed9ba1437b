"""Boots whose time nobody knows: their messages come batch by batch, and each batch may say that it was earlier.

What is known of such a boot is that it ended before the next one began. A later message of it (with more uptime) shows
that it began earlier than those before it made one believe: then all of it moves, so that its order stays.
"""

from sqlalchemy import case, func, select, update
from sqlalchemy.orm import Session

from control_plane.history.event_time import BootOffset
from control_plane.history.models import Flip, Report, Run
from control_plane.history.states import EventClock


def keep_order(session: Session, terminal: str, boot: str, *, offset: BootOffset) -> BootOffset:
    """Return the offset to use for a bounded boot: never a later one than before; what is stored moves along."""
    before = session.scalar(
        select(func.min(Report.event_ms - Report.uptime_ms)).where(
            Report.terminal == terminal, Report.boot == boot, Report.event_clock == EventClock.BOUNDED
        )
    )
    if before is None or before <= offset.offset_ms:
        return offset if before is None else BootOffset(before, EventClock.BOUNDED)
    earlier_ms = before - offset.offset_ms
    of_boot = select(Run.run).where(Run.terminal == terminal, Run.boot == boot)
    for model in (Report, Flip):
        # Whatever uptime a terminal claims: no date before any clock begins.
        moved_ms = case((model.event_ms > earlier_ms, model.event_ms - earlier_ms), else_=0)
        session.execute(
            update(model)
            .where(model.terminal == terminal, model.event_clock == EventClock.BOUNDED, model.run.in_(of_boot))
            .values(event_ms=moved_ms)
            .execution_options(synchronize_session=False)
        )
    return offset
