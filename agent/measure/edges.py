"""Edges of a view, and how many of a reference's have gone.

Edge disappearance rate: the share of the reference's edge pixels with no edge within 2 px now, on Canny maps
at 320×240. Source: Lee et al., "Automated detection of camera tampering", Sensors 2015, 15(5):10315.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from agent.measure.frames import Gray

EdgeMap = NDArray[np.bool_]
RADIUS_PX = 2
FEWEST = 200
"""A view with fewer edge pixels than this (0.3 %) is too bare to be compared with."""

_LOWER, _UPPER = 60, 150
_USUAL_DEVIATION = 55.0
_MOST_GAIN = 3.0
_LASTING = 0.6
_CELL_PX = 40
_FEWEST_IN_CELL = 25


def edge_map(gray: Gray) -> EdgeMap:
    """Return where the view has edges (Canny after a 3×3 Gaussian).

    A flat view is stretched, up to three-fold: a lamp that is switched off must not take the room's edges with it,
    and the grain of a covered lens must not become edges.
    """
    gain = min(max(_USUAL_DEVIATION / max(float(gray.std()), 1.0), 1.0), _MOST_GAIN)
    calm = cv2.GaussianBlur(cv2.convertScaleAbs(gray, alpha=gain), (3, 3), 0)
    return np.asarray(cv2.Canny(calm, _LOWER, _UPPER) > 0, dtype=np.bool_)


def lasting_edges(maps: Sequence[EdgeMap]) -> EdgeMap:
    """Return the edges that most of the maps have, give or take a pixel: what walks through is left out."""
    kernel = np.ones((3, 3), dtype=np.uint8)
    votes = [cv2.dilate(each.astype(np.uint8), kernel).astype(np.float64) for each in maps]
    return np.asarray((np.mean(votes, axis=0) >= _LASTING) & maps[-1], dtype=np.bool_)


def edge_disappearance_rate(reference: EdgeMap, now: EdgeMap) -> float:
    """Return the share (0 to 1) of the reference's edges with no edge within 2 px now.

    Raises `ValueError` for a reference without edges.
    """
    total = int(reference.sum())
    if total == 0:
        raise ValueError("the reference has no edges")
    return float((reference & ~widened(now)).sum()) / total


def edges_left(reference: EdgeMap, now: EdgeMap) -> float:
    """Return the number of edge pixels now, as a share of the reference's."""
    return float(now.sum()) / max(int(reference.sum()), 1)


def edges_new(reference: EdgeMap, now: EdgeMap) -> float:
    """Return the share (0 to 1) of the picture's parts, 8 × 6 of them, that edges fill where the reference has none.

    Another room fills half of them or more; what lies on a lens is out of focus, and fills those at its rim at most.
    """
    fresh = now & ~widened(reference)
    rows, columns = fresh.shape[0] // _CELL_PX, fresh.shape[1] // _CELL_PX
    parts = fresh.reshape(rows, _CELL_PX, columns, _CELL_PX).sum(axis=(1, 3))
    return float((parts >= _FEWEST_IN_CELL).mean())


def widened(edges: EdgeMap) -> EdgeMap:
    """Return where an edge is within 2 px."""
    side = 2 * RADIUS_PX + 1
    return np.asarray(cv2.dilate(edges.astype(np.uint8), np.ones((side, side), dtype=np.uint8)) > 0, dtype=np.bool_)
