"""Reads the disks of the state folder and of the root, and writes a little."""

from pathlib import Path

from agent.checks.descriptor import Request
from contract.judgement.disk import DiskNumbers
from hardware.system.disk import life_used_percent, read_file_systems, try_to_write


def read(request: Request) -> DiskNumbers:
    """Return the numbers of the disks."""
    state, root = Path(request.terminal.state), Path(request.terminal.root)
    return DiskNumbers(
        file_systems=read_file_systems(state, root=root),
        refused=try_to_write(state),
        life_used_percent=life_used_percent(root=root),
    )
