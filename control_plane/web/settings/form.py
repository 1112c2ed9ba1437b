"""From what was typed to the document of a layer; what cannot be read stays as typed, for the validation to name."""

from collections.abc import Mapping
from typing import Any

import msgspec

from contract.configuration.validation import Document
from contract.messages import ProblemCode
from control_plane.errors import InvalidError
from control_plane.web.settings.fields import Field, FieldKind, sections


def read_form(typed: Mapping[str, str]) -> Document:
    """The layer's document; a field left empty follows the level above."""
    document: Document = {}
    for section in sections():
        given = {field.path.partition(".")[2]: field for field in section.fields if typed.get(field.path, "").strip()}
        if given:
            document[section.key] = {key: _read(field, typed[field.path].strip()) for key, field in given.items()}
    return document


def read_text(text: str) -> Document:
    """The layer's document from JSON; raises InvalidError with the place of a mistake."""
    try:
        document = msgspec.json.decode(text or "{}")
    except msgspec.DecodeError as error:
        problem = {"path": "JSON", "code": ProblemCode.BAD_TYPE.value, "value": "", "allowed": str(error)}
        raise InvalidError("the text is not JSON", [problem]) from error
    if not isinstance(document, dict):
        problem = {"path": "JSON", "code": ProblemCode.BAD_TYPE.value, "value": text[:40], "allowed": "{ … }"}
        raise InvalidError("the text is not an object of sections", [problem])
    return document


def write_field(field: Field, document: Document) -> str:
    """What stands in a field: empty where the layer says nothing."""
    section, _, key = field.path.partition(".")
    inner = document.get(section)
    value = inner.get(key) if isinstance(inner, dict) else None
    return "" if value is None else write_value(value)


def write_value(value: Any) -> str:
    """A value as a person would type it."""
    if isinstance(value, str):
        return value
    if isinstance(value, float):
        return f"{value:g}"
    return msgspec.json.encode(value).decode()


def write_text(document: Document) -> str:
    """The document as a person reads JSON."""
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode()


def _read(field: Field, text: str) -> Any:
    if field.kind is FieldKind.TEXT or (field.kind is FieldKind.CHOICE and not field.is_yes_no):
        return text
    if field.kind is FieldKind.NUMBER:
        text = "".join(text.split()).replace(",", ".").replace("−", "-")
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError:
        return text
