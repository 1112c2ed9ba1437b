"""From standings and answers to the words of the queue: pure, `now` is handed in."""

from collections.abc import Iterable
from hashlib import blake2s

from msgspec import Struct

from contract.verdicts import Component, Readiness
from contract.words.catalogue import Kind
from control_plane.web.blindness import blind_banner
from control_plane.web.evidence import figures_told, reason_title
from control_plane.web.queue.address import WALL, Address
from control_plane.web.queue.card import build_card
from control_plane.web.queue.context import Choice, Empty, QueuePage, Row
from control_plane.web.queue.tiles import Region, build_tiles
from control_plane.web.shapes import State, readiness_state
from control_plane.web.standing import FAULTY, Answer, Standing, causes, fault_since, is_faulty
from control_plane.web.wording import Wording

COMPONENTS = (Component.CAMERA, Component.MICROPHONE, Component.SPEAKER, Component.NETWORK)
ORDER = {readiness: index for index, readiness in enumerate((*FAULTY, Readiness.CLOSED))}


class Seen(Struct, frozen=True, kw_only=True):
    """What the database holds for the queue at one moment."""

    now: int
    regions: tuple[Region, ...]
    standings: tuple[Standing, ...]
    answers: dict[str, tuple[Answer, ...]]
    blind_since_ms: int | None = None

    def faulty(self) -> tuple[Standing, ...]:
        """The terminals of the list, the worst and oldest first."""
        found = (one for one in self.standings if is_faulty(one, self.answers.get(one.terminal, ())))
        return tuple(sorted(found, key=lambda one: (ORDER.get(one.readiness, 9), one.since_ms)))


def build_queue(seen: Seen, address: Address, keep: tuple[str, ...], *, words: Wording) -> QueuePage:
    """The page; `keep` names the rows under somebody's pointer, which stay where they are."""
    faulty = seen.faulty()
    found = [one for one in faulty if _fits(one, seen, address)]
    shown = _in_kept_order(found, keep, seen)
    selected = next((one for one in shown if one.terminal == address.selected), shown[0] if shown else None)
    is_wall = address.view == WALL
    card = None
    if selected is not None and not is_wall:
        answers = seen.answers.get(selected.terminal, ())
        card = build_card(selected, answers, address, now=seen.now, words=words)
    current = selected.terminal if card is not None and selected is not None else ""
    rows = tuple(_row(one, seen, address, current=current, words=words) for one in shown)
    return QueuePage(
        sentence=sentence(seen.standings, words),
        subtitle=_subtitle(seen, words),
        blind=blind_banner(seen.blind_since_ms, seen.now, words),
        tiles=build_tiles(seen.regions, seen.standings, address, words=words),
        chips=_chips(faulty, address, words),
        regions=_regions(seen.regions, address, words),
        components=_components(address, words),
        readiness=address.readiness,
        is_filtered=address.is_filtered,
        is_wall=is_wall,
        rows=rows,
        card=card,
        is_chosen=bool(address.selected),
        empty=_empty(address, words),
    )


def sentence(standings: Iterable[Standing], words: Wording) -> str:
    """How many branches can hold a call, of those open now; a branch can if one of its terminals can."""
    by_branch: dict[str, list[Standing]] = {}
    for one in standings:
        by_branch.setdefault(one.place.branch, []).append(one)
    open_now = [terminals for terminals in by_branch.values() if any(one.is_open for one in terminals)]
    able = sum(any(one.can_hold_a_call for one in terminals) for terminals in open_now)
    if not by_branch:
        return words.text("No terminal is connected yet")
    if not open_now:
        return words.text("All branches are closed now")
    return words.plural(
        "%(able)s of %(count)s branch open now can hold a call",
        "%(able)s of %(count)s branches open now can hold a call",
        len(open_now),
        able=words.number(able),
    )


def _subtitle(seen: Seen, words: Wording) -> str:
    closed = len({one.place.branch for one in seen.standings if not one.is_open})
    now = words.text("It is %(clock)s", clock=words.clock(seen.now))
    parts = [now]
    if closed:
        parts.append(words.plural("%(count)s branch is closed", "%(count)s branches are closed", closed))
    told = [", ".join(parts), words.text("refreshed by itself")]
    virtual = sum(one.is_virtual for one in seen.standings)
    if virtual:
        told.append(
            words.plural(
                "%(count)s terminal is virtual, for demonstration",
                "%(count)s terminals are virtual, for demonstration",
                virtual,
            )
        )
    return " · ".join(told)


def _fits(one: Standing, seen: Seen, address: Address) -> bool:
    answers = causes(one, seen.answers.get(one.terminal, ()))
    return (
        address.region in {"", one.place.region}
        and address.readiness in {"", one.readiness.value}
        and (not address.component or any(answer.component == address.component for answer in answers))
    )


def _in_kept_order(found: list[Standing], keep: tuple[str, ...], seen: Seen) -> list[Standing]:
    if not keep:
        return found
    by_id = {one.terminal: one for one in seen.standings}
    kept = [by_id[terminal] for terminal in keep if terminal in by_id]
    return kept + [one for one in found if one.terminal not in keep]


def _row(one: Standing, seen: Seen, address: Address, *, current: str, words: Wording) -> Row:
    answers = seen.answers.get(one.terminal, ())
    mended = not is_faulty(one, answers)
    reasons = causes(one, answers)
    state = (
        State(shape="tick", tone="good", word=words.text("mended")) if mended else readiness_state(one.readiness, words)
    )
    what, evidence = what_happened(one, reasons, words)
    since = fault_since(one, reasons)
    version = blake2s(f"{state.word}|{what}|{since}".encode(), digest_size=6).hexdigest()
    return Row(
        key=one.terminal,
        version=version,
        state=state,
        branch=branch_name(one, words),
        place=f"{one.place.region_names[words.code]} · {one.place.postal_index}",
        what=words.text("Ready for a call again") if mended else what,
        evidence="" if mended else evidence,
        lasts=words.duration(seen.now - since),
        since=words.moment(since),
        href=address.with_(selected=one.terminal),
        is_current=one.terminal == current,
        is_mended=mended,
    )


def what_happened(one: Standing, reasons: tuple[Answer, ...], words: Wording) -> tuple[str, str]:
    """What is wrong in words, and the figures that it rests on."""
    if one.readiness is Readiness.UNREACHABLE:
        return words.text("Power or line, not yet known"), words.text("the terminal has fallen silent")
    if not reasons:
        return words.text("The terminal has not been judged yet"), ""
    told = [sentence_case(reason_title(answer, words)) for answer in reasons]
    return "; ".join(dict.fromkeys(told)), figures_told(reasons[0], words, limit=2)


def branch_name(one: Standing, words: Wording) -> str:
    """The branch, and the seat where it has more than one."""
    name = one.place.branch_names[words.code]
    return (
        f"{name}, {words.text('seat %(number)s', number=one.place.seat_number)}" if one.place.seat_number > 1 else name
    )


def sentence_case(text: str) -> str:
    """The same with a capital first letter."""
    return text[:1].upper() + text[1:]


def _chips(faulty: tuple[Standing, ...], address: Address, words: Wording) -> tuple[Choice, ...]:
    counts = {readiness: sum(one.readiness is readiness for one in faulty) for readiness in ORDER}
    every = Choice(
        value="",
        word=words.text("All"),
        count=words.number(len(faulty)),
        href=address.with_(readiness="", selected=""),
        is_current=not address.readiness,
    )
    return (
        every,
        *(
            Choice(
                value=readiness,
                word=sentence_case(words.word(Kind.READINESS, readiness)),
                count=words.number(count),
                href=address.with_(readiness=readiness, selected=""),
                is_current=address.readiness == readiness,
            )
            for readiness, count in counts.items()
            if count or address.readiness == readiness
        ),
    )


def _regions(regions: tuple[Region, ...], address: Address, words: Wording) -> tuple[Choice, ...]:
    return tuple(
        Choice(value=region.kato, word=region.names[words.code], is_current=region.kato == address.region)
        for region in sorted(regions, key=lambda region: region.names[words.code])
    )


def _components(address: Address, words: Wording) -> tuple[Choice, ...]:
    return tuple(
        Choice(value=part, word=words.word(Kind.COMPONENT, part), is_current=part == address.component)
        for part in COMPONENTS
    )


def _empty(address: Address, words: Wording) -> Empty:
    if address.is_filtered:
        return Empty(
            title=words.text("Nothing here is faulty"),
            text=words.text("The filter leaves out the rest: clear it to see every fault."),
        )
    return Empty(
        title=words.text("No faults"),
        text=words.text("Every terminal that has reported is fit for a call. A fault appears here by itself."),
    )
