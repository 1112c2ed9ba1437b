"""What the page shows, worked out of the status: pure, the moment is handed in."""

from collections.abc import Sequence

from msgspec import Struct

from agent.door import Ask, Asked
from agent.headline import Headline, headline_of
from agent.ledger import Use
from agent.page.wording import clock_time, day_and_time, say
from agent.status import Status
from contract.configuration.people import Language
from contract.verdicts import Component, Readiness, Reason, Verdict
from contract.words.catalogue import Kind, word

SHAPES = {
    Readiness.READY: ("tick", "good"),
    Readiness.AUDIO_ONLY: ("triangle", "attention"),
    Readiness.AT_RISK: ("triangle", "attention"),
    Readiness.NOT_READY: ("cross", "bad"),
    Readiness.IN_CALL: ("ring", "call"),
    Readiness.CLOSED: ("diamond", "gone"),
    Readiness.MAINTENANCE: ("diamond", "works"),
}
UNTOLD = ("dashed", "gone")
PROBLEMS = ("picture", "sound", "line", "other")
RATINGS = ("good", "bad_sound", "bad_picture")
RESTING = {Reason.CAMERA_COVERED: "ask_camera", Reason.MICROPHONE_MUTED: "ask_microphone"}
REST_MS = 15 * 60_000
FRESH_MS = 12 * 3_600_000


class Button(Struct, frozen=True, kw_only=True):
    """One tap: a wish at the door, or (`href`) another page."""

    word: str
    asked: Asked | None = None
    href: str = ""
    main: bool = False
    key: str | None = None
    """The digit that presses it. On the first page each wish keeps its own: what appears takes none from another."""


class Card(Struct, frozen=True, kw_only=True):
    """A short word that stands out, with what can be answered to it."""

    text: str
    tone: str = "attention"
    small: str = ""
    buttons: tuple[Button, ...] = ()


class View(Struct, frozen=True, kw_only=True):
    """The whole of the first page."""

    shape: str
    tone: str
    headline: str
    cause: str = ""
    step: Card | None = None
    cards: tuple[Card, ...] = ()
    buttons: tuple[Button, ...] = ()
    place: str = ""
    terminal: str = ""
    telephone: str = ""
    looked: str = ""
    missing: bool = False
    """A device is not plugged in: the drawing comes before the rest."""
    presence: dict[Component, Verdict] = {}
    model: str = ""


class Now(Struct, frozen=True, kw_only=True):
    """The moment: uptime of the status' boot, and whether the service runs."""

    uptime_ms: int
    running: bool
    step: int = 0
    said: str = ""
    """What the last tap led to: a key of the words."""


def build_view(status: Status | None, uses: Sequence[Use], language: Language, *, now: Now) -> View:
    """Return what is to be seen."""
    headline = headline_of(status, language, running=now.running)
    shape, tone = SHAPES.get(headline.readiness, UNTOLD) if headline.running else UNTOLD
    if status is None:
        return View(shape=shape, tone=tone, headline=headline.sentence, step=_call_us("", language))
    presence = _presence(status)
    return View(
        shape=shape,
        tone=tone,
        headline=headline.sentence,
        cause=headline.cause or _reason_why_not(status, language, now=now),
        step=_step(headline, status, language, number=now.step),
        cards=tuple(_cards(status, language, now=now)) if now.running else (),
        buttons=_buttons(status, language) if now.running else (),
        place=_place(status, language, now=now),
        terminal=grouped(status.terminal),
        telephone=status.telephone,
        looked=_last_look(uses, status, language),
        missing=now.running and Verdict.FAILED in presence.values(),
        presence=presence if now.running else {},
        model=status.model,
    )


def centre_ms(status: Status, uptime_ms: int) -> int | None:
    """Return the centre's time at an uptime of the status' boot."""
    told = status.desk.now_centre_ms
    return None if told is None else told + uptime_ms - status.uptime_ms


def grouped(terminal: str) -> str:
    """Return the terminal's number in groups of four, as it is read out on the telephone."""
    return " ".join(terminal[start : start + 4] for start in range(0, len(terminal), 4))


def _presence(status: Status) -> dict[Component, Verdict]:
    verdicts = {check.check: check.verdict for check in status.checks}
    three = (Component.CAMERA, Component.MICROPHONE, Component.SPEAKER)
    return {part: verdicts.get(f"{part}.presence", Verdict.UNKNOWN) for part in three}


def _reason_why_not(status: Status, language: Language, *, now: Now) -> str:
    desk, offset = status.desk, status.desk.utc_offset_min
    at_ms = centre_ms(status, now.uptime_ms)
    if status.readiness is Readiness.IN_CALL:
        return say("in_call_hint", language)
    if status.readiness is Readiness.MAINTENANCE:
        return say("maintenance_hint", language)
    if status.readiness is not Readiness.CLOSED or at_ms is None:
        return ""
    if desk.closed_until_centre_ms:
        return say("closed_until", language, time=day_and_time(desk.closed_until_centre_ms, offset, now_ms=at_ms))
    if desk.opens_centre_ms:
        return say("opens_at", language, time=day_and_time(desk.opens_centre_ms, offset, now_ms=at_ms))
    return ""


def _step(headline: Headline, status: Status, language: Language, *, number: int) -> Card | None:
    if not headline.running:
        return _call_us(status.telephone, language)
    if not headline.steps:
        return _call_us(status.telephone, language) if headline.cause else None
    if number >= len(headline.steps):
        return _call_us(status.telephone, language)
    count = len(headline.steps)
    small = say("one_step", language) if not number else say("one_of_steps", language, number=number + 1, of=count)
    further = Button(word=say("not_helped", language), href=f"/?step={number + 1}")
    return Card(text=headline.steps[number], small=small, buttons=(further,))


def _call_us(telephone: str, language: Language) -> Card:
    told = say("call_us", language, telephone=telephone) if telephone else say("call_us_plain", language)
    return Card(text=told, small=say("one_step", language))


def _cards(status: Status, language: Language, *, now: Now) -> list[Card]:
    cards = [_question(status, language, number=number, now=now) for number in range(len(status.questions))]
    if (status.shown_until_ms or 0) > now.uptime_ms:
        cards.append(Card(text=grouped(status.terminal), small=say("looked_for", language), tone="number"))
    if now.said:
        cards.append(Card(text=say(now.said, language), tone="sky"))
    cards += _self_checks(status, language, now=now)
    cards += _before_reception(status, language, now=now)
    if status.desk.to_rate is not None:
        subject = status.desk.to_rate.subject
        taps = tuple(
            Button(
                word=say(f"rating_{rating}", language),
                asked=Asked(ask=Ask.RATE, kind=rating, subject=subject),
                key=str(number),
            )
            for number, rating in enumerate(RATINGS, start=4)
        )
        cards.append(Card(text=say("how_was_it", language), tone="call", buttons=taps))
    return cards + _problems(status, language) + _line(status, language)


def _question(status: Status, language: Language, *, number: int, now: Now) -> Card:
    question = status.questions[number]
    about = say(f"about_{question.about}" if f"about_{question.about}" in _ABOUT else "about_other", language)
    keys = ("8", "9") if number == 0 else ("", "")
    left_s = max(0, -(-(question.ends_ms - now.uptime_ms) // 1000))
    return Card(
        text=say(f"question_{question.kind}", language, about=about),
        small=say("question_left", language, seconds=left_s),
        tone="call",
        buttons=(
            Button(word=say("yes", language), asked=Asked(ask=Ask.ANSWER, subject=question.id, yes=True), key=keys[0]),
            Button(word=say("no", language), asked=Asked(ask=Ask.ANSWER, subject=question.id), key=keys[1], main=True),
        ),
    )


def _self_checks(status: Status, language: Language, *, now: Now) -> list[Card]:
    cards = []
    for each in status.self_checks:
        left_ms = (each.sounds_ms or 0) - now.uptime_ms
        if left_ms > 0:
            told = say("tone_soon", language, seconds=-(-left_ms // 1000))
            later = Button(word=say("not_now", language), asked=Asked(ask=Ask.NOT_NOW), key="0", main=True)
            cards.append(Card(text=told, tone="sky", buttons=(later,)))
        else:
            device = word(Kind.COMPONENT, each.component, language)
            cards.append(Card(text=say("self_check", language, device=device), tone="sky"))
    return cards


def _before_reception(status: Status, language: Language, *, now: Now) -> list[Card]:
    at_ms, booked = centre_ms(status, now.uptime_ms), status.desk.reception_centre_ms
    if at_ms is None or booked is None or not booked[0] - REST_MS <= at_ms < booked[1]:
        return []
    resting = [check for check in status.checks if check.verdict is Verdict.AT_REST]
    asks = {RESTING[reason]: None for check in resting for reason in check.reasons if reason in RESTING}
    time = clock_time(booked[0], status.desk.utc_offset_min)
    return [Card(text=say(ask, language, time=time)) for ask in asks]


def _problems(status: Status, language: Language) -> list[Card]:
    told = []
    for problem in status.desk.problems:
        at_ms = centre_ms(status, problem.at_ms)
        time = "–" if at_ms is None else clock_time(at_ms, status.desk.utc_offset_min)
        kind = say(f"problem_{problem.kind}", language).lower()
        told.append(Card(text=say("told_problem", language, time=time, kind=kind), tone="plain"))
    return told


def _line(status: Status, language: Language) -> list[Card]:
    away = status.link.stage not in {"online", "connecting"} or bool(status.link.trouble)
    return [Card(text=say("line_away", language), tone="plain")] if away and status.link.stage != "online" else []


def _buttons(status: Status, language: Language) -> tuple[Button, ...]:
    again = Button(word=say("check_again", language), asked=Asked(ask=Ask.CHECK_AGAIN), key="1", main=True)
    problem = Button(word=say("problem", language), href="/problem", key="2")
    if status.desk.closed_until_centre_ms:
        return again, problem, Button(word=say("open_again", language), asked=Asked(ask=Ask.OPEN), key="3")
    if status.readiness is Readiness.CLOSED:
        return again, problem
    if status.readiness is Readiness.IN_CALL:
        return (problem,)
    return again, problem, Button(word=say("closed_today", language), href="/closing", key="3")


def _place(status: Status, language: Language, *, now: Now) -> str:
    desk, at_ms = status.desk, centre_ms(status, now.uptime_ms)
    parts = [desk.branch.get(language.value, "")]
    if desk.seat > 1:
        parts.append(say("seat", language, number=desk.seat))
    if desk.reception_centre_ms and at_ms is not None:
        starts_ms, ends_ms = desk.reception_centre_ms
        under_way = starts_ms <= at_ms < ends_ms
        time = clock_time(ends_ms if under_way else starts_ms, desk.utc_offset_min)
        if at_ms < ends_ms:
            parts.append(say("reception_now" if under_way else "reception", language, time=time))
    return " · ".join(part for part in parts if part)


def _last_look(uses: Sequence[Use], status: Status, language: Language) -> str:
    return told_use(uses[-1], status.desk.utc_offset_min, language) if uses else ""


def told_use(use: Use, utc_offset_min: int, language: Language) -> str:
    """Return one line of the ledger."""
    device = word(Kind.COMPONENT, use.device, language)
    time = clock_time(use.at_ms, utc_offset_min) if use.certain else "–"
    return say("looked", language, device=device, time=time, seconds=f"{use.seconds:.0f}")


_ABOUT = frozenset(
    {"about_reboot", "about_restart_agent", "about_restart_audio", "about_reset_usb", "about_unmute"}
    | {"about_renew_lease", "about_set_volume", "about_throughput_test", "about_collect_logs"}
    | {"about_camera", "about_microphone", "about_network"}
)
