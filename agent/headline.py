"""The first words about a terminal, the same on the employee's page and in `beket-agent status`."""

from msgspec import Struct

from agent.page.wording import say
from agent.status import Status
from contract.advice.catalogue import advice
from contract.configuration.people import Language
from contract.messages import CheckState
from contract.verdicts import Readiness, Reason, component_of
from contract.words.catalogue import Kind, word

TOLD = frozenset({Readiness.NOT_READY, Readiness.AUDIO_ONLY, Readiness.AT_RISK})
"""Of these the cause is told, and the step that mends it."""
ORDER = ("failed", "warning", "no_evidence")


class Headline(Struct, frozen=True, kw_only=True):
    """How the terminal stands, why, and what she can do about it, one step after the other."""

    readiness: Readiness
    running: bool
    sentence: str
    cause: str = ""
    steps: tuple[str, ...] = ()


def headline_of(status: Status | None, language: Language, *, running: bool) -> Headline:
    """Return it; without a status, or a service that runs, nothing else can be said."""
    if status is None or not running:
        return Headline(
            readiness=Readiness.UNKNOWN,
            running=False,
            sentence=say("headline_not_running", language),
            cause=say("said_nobody", language),
        )
    sentence = say(f"headline_{status.readiness}", language)
    worst = _worst(status) if status.readiness in TOLD else None
    if worst is None:
        return Headline(readiness=status.readiness, running=True, sentence=sentence)
    check, reason = worst
    told = advice(reason, language)
    return Headline(
        readiness=status.readiness,
        running=True,
        sentence=sentence,
        cause=_named(word(Kind.COMPONENT, component_of(check), language), told.title),
        steps=told.steps,
    )


def _named(component: str, title: str) -> str:
    """Return the title with what it is about, unless it says so itself."""
    if title.lower().startswith(component.lower()):
        return title[:1].upper() + title[1:]
    return f"{component}: {title}"


def _worst(status: Status) -> tuple[str, Reason] | None:
    """Return the check that weighs most among those that readiness comes from, the oldest first, and its reason."""
    because = [check for check in status.checks if check.check in status.because and check.reasons]
    first = min(because, key=_weight, default=None)
    return None if first is None else (first.check, first.reasons[0])


def _weight(check: CheckState) -> tuple[int, int]:
    return (ORDER.index(check.verdict) if check.verdict in ORDER else len(ORDER)), check.since_ms
