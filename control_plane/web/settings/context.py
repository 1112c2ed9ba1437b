"""What the template of the settings is given."""

from msgspec import Struct

from control_plane.web.terminal.context import Crumb


class Option(Struct, frozen=True, kw_only=True):
    """One choice of a field."""

    value: str
    word: str
    is_current: bool


class FieldRow(Struct, frozen=True, kw_only=True):
    """A key as it is edited; `inherited` stands in the empty field."""

    path: str
    kind: str
    word: str
    hint: str
    unit: str
    value: str
    inherited: str
    options: tuple[Option, ...]
    problem: str


class SectionRows(Struct, frozen=True, kw_only=True):
    """A section of the form."""

    key: str
    word: str
    fields: tuple[FieldRow, ...]


class ProblemLine(Struct, frozen=True, kw_only=True):
    """A wrong key, and what is allowed."""

    path: str
    told: str


class SettingsPage(Struct, frozen=True, kw_only=True):
    """The whole page."""

    title: str
    subtitle: str
    crumbs: tuple[Crumb, ...]
    action: str
    back: str
    revision: int
    as_text: bool
    document: str
    sections: tuple[SectionRows, ...]
    reason: str
    refusal: str = ""
    saved: str = ""
    problems: tuple[ProblemLine, ...] = ()
