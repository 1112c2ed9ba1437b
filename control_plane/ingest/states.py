"""Why a message was put into quarantine."""

from enum import StrEnum


class BadReason(StrEnum):
    """What is wrong with a message; each is counted as `bad.<reason>`."""

    TOPIC = "topic"  # no topic of ours, or under a shard that is not the terminal's
    TOO_LARGE = "too_large"
    MALFORMED = "malformed"  # not decodable, or a field of the wrong type or out of range
    NOT_STORABLE = "not_storable"  # a character or a number that a database cannot hold
    UNKNOWN_TERMINAL = "unknown_terminal"
    FLOODING = "flooding"  # more messages than a terminal has any reason to send
    SCATTERED = "scattered"  # more holes in a run's numbers than a terminal can leave
    UNASKED = "unasked"  # a result of a command that nobody gave
    POISON = "poison"  # readable, but storing it fails
