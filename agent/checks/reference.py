"""The camera's reference as it is kept: encrypted, on the terminal alone; only numbers come of it."""

from pathlib import Path

from agent.checks.baselines.reference import read_reference, write_reference
from agent.measure.reference import Reference, packed, unpacked


def load_reference(state: Path) -> Reference | None:
    """Return the confirmed view; None when there is none yet, it is damaged, or the disk does not give it."""
    try:
        content = read_reference(state)
    except OSError:  # costs the view's own check its evidence, and the picture's others nothing
        return None
    return None if content is None else unpacked(content)


def store_reference(state: Path, reference: Reference) -> None:
    """Keep the view in place of an earlier one."""
    write_reference(state, packed(reference))
