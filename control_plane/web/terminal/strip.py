"""Fourteen days of readiness as one strip; what is not known is hatched, never blank or green."""

from msgspec import Struct

from contract.verdicts import Readiness
from contract.words.catalogue import Kind
from control_plane.timekeeping import DAY_MS
from control_plane.web.shapes import READINESS
from control_plane.web.standing import CAN_HOLD_A_CALL, NOT_OPEN
from control_plane.web.terminal.context import Stretch, Strip
from control_plane.web.wording import Wording

DAYS = 14
WIDTH = 1000
NOT_KNOWN = frozenset({Readiness.UNREACHABLE, Readiness.UNKNOWN})


class Flip(Struct, frozen=True, kw_only=True):
    """One change of readiness."""

    was: Readiness
    became: Readiness
    at_ms: int
    because: tuple[str, ...] = ()


class Span(Struct, frozen=True, kw_only=True):
    """A time of one readiness."""

    readiness: Readiness
    from_ms: int
    until_ms: int

    @property
    def lasts_ms(self) -> int:
        """Its length."""
        return self.until_ms - self.from_ms


def spans(flips: tuple[Flip, ...], readiness: Readiness, since_ms: int, *, now: int) -> tuple[Span, ...]:
    """The last 14 days without a hole; what lies before the first known moment is unknown."""
    start = now - DAYS * DAY_MS
    known = sorted((flip for flip in flips if start < flip.at_ms <= now), key=lambda flip: flip.at_ms)
    current = known[0].was if known else (readiness if since_ms <= start else Readiness.UNKNOWN)
    if not known and start < since_ms <= now:
        known = [Flip(was=Readiness.UNKNOWN, became=readiness, at_ms=since_ms)]
    made: list[Span] = []
    at = start
    for flip in known:
        made.append(Span(readiness=current, from_ms=at, until_ms=flip.at_ms))
        at, current = flip.at_ms, flip.became
    made.append(Span(readiness=current, from_ms=at, until_ms=now))
    return tuple(span for span in made if span.lasts_ms > 0)


def build_strip(covered: tuple[Span, ...], *, now: int, words: Wording) -> Strip:
    """The strip and the sentence under it."""
    start = now - DAYS * DAY_MS
    scale = WIDTH / (DAYS * DAY_MS)
    return Strip(
        stretches=tuple(
            Stretch(
                tone=_tone(span.readiness),
                x=round((span.from_ms - start) * scale, 2),
                width=round(max(span.lasts_ms * scale, 1.5), 2),
                told=_told(span, words),
            )
            for span in covered
        ),
        days=(words.day(start), words.day(now - DAYS * DAY_MS // 2), words.day(now)),
        told=_summary(covered, words),
    )


def _tone(readiness: Readiness) -> str:
    return "closed" if readiness is Readiness.CLOSED else READINESS[readiness][1]


def _told(span: Span, words: Wording) -> str:
    word = words.word(Kind.READINESS, span.readiness)
    return f"{word}: {words.moment(span.from_ms)}, {words.duration(span.lasts_ms)}"


def _summary(covered: tuple[Span, ...], words: Wording) -> str:
    """Readiness over opening hours as a range: what is not known may have been good or bad."""
    open_spans = [span for span in covered if span.readiness not in NOT_OPEN]
    total = sum(span.lasts_ms for span in open_spans)
    if not total:
        return words.text("There were no opening hours in this time.")
    good = sum(span.lasts_ms for span in open_spans if span.readiness in CAN_HOLD_A_CALL) / total
    unknown = sum(span.lasts_ms for span in open_spans if span.readiness in NOT_KNOWN) / total
    low, high = words.number(good * 100, 1), words.percent(good + unknown)
    return words.text(
        "Could hold a call in opening hours: %(low)s–%(high)s · no data: %(unknown)s (hatched)",
        low=low,
        high=high,
        unknown=words.percent(unknown),
    )
