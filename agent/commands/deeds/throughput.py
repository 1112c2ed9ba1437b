"""What the line carries, measured now, inside the day's data for tests."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from agent.calls import hands_off_here
from agent.checks.child import ProbeError, ProbeGaveWayError, Prober
from agent.checks.descriptor import Request
from agent.checks.giving_way import giving_way
from agent.checks.reading.network_throughput import ANEW
from agent.commands.errand import Errand, Word
from agent.folder import StateFolder
from contract.judgement.throughput import ThroughputNumbers
from contract.messages import CommandState, CommandStep, CommandWhy

_READING = "network_throughput"
_DEADLINE_S = 180.0


def measure_line(errand: Errand, tell: Callable[[Word], None]) -> Word:
    """Measure it; the rates are in the detail."""
    if not errand.given.configuration.throughput.url:
        return Word(state=CommandState.REFUSED, why=CommandWhy.NOT_ALLOWED, detail="throughput.url is not set")
    tell(Word(step=CommandStep.MEASURING))
    prober, folder = Prober(), StateFolder(Path(errand.terminal.state))
    request = Request(
        reading=_READING, terminal=errand.terminal, given=errand.given, argument=ANEW, deadline_s=_DEADLINE_S
    )
    try:
        with giving_way(
            prober, [_READING], hands_off_here(folder, errand.given.configuration, centre_ms=errand.given.centre_ms)
        ):
            numbers = msgspec.json.decode(prober.ask(request), type=ThroughputNumbers)
    except ProbeGaveWayError:
        return Word(state=CommandState.REFUSED, why=CommandWhy.IN_CALL)
    except ProbeError as error:
        return Word(state=CommandState.FAILED, why=CommandWhy.BROKEN, detail=str(error))
    return _told(numbers)


def _told(numbers: ThroughputNumbers) -> Word:
    if not numbers.afforded:
        detail = "the day's data for tests is used up"
        return Word(state=CommandState.REFUSED, why=CommandWhy.NOT_ALLOWED, detail=detail)
    if numbers.up_kbit is None or numbers.down_kbit is None:
        return Word(state=CommandState.FAILED, why=CommandWhy.BROKEN, detail=numbers.error)
    detail = f"up {numbers.up_kbit:.0f} kbit/s, down {numbers.down_kbit:.0f} kbit/s, {numbers.data_bytes} B"
    return Word(state=CommandState.DONE, detail=detail)
