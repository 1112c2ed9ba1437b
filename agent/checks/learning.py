"""Learning what is good here: only after a person has looked, or listened, and says that it is."""

import time
from enum import StrEnum
from pathlib import Path

import msgspec

from agent.checks.child import ProbeError, ProbeGaveWayError, Prober
from agent.checks.consent import is_refused
from agent.checks.descriptor import Reading, Request, Terminal
from agent.checks.giving_way import HandsOff, giving_way
from agent.checks.runner import note_use
from agent.checks.table import READINGS
from agent.ledger import Why
from contract.configuration.schema import Configuration
from contract.judgement.baseline import Origin
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Component

LEARNT_FROM: dict[Component, str] = {
    Component.CAMERA: "camera.full",
    Component.MICROPHONE: "microphone.full",
    Component.SPEAKER: "speaker.loopback",
    Component.NETWORK: "network.path",
}
"""The reading that has the component's baselines."""
_TIMES: dict[Component, int] = {Component.CAMERA: 2}
"""How often the device is looked at: the camera once for its figures, once for its view."""
_MODULES: dict[Component, str] = {Component.CAMERA: "camera_reference"}
_USUALLY = "habit"


class Learnt(StrEnum):
    """How it ended; only `kept` changes anything."""

    KEPT = "kept"
    MISSING = "missing"
    IN_USE = "in_use"
    NO_PICTURE = "no_picture"
    FROZEN = "frozen"
    DARK = "dark"
    COVERED = "covered"
    """Little is left of the view that was learnt before; `anew` says that this is meant."""
    BARE = "bare"
    """Hardly an edge is to be seen: a covered lens, or a blank wall."""
    MUTED = "muted"
    NO_SOUND = "no_sound"
    NO_TONE = "no_tone"
    NOT_NOW = "not_now"
    """Somebody said so in the countdown to the test tone."""
    NO_ANSWER = "no_answer"
    FAILED = "failed"


class Learning(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of the child that looked."""

    outcome: Learnt


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What the child is asked to learn; the argument of its request, as JSON."""

    module: str
    """The reading whose numbers become usual."""
    checks: tuple[str, ...]
    origin: Origin
    anew: bool = False


def learnable(configuration: Configuration) -> tuple[Component, ...]:
    """Return the components of this terminal that have something to learn."""
    return tuple(component for component in LEARNT_FROM if _reading_of(component).applies(configuration))


def learn(
    component: Component,
    terminal: Terminal,
    given: Circumstances,
    *,
    origin: Origin = Origin.EMPLOYEE,
    anew: bool = False,
    hands_off: HandsOff = lambda: False,
    countdown_s: float = 0.0,
) -> Learnt:
    """Take what is seen or heard now as good; raise `KeyError` for a component that has nothing to learn."""
    reading = _reading_of(component)
    request = _request(component, reading, terminal, given, origin=origin, anew=anew)
    if reading.audible and countdown_s and is_refused(Path(terminal.state), seconds=countdown_s):
        return Learnt.NOT_NOW
    if hands_off():
        return Learnt.IN_USE
    prober, began_s = Prober(), time.monotonic()
    try:
        with giving_way(prober, [request.reading], hands_off):
            outcome = msgspec.json.decode(prober.ask(request), type=Learning).outcome
    except ProbeGaveWayError:
        outcome = Learnt.IN_USE
    except ProbeError:
        outcome = Learnt.FAILED
    if reading.holds and outcome not in {Learnt.MISSING, Learnt.IN_USE, Learnt.NOT_NOW}:
        note_use(reading, terminal, given, seconds=time.monotonic() - began_s, why=Why.LEARN)
    return outcome


def learn_reference(terminal: Terminal, configuration: Configuration) -> Learnt:
    """Take the camera's view of now as the good one."""
    return learn(Component.CAMERA, terminal, Circumstances(configuration=configuration))


def _reading_of(component: Component) -> Reading:
    return next(each for each in READINGS if each.name == LEARNT_FROM[component])


def longest_s(component: Component, configuration: Configuration) -> float:
    """Return how long learning may take."""
    return _TIMES.get(component, 1) * _reading_of(component).deadline_s(configuration)


def _request(
    component: Component, reading: Reading, terminal: Terminal, given: Circumstances, *, origin: Origin, anew: bool
) -> Request:
    wish = Wish(module=reading.module, checks=tuple(check.name for check in reading.checks), origin=origin, anew=anew)
    return Request(
        reading=_MODULES.get(component, _USUALLY),
        terminal=terminal,
        given=given,
        argument=msgspec.json.encode(wish).decode(),
        deadline_s=longest_s(component, given.configuration),
        memory_mib=reading.memory_mib,
    )
