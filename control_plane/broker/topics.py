"""Topics on which the centre speaks to itself through the broker, to know that it can still see."""

from contract.identity import LANES

_BEAT = "beket/centre/beat/"


def beat_topic(lane: int) -> str:
    """The topic of a lane's heartbeats."""
    return f"{_BEAT}{lane:02d}"


def lane_of_beat(topic: str) -> int | None:
    """The lane whose heartbeat this is; None when it is another topic."""
    number = topic.removeprefix(_BEAT)
    if number == topic or not number.isdecimal() or int(number) >= LANES:
        return None
    return int(number)
