"""State as shape, colour and words together: which of each a code has."""

from msgspec import Struct

from contract.verdicts import Readiness, Verdict
from contract.words.catalogue import Kind
from control_plane.web.wording import Wording


class State(Struct, frozen=True, kw_only=True):
    """What a template draws for a state: a shape of the sprite, a tone of the palette, a word."""

    shape: str
    tone: str
    word: str


READINESS = {
    Readiness.READY: ("tick", "good"),
    Readiness.AUDIO_ONLY: ("triangle", "attention"),
    Readiness.AT_RISK: ("triangle", "attention"),
    Readiness.NOT_READY: ("cross", "bad"),
    Readiness.IN_CALL: ("ring", "call"),
    Readiness.UNREACHABLE: ("dashed", "gone"),
    Readiness.CLOSED: ("diamond", "gone"),
    Readiness.MAINTENANCE: ("diamond", "works"),
    Readiness.UNKNOWN: ("dashed", "gone"),
}
VERDICTS = {
    Verdict.OK: ("tick", "good"),
    Verdict.WARNING: ("triangle", "attention"),
    Verdict.FAILED: ("cross", "bad"),
    Verdict.IN_USE: ("ring", "call"),
    Verdict.AT_REST: ("diamond", "works"),
    Verdict.NO_EVIDENCE: ("dashed", "gone"),
    Verdict.UNKNOWN: ("dashed", "gone"),
}


def readiness_state(readiness: Readiness, words: Wording) -> State:
    """How a terminal's readiness is drawn."""
    shape, tone = READINESS[readiness]
    return State(shape=shape, tone=tone, word=words.word(Kind.READINESS, readiness))


def problem_state(words: Wording) -> State:
    """How a terminal is drawn whose checks are good, and of which an employee reported a problem."""
    return State(shape="triangle", tone="attention", word=words.text("problem reported"))


def verdict_state(verdict: Verdict, words: Wording) -> State:
    """How a check's verdict is drawn."""
    shape, tone = VERDICTS[verdict]
    return State(shape=shape, tone=tone, word=words.word(Kind.VERDICT, verdict))
