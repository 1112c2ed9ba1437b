"""What the terminal's template is given."""

from msgspec import Struct

from control_plane.web.blindness import Blind
from control_plane.web.shapes import State
from control_plane.web.terminal.calls import CallsCard
from control_plane.web.terminal.checks import CheckGroup
from control_plane.web.terminal.orders import Choice, OrderRow


class Crumb(Struct, frozen=True, kw_only=True):
    """One step of the way to a place."""

    word: str
    href: str = ""


class Stretch(Struct, frozen=True, kw_only=True):
    """A time of one readiness, in thousandths of the strip."""

    tone: str
    x: float
    width: float
    told: str


class Strip(Struct, frozen=True, kw_only=True):
    """Fourteen days of readiness."""

    stretches: tuple[Stretch, ...]
    days: tuple[str, ...]
    told: str


class Pair(Struct, frozen=True, kw_only=True):
    """One key, as assigned and as the terminal runs it."""

    key: str
    word: str
    assigned: str
    reported: str
    differs: bool


class ConfigurationCard(Struct, frozen=True, kw_only=True):
    """How far the settings have come."""

    state: State
    since: str
    pairs: tuple[Pair, ...]
    problems: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Does the terminal run anything else than what is assigned?"""
        return any(pair.differs for pair in self.pairs)


class Event(Struct, frozen=True, kw_only=True):
    """A line of the story, or the day above the lines that follow."""

    text: str
    is_day: bool = False
    at: str = ""
    exact: str = ""
    uncertain: str = ""
    detail: str = ""


class Fact(Struct, frozen=True, kw_only=True):
    """Something known of the device."""

    word: str
    value: str


class TerminalPage(Struct, frozen=True, kw_only=True):
    """The whole page."""

    name: str
    crumbs: tuple[Crumb, ...]
    sentence: str
    subtitle: str
    blind: Blind | None
    settings: str
    strip: Strip
    checks: tuple[CheckGroup, ...]
    configuration: ConfigurationCard
    story: tuple[Event, ...]
    facts: tuple[Fact, ...]
    calls: CallsCard | None = None
    orders: tuple[OrderRow, ...] = ()
    order_action: str = ""
    choices: tuple[Choice, ...] = ()
