"""Which terminals an address asks for, and the chips and choices that lead there."""

from contract.verdicts import Component, Readiness
from contract.words.catalogue import Kind
from control_plane.web.queue.address import Address
from control_plane.web.queue.context import Choice
from control_plane.web.queue.kazakh import fold, sort_key
from control_plane.web.queue.tiles import Region
from control_plane.web.standing import FAULTY, Answer, Standing, causes
from control_plane.web.wording import Wording

COMPONENTS = tuple(component for component in Component if component is not Component.UNKNOWN)
ORDER = (
    *FAULTY,
    Readiness.CLOSED,
    Readiness.MAINTENANCE,
    Readiness.IN_CALL,
    Readiness.READY,
)


def fits(one: Standing, answers: tuple[Answer, ...], address: Address) -> bool:
    """Does the address ask for this terminal?"""
    return (
        address.region in {"", one.place.region}
        and address.readiness in {"", one.readiness.value}
        and (not address.component or any(answer.component == address.component for answer in causes(one, answers)))
        and (not address.find or _is_named(one, fold(address.find)))
    )


def chips(
    standings: tuple[Standing, ...], faulty: tuple[Standing, ...], address: Address, words: Wording
) -> tuple[Choice, ...]:
    """The faults first, then every readiness that somebody has."""
    every = Choice(
        value="",
        word=words.text("Faults"),
        count=words.number(len(faulty)),
        href=address.with_(readiness="", selected=""),
        is_current=not address.readiness,
    )
    counts = {readiness: sum(one.readiness is readiness for one in standings) for readiness in ORDER}
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


def regions(known: tuple[Region, ...], address: Address, words: Wording) -> tuple[Choice, ...]:
    """The regions by the alphabet."""
    choices = (
        Choice(value=region.kato, word=region.names[words.code], is_current=region.kato == address.region)
        for region in known
    )
    return tuple(sorted(choices, key=lambda choice: sort_key(choice.word)))


def components(address: Address, words: Wording) -> tuple[Choice, ...]:
    """The parts of a terminal that are looked at."""
    return tuple(
        Choice(value=part, word=words.word(Kind.COMPONENT, part), is_current=part == address.component)
        for part in COMPONENTS
    )


def sentence_case(text: str) -> str:
    """The same with a capital first letter."""
    return text[:1].upper() + text[1:]


def _is_named(one: Standing, wanted: str) -> bool:
    names = (*one.place.branch_names.values(), one.place.postal_index, one.terminal)
    return any(wanted in fold(name) for name in names)
