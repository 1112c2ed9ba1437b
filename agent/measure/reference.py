"""A camera's reference: what it sees when all is well. It is treated as an image and never leaves the terminal."""

from collections.abc import Sequence

import cv2
import numpy as np
from msgspec import Struct

from agent.measure.edges import FEWEST, EdgeMap, edge_map, lasting_edges
from agent.measure.frames import SMALL, Gray, Picture, gray

_SHAPE = (SMALL[1], SMALL[0])
_EDGES_BYTES = SMALL[0] * SMALL[1] // 8


class BareViewError(Exception):
    """The view has too few edges to be compared with later ones."""


class Reference(Struct, frozen=True, kw_only=True):
    """The lasting edges of a good view, and the view itself in its colours, both 320×240."""

    edges: EdgeMap
    picture: Picture | None = None
    """None in a reference of the first version, which kept the edges alone; the second had no colours."""

    @property
    def thumbnail(self) -> Gray | None:
        """The view without its colours."""
        return None if self.picture is None else gray(self.picture)


def reference_of(views: Sequence[Picture]) -> Reference:
    """Return the reference of a stretch of good views: what walks through is left out. Raises `BareViewError`."""
    if not views:
        raise BareViewError("there is no view")
    edges = lasting_edges([edge_map(gray(view)) for view in views])
    if int(edges.sum()) < FEWEST:
        raise BareViewError(f"the view has {int(edges.sum())} edge points, fewer than {FEWEST}: is the lens covered?")
    return Reference(edges=edges, picture=usual_view(views))


def usual_view(views: Sequence[Picture]) -> Picture:
    """Return the median of the views, pixel by pixel; without colours where some of them have none."""
    if any(view.ndim != views[0].ndim for view in views):
        return usual_view([gray(view) for view in views])
    return np.asarray(np.median(np.stack(views), axis=0), dtype=np.uint8)


def packed(reference: Reference) -> bytes:
    """Return the reference as bytes for its encrypted store."""
    edges = np.packbits(reference.edges).tobytes()
    if reference.picture is None:
        return edges
    return edges + cv2.imencode(".png", reference.picture)[1].tobytes()


def unpacked(content: bytes) -> Reference | None:
    """Return the reference of such bytes; None when they are none."""
    bits = np.unpackbits(np.frombuffer(content[:_EDGES_BYTES], dtype=np.uint8))
    if bits.size != _SHAPE[0] * _SHAPE[1]:
        return None
    edges = np.asarray(bits.reshape(_SHAPE), dtype=np.bool_)
    picture = np.frombuffer(content[_EDGES_BYTES:], dtype=np.uint8)
    if not picture.size:
        return Reference(edges=edges)
    view = cv2.imdecode(picture, cv2.IMREAD_UNCHANGED)
    if view is None or view.shape not in {_SHAPE, (*_SHAPE, 3)}:
        return None
    return Reference(edges=edges, picture=np.asarray(view, dtype=np.uint8))
