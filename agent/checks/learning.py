"""Learning the camera's good view: only after a person has looked at it and says that it is good."""

from enum import StrEnum

import msgspec

from agent.checks.child import ProbeError, Prober
from agent.checks.descriptor import Request, Terminal
from contract.configuration.schema import Configuration
from contract.judgement.circumstances import Circumstances

_OPEN_S = 5.0
_MEMORY_MIB = 2048


class Learnt(StrEnum):
    """How it ended; only `kept` changes the reference."""

    KEPT = "kept"
    MISSING = "missing"
    IN_USE = "in_use"
    NO_PICTURE = "no_picture"
    BARE = "bare"
    """Hardly an edge is to be seen: a covered lens, or a dark room."""
    FAILED = "failed"


class Learning(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of the child that looked."""

    outcome: Learnt


def learn_reference(terminal: Terminal, configuration: Configuration) -> Learnt:
    """Take the camera's view of now as the good one."""
    rules = configuration.camera
    request = Request(
        reading="camera_reference",
        terminal=terminal,
        given=Circumstances(configuration=configuration),
        deadline_s=_OPEN_S + rules.watch_s + rules.no_frames_s,
        memory_mib=_MEMORY_MIB,
    )
    try:
        answer = Prober().ask(request)
    except ProbeError:
        return Learnt.FAILED
    return msgspec.json.decode(answer, type=Learning).outcome
