"""From what is stored of a terminal to the words of its page: pure, `now` is handed in."""

from msgspec import Struct

from contract.messages import Device
from contract.verdicts import Readiness
from contract.words.catalogue import Kind
from control_plane.presence.states import PresenceState
from control_plane.web.blindness import blind_banner
from control_plane.web.evidence import reason_title
from control_plane.web.problems import kind_told
from control_plane.web.queue.address import Address
from control_plane.web.standing import FAULTY, Answer, Place, Standing, causes, fault_since
from control_plane.web.terminal.calls import KnownCalls, build_calls
from control_plane.web.terminal.checks import build_checks
from control_plane.web.terminal.configuration import Assignment, build_configuration
from control_plane.web.terminal.context import Crumb, Fact, TerminalPage
from control_plane.web.terminal.orders import KnownOrder, build_orders, choices
from control_plane.web.terminal.spark import Series
from control_plane.web.terminal.story import AssignmentFlip, CheckFlip, build_story
from control_plane.web.terminal.strip import Flip, build_strip, spans
from control_plane.web.wording import Wording

SENTENCES = {
    Readiness.READY: "Ready for a call",
    Readiness.AUDIO_ONLY: "A call with sound only",
    Readiness.AT_RISK: "Ready for a call, but may fail",
    Readiness.NOT_READY: "Not ready for a call",
    Readiness.IN_CALL: "A call is under way",
    Readiness.UNREACHABLE: "No contact with the terminal",
    Readiness.CLOSED: "Outside working hours",
    Readiness.MAINTENANCE: "Works are under way",
    Readiness.UNKNOWN: "Not checked yet",
}


class Known(Struct, frozen=True, kw_only=True):
    """Everything stored about one terminal at one moment."""

    now: int
    standing: Standing
    presence: PresenceState
    answers: tuple[Answer, ...]
    flips: tuple[CheckFlip, ...]
    assignments: tuple[AssignmentFlip, ...]
    readiness_flips: tuple[Flip, ...]
    series: dict[tuple[str, str], Series]
    assignment: Assignment | None
    devices: tuple[Device, ...] = ()
    blind_since_ms: int | None = None
    orders: tuple[KnownOrder, ...] = ()
    calls: KnownCalls = KnownCalls()
    may_reboot: bool = False


def build_terminal(known: Known, words: Wording) -> TerminalPage:
    """The page."""
    one = known.standing
    covered = spans(known.readiness_flips, one.readiness, one.since_ms, now=known.now)
    return TerminalPage(
        name=f"{place_name(one.place, words)} · {one.terminal}",
        crumbs=crumbs(one.place, words),
        sentence=_sentence(known, words),
        subtitle=_subtitle(known, words),
        blind=blind_banner(known.blind_since_ms, known.now, words),
        settings=f"/terminals/{one.terminal}/settings",
        strip=build_strip(covered, now=known.now, words=words),
        checks=build_checks(known.answers, known.series, now=known.now, words=words),
        configuration=build_configuration(known.assignment, now=known.now, words=words),
        story=build_story(known.flips, known.readiness_flips, known.assignments, words=words),
        facts=_facts(known, words),
        calls=build_calls(one.terminal, known.calls, words),
        orders=build_orders(one.terminal, known.orders, words),
        order_action=f"/terminals/{one.terminal}/orders",
        choices=choices(words, may_reboot=known.may_reboot),
    )


def crumbs(place: Place, words: Wording) -> tuple[Crumb, ...]:
    """The way to a place: region, district, branch with its index and seat."""
    seat = words.text("seat %(number)s", number=words.number(place.seat_number))
    return (
        Crumb(word=place.region_names[words.code], href=Address(region=place.region).with_()),
        Crumb(word=place.district_names[words.code]),
        Crumb(word=f"{place_name(place, words)}, {place.postal_index} · {seat}"),
    )


def place_name(place: Place, words: Wording) -> str:
    """The branch's name in the reader's language."""
    return place.branch_names[words.code]


def _sentence(known: Known, words: Wording) -> str:
    one = known.standing
    reasons = causes(one, known.answers)
    says = words.text(SENTENCES[one.readiness])
    if one.problems and one.readiness not in FAULTY:
        told = "; ".join(kind_told(kind, words) for kind in one.problems)
        return f"{says}; {told}, {words.duration(known.now - one.problem_since_ms, long=True)}"
    titles = list(dict.fromkeys(reason_title(answer, words) for answer in reasons))
    if one.readiness in {Readiness.UNREACHABLE, Readiness.READY, Readiness.IN_CALL}:
        return f"{says}, {words.duration(known.now - one.since_ms, long=True)}"
    if not titles:
        return says
    lasts = words.duration(known.now - fault_since(one, reasons), long=True)
    return f"{says}: {', '.join(titles)}, {lasts}"


def _subtitle(known: Known, words: Wording) -> str:
    one = known.standing
    last = one.last_report_ms
    heard = (
        words.text("nothing heard yet")
        if last is None
        else words.text("last word %(ago)s", ago=words.ago(known.now - last))
    )
    parts = [heard]
    if known.presence is not PresenceState.UNKNOWN:
        parts.append(words.word(Kind.PRESENCE, known.presence))
    parts.append(words.word(Kind.LINK, one.place.link_class))
    if one.place.telephone:
        parts.append(words.text("telephone %(telephone)s", telephone=one.place.telephone))
    if one.is_virtual:
        parts.append(words.text("virtual devices, for demonstration"))
    return " · ".join(parts)


def _facts(known: Known, words: Wording) -> tuple[Fact, ...]:
    one = known.standing
    facts = [
        (words.text("number of the terminal"), one.terminal),
        (words.text("model"), one.model),
        (words.text("life"), words.word(Kind.LIFE_CYCLE, one.life_cycle)),
        (words.text("agent"), one.agent_version),
        *(_device(device, words) for device in known.devices),
    ]
    return tuple(Fact(word=word, value=value) for word, value in facts if value)


def _device(device: Device, words: Wording) -> tuple[str, str]:
    virtual = words.text("virtual") if device.virtual else ""
    parts = (device.name, device.usb_id and f"USB {device.usb_id}", device.serial, virtual)
    return words.word(Kind.COMPONENT, device.kind), " · ".join(part for part in parts if part)
