"""The advice card: whom to call and in which language, the steps, why the machine thinks so."""

from itertools import zip_longest
from urllib.parse import quote

from contract.verdicts import Readiness, Reason
from contract.words.catalogue import Kind
from control_plane.web.evidence import figures_told, reason_title
from control_plane.web.problems import kind_told
from control_plane.web.queue.address import Address
from control_plane.web.queue.context import Card, Step
from control_plane.web.shapes import problem_state, readiness_state
from control_plane.web.standing import FAULTY, Answer, Standing, causes
from control_plane.web.wording import Wording, wording

SILENT_STEPS = (
    "Look whether the terminal has power: its screen and its lamp are on.",
    "Look whether the modem has power, and whether other devices of the branch reach the network.",
    "Switch the modem off, wait 30 seconds, switch it on again.",
    "If nothing helps, the provider is called: name the branch and the time of the break.",
)

REPORTED_STEPS = (
    "Call the branch: the employee says what is to be seen and heard.",
    "Have a test call made, and look at it together.",
    "When it is settled, close the problem on the terminal's page: nothing else closes it.",
)


def build_card(one: Standing, answers: tuple[Answer, ...], address: Address, *, now: int, words: Wording) -> Card:
    """The card of one terminal; the language of the branch stands under the helpdesk's."""
    theirs = wording(one.place.language)
    is_reported = bool(one.problems) and one.readiness not in FAULTY
    reasons = causes(one, answers)
    cause, engineer = _cause(one, reasons, words)
    return Card(
        state=problem_state(words) if is_reported else readiness_state(one.readiness, words),
        title=_title(one, reasons, words),
        telephone=one.place.telephone,
        telephone_link=quote("".join(one.place.telephone.split()).replace("-", "")),
        speaks=words.text("they speak %(language)s", language=words.word(Kind.LANGUAGE, theirs.code)),
        their_language=theirs.code,
        cause=cause,
        steps=_numbered(
            steps_of(one, reasons, words), () if theirs.code == words.code else steps_of(one, reasons, theirs)
        ),
        why=_why(one, reasons, now=now, words=words),
        engineer=engineer,
        terminal=f"/terminals/{one.terminal}",
        close=address.with_(selected=""),
    )


def steps_of(one: Standing, reasons: tuple[Answer, ...], words: Wording) -> tuple[str, ...]:
    """The employee's steps in one language; the same numbers mean the same in every language."""
    if one.readiness is Readiness.UNREACHABLE:
        return tuple(words.text(step) for step in SILENT_STEPS)
    if one.problems and not reasons:
        return tuple(words.text(step) for step in REPORTED_STEPS)
    reason = first_reason(reasons)
    return () if reason is None else words.advice(reason).steps


def first_reason(reasons: tuple[Answer, ...]) -> Reason | None:
    """The reason that comes first, if the terminal gave one."""
    return next((reason for answer in reasons for reason in answer.reasons), None)


def _title(one: Standing, reasons: tuple[Answer, ...], words: Wording) -> str:
    what = reason_title(reasons[0], words) if reasons else words.word(Kind.READINESS, one.readiness)
    if one.problems and not reasons:
        what = "; ".join(kind_told(kind, words) for kind in one.problems)
    if one.readiness is Readiness.UNREACHABLE:
        what = words.word(Kind.READINESS, one.readiness)
    return f"{one.place.branch_names[words.code]}: {what}"


def _cause(one: Standing, reasons: tuple[Answer, ...], words: Wording) -> tuple[str, str]:
    reason = first_reason(reasons)
    if reason is None or one.readiness is Readiness.UNREACHABLE:
        return "", ""
    said = words.advice(reason)
    return said.cause, said.engineer


def _why(one: Standing, reasons: tuple[Answer, ...], *, now: int, words: Wording) -> str:
    if one.readiness is Readiness.UNREACHABLE:
        last = one.last_report_ms
        if last is None:
            return words.text("The terminal has never reported.")
        return words.text("The last word came at %(at)s, %(ago)s.", at=words.clock(last), ago=words.ago(now - last))
    if one.readiness is Readiness.UNKNOWN:
        return words.text("The checks have not answered yet.")
    if one.problems and not reasons:
        at_ms = one.problem_since_ms
        return words.text("The employee reported it %(ago)s; every check is good.", ago=words.ago(now - at_ms))
    if not reasons:
        return words.text("Nothing is faulty now.")
    looked = words.text("Looked at: %(at)s.", at=words.clock(reasons[0].looked_ms))
    return ". ".join(part for part in (figures_told(reasons[0], words, limit=5), looked) if part)


def _numbered(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[Step, ...]:
    pairs = zip_longest(ours, theirs, fillvalue="")
    return tuple(Step(number=number, text=text, theirs=other) for number, (text, other) in enumerate(pairs, 1))
