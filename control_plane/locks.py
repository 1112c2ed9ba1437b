"""What only one transaction at a time may do, in the one order in which these locks are taken.

A transaction takes all that it will need at its beginning, before it touches a row: two that each hold
what the other waits for would end with one of them refused.
"""

from enum import IntEnum

from sqlalchemy.orm import Session

from control_plane.database import lock_until_commit


class Lock(IntEnum):
    """The locks, in their order; the numbers are the same in every process."""

    LAYERS = 1
    """Two edits of different layers would each issue a document without the other's change."""
    SCHEDULES = 2
    """Two schedules of one terminal would be numbered the same."""
    ACTIONS = 3
    """Two actions would follow the same row of the chain."""


def take(session: Session, *locks: Lock) -> None:
    """Wait until no other transaction holds any of these; they are given back with the transaction."""
    for lock in sorted(locks):
        lock_until_commit(session, lock.value)
