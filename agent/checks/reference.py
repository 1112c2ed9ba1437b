"""The camera's reference: the lasting edges of a view that a person confirmed to be good.

It is treated as an image: it stays on the terminal, encrypted, and only numbers come of it.
"""

from pathlib import Path

import numpy as np

from agent.checks.baselines.reference import read_reference, write_reference
from agent.measure.edges import FEWEST, EdgeMap
from agent.measure.frames import SMALL

_SHAPE = (SMALL[1], SMALL[0])


class BareViewError(Exception):
    """The view has too few edges to be compared with later ones."""


def load_reference(state: Path) -> EdgeMap | None:
    """Return the confirmed edges, or None when nobody has confirmed a view yet or the file is damaged."""
    content = read_reference(state)
    if content is None:
        return None
    bits = np.unpackbits(np.frombuffer(content, dtype=np.uint8))
    if bits.size != _SHAPE[0] * _SHAPE[1]:
        return None
    return np.asarray(bits.reshape(_SHAPE), dtype=np.bool_)


def store_reference(state: Path, edges: EdgeMap) -> None:
    """Keep the edges in place of earlier ones; raise `BareViewError` for a view with hardly any."""
    if int(edges.sum()) < FEWEST:
        raise BareViewError(f"the view has {int(edges.sum())} edge points, fewer than {FEWEST}: is the lens covered?")
    write_reference(state, np.packbits(edges).tobytes())
