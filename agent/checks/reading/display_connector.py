"""Reads whether a screen is connected and on; shows nothing."""

from pathlib import Path

from agent.checks.descriptor import Request
from contract.judgement.display import DisplayNumbers
from hardware.display import read_connectors


def read(request: Request) -> DisplayNumbers:
    """Return the sockets for screens."""
    terminal = request.terminal
    return DisplayNumbers(connectors=read_connectors(root=Path(terminal.root), devices=terminal.virtual))
