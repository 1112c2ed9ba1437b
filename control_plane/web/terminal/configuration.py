"""The settings card of the terminal's page: what is assigned, what it runs, how far it has come."""

import msgspec
from msgspec import Struct

from contract.configuration.document import flatten
from contract.configuration.validation import Document
from contract.words.catalogue import Kind
from control_plane.configuration.states import DesiredState
from control_plane.web.settings.fields import field_at
from control_plane.web.settings.problems import told
from control_plane.web.shapes import State
from control_plane.web.terminal.context import ConfigurationCard, Pair
from control_plane.web.wording import Wording

DRAWN = {
    DesiredState.ISSUED: ("dashed", "gone"),
    DesiredState.RECEIVED: ("dashed", "gone"),
    DesiredState.APPLIED: ("tick", "good"),
    DesiredState.PROVEN: ("tick", "good"),
    DesiredState.INCONCLUSIVE: ("triangle", "attention"),
    DesiredState.REJECTED: ("cross", "bad"),
    DesiredState.ROLLED_BACK: ("cross", "bad"),
    DesiredState.SUPERSEDED: ("dashed", "gone"),
    DesiredState.EXPIRED: ("triangle", "attention"),
}


class Assignment(Struct, frozen=True, kw_only=True):
    """What a terminal should run and what it says it runs."""

    state: DesiredState
    state_ms: int
    generation: int
    hash: str
    document: Document
    problems: tuple[dict[str, str], ...]
    reported_generation: int | None
    reported_hash: str | None

    @property
    def is_on_terminal(self) -> bool:
        """Does the terminal run exactly this?"""
        return self.reported_hash == self.hash and self.reported_generation == self.generation


def build_configuration(found: Assignment | None, *, now: int, words: Wording) -> ConfigurationCard:
    """The card; keys at their default are not listed."""
    if found is None:
        none = State(shape="dashed", tone="gone", word=words.text("nothing is assigned yet"))
        return ConfigurationCard(state=none, since="", pairs=(), problems=())
    shape, tone = DRAWN[found.state]
    word = words.word(Kind.CONFIGURATION, found.state)
    version = words.text("version %(number)s", number=words.number(found.generation))
    return ConfigurationCard(
        state=State(shape=shape, tone=tone, word=word),
        since=f"{version} · {words.ago(now - found.state_ms)}",
        pairs=(
            _version(found, words),
            *(_pair(path, value, found, words) for path, value in flatten(found.document).items()),
        ),
        problems=tuple(f"{problem.get('path', '')}: {told(problem, words)}" for problem in found.problems),
    )


def _version(found: Assignment, words: Wording) -> Pair:
    reported = words.text("none yet") if found.reported_generation is None else words.number(found.reported_generation)
    return Pair(
        key="",
        word=words.text("version"),
        assigned=words.number(found.generation),
        reported=reported,
        differs=not found.is_on_terminal,
    )


def _pair(path: str, value: object, found: Assignment, words: Wording) -> Pair:
    field = field_at(path)
    shown = value_told(value, words)
    unit = f"\u00a0{words.word(Kind.UNIT, field.unit)}" if field and field.unit else ""
    return Pair(
        key=path,
        word=words.text(field.description)
        if field and field.path == path
        else path.partition(".")[2].partition(".")[2] or path,
        assigned=f"{shown}{unit}",
        reported=f"{shown}{unit}" if found.is_on_terminal else words.text("as before"),
        differs=not found.is_on_terminal,
    )


def value_told(value: object, words: Wording) -> str:
    """A value of the configuration for a reader."""
    if isinstance(value, bool):
        return words.text("yes") if value else words.text("no")
    if isinstance(value, int | float):
        return words.number(value)
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
