"""Who has a device open, whoever's process it is."""

from agent.helper.call import Call
from agent.helper.ports import port_of
from agent.helper.protocol import HelperAnswer
from agent.helper.subjects import SUBJECTS, node_of
from hardware.holders import holders_of


def who_holds(call: Call) -> HelperAnswer:
    """Name the processes by their numbers; where the device hangs is remembered on the way."""
    if call.subject in SUBJECTS:
        port_of(call.place, call.subject)
    found = holders_of(node_of(call.place, call.subject), proc=call.place.root / "proc")
    return HelperAnswer(ok=True, facts={str(each.pid): each.name for each in found})
