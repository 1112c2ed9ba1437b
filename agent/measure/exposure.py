"""How much of a picture is clipped at either end."""

import numpy as np

from agent.measure.frames import Gray, Picture

BRIGHT, DARK = 250, 5
_NOT_BRIGHT = 240


def bright_share(picture: Gray) -> float:
    """Return the share (0 to 1) of pixels at 250 or above."""
    return float(np.count_nonzero(picture >= BRIGHT)) / max(picture.size, 1)


def dark_share(picture: Gray) -> float:
    """Return the share (0 to 1) of pixels at 5 or below."""
    return float(np.count_nonzero(picture <= DARK)) / max(picture.size, 1)


def burnt_anew(reference: Gray, now: Gray) -> float:
    """Return the share (0 to 1) of the view that is plain white now and was not: a white wall is none."""
    return float(np.count_nonzero((now >= BRIGHT) & (reference < _NOT_BRIGHT))) / max(now.size, 1)


def is_all_clipped(picture: Picture) -> bool:
    """Is all of it black, or all white? A live camera may then give the same frame for ever."""
    return bool(picture.min() >= BRIGHT or picture.max() <= DARK)
