"""The camera's reference as it is kept: encrypted, on the terminal alone; only numbers come of it."""

from pathlib import Path

from agent.checks.baselines.reference import read_reference, write_reference
from agent.measure.reference import Reference, packed, unpacked


def load_reference(state: Path) -> Reference | None:
    """Return the confirmed view, or None when nobody has confirmed one yet or what was kept is damaged."""
    content = read_reference(state)
    return None if content is None else unpacked(content)


def store_reference(state: Path, reference: Reference) -> None:
    """Keep the view in place of an earlier one."""
    write_reference(state, packed(reference))
