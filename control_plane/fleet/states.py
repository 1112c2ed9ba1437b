"""The life cycle of a terminal."""

from enum import StrEnum

from control_plane.errors import ForbiddenMoveError


class LifeCycle(StrEnum):
    """Where a device stands between the store room and the scrap heap."""

    EXPECTED = "expected"
    ENROLLED = "enrolled"  # installed, not proven
    ACTIVE = "active"
    MAINTENANCE = "maintenance"
    QUARANTINED = "quarantined"
    RETIRED = "retired"


ALLOWED: dict[LifeCycle, frozenset[LifeCycle]] = {
    LifeCycle.EXPECTED: frozenset({LifeCycle.ENROLLED, LifeCycle.RETIRED}),
    LifeCycle.ENROLLED: frozenset({LifeCycle.ACTIVE, LifeCycle.QUARANTINED, LifeCycle.RETIRED}),
    LifeCycle.ACTIVE: frozenset({LifeCycle.MAINTENANCE, LifeCycle.QUARANTINED, LifeCycle.RETIRED}),
    LifeCycle.MAINTENANCE: frozenset({LifeCycle.ACTIVE, LifeCycle.QUARANTINED, LifeCycle.RETIRED}),
    LifeCycle.QUARANTINED: frozenset({LifeCycle.ACTIVE, LifeCycle.RETIRED}),
    LifeCycle.RETIRED: frozenset(),
}


def next_life_cycle(current: LifeCycle, target: LifeCycle) -> LifeCycle:
    """The target, if the table allows the move; raises ForbiddenMoveError otherwise."""
    if target not in ALLOWED[current]:
        message = f"a terminal that is {current} cannot become {target}"
        raise ForbiddenMoveError(message)
    return target
