"""The topics as one type: nobody else puts a topic together or takes one apart.

    beket/v1/{shard}/{terminal}/up/{presence|report|gap|config|result|certificate|inventory}
    beket/v1/{shard}/{terminal}/down/{ack|config|schedule|command|certificate}
    beket/v1/{shard}/{terminal}/alive        a heartbeat for the broker alone: nobody subscribes to it

The shard is a pure function of the terminal, so a topic whose shard is not the terminal's is refused
here: the broker's access list, which knows only the terminal's name, cannot do that.
"""

from dataclasses import dataclass
from enum import StrEnum

from contract.identity import LANES, is_shard, is_terminal_id, lane_of, shard_of

PREFIX = "beket/v1"

_LEVELS = 6


class Up(StrEnum):
    """What a terminal says."""

    PRESENCE = "presence"
    REPORT = "report"
    GAP = "gap"
    CONFIG = "config"
    RESULT = "result"
    CERTIFICATE = "certificate"
    INVENTORY = "inventory"


class Down(StrEnum):
    """What the centre says to one terminal."""

    ACK = "ack"
    CONFIG = "config"
    SCHEDULE = "schedule"
    COMMAND = "command"
    CERTIFICATE = "certificate"


class TopicError(ValueError):
    """The text is no topic of ours; the message says which level is wrong."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One terminal's channel, upward or downward."""

    terminal: str
    channel: Up | Down

    @property
    def shard(self) -> str:
        """The shard that the terminal's id gives."""
        return shard_of(self.terminal)

    def render(self) -> str:
        """Return the topic's text."""
        direction = "up" if isinstance(self.channel, Up) else "down"
        return f"{PREFIX}/{self.shard}/{self.terminal}/{direction}/{self.channel}"

    @classmethod
    def parse(cls, text: str) -> "Topic":
        """Return the topic that the text names, or raise `TopicError`."""
        levels = text.split("/")
        if len(levels) != _LEVELS or "/".join(levels[:2]) != PREFIX:
            message = "not a topic of this version"
            raise TopicError(message)
        shard, terminal, direction, channel = levels[2:]
        if not is_shard(shard) or not is_terminal_id(terminal):
            message = "malformed shard or terminal"
            raise TopicError(message)
        if shard != shard_of(terminal):
            message = "the shard is not the terminal's"
            raise TopicError(message)
        return cls(terminal, _channel(direction, channel))


def lane_filters(lane: int) -> list[str]:
    """Return the subscriptions of the ingest worker that leases this lane (0 to 15)."""
    shards = (f"{number:02x}" for number in range(256))
    return [f"{PREFIX}/{shard}/+/up/+" for shard in shards if lane_of(shard) == lane]


def all_lanes() -> range:
    """Return every lane's number."""
    return range(LANES)


def downward_filter(terminal: str) -> str:
    """Return the subscription of a terminal: all that is said to it."""
    return f"{PREFIX}/{shard_of(terminal)}/{terminal}/down/+"


def heartbeat_topic(terminal: str) -> str:
    """Return where a terminal says that it is there, to the broker and nobody else."""
    return f"{PREFIX}/{shard_of(terminal)}/{terminal}/alive"


def _channel(direction: str, channel: str) -> Up | Down:
    try:
        if direction == "up":
            return Up(channel)
        if direction == "down":
            return Down(channel)
    except ValueError:
        pass
    message = "unknown direction or channel"
    raise TopicError(message)
