"""The status in words: a sentence first, then each check with verdict, evidence, age and what to do."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib import resources

import msgspec

from agent.headline import Headline, headline_of
from agent.ledger import Use
from agent.page.wording import say as page_says
from agent.status import SelfCheck, Status
from contract.advice.catalogue import advice
from contract.configuration.people import Language
from contract.messages import CheckState
from contract.verdicts import Component, Figure, Reason, Verdict, component_of
from contract.words.catalogue import SHARES, SIGNS, Kind, word

_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))
_JUST_NOW_S = 2
SMALL_SHARE = 0.1
"""Below it a whole per cent says too little: a tenth of a per cent of clipped sound is a limit."""


def tell(status: Status, language: Language, *, now_ms: int, running: bool) -> Iterator[str]:
    """Yield the lines; `now_ms` is the uptime in the status' own boot."""
    yield f"{say('terminal', language)} {status.terminal}"
    yield from _tell_headline(headline_of(status, language, running=running), language)
    yield f"{say('readiness', language)}: {word(Kind.READINESS, status.readiness, language).upper()}"
    if status.because:
        names = ", ".join(check_name(check, language) for check in status.because)
        yield f"{say('because', language)}: {names}"
    for self_check in status.self_checks:
        yield _tell_self_check(self_check, language, now_ms=now_ms)
    yield ""
    for check in sorted(status.checks, key=_place):
        yield from tell_check(check, language, now_ms=now_ms)
    yield ""
    yield from _tell_link(status, language, now_ms=now_ms)
    yield f"{say('configuration', language)}: {status.generation} {status.config_hash}".rstrip()
    if status.telephone:
        yield f"{say('telephone', language)}: {status.telephone}"


def tell_check(check: CheckState, language: Language, *, now_ms: int) -> Iterator[str]:
    """Yield what one check says, with the advice on its reasons."""
    verdict = verdict_told(check.verdict, check.reasons, language)
    age = age_of(check.looked_ms, language, now_ms=now_ms)
    yield f"{check_name(check.check, language)}: {verdict} ({say('checked', language)} {age})"
    if check.deviating:
        yield f"    {say('deviating', language)}"
    if check.verdict.is_bad:
        yield f"    {say('since', language)}: {age_of(check.since_ms, language, now_ms=now_ms)}"
    if evidence := "; ".join(_figure(figure, language) for figure in check.figures if figure.value is not None):
        yield f"    {say('rests_on', language)}: {evidence}"
    if place := word(Kind.PLACE, check.facts.get("place", ""), language):
        yield f"    {place}"
    if cause := check.facts.get("cause"):
        yield f"    {word(Kind.CAUSE, cause, language)}"
    for reason in needs_advice(check.verdict, check.reasons):
        yield from tell_reason(reason, language)


def verdict_told(verdict: Verdict, reasons: tuple[Reason, ...], language: Language) -> str:
    """Return the verdict's word; of what nothing reports, that nothing does."""
    if verdict is Verdict.UNKNOWN and reasons:
        return advice(reasons[0], language).title
    return word(Kind.VERDICT, verdict, language)


def needs_advice(verdict: Verdict, reasons: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """Return the reasons about which somebody could do something."""
    return () if verdict is Verdict.UNKNOWN else reasons


def say(key: str, language: Language) -> str:
    """Return one of the terminal's own words."""
    return _words(language)[key]


def check_name(check: str, language: Language) -> str:
    """Return the name of a check; what follows a colon is a name of its own."""
    component = word(Kind.COMPONENT, component_of(check), language)
    named = check.partition(":")[2]
    return " · ".join(part for part in (component, word(Kind.CHECK, check, language), named) if part)


def tell_reason(reason: Reason, language: Language) -> Iterator[str]:
    """Yield the advice on a reason: what it is, the steps at the branch, the engineer's."""
    given = advice(reason, language)
    yield f"    {given.title}: {given.cause}"
    for number, step in enumerate(given.steps, start=1):
        yield f"    {say('todo', language)} {number}: {step}"
    yield f"    {say('engineer', language)}: {given.engineer}"


def measure(figure: Figure, value: float | None, language: Language) -> str:
    """Return a value of a figure with its unit, as a person writes it."""
    if value is None:
        return "?"
    is_share = figure.name in SHARES and not figure.unit
    shown = round(100 * value, 0 if abs(value) >= SMALL_SHARE else 2) if is_share else round(value, 2)
    number = f"{shown:.10g}"
    unit = "%" if is_share else word(Kind.UNIT, figure.unit, language)
    decimal = number if language is Language.ENGLISH else number.replace(".", ",")
    return f"{decimal} {unit}".rstrip()


def age_of(moment_ms: int, language: Language, *, now_ms: int) -> str:
    """Return how long ago a moment was, in its largest unit."""
    seconds = max(0, now_ms - moment_ms) // 1000
    if seconds < _JUST_NOW_S:
        return say("now", language)
    unit, size = next((unit, size) for unit, size in _UNITS if seconds >= size)
    return f"{seconds // size} {say(unit, language)} {say('ago', language)}"


def _tell_headline(headline: Headline, language: Language) -> Iterator[str]:
    yield headline.sentence + (f". {headline.cause}" if headline.cause else "")
    if headline.steps:
        yield f"{page_says('one_step', language)}: {headline.steps[0]}"


def _place(check: CheckState) -> tuple[int, str]:
    return list(Component).index(component_of(check.check)), check.check


def _tell_self_check(self_check: SelfCheck, language: Language, *, now_ms: int) -> str:
    device = word(Kind.COMPONENT, self_check.component, language)
    left_ms = (self_check.sounds_ms or 0) - now_ms
    if left_ms > 0:
        return f"{device}: {say('tone_soon', language).format(seconds=-(-left_ms // 1000))}"
    return f"{device}: {say('self_check', language)}"


def tell_use(use: Use, language: Language) -> str:
    """Return one line of the ledger."""
    when = datetime.fromtimestamp(use.at_ms / 1000).astimezone().strftime("%Y-%m-%d %H:%M")
    parts = (
        when if use.certain else f"{when} ({say('clock_unsure', language)})",
        word(Kind.COMPONENT, use.device, language),
        f"{use.seconds:.0f} {say('second', language)}",
        say(f"why_{use.why}", language),
        use.left or say("nothing_left", language),
    )
    return " · ".join(parts)


def _tell_link(status: Status, language: Language, *, now_ms: int) -> Iterator[str]:
    link = status.link
    cause = f"({word(Kind.CAUSE, link.code, language)}) {link.trouble}" if link.code else link.trouble
    yield f"{say('line', language)}: {say(f'line_{link.stage}', language)} {cause}".rstrip()
    heard = say("never", language) if link.last_word_ms is None else age_of(link.last_word_ms, language, now_ms=now_ms)
    yield f"{say('last_word', language)}: {heard}"
    yield f"{say('waiting_messages', language)}: {status.spooled}"
    if status.spool_trouble:
        yield f"{say('spool_trouble', language)}: {status.spool_trouble}"


def _figure(figure: Figure, language: Language) -> str:
    told = f"{word(Kind.FIGURE, figure.name, language)} {measure(figure, figure.value, language)}"
    if not figure.op or figure.limit is None:
        return told
    rule = f"{SIGNS.get(figure.op, figure.op)} {measure(figure, figure.limit, language)}"
    return f"{told} ({say('bad_if', language).format(rule=rule)})"


@cache
def _words(language: Language) -> dict[str, str]:
    text = resources.files("agent.words").joinpath(f"{language.value}.toml").read_bytes()
    return msgspec.toml.decode(text, type=dict[str, str])
