"""Layers made into one document: pure rules over JSON Merge Patches (RFC 7396)."""

from collections.abc import Iterable, Sequence
from typing import Any

from contract.configuration.document import flatten, merge_patch
from contract.configuration.path import LineClass
from contract.configuration.validation import Document, validate
from contract.messages import Problem, ProblemCode
from contract.verdicts import LinkClass
from control_plane.configuration.states import LayerKind
from control_plane.fleet.repository import Place

ORDER: tuple[LayerKind, ...] = tuple(LayerKind)
"""The general first; a later layer overrides an earlier one."""

FLEET_KEY = ""

LayerName = tuple[LayerKind, str]

OF_ITSELF: dict[LayerName, Document] = {
    (LayerKind.LINE, LinkClass.SATELLITE.value): {"path": {"link_class": LineClass.SATELLITE.value}}
}
"""What a layer says before anybody has edited it: a satellite's delay is no fault of the line."""


def layers_of(place: Place) -> tuple[LayerName, ...]:
    """The names of the layers that a terminal at a place obeys, the general first."""
    return (
        (LayerKind.FLEET, FLEET_KEY),
        (LayerKind.LINE, place.link_class),
        (LayerKind.OFFICE, place.office),
        (LayerKind.DISTRICT, place.district),
        (LayerKind.BRANCH, place.branch),
        (LayerKind.MODEL, place.model),
        (LayerKind.SEAT, place.seat),
    )


def merge(documents: Iterable[Document]) -> Document:
    """All layers merged into one document."""
    merged: Document = {}
    for document in documents:
        merged = merge_patch(merged, document)
    return merged


def origins(layers: Sequence[tuple[LayerName, Document]]) -> dict[str, LayerName]:
    """For each key of the merged document (`camera.covered_edr`) the layer that its value comes from."""
    found: dict[str, LayerName] = {}
    merged: Document = {}
    for name, document in layers:
        before, merged = flatten(merged), merge_patch(merged, document)
        after = flatten(merged)
        spoken_of = flatten(document)
        found = {
            key: name if key in spoken_of or before.get(key) != value or key not in before else found[key]
            for key, value in after.items()
        }
    return found


def apply_to_layer(document: Document, patch: Document) -> Document:
    """The layer's document after an edit: null takes a key out of the layer, so that it is inherited."""
    return _without_empty(merge_patch(document, patch))


def unknown_keys(document: Document) -> list[Problem]:
    """The keys of a layer that no configuration has, those set to null too."""
    return [problem for problem in validate(document) if problem.code is ProblemCode.UNKNOWN_KEY]


def _without_empty(document: Document) -> Document:
    kept: dict[str, Any] = {}
    for key, value in document.items():
        inner = _without_empty(value) if isinstance(value, dict) else value
        if inner != {}:
            kept[key] = inner
    return kept
