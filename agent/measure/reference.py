"""A camera's reference: what it sees when all is well. It is treated as an image and never leaves the terminal."""

from collections.abc import Sequence

import cv2
import numpy as np
from msgspec import Struct

from agent.measure.edges import FEWEST, EdgeMap, edge_map, lasting_edges
from agent.measure.frames import SMALL, Gray

_SHAPE = (SMALL[1], SMALL[0])
_EDGES_BYTES = SMALL[0] * SMALL[1] // 8


class BareViewError(Exception):
    """The view has too few edges to be compared with later ones."""


class Reference(Struct, frozen=True, kw_only=True):
    """The lasting edges of a good view, and the view itself, both 320×240."""

    edges: EdgeMap
    thumbnail: Gray | None = None
    """None in a reference of an earlier version, which kept the edges alone."""


def reference_of(views: Sequence[Gray]) -> Reference:
    """Return the reference of a stretch of good views: what walks through is left out. Raises `BareViewError`."""
    if not views:
        raise BareViewError("there is no view")
    edges = lasting_edges([edge_map(view) for view in views])
    if int(edges.sum()) < FEWEST:
        raise BareViewError(f"the view has {int(edges.sum())} edge points, fewer than {FEWEST}: is the lens covered?")
    return Reference(edges=edges, thumbnail=usual_view(views))


def usual_view(views: Sequence[Gray]) -> Gray:
    """Return the median of the views, pixel by pixel."""
    return np.asarray(np.median(np.stack(views), axis=0), dtype=np.uint8)


def packed(reference: Reference) -> bytes:
    """Return the reference as bytes for its encrypted store."""
    edges = np.packbits(reference.edges).tobytes()
    if reference.thumbnail is None:
        return edges
    return edges + cv2.imencode(".png", reference.thumbnail)[1].tobytes()


def unpacked(content: bytes) -> Reference | None:
    """Return the reference of such bytes; None when they are none."""
    bits = np.unpackbits(np.frombuffer(content[:_EDGES_BYTES], dtype=np.uint8))
    if bits.size != _SHAPE[0] * _SHAPE[1]:
        return None
    edges = np.asarray(bits.reshape(_SHAPE), dtype=np.bool_)
    picture = np.frombuffer(content[_EDGES_BYTES:], dtype=np.uint8)
    thumbnail = cv2.imdecode(picture, cv2.IMREAD_GRAYSCALE) if picture.size else None
    if picture.size and (thumbnail is None or thumbnail.shape != _SHAPE):
        return None
    return Reference(edges=edges, thumbnail=None if thumbnail is None else np.asarray(thumbnail, dtype=np.uint8))
