"""The messages on the wire, upward and downward. Readers ignore fields that they do not know.

Every message that the centre acknowledges carries the fields of `Numbered`: (terminal, run, seq) is
unique, so a repeat is absorbed. Times inside a message are the kernel's uptime in milliseconds within
the boot that the message names; the wall clock travels beside it and is believed only when it was
synchronised.
"""

from typing import Annotated

from msgspec import Meta, Struct

from contract.observed import FromBranch
from contract.verdicts import Figure, Forgiving, Reason, Verdict

MAX_CHECKS = 64

Hex64 = Annotated[str, Meta(pattern="^[0-9a-f]{16}$")]
Sequence = Annotated[int, Meta(ge=1, le=2**53)]
Milliseconds = Annotated[int, Meta(ge=0, le=2**53)]
Name = Annotated[str, Meta(min_length=1, max_length=80)]
Short = Annotated[str, Meta(max_length=200)]
Span = tuple[Sequence, Sequence]


class Stamped(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who speaks and when, by the terminal's own clocks."""

    run: Hex64
    boot: Name
    uptime_ms: Milliseconds
    wall_ms: int = 0
    synced: bool = False


class Numbered(Stamped, frozen=True, kw_only=True, omit_defaults=True):
    """A stamped message that the centre acknowledges by its number."""

    seq: Sequence
    generation: Annotated[int, Meta(ge=0)] = 0
    config_hash: Annotated[str, Meta(max_length=64)] = ""


class CheckState(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one check says now: the confirmed verdict, since when, and the look that it rests on.

    `looked_ms` and `since_ms` are uptimes of the message's own boot. `changed` marks a change of verdict:
    the centre stores one flip for it. `deviating` counts the looks that disagree with the verdict so far.
    """

    check: Name
    verdict: Verdict
    looked_ms: Milliseconds
    since_ms: Milliseconds
    reasons: Annotated[tuple[Reason, ...], Meta(max_length=16)] = ()
    figures: Annotated[tuple[Figure, ...], Meta(max_length=40)] = ()
    facts: Annotated[dict[Name, Short], Meta(max_length=20)] = {}
    changed: bool = False
    was: Verdict = Verdict.UNKNOWN
    deviating: int = 0


class ReportKind(Forgiving):
    """Why a report was sent."""

    FULL = "full"
    CHANGE = "change"
    ROUTINE = "routine"
    UNKNOWN = "unknown"


class Report(Numbered, frozen=True, kw_only=True, omit_defaults=True):
    """The checks that changed (`change`), moved beyond their dead band (`routine`), or all (`full`).

    `looked` names every other check of the terminal with the uptime of its last look: a verdict is never
    told without its age. `next_s` promises the next word: silence beyond it is suspect.
    """

    kind: ReportKind
    branch: FromBranch | None = None
    checks: Annotated[tuple[CheckState, ...], Meta(max_length=MAX_CHECKS)] = ()
    looked: Annotated[dict[Name, Milliseconds], Meta(max_length=MAX_CHECKS)] = {}
    next_s: Annotated[int, Meta(ge=1, le=7 * 86400)] = 600
    agent_version: Short = ""


class Presence(Stamped, frozen=True, kw_only=True, omit_defaults=True):
    """Here I am, or (as the retained last will) gone. A will not of the latest session is ignored.

    `runs` lists the runs whose messages are still spooled, oldest first, the speaking one last.
    """

    session: Hex64
    online: bool
    runs: Annotated[tuple[Hex64, ...], Meta(max_length=200)] = ()
    generation: int = 0
    config_hash: Annotated[str, Meta(max_length=64)] = ""
    next_s: Annotated[int, Meta(ge=1, le=7 * 86400)] = 600
    agent_version: Short = ""
    why: Short = ""


class Gap(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """These numbers of a run will never come: they were thinned or lost."""

    run: Hex64
    first: Sequence
    last: Sequence
    why: Short


class Outcome(Forgiving):
    """What became of a configuration on the terminal."""

    APPLIED = "applied"
    PROVEN = "proven"
    INCONCLUSIVE = "inconclusive"
    REJECTED = "rejected"
    ROLLED_BACK = "rolled_back"
    UNKNOWN = "unknown"


class ProblemCode(Forgiving):
    """What is wrong with one key of a configuration."""

    UNKNOWN_KEY = "unknown_key"
    BAD_TYPE = "bad_type"
    OUT_OF_RANGE = "out_of_range"
    NOT_ALLOWED = "not_allowed"
    MISSING = "missing"
    COULD_NOT_APPLY = "could_not_apply"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One wrong key: its path (`camera.covered_edr`), the value as text, and what is allowed."""

    path: Annotated[str, Meta(max_length=200)]
    code: ProblemCode
    value: Short = ""
    allowed: Short = ""


class ConfigOutcome(Numbered, frozen=True, kw_only=True, omit_defaults=True):
    """What became of the document (`offered_generation`, `offered_hash`), with the reason of each key.

    A second word on one that is proven says how each hook ended that was given it, by the hook's name.
    """

    outcome: Outcome
    offered_generation: Annotated[int, Meta(ge=0)]
    offered_hash: Annotated[str, Meta(max_length=64)] = ""
    problems: Annotated[tuple[Problem, ...], Meta(max_length=200)] = ()
    ignored: Annotated[tuple[Short, ...], Meta(max_length=200)] = ()
    hooks: Annotated[dict[Short, Short], Meta(max_length=16)] = {}


class CommandState(Forgiving):
    """How far a command got; only the terminal's own word moves it."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    EXPIRED = "expired"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class CommandStep(Forgiving):
    """What a command that runs is at."""

    NONE = ""
    ASKING = "asking"
    AGREED = "agreed"
    LOOKING = "looking"
    SHOWING = "showing"
    SOUNDING = "sounding"
    TAKING = "taking"
    GATHERING = "gathering"
    SENDING = "sending"
    MEASURING = "measuring"
    LEARNING = "learning"
    WORKING = "working"
    RESTARTING = "restarting"
    UNKNOWN = "unknown"


class CommandWhy(Forgiving):
    """Why a command was not done."""

    NONE = ""
    TOO_LATE = "too_late"
    UNKNOWN_VERB = "unknown_verb"
    ARGUMENTS = "arguments"
    NOT_ALLOWED = "not_allowed"
    """The terminal's configuration does not allow it."""
    IN_CALL = "in_call"
    DECLINED = "declined"
    """The employee said no."""
    SILENCE = "silence"
    """The employee said nothing."""
    DEADLINE = "deadline"
    INTERRUPTED = "interrupted"
    BUSY = "busy"
    MISSING = "missing"
    """The device is not there, or somebody uses it."""
    NO_HELPER = "no_helper"
    """What needs more rights than the agent has is not installed."""
    NOT_TAKEN = "not_taken"
    """The centre did not take what was sent to it."""
    BROKEN = "broken"
    UNKNOWN = "unknown"


class CommandResult(Numbered, frozen=True, kw_only=True, omit_defaults=True):
    """How far a command is, or what became of it: one message a step, the last one with a state that stays."""

    id: Name
    state: CommandState
    detail: Annotated[str, Meta(max_length=2000)] = ""
    step: CommandStep = CommandStep.NONE
    why: CommandWhy = CommandWhy.NONE
    progress: Annotated[int, Meta(ge=0, le=100)] | None = None


class Device(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One device that the terminal found; `virtual` says so in words on every page."""

    kind: Name
    name: Short
    usb_id: Short = ""
    serial: Short = ""
    path: Short = ""
    virtual: bool = False


class Inventory(Numbered, frozen=True, kw_only=True, omit_defaults=True):
    """What the terminal is made of."""

    devices: Annotated[tuple[Device, ...], Meta(max_length=64)] = ()
    profile: Short = ""
    model: Short = ""
    agent_version: Short = ""


class Ack(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Of `run`, all up to `upto` and `also` are stored; `resend` names what is missing."""

    run: Hex64
    upto: Annotated[int, Meta(ge=0, le=2**53)]
    centre_ms: Milliseconds
    also: tuple[Span, ...] = ()
    resend: tuple[Span, ...] = ()


class Command(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body of a signed command: good only in this boot and before this uptime."""

    id: Name
    boot: Name
    expires_uptime_ms: Milliseconds
    verb: str
    args: dict[str, str] = {}


class Reception(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A booked session: when, never who."""

    id: Name
    starts_ms: int
    ends_ms: int


class Schedule(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body of `down/schedule`: opening intervals (centre's clock, ms) and booked receptions."""

    utc_offset_min: int
    seat: int = 0
    """The seat's number in its branch, and the branch's name in each language: what people call this terminal."""
    branch: dict[str, Short] = {}
    open: tuple[tuple[int, int], ...] = ()
    receptions: tuple[Reception, ...] = ()
