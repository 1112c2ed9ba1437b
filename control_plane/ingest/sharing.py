"""Which lanes a worker holds: all of them when it is alone, a fair share when there are others."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from contract.identity import LANES
from contract.topics import all_lanes
from control_plane.ingest import leases

WORKER = "ingest-worker:"


def lane_lease(lane: int) -> str:
    """The name of a lane's lease."""
    return f"lane:{lane:02d}"


def share_lanes(session: Session, holder: str, held: Collection[int], *, now: int) -> frozenset[int]:
    """Renew what is ours, let go what others should have, take what is free; return what we hold now."""
    leases.take(session, WORKER + holder, holder, now=now)
    workers = len(leases.living_holders(session, WORKER, now=now)) or 1
    fair = -(-LANES // workers)
    kept = [lane for lane in sorted(held) if leases.take(session, lane_lease(lane), holder, now=now)]
    for lane in kept[fair:]:
        leases.release(session, lane_lease(lane), holder)
    holding = set(kept[:fair])
    for lane in all_lanes():
        if len(holding) < fair and lane not in held and leases.take(session, lane_lease(lane), holder, now=now):
            holding.add(lane)
    return frozenset(holding)


def leave_lanes(session: Session, holder: str, held: Collection[int]) -> None:
    """Let go of everything, so that nobody has to wait for our leases to end."""
    for lane in held:
        leases.release(session, lane_lease(lane), holder)
    leases.release(session, WORKER + holder, holder)
