"""What the branch itself says of its calls: those that the terminal saw, and what the employee tapped.

Times are uptimes of the boot that the report names. A call is told twice, when it begins and when it ends, under one
id; one whose end nobody saw (the power went, the agent was away) ends as `unseen`, without a time.
"""

from typing import Annotated

from msgspec import Meta, Struct

from contract.verdicts import Forgiving, Readiness

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,80}$(?!\n)")]
"""Pages make addresses of these: a dot or a slash in one would be an address of something else."""
Check = Annotated[str, Meta(min_length=1, max_length=80)]
Moment = Annotated[int, Meta(ge=0, le=2**53)]


class CallEnd(Forgiving):
    """How a call ended."""

    NORMAL = "normal"
    DIED = "died"
    """The programme's process was gone while it held camera or microphone."""
    LINE_LOST = "line_lost"
    """The line was away for a while in the midst of it."""
    UNSEEN = "unseen"
    UNKNOWN = "unknown"


class Rating(Forgiving):
    """Her one tap."""

    GOOD = "good"
    BAD_SOUND = "bad_sound"
    BAD_PICTURE = "bad_picture"
    UNKNOWN = "unknown"


class ProblemKind(Forgiving):
    """What "there is a problem" is about."""

    PICTURE = "picture"
    SOUND = "sound"
    LINE = "line"
    OTHER = "other"
    UNKNOWN = "unknown"


class ObservedCall(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A call of the conference application, and what we had said of the terminal when it began."""

    id: Id
    began_ms: Moment | None = None
    """None where it began in an earlier boot: that was told then."""
    ended_ms: Moment | None = None
    end: CallEnd | None = None
    readiness: Readiness = Readiness.UNKNOWN
    because: Annotated[tuple[Check, ...], Meta(max_length=16)] = ()


class Tap(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a call, or a reception without one that was seen, had been; `subject` is its id."""

    id: Id
    at_ms: Moment
    rating: Rating
    subject: Annotated[str, Meta(max_length=80)] = ""


class ReportedProblem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A tap on "there is a problem", whatever the checks say; only a person closes it."""

    id: Id
    at_ms: Moment
    kind: ProblemKind
    readiness: Readiness = Readiness.UNKNOWN
    """What we said of the terminal just then."""


class Closing(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A tap on "we are closed until …", by the centre's clock; 0: open again."""

    at_ms: Moment
    until_centre_ms: Annotated[int, Meta(ge=0, le=2**53)] = 0


class FromBranch(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a report carries of these; on disk before it is sent, never thinned."""

    calls: Annotated[tuple[ObservedCall, ...], Meta(max_length=16)] = ()
    taps: Annotated[tuple[Tap, ...], Meta(max_length=16)] = ()
    problems: Annotated[tuple[ReportedProblem, ...], Meta(max_length=16)] = ()
    closing: Closing | None = None
