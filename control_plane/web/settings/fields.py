"""The form's fields, read off the configuration's schema: description, unit, range, default."""

from enum import StrEnum
from functools import cache
from typing import Any

from msgspec import Struct, inspect, to_builtins

from contract.configuration.schema import Configuration


class FieldKind(StrEnum):
    """How a field is edited."""

    NUMBER = "number"
    CHOICE = "choice"
    TEXT = "text"
    JSON = "json"


class Field(Struct, frozen=True, kw_only=True):
    """One key of the configuration. `low` and `high` bound a number, `longest` a text."""

    path: str
    kind: FieldKind
    description: str
    default: Any
    unit: str = ""
    is_whole: bool = False
    is_yes_no: bool = False
    low: float | None = None
    high: float | None = None
    longest: int | None = None
    options: tuple[str, ...] = ()


class Section(Struct, frozen=True, kw_only=True):
    """A section of keys."""

    key: str
    description: str
    fields: tuple[Field, ...]


@cache
def sections() -> tuple[Section, ...]:
    """Every section, in the schema's order."""
    defaults = to_builtins(Configuration())
    return tuple(_section(name, described, defaults.get(name, {})) for name, described in _fields_of(Configuration))


@cache
def fields() -> dict[str, Field]:
    """Every field by its path."""
    return {field.path: field for section in sections() for field in section.fields}


def field_at(path: str) -> Field | None:
    """The field that a path lies in (`network.services.conference.port` lies in `network.services`)."""
    parts = path.replace("[", ".").split(".")
    return fields().get(".".join(parts[:2]))


def _section(name: str, described: inspect.Type, defaults: dict[str, Any]) -> Section:
    description, kind = _opened(described)
    if not isinstance(kind, inspect.StructType):
        raise TypeError(f"the section {name} of the configuration is not a struct")
    inner = tuple(_field(f"{name}.{key}", field, defaults.get(key)) for key, field in _fields_of(kind.cls))
    return Section(key=name, description=description, fields=inner)


def _field(path: str, described: inspect.Type, default: Any) -> Field:
    description, kind = _opened(described)
    unit = ""
    if isinstance(described, inspect.Metadata):
        unit = str((described.extra_json_schema or {}).get("unit", ""))
    base: dict[str, Any] = {"path": path, "description": description, "default": default, "unit": unit}
    if isinstance(kind, inspect.BoolType):
        return Field(kind=FieldKind.CHOICE, is_yes_no=True, options=("true", "false"), **base)
    if isinstance(kind, inspect.EnumType):
        return Field(kind=FieldKind.CHOICE, options=tuple(member.value for member in kind.cls), **base)
    if isinstance(kind, inspect.IntType | inspect.FloatType):
        whole = isinstance(kind, inspect.IntType)
        return Field(kind=FieldKind.NUMBER, is_whole=whole, low=kind.ge, high=kind.le, **base)
    if isinstance(kind, inspect.StrType):
        return Field(kind=FieldKind.TEXT, longest=kind.max_length, **base)
    return Field(kind=FieldKind.JSON, **base)


def _fields_of(kind: type[Struct]) -> list[tuple[str, inspect.Type]]:
    described = inspect.type_info(kind)
    if not isinstance(described, inspect.StructType):
        raise TypeError(f"{kind} is not a struct")
    return [(field.encode_name, field.type) for field in described.fields]


def _opened(described: inspect.Type) -> tuple[str, inspect.Type]:
    """The description, and the type under its metadata."""
    description = ""
    while isinstance(described, inspect.Metadata):
        description = description or str((described.extra_json_schema or {}).get("description", ""))
        described = described.type
    return description, described
