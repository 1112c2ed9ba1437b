"""Where a reference's view has gone: found again elsewhere in the picture, the camera has moved.

Two ways to guess the way that it went: phase correlation (Kuglin and Hines, "The phase correlation image alignment
method", 1975), which finds a shift, and matched ORB features (Rublee et al., "ORB: an efficient alternative to SIFT
or SURF", ICCV 2011) with RANSAC, which find a turn or a zoom too. A guess counts for nothing until the reference's
edges, carried along, lie on the edges of now: better than by chance, over enough of the picture.
"""

from collections.abc import Iterator

import cv2
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from agent.measure.edges import EdgeMap, widened
from agent.measure.frames import Gray

Way = NDArray[np.float64]
"""2 × 3: how a point of the reference is carried to where it is now."""

_LEAST_OVERLAP = 0.2
_FEWEST_EDGES = 100
_FEATURES = 600
_FEWEST_MATCHES = 12
_RATIO = 0.8
_LEAST_SCALE, _MOST_SCALE = 0.4, 2.5


class Displacement(Struct, frozen=True, kw_only=True):
    """The best way that was found; nothing found again is 0."""

    found_again: float = 0.0
    """Share (0 to 1) of the reference's edges that lie on edges of now once carried along, beyond chance."""
    moved_by: float = 0.0
    """How far the points of the picture went on average, as a share of its width."""


def displacement(reference: Gray, reference_edges: EdgeMap, *, now: Gray, now_edges: EdgeMap) -> Displacement:
    """Return where the reference's view is in the picture of now; all four are 320×240."""
    near = widened(now_edges)
    tried = [_tried(way, reference_edges, near) for way in _ways(reference, now)]
    return max(tried, key=lambda each: each.found_again, default=Displacement())


def _ways(reference: Gray, now: Gray) -> Iterator[Way]:
    yield np.eye(2, 3)
    window = cv2.createHanningWindow((now.shape[1], now.shape[0]), cv2.CV_32F)
    (right, down), _ = cv2.phaseCorrelate(reference.astype(np.float32), now.astype(np.float32), window)
    if np.isfinite([right, down]).all():
        yield np.array([[1, 0, right], [0, 1, down]], dtype=np.float64)
    yield from _matched(reference, now)


def _matched(reference: Gray, now: Gray) -> Iterator[Way]:
    orb = cv2.ORB.create(nfeatures=_FEATURES, fastThreshold=10)
    points, features = orb.detectAndCompute(reference, None)
    points_now, features_now = orb.detectAndCompute(now, None)
    if min(len(points), len(points_now)) < _FEWEST_MATCHES:
        return
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(features, features_now, k=2)
    good = [pair[0] for pair in pairs if len(pair) == 2 and pair[0].distance < _RATIO * pair[1].distance]
    if len(good) < _FEWEST_MATCHES:
        return
    before = np.array([points[match.queryIdx].pt for match in good])
    after = np.array([points_now[match.trainIdx].pt for match in good])
    cv2.setRNGSeed(1)
    way, _ = cv2.estimateAffinePartial2D(before, after, ransacReprojThreshold=3.0)
    if np.size(way) == 6 and _LEAST_SCALE <= float(np.hypot(way[0, 0], way[1, 0])) <= _MOST_SCALE:
        yield np.asarray(way, dtype=np.float64)


def _tried(way: Way, edges: EdgeMap, near: EdgeMap) -> Displacement:
    """Carry the reference's edges along and count how many lie on edges of now."""
    height, width = edges.shape
    rows, columns = np.nonzero(edges)
    carried = way @ np.stack([columns, rows, np.ones_like(rows)])
    across, down = np.rint(carried).astype(np.int64)
    seen = (across >= 0) & (across < width) & (down >= 0) & (down < height)
    if int(seen.sum()) < max(_FEWEST_EDGES, _LEAST_OVERLAP * rows.size):
        return Displacement()
    hit = float(near[down[seen], across[seen]].mean())
    by_chance = float(near[_reached(way, edges.shape)].mean())
    beyond = (hit - by_chance) / max(1 - by_chance, 1e-6)
    return Displacement(found_again=max(0.0, beyond), moved_by=_distance(way, edges.shape) / width)


def _reached(way: Way, shape: tuple[int, ...]) -> EdgeMap:
    """Return which part of the picture of now the reference's view fills."""
    whole = np.ones(shape, dtype=np.uint8)
    return np.asarray(cv2.warpAffine(whole, way, (shape[1], shape[0])) > 0, dtype=np.bool_)


def _distance(way: Way, shape: tuple[int, ...]) -> float:
    """Return how many pixels the points of the picture move on average."""
    height, width = shape
    corners = np.array([[0, 0, 1], [width, 0, 1], [0, height, 1], [width, height, 1], [width / 2, height / 2, 1]])
    moves = corners @ way.T - corners[:, :2]
    return float(np.linalg.norm(moves, axis=1).mean())
