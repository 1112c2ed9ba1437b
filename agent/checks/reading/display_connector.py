"""Reads whether a screen is connected and on; shows nothing."""

from pathlib import Path

from agent.checks.descriptor import Request
from contract.judgement.display import DisplayNumbers
from hardware.display import read_connectors


def read(request: Request) -> DisplayNumbers:
    """Return the sockets for screens."""
    devices = Path(request.terminal.devices) if request.terminal.devices else None
    return DisplayNumbers(connectors=read_connectors(root=Path(request.terminal.root), devices=devices))
