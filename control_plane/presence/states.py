"""Whether a terminal is in contact."""

from enum import StrEnum


class PresenceState(StrEnum):
    """Contact with a terminal, as far as the centre can tell."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    SUSPECT = "suspect"
    OFFLINE = "offline"
