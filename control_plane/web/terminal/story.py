"""What happened to a terminal, the newest first, each at the time it happened (not when we heard of it)."""

from collections.abc import Iterable

from msgspec import Struct

from contract.verdicts import Verdict
from contract.words.catalogue import Kind
from control_plane.configuration.states import DesiredState
from control_plane.web.evidence import check_name, figures_told, reason_title
from control_plane.web.standing import Answer
from control_plane.web.terminal.context import Event
from control_plane.web.terminal.strip import Flip
from control_plane.web.wording import Wording

LATE_MS = 60_000
LONGEST = 40


class CheckFlip(Struct, frozen=True, kw_only=True):
    """One change of a check's verdict; `is_certain` says whether its time is known exactly."""

    was: Verdict
    answer: Answer
    at_ms: int
    received_ms: int
    is_certain: bool


class AssignmentFlip(Struct, frozen=True, kw_only=True):
    """One step of a version of the settings."""

    generation: int
    became: DesiredState
    at_ms: int


def build_story(
    checks: tuple[CheckFlip, ...],
    readiness: tuple[Flip, ...],
    assignments: tuple[AssignmentFlip, ...],
    *,
    words: Wording,
) -> tuple[Event, ...]:
    """The lines, with the day above each day's."""
    told = [(flips[0].at_ms, _of_checks(flips, words)) for flips in _together(checks)]
    told += [(flip.at_ms, _of_readiness(flip, words)) for flip in readiness]
    told += [(flip.at_ms, _of_assignment(flip, words)) for flip in assignments]
    story: list[Event] = []
    day = ""
    for at_ms, event in sorted(told, key=lambda pair: pair[0], reverse=True)[:LONGEST]:
        if words.day(at_ms) != day:
            day = words.day(at_ms)
            story.append(Event(text=day, is_day=True))
        story.append(event)
    return tuple(story)


def _together(checks: tuple[CheckFlip, ...]) -> Iterable[list[CheckFlip]]:
    """What one look said of several checks in the same words is one line."""
    found: dict[tuple[object, ...], list[CheckFlip]] = {}
    for flip in checks:
        answer = flip.answer
        said = (flip.at_ms, flip.is_certain, answer.component, answer.verdict, answer.reasons)
        found.setdefault(said, []).append(flip)
    return found.values()


def _of_checks(flips: list[CheckFlip], words: Wording) -> Event:
    flip, names = flips[0], [each.answer.check for each in flips]
    verdict = words.word(Kind.VERDICT, flip.answer.verdict)
    title = reason_title(flip.answer, words)
    details = [title] if title != verdict else []
    if len(flips) == 1:
        details.append(figures_told(flip.answer, words, limit=2))
    if flip.received_ms - flip.at_ms > LATE_MS:
        details.append(words.text("we heard of it at %(at)s", at=words.moment(flip.received_ms)))
    uncertain = "" if flip.is_certain else words.text("The time is uncertain: the terminal's clock was not set.")
    return Event(
        at=words.clock(flip.at_ms),
        exact=words.moment(flip.at_ms),
        uncertain=uncertain,
        text=f"{check_name(*names, words=words)}: {verdict}",
        detail=" · ".join(part for part in details if part),
    )


def _of_readiness(flip: Flip, words: Wording) -> Event:
    return Event(
        at=words.clock(flip.at_ms),
        exact=words.moment(flip.at_ms),
        text=words.text("Readiness for a call: %(readiness)s", readiness=words.word(Kind.READINESS, flip.became)),
    )


def _of_assignment(flip: AssignmentFlip, words: Wording) -> Event:
    state = words.word(Kind.CONFIGURATION, flip.became)
    number = words.number(flip.generation)
    return Event(
        at=words.clock(flip.at_ms),
        exact=words.moment(flip.at_ms),
        text=words.text("Settings, version %(number)s: %(state)s", number=number, state=state),
    )
