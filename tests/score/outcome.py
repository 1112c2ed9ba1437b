"""What came of one look whose truth is known."""

from enum import StrEnum

from msgspec import Struct

from contract.verdicts import Judgement, Verdict


class Material(StrEnum):
    """What was looked at. Composed: a real photograph before a camera of ours, or a real voice in a room of ours."""

    INJECTED = "injected"
    REAL = "real"
    COMPOSED = "composed"


class Outcome(Struct, frozen=True, kw_only=True):
    """`reason` is the fault that is there; "" is a good look, and `case` names the hard ones."""

    component: str
    source: str
    name: str
    material: Material
    reason: str = ""
    case: str = ""
    answers: dict[str, Judgement] = {}

    @property
    def is_good(self) -> bool:
        """Is nothing wrong there?"""
        return not self.reason

    @property
    def raised(self) -> frozenset[str]:
        """The reasons that were called a fault."""
        return frozenset(
            reason.value for judged in self.answers.values() if judged.verdict.is_bad for reason in judged.reasons
        )

    @property
    def unjudged(self) -> frozenset[str]:
        """The reasons why something could not be judged."""
        return frozenset(
            reason.value
            for judged in self.answers.values()
            if judged.verdict is Verdict.NO_EVIDENCE
            for reason in judged.reasons
        )

    def was_judged(self, checks: frozenset[str]) -> bool:
        """Did any of these checks come to a verdict?"""
        return any(self.answers[check].verdict is not Verdict.NO_EVIDENCE for check in checks & self.answers.keys())

    def checks_that_raised(self, reason: str) -> frozenset[str]:
        """Return the checks that named it a fault."""
        return frozenset(
            check
            for check, judged in self.answers.items()
            if judged.verdict.is_bad and reason in {each.value for each in judged.reasons}
        )
