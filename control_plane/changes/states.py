"""What kinds of change the centre tells its pages about."""

from enum import StrEnum


class ChangeKind(StrEnum):
    """The kind of a change; pages fetch the blocks that show it again."""

    STATE = "state"  # a verdict or the readiness of a terminal
    PRESENCE = "presence"
    TERMINAL = "terminal"  # enrolled, placed, life cycle
    FLEET = "fleet"  # branches, seats, hours
    CONFIGURATION = "configuration"
    RECEPTION = "reception"
    ORDER = "order"  # to a terminal, or its word about one
    CENTRE = "centre"  # the centre went blind, or sees again
