"""The states of a reception."""

from enum import StrEnum

from control_plane.errors import ForbiddenMoveError


class ReceptionState(StrEnum):
    """What became of a booked session."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    HELD = "held"
    FAILED = "failed"


ALLOWED: dict[ReceptionState, frozenset[ReceptionState]] = {
    ReceptionState.BOOKED: frozenset({ReceptionState.CANCELLED, ReceptionState.HELD, ReceptionState.FAILED}),
    ReceptionState.CANCELLED: frozenset(),
    ReceptionState.HELD: frozenset(),
    ReceptionState.FAILED: frozenset(),
}


def next_state(current: ReceptionState, target: ReceptionState) -> ReceptionState:
    """The target, if the table allows the move; raises ForbiddenMoveError otherwise."""
    if target not in ALLOWED[current]:
        message = f"a reception that is {current} cannot become {target}"
        raise ForbiddenMoveError(message)
    return target
