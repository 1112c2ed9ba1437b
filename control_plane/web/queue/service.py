"""From standings and answers to the words of the queue: pure, `now` is handed in."""

from collections.abc import Iterable

from msgspec import Struct

from contract.verdicts import Readiness
from control_plane.web.blindness import blind_banner
from control_plane.web.queue.address import WALL, Address
from control_plane.web.queue.card import build_card
from control_plane.web.queue.context import Card, Empty, QueuePage, Row
from control_plane.web.queue.filters import chips, components, fits, regions
from control_plane.web.queue.rows import build_row, in_kept_order
from control_plane.web.queue.tiles import Region, build_tiles
from control_plane.web.standing import FAULTY, Answer, Standing, is_faulty
from control_plane.web.wording import Wording

MOST_ROWS = 200
WORST_FIRST = {readiness: index for index, readiness in enumerate((*FAULTY, Readiness.CLOSED))}


class Seen(Struct, frozen=True, kw_only=True):
    """What the database holds for the queue at one moment."""

    now: int
    regions: tuple[Region, ...]
    standings: tuple[Standing, ...]
    answers: dict[str, tuple[Answer, ...]]
    blind_since_ms: int | None = None

    def answers_of(self, one: Standing) -> tuple[Answer, ...]:
        """What is worth telling of a terminal's checks."""
        return self.answers.get(one.terminal, ())

    def faulty(self) -> tuple[Standing, ...]:
        """The terminals of the list, the worst and oldest first."""
        found = (one for one in self.standings if is_faulty(one, self.answers_of(one)))
        return tuple(sorted(found, key=lambda one: (WORST_FIRST.get(one.readiness, 9), one.since_ms)))


def build_queue(seen: Seen, address: Address, keep: tuple[str, ...], *, words: Wording) -> QueuePage:
    """The page; `keep` names the rows under somebody's pointer, which stay where they are."""
    faulty = seen.faulty()
    asked = [one for one in _among(seen, faulty, address) if fits(one, seen.answers_of(one), address)]
    shown = in_kept_order(asked[:MOST_ROWS], keep, seen.standings)
    selected = _selected(shown, seen, address)
    return QueuePage(
        sentence=sentence(seen.standings, words),
        subtitle=_subtitle(seen, words),
        blind=blind_banner(seen.blind_since_ms, seen.now, words),
        tiles=build_tiles(seen.regions, seen.standings, address, words=words),
        chips=chips(seen.standings, faulty, address, words),
        regions=regions(seen.regions, address, words),
        components=components(address, words),
        readiness=address.readiness,
        is_filtered=address.is_filtered,
        is_wall=address.view == WALL,
        find=address.find,
        rows=_rows(shown, asked, seen, address, current=selected, words=words),
        more=_more(len(asked) - MOST_ROWS, words),
        card=None if selected is None else _card(selected, seen, address, words),
        is_chosen=selected is not None and selected.terminal == address.selected,
        empty=_empty(address, words),
    )


def _among(seen: Seen, faulty: tuple[Standing, ...], address: Address) -> tuple[Standing, ...]:
    return seen.standings if address.asks_for_all else faulty


def _selected(shown: list[Standing], seen: Seen, address: Address) -> Standing | None:
    """Whose card is open: the chosen one, also when it was mended meanwhile, else the first that has a fault."""
    if address.view == WALL:
        return None
    chosen = (one for one in seen.standings if one.terminal == address.selected)
    faulty = (one for one in shown if is_faulty(one, seen.answers_of(one)))
    return next(chosen, None) or next(faulty, None)


def _rows(
    shown: list[Standing],
    asked: list[Standing],
    seen: Seen,
    address: Address,
    *,
    current: Standing | None,
    words: Wording,
) -> tuple[Row, ...]:
    wanted = {one.terminal for one in asked}
    return tuple(
        build_row(
            one,
            seen.answers_of(one),
            address,
            now=seen.now,
            is_found=one.terminal in wanted,
            is_current=one is current,
            words=words,
        )
        for one in shown
    )


def _card(one: Standing, seen: Seen, address: Address, words: Wording) -> Card:
    return build_card(one, seen.answers_of(one), address, now=seen.now, words=words)


def _more(count: int, words: Wording) -> str:
    if count <= 0:
        return ""
    return words.plural("%(count)s more: narrow the filter", "%(count)s more: narrow the filter", count)


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
