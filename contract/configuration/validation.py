"""All that is wrong with a configuration, not only the first thing.

msgspec stops at the first error, so this walks its type descriptions itself. The centre refuses unknown
keys; a terminal, which may be older than the document, leaves them out and reports them.
"""

import re
from collections.abc import Iterator
from math import inf
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import inspect

from contract.configuration.schema import Configuration
from contract.messages import Problem, ProblemCode

Document = dict[str, Any]
"""A configuration as plain JSON values, keys at their default left out."""

MAX_VALUE_SHOWN = 60

_ORDERED = (
    ("network.rtt_warning_ms", "network.rtt_failed_ms"),
    ("path.satellite_rtt_warning_ms", "path.satellite_rtt_failed_ms"),
    ("path.jitter_warning_ms", "path.jitter_failed_ms"),
    ("path.loss_warning", "path.loss_failed"),
    ("path.mos_failed", "path.mos_warning"),
    ("throughput.audio_kbit", "throughput.video_kbit"),
)
"""Keys of which the second may not be below the first."""

_ROOT = inspect.type_info(Configuration)
_NUMBERS = (inspect.IntType, inspect.FloatType)


def validate(document: object) -> list[Problem]:
    """Return every problem of a document, in the document's order; an empty list means that it is good."""
    problems = list(_walk("", document, _ROOT))
    return problems or list(_across(load(document)))


def load(document: object) -> Configuration:
    """Return the configuration that a good document stands for; raises msgspec.ValidationError otherwise."""
    return msgspec.convert(document, Configuration)


def without_unknown_keys(document: Document) -> tuple[Document, list[str]]:
    """Return the document without the keys that this version does not know, and their paths."""
    unknown = [p.path for p in validate(document) if p.code is ProblemCode.UNKNOWN_KEY]
    return {
        key: _pruned(value, key, frozenset(unknown)) for key, value in document.items() if key not in unknown
    }, unknown


def _pruned(value: object, path: str, unknown: frozenset[str]) -> object:
    if isinstance(value, list):
        return [_pruned(inner, f"{path}[{index}]", unknown) for index, inner in enumerate(value)]
    if not isinstance(value, dict):
        return value
    paths = {key: _join(path, key) for key in value}
    return {key: _pruned(value[key], at, unknown) for key, at in paths.items() if at not in unknown}


def _walk(path: str, value: object, kind: inspect.Type) -> Iterator[Problem]:
    allowed, kind = describe(kind), _bare(kind)
    if isinstance(kind, inspect.StructType):
        yield from _walk_section(path, value, kind)
    elif isinstance(kind, inspect.DictType):
        yield from _walk_mapping(path, value, kind)
    elif isinstance(kind, inspect.VarTupleType):
        yield from _walk_list(path, value, kind)
    else:
        yield from _walk_leaf(path, value, kind, allowed=allowed)


def _walk_section(path: str, value: object, kind: inspect.StructType) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield _problem(path, ProblemCode.BAD_TYPE, value, "a section of keys")
        return
    fields = {field.encode_name: field for field in kind.fields}
    for key, inner in value.items():
        if key in fields:
            yield from _walk(_join(path, key), inner, fields[key].type)
        else:
            yield _problem(_join(path, str(key)), ProblemCode.UNKNOWN_KEY, inner, "")
    for name, field in fields.items():
        if field.required and name not in value:
            yield Problem(path=_join(path, name), code=ProblemCode.MISSING, allowed=describe(field.type))


def _walk_mapping(path: str, value: object, kind: inspect.DictType) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield _problem(path, ProblemCode.BAD_TYPE, value, "a section of named entries")
        return
    if kind.max_length is not None and len(value) > kind.max_length:
        yield _problem(path, ProblemCode.OUT_OF_RANGE, len(value), f"at most {kind.max_length} entries")
    for key, inner in value.items():
        named = list(_walk_leaf(_join(path, str(key)), key, _bare(kind.key_type), allowed=describe(kind.key_type)))
        yield from named or _walk(_join(path, str(key)), inner, kind.value_type)


def _walk_list(path: str, value: object, kind: inspect.VarTupleType) -> Iterator[Problem]:
    if not isinstance(value, list | tuple):
        yield _problem(path, ProblemCode.BAD_TYPE, value, "a list")
        return
    if kind.max_length is not None and len(value) > kind.max_length:
        yield _problem(path, ProblemCode.OUT_OF_RANGE, len(value), f"at most {kind.max_length} entries")
    for index, inner in enumerate(value):
        yield from _walk(f"{path}[{index}]", inner, kind.item_type)


def _walk_leaf(path: str, value: object, kind: inspect.Type, *, allowed: str) -> Iterator[Problem]:
    if not _is_of_type(value, kind):
        yield _problem(path, ProblemCode.BAD_TYPE, value, allowed)
    elif isinstance(kind, inspect.EnumType):
        if value not in {member.value for member in kind.cls}:
            yield _problem(path, ProblemCode.NOT_ALLOWED, value, allowed)
    elif not _is_in_range(value, kind):
        yield _problem(path, ProblemCode.OUT_OF_RANGE, value, allowed)


def _is_of_type(value: object, kind: inspect.Type) -> bool:
    if isinstance(kind, inspect.BoolType):
        return isinstance(value, bool)
    if isinstance(kind, inspect.IntType):
        return isinstance(value, int) and not isinstance(value, bool)
    if isinstance(kind, inspect.FloatType):
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, str)


def _is_in_range(value: object, kind: inspect.Type) -> bool:
    if isinstance(kind, _NUMBERS) and isinstance(value, int | float):
        low, high = (-inf if kind.ge is None else kind.ge), (inf if kind.le is None else kind.le)
        return low <= value <= high
    if isinstance(kind, inspect.StrType) and isinstance(value, str):
        short = kind.max_length is None or len(value) <= kind.max_length
        return short and (kind.pattern is None or re.search(kind.pattern, value) is not None)
    return True


def describe(kind: inspect.Type) -> str:
    """Return what a type allows, short enough to stand beside a form's field (`1 to 3600 s`)."""
    unit = ""
    if isinstance(kind, inspect.Metadata):
        unit = str((kind.extra_json_schema or {}).get("unit", ""))
        kind = kind.type
    if isinstance(kind, inspect.BoolType):
        return "true or false"
    if isinstance(kind, inspect.EnumType):
        return ", ".join(str(member.value) for member in kind.cls)
    if isinstance(kind, _NUMBERS):
        whole = "" if isinstance(kind, inspect.FloatType) else "whole number, "
        return (
            f"{whole}{kind.ge:g} to {kind.le:g} {unit}".strip() if kind.ge is not None and kind.le is not None else unit
        )
    if isinstance(kind, inspect.StrType):
        if kind.pattern is not None:
            return f"text of the form {kind.pattern}"
        return f"text of at most {kind.max_length} characters" if kind.max_length else "text"
    return ""


def _across(configuration: Configuration) -> Iterator[Problem]:
    """Rules between keys, checked once each key is good by itself."""
    looks = configuration.looks
    if looks.bad_of > looks.window:
        allowed = f"at most looks.window, {looks.window}"
        yield _problem("looks.bad_of", ProblemCode.OUT_OF_RANGE, looks.bad_of, allowed)
    for lower, higher in _ORDERED:
        low, high = attrgetter(lower)(configuration), attrgetter(higher)(configuration)
        if high < low:
            yield _problem(higher, ProblemCode.OUT_OF_RANGE, high, f"at least {lower}, {low:g}")


def _bare(kind: inspect.Type) -> inspect.Type:
    return kind.type if isinstance(kind, inspect.Metadata) else kind


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _problem(path: str, code: ProblemCode, value: object, allowed: str) -> Problem:
    shown = msgspec.json.encode(value).decode() if _is_plain(value) else str(type(value).__name__)
    return Problem(path=path[:200], code=code, value=shown[:MAX_VALUE_SHOWN], allowed=allowed[:200])


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, str | int | float | bool | list | dict)
