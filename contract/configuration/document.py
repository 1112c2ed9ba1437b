"""The configuration document: merged from layers, defaults left out, known by its hash."""

import hashlib
from typing import Any

import msgspec

from contract.configuration.schema import Configuration
from contract.configuration.validation import Document, load

HASH_LENGTH = 16


def merge_patch(target: Document, patch: Document) -> Document:
    """Return the target with a JSON Merge Patch applied (RFC 7396): null removes a key."""
    merged = dict(target)
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict):
            inner = merged.get(key)
            merged[key] = merge_patch(inner if isinstance(inner, dict) else {}, value)
        else:
            merged[key] = value
    return merged


def canonical(document: Document) -> Document:
    """Return a good document with every key at its default left out, keys sorted."""
    plain = msgspec.to_builtins(load(document))
    return _difference(plain, msgspec.to_builtins(Configuration()))


def encode_document(document: Document) -> bytes:
    """Return the document's bytes, the same for the same content."""
    return msgspec.json.encode(document, order="sorted")


def document_hash(body: bytes) -> str:
    """Return the hash by which both ends name a document: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(body).hexdigest()[:HASH_LENGTH]


def flatten(document: Document, path: str = "") -> dict[str, Any]:
    """Return the document as `section.key: value`; lists and empty sections stay whole."""
    flat: dict[str, Any] = {}
    for key, value in document.items():
        at = f"{path}.{key}" if path else key
        if isinstance(value, dict) and value:
            flat |= flatten(value, at)
        else:
            flat[at] = value
    return flat


def _difference(value: Document, default: Document) -> Document:
    changed: Document = {}
    for key in sorted(value):
        if key in default and isinstance(value[key], dict) and isinstance(default[key], dict):
            inner = _difference(value[key], default[key])
            if inner:
                changed[key] = inner
        elif key not in default or value[key] != default[key]:
            changed[key] = value[key]
    return changed
