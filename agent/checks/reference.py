"""The camera's reference: the lasting edges of a view that a person confirmed to be good.

It is treated as an image: it stays on the terminal, readable by the agent alone, and only numbers come of it.
"""

import os
from pathlib import Path

import numpy as np

from agent.measure.edges import FEWEST, EdgeMap
from agent.measure.frames import SMALL

_NAME = "camera.edges"
_SHAPE = (SMALL[1], SMALL[0])


class BareViewError(Exception):
    """The view has too few edges to be compared with later ones."""


def load_reference(state: Path) -> EdgeMap | None:
    """Return the confirmed edges, or None when nobody has confirmed a view yet or the file is damaged."""
    try:
        packed = np.frombuffer((state / "reference" / _NAME).read_bytes(), dtype=np.uint8)
    except FileNotFoundError:
        return None
    bits = np.unpackbits(packed)
    if bits.size != _SHAPE[0] * _SHAPE[1]:
        return None
    return np.asarray(bits.reshape(_SHAPE), dtype=np.bool_)


def store_reference(state: Path, edges: EdgeMap) -> None:
    """Keep the edges in place of earlier ones, mode 0600; raise `BareViewError` for a view with hardly any."""
    if int(edges.sum()) < FEWEST:
        raise BareViewError(f"the view has {int(edges.sum())} edge points, fewer than {FEWEST}: is the lens covered?")
    folder = state / "reference"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = folder / f".{_NAME}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(np.packbits(edges).tobytes())
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(folder / _NAME)
