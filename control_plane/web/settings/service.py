"""From a layer to the words of its form: pure."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from contract.configuration.validation import Document
from contract.words.catalogue import Kind
from control_plane.configuration.layering import LayerName
from control_plane.web.settings.context import FieldRow, Option, ProblemLine, SectionRows, SettingsPage
from control_plane.web.settings.fields import Field, FieldKind, sections
from control_plane.web.settings.form import write_field, write_text, write_value
from control_plane.web.settings.problems import allowed_told, option_told, told
from control_plane.web.terminal.context import Crumb
from control_plane.web.wording import Wording


class LayerView(Struct, frozen=True, kw_only=True):
    """A layer as it is edited: its own document, what it would inherit, the revision that If-Match names."""

    name: LayerName
    action: str
    back: str
    title: str
    subtitle: str
    document: Document
    inherited: Document
    revision: int
    crumbs: tuple[Crumb, ...] = ()


class Attempt(Struct, frozen=True, kw_only=True):
    """What somebody typed and what was wrong with it; empty on the first look."""

    typed: Mapping[str, str] = {}
    refusal: str = ""
    problems: Sequence[Mapping[str, str]] = ()
    saved: str = ""
    seen: int | None = None
    """The revision that was edited, when it is no longer the newest: saved again it must be refused again."""


def build_settings(layer: LayerView, attempt: Attempt, *, as_text: bool, words: Wording) -> SettingsPage:
    """The page; after a refusal everything typed is still there."""
    by_path = {problem.get("path", ""): problem for problem in attempt.problems}
    return SettingsPage(
        title=layer.title,
        subtitle=layer.subtitle,
        crumbs=layer.crumbs,
        action=layer.action,
        back=layer.back,
        revision=layer.revision if attempt.seen is None else attempt.seen,
        as_text=as_text,
        document=attempt.typed.get("document", write_text(layer.document)),
        sections=tuple(
            SectionRows(
                key=section.key,
                word=_capital(words.text(section.description)),
                fields=tuple(_row(field, layer, attempt, by_path, words=words) for field in section.fields),
            )
            for section in sections()
        ),
        reason=attempt.typed.get("reason", ""),
        refusal=attempt.refusal,
        saved=attempt.saved,
        problems=tuple(ProblemLine(path=p.get("path", ""), told=told(p, words)) for p in attempt.problems),
    )


def _row(
    field: Field, layer: LayerView, attempt: Attempt, problems: Mapping[str, Mapping[str, str]], *, words: Wording
) -> FieldRow:
    value = attempt.typed.get(field.path, write_field(field, layer.document))
    inherited = write_field(field, layer.inherited) or write_value(field.default)
    problem = problems.get(field.path)
    return FieldRow(
        path=field.path,
        kind=field.kind.value,
        word=_capital(words.text(field.description)),
        hint=_hint(field, words),
        unit=words.word(Kind.UNIT, field.unit),
        value=value,
        inherited=inherited,
        options=_options(field, value, inherited, words),
        problem=told(problem, words) if problem else "",
    )


def _hint(field: Field, words: Wording) -> str:
    allowed = allowed_told(field, words) if field.kind is FieldKind.NUMBER else ""
    return " · ".join(part for part in (field.path, allowed) if part)


def _options(field: Field, value: str, inherited: str, words: Wording) -> tuple[Option, ...]:
    if field.kind is not FieldKind.CHOICE:
        return ()
    follows = words.text("as the level above: %(value)s", value=option_told(inherited, field, words))
    own = (
        Option(value=option, word=option_told(option, field, words), is_current=option == value)
        for option in field.options
    )
    return (Option(value="", word=follows, is_current=not value), *own)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
