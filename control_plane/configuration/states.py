"""Layers of configuration, and how far a terminal's desired configuration has come."""

from enum import StrEnum

from control_plane.errors import ForbiddenMoveError


class LayerKind(StrEnum):
    """The layers, the general first; a later one overrides an earlier one."""

    FLEET = "fleet"
    LINE = "line"
    """By the class of the branch's line: wired, mobile, satellite."""
    OFFICE = "office"
    DISTRICT = "district"
    BRANCH = "branch"
    MODEL = "model"
    SEAT = "seat"


class DesiredState(StrEnum):
    """How far one generation has come on its terminal."""

    ISSUED = "issued"
    RECEIVED = "received"
    APPLIED = "applied"
    PROVEN = "proven"
    INCONCLUSIVE = "inconclusive"
    REJECTED = "rejected"
    ROLLED_BACK = "rolled_back"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


_OUTCOMES = frozenset(DesiredState) - {DesiredState.ISSUED}
_SETTLED = frozenset({DesiredState.SUPERSEDED})
ALLOWED: dict[DesiredState, frozenset[DesiredState]] = {
    DesiredState.ISSUED: _OUTCOMES,
    DesiredState.RECEIVED: _OUTCOMES - {DesiredState.RECEIVED},
    DesiredState.APPLIED: _OUTCOMES - {DesiredState.RECEIVED, DesiredState.APPLIED},
    DesiredState.INCONCLUSIVE: _OUTCOMES - {DesiredState.INCONCLUSIVE},
    # A terminal that was offline for long may apply what we no longer waited for.
    DesiredState.EXPIRED: _OUTCOMES - {DesiredState.EXPIRED},
    DesiredState.PROVEN: _SETTLED,
    # A newer agent may take what an older one refused (DESIGN: tried again under a new version).
    DesiredState.REJECTED: frozenset({DesiredState.APPLIED, DesiredState.PROVEN, DesiredState.SUPERSEDED}),
    DesiredState.ROLLED_BACK: frozenset({DesiredState.APPLIED, DesiredState.PROVEN, DesiredState.SUPERSEDED}),
    DesiredState.SUPERSEDED: frozenset(),
}


def next_state(current: DesiredState, target: DesiredState) -> DesiredState:
    """The target, if the table allows the move; raises ForbiddenMoveError otherwise."""
    if target not in ALLOWED[current]:
        message = f"a configuration that is {current} cannot become {target}"
        raise ForbiddenMoveError(message)
    return target
