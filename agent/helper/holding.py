"""Who has a device open, whoever's process it is."""

from agent.helper.call import Call
from agent.helper.protocol import HelperAnswer
from agent.helper.subjects import node_of
from hardware.holders import holders_of


def who_holds(call: Call) -> HelperAnswer:
    """Name the processes by their numbers."""
    found = holders_of(node_of(call.place, call.subject), proc=call.place.root / "proc")
    return HelperAnswer(ok=True, facts={str(each.pid): each.name for each in found})
