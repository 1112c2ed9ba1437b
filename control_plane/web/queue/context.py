"""What the queue's template is given."""

from msgspec import Struct

from control_plane.web.blindness import Blind
from control_plane.web.shapes import State


class Tile(Struct, frozen=True, kw_only=True):
    """A region on the map of 8 x 5: a link into the filtered queue."""

    kato: str
    name: str
    short: str
    count: str
    state: str
    tone: str
    column: int
    row: int
    href: str
    is_current: bool


class Choice(Struct, frozen=True, kw_only=True):
    """A chip or an option of a filter."""

    value: str
    word: str
    href: str = ""
    count: str = ""
    is_current: bool = False


class Row(Struct, frozen=True, kw_only=True):
    """A terminal that cannot hold a call, or may fail to; `version` changes when its words do."""

    key: str
    version: str
    state: State
    branch: str
    place: str
    what: str
    evidence: str
    lasts: str
    since: str
    href: str
    opens_card: bool
    is_current: bool
    is_mended: bool


class Step(Struct, frozen=True, kw_only=True):
    """One step, in the helpdesk's language and in that of the branch (empty when they are the same)."""

    number: int
    text: str
    theirs: str


class Card(Struct, frozen=True, kw_only=True):
    """What to do about the selected row, and why the machine thinks so."""

    state: State
    title: str
    telephone: str
    telephone_link: str
    speaks: str
    their_language: str
    cause: str
    steps: tuple[Step, ...]
    why: str
    engineer: str
    terminal: str
    close: str


class Empty(Struct, frozen=True, kw_only=True):
    """What stands where rows would be."""

    title: str
    text: str


class QueuePage(Struct, frozen=True, kw_only=True):
    """The whole page."""

    sentence: str
    subtitle: str
    blind: Blind | None
    tiles: tuple[Tile, ...]
    chips: tuple[Choice, ...]
    regions: tuple[Choice, ...]
    components: tuple[Choice, ...]
    readiness: str
    is_filtered: bool
    is_wall: bool
    find: str
    rows: tuple[Row, ...]
    more: str
    card: Card | None
    is_chosen: bool
    empty: Empty
