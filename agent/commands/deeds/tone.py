"""A short tone by which the terminal is found; the employee has agreed to it."""

from collections.abc import Callable

import msgspec

from agent.checks.child import ProbeError, Prober
from agent.checks.descriptor import Request
from agent.checks.reading.speaker_tone import Sounded
from agent.commands.errand import Errand, Word
from contract.messages import CommandStep

_DEADLINE_S = 10.0


def sound_tone(errand: Errand, tell: Callable[[Word], None]) -> None:
    """Sound it; the number stays on the screen whatever becomes of it."""
    request = Request(
        reading="speaker_tone", terminal=errand.terminal, given=errand.given, deadline_s=_DEADLINE_S, memory_mib=1024
    )
    try:
        problem = msgspec.json.decode(Prober().ask(request), type=Sounded).problem
    except ProbeError as error:
        problem = str(error)
    tell(Word(step=CommandStep.SHOWING if problem else CommandStep.SOUNDING, detail=problem))
