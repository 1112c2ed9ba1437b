"""What the terminal's template is given."""

from msgspec import Struct

from control_plane.web.blindness import Blind
from control_plane.web.shapes import State


class Crumb(Struct, frozen=True, kw_only=True):
    """One step of the way to a place."""

    word: str
    href: str = ""


class Spark(Struct, frozen=True, kw_only=True):
    """A figure over time in a box of 150 x 34, with the line of its limit."""

    points: str
    limit_y: float | None
    told: str


class CheckRow(Struct, frozen=True, kw_only=True):
    """One check: verdict, what it rests on, the rule, the age."""

    key: str
    version: str
    state: State
    name: str
    reasons: str
    evidence: str
    facts: str
    deciding: str
    spark: Spark | None
    age: str
    looked: str


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
    checks: tuple[CheckRow, ...]
    configuration: ConfigurationCard
    story: tuple[Event, ...]
    facts: tuple[Fact, ...]
