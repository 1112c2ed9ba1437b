"""Whether a terminal is in contact."""

from enum import StrEnum

from control_plane.errors import ForbiddenMoveError


class PresenceState(StrEnum):
    """Contact with a terminal, as far as the centre can tell."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    SUSPECT = "suspect"
    OFFLINE = "offline"


ALLOWED: dict[PresenceState, frozenset[PresenceState]] = {
    PresenceState.UNKNOWN: frozenset({PresenceState.ONLINE, PresenceState.SUSPECT}),
    PresenceState.ONLINE: frozenset({PresenceState.SUSPECT}),
    PresenceState.SUSPECT: frozenset({PresenceState.ONLINE, PresenceState.OFFLINE}),
    PresenceState.OFFLINE: frozenset({PresenceState.ONLINE}),
}


def next_state(current: PresenceState, target: PresenceState) -> PresenceState:
    """The target, if the table allows the move; raises ForbiddenMoveError otherwise."""
    if target not in ALLOWED[current]:
        message = f"contact that is {current} cannot become {target}"
        raise ForbiddenMoveError(message)
    return target
