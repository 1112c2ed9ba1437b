"""What the pages know of a terminal: where it stands, how fit it is, what its checks answered."""

from msgspec import Struct

from contract.observed import ProblemKind
from contract.verdicts import Component, Figure, Readiness, Reason, Verdict, component_of

FAULTY = (
    Readiness.NOT_READY,
    Readiness.UNREACHABLE,
    Readiness.AUDIO_ONLY,
    Readiness.AT_RISK,
    Readiness.UNKNOWN,
)
"""What the queue lists, the worst first."""

CAN_HOLD_A_CALL = frozenset({Readiness.READY, Readiness.AUDIO_ONLY, Readiness.AT_RISK, Readiness.IN_CALL})
NOT_OPEN = frozenset({Readiness.CLOSED, Readiness.MAINTENANCE})

VIRTUAL_MODELS = frozenset({"demo", "guest", "simulated"})
"""Profiles whose devices are played, for demonstration and tests."""

_WORST_FIRST = {Verdict.FAILED: 0, Verdict.WARNING: 1}
_PARTS = tuple(Component)

Names = dict[str, str]
"""A name by language: `kk`, `ru`, `en`."""


class Place(Struct, frozen=True, kw_only=True):
    """Where a terminal stands and whom to call there."""

    branch: str
    branch_names: Names
    district: str
    district_names: Names
    region: str
    region_names: Names
    office: str
    postal_index: str
    seat: str
    seat_number: int
    telephone: str
    language: str
    link_class: str
    utc_offset_min: int


class Answer(Struct, frozen=True, kw_only=True):
    """The newest answer of one check."""

    terminal: str
    check: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    figures: tuple[Figure, ...]
    facts: dict[str, str]
    since_ms: int
    looked_ms: int
    deviating: int = 0

    @property
    def component(self) -> Component:
        """The part of the terminal that was looked at."""
        return component_of(self.check)


class Standing(Struct, frozen=True, kw_only=True):
    """A terminal at its place, with its readiness and the checks that it comes from."""

    terminal: str
    model: str
    life_cycle: str
    place: Place
    readiness: Readiness
    since_ms: int
    because: tuple[str, ...]
    last_report_ms: int | None
    agent_version: str = ""
    problems: tuple[ProblemKind, ...] = ()
    """What employees reported and nobody has closed, the oldest first, and since when."""
    problem_since_ms: int = 0

    @property
    def is_virtual(self) -> bool:
        """Does it check no real devices? Then every page says so."""
        return self.model in VIRTUAL_MODELS

    @property
    def can_hold_a_call(self) -> bool:
        """Could a citizen be connected from here now?"""
        return self.readiness in CAN_HOLD_A_CALL

    @property
    def is_open(self) -> bool:
        """Is its branch open now, and not under works?"""
        return self.readiness not in NOT_OPEN


def causes(standing: Standing, answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
    """The answers that readiness comes from; for a closed branch those that will be a fault when it opens.

    The worst comes first, then the parts that a call needs most: the first one's advice is given.
    """
    named = tuple(answer for answer in answers if answer.check in standing.because)
    failed = tuple(answer for answer in answers if answer.verdict is Verdict.FAILED)
    return tuple(sorted(named or failed, key=_urgency))


def _urgency(answer: Answer) -> tuple[int, int]:
    return _WORST_FIRST.get(answer.verdict, len(_WORST_FIRST)), _PARTS.index(answer.component)


def is_faulty(standing: Standing, answers: tuple[Answer, ...]) -> bool:
    """Does this terminal belong in the list? A fault in a closed branch does, and whatever an employee reported."""
    if standing.readiness in FAULTY or standing.problems:
        return True
    closed = standing.readiness is Readiness.CLOSED
    return closed and any(answer.verdict is Verdict.FAILED for answer in answers)


def fault_since(one: Standing, reasons: tuple[Answer, ...]) -> int:
    """When the fault began: the oldest of its causes, or the change of readiness itself; a problem when it was told."""
    if one.problems and one.readiness not in FAULTY:
        return one.problem_since_ms
    bad = [answer.since_ms for answer in reasons if answer.verdict is Verdict.FAILED]
    return min(bad, default=one.since_ms)
