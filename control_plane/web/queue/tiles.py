"""The map of 8 x 5 tiles: how many branches of each region can hold a call, of those open now."""

from msgspec import Struct

from control_plane.web.queue.address import Address
from control_plane.web.queue.context import Tile
from control_plane.web.standing import Names, Standing
from control_plane.web.wording import Wording

HALF = 0.5


class Region(Struct, frozen=True, kw_only=True):
    """A region and its tile's place."""

    kato: str
    names: Names
    column: int
    row: int


def build_tiles(
    regions: tuple[Region, ...], standings: tuple[Standing, ...], address: Address, *, words: Wording
) -> tuple[Tile, ...]:
    """A tile for every region, also for those where nothing stands yet."""
    return tuple(_tile(region, standings, address, words=words) for region in regions)


def _tile(region: Region, standings: tuple[Standing, ...], address: Address, *, words: Wording) -> Tile:
    here = [one for one in standings if one.place.region == region.kato and one.is_open]
    able = sum(one.can_hold_a_call for one in here)
    chosen = region.kato == address.region
    return Tile(
        kato=region.kato,
        name=region.names[words.code],
        short=words.text(f"tile {region.kato}"),
        count=f"{able}/{len(here)}" if here else "–",
        state=_state(able, len(here), words),
        tone=_tone(able, len(here)),
        column=region.column,
        row=region.row,
        href=address.with_(region="" if chosen else region.kato, selected=""),
        is_current=chosen,
    )


def _tone(able: int, total: int) -> str:
    if not total:
        return "gone"
    if able == total:
        return "good"
    return "bad" if able <= total * HALF else "attention"


def _state(able: int, total: int, words: Wording) -> str:
    if not total:
        return words.text("no branch is open now")
    return words.text("%(able)s of %(total)s can hold a call", able=able, total=total)
