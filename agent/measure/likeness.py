"""How much of a view's light and shade is still there, however unsharp or dim it has become.

Both views are reduced to 40×30 and divided by their brightness; then the one of now is regressed upon the reference.
A room out of focus, behind a greasy lens or in bad light keeps its broad lights and shades (0.5 to 1); a hand, a
shutter or a tape, also one that lets some light through, does not (below 0.4).
"""

import cv2
import numpy as np

from agent.measure.frames import Gray

_BROAD = (40, 30)


def likeness(reference: Gray, now: Gray) -> float:
    """Return 0 (nothing of it) to 1 (all of it)."""
    before, after = (_broad(view) for view in (reference, now))
    spread = float((before * before).mean())
    if spread <= 0 or float((after * after).mean()) <= 0:
        return 0.0
    shared = float((before * after).mean())
    correlation = shared / np.sqrt(spread * float((after * after).mean()))
    return min(max(shared / spread, 0.0), 1.0) * max(float(correlation), 0.0)


def _broad(view: Gray) -> np.ndarray:
    reduced = cv2.resize(view, _BROAD, interpolation=cv2.INTER_AREA).astype(np.float64)
    return np.asarray((reduced - reduced.mean()) / max(float(reduced.mean()), 1.0))
