"""What the core takes off its queue, besides the words of the line."""

from dataclasses import dataclass

from agent.call_watch import CallEvent
from agent.commands.errand import Told
from agent.door import Asked
from agent.link.events import LinkEvent
from agent.repair.rule import Repaired
from agent.watch import Looked
from contract.messages import Device
from contract.verdicts import Component


@dataclass(frozen=True, kw_only=True, slots=True)
class Plugged:
    """Devices of these components came, went or changed; the network's: a carrier, an address or a route."""

    components: frozenset[Component]


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """What the terminal is made of was read."""

    devices: tuple[Device, ...]
    profile: str


@dataclass(frozen=True, slots=True)
class DiskDone:
    """The disk's thread ended a job of the journal's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stop:
    """The process is asked to end."""

    why: str
    again: bool = False
    """And then to begin anew."""


Event = LinkEvent | Looked | Plugged | Counted | Asked | CallEvent | Told | DiskDone | Repaired | Stop
