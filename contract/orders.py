"""What a terminal can be told to do: each verb with its arguments, its deadline, and whether a call would notice it.

Arguments are texts, checked by the same table at both ends: what the table does not name is refused by its name.
`upload` is the address with a single-use token to which a picture or a log is put; it is a secret until it is used.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from contract.messages import Problem, ProblemCode


class Verb(StrEnum):
    """What a terminal can be told to do now."""

    CHECK_NOW = "check_now"
    SNAPSHOT = "snapshot"
    IDENTIFY = "identify"
    COLLECT_LOGS = "collect_logs"
    RESTART_AGENT = "restart_agent"
    REBOOT = "reboot"
    UNMUTE = "unmute"
    SET_VOLUME = "set_volume"
    RESET_USB = "reset_usb"
    RESTART_AUDIO = "restart_audio"
    THROUGHPUT_TEST = "throughput_test"
    RELEARN = "relearn"


class Question(StrEnum):
    """What a picture is to answer: it is made as coarse as the question allows."""

    LIGHT = "light"
    """Is it dark, bright, coloured? 16 × 12 fields."""
    VIEW = "view"
    """Which way does it look, is something before it? 32 × 24 fields: no face can be told in it."""
    PICTURE = "picture"
    """The whole picture; only where the configuration allows that, too."""


UPLOAD = "upload"
YES = "yes"
HIDDEN = frozenset({UPLOAD})
"""Arguments whose values nobody repeats."""
_ADDRESS = r"https?://[A-Za-z0-9.\-\[\]:]{1,255}(/[A-Za-z0-9._\-]{1,64}){0,4}/up/[A-Za-z0-9_\-]{43}"
LONGEST_ARGUMENT = 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Argument:
    """One argument: what fits it, and what a person is told of it."""

    pattern: str
    allowed: str
    required: bool = False


def _one_of(*words: str, required: bool = False) -> Argument:
    return Argument(pattern="|".join(words), allowed=", ".join(words), required=required)


_UPLOAD = Argument(pattern=_ADDRESS, allowed="an address with a token", required=True)
_FLAG = _one_of(YES)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """How one verb is carried out."""

    deadline_s: int
    """On the terminal, from its beginning; then it has failed."""
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    disturbs: bool = False
    """It touches device, sound, line or power: during a call only if the employee agrees."""


_DEVICES = ("camera", "microphone", "speaker")
RULES: Mapping[Verb, Rules] = {
    Verb.CHECK_NOW: Rules(
        deadline_s=600,
        arguments={
            "component": _one_of(*_DEVICES, "network", "system", "display", "application"),
            "kind": _one_of("full", "thorough"),
        },
    ),
    Verb.SNAPSHOT: Rules(
        deadline_s=150,
        arguments={"question": _one_of(*Question, required=True), UPLOAD: _UPLOAD},
        disturbs=True,
    ),
    Verb.IDENTIFY: Rules(deadline_s=90, arguments={"tone": _FLAG}),
    Verb.COLLECT_LOGS: Rules(deadline_s=300, arguments={UPLOAD: _UPLOAD}, disturbs=True),
    Verb.RESTART_AGENT: Rules(deadline_s=120),
    Verb.REBOOT: Rules(deadline_s=600, disturbs=True),
    Verb.UNMUTE: Rules(
        deadline_s=60, arguments={"component": _one_of("microphone", "speaker", required=True)}, disturbs=True
    ),
    Verb.SET_VOLUME: Rules(
        deadline_s=60,
        arguments={
            "component": _one_of("microphone", "speaker", required=True),
            "percent": Argument(pattern="100|[1-9]?[05]", allowed="0 to 100 by fives", required=True),
        },
        disturbs=True,
    ),
    Verb.RESET_USB: Rules(deadline_s=60, arguments={"component": _one_of(*_DEVICES, required=True)}, disturbs=True),
    Verb.RESTART_AUDIO: Rules(deadline_s=60, disturbs=True),
    Verb.THROUGHPUT_TEST: Rules(deadline_s=240, disturbs=True),
    Verb.RELEARN: Rules(
        deadline_s=180,
        arguments={
            "component": _one_of("camera", "microphone", "network", required=True),
            "anew": _FLAG,
            "confirmed": _FLAG,
        },
        disturbs=True,
    ),
}


def problems_of(verb: Verb, arguments: Mapping[str, str]) -> tuple[Problem, ...]:
    """Return what is wrong with the arguments of a verb, each by its name; nothing when all is well."""
    known = RULES[verb].arguments
    found = [_problem(name, ProblemCode.UNKNOWN_KEY, allowed=", ".join(known)) for name in arguments.keys() - known]
    for name, argument in known.items():
        value = arguments.get(name)
        if value is None:
            found += [_problem(name, ProblemCode.MISSING, allowed=argument.allowed)] if argument.required else []
        elif len(value) > LONGEST_ARGUMENT or re.fullmatch(argument.pattern, value) is None:
            shown = "" if name in HIDDEN else value[:80]
            found.append(_problem(name, ProblemCode.NOT_ALLOWED, value=shown, allowed=argument.allowed))
    return tuple(sorted(found, key=lambda problem: problem.path))


def _problem(name: str, code: ProblemCode, *, allowed: str, value: str = "") -> Problem:
    return Problem(path=f"args.{name}"[:200], code=code, value=value, allowed=allowed[:200])
