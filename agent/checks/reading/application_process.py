"""Reads whether the calls' own programme runs."""

from pathlib import Path

from agent.checks.descriptor import Request
from contract.judgement.application import ApplicationNumbers
from hardware.processes import Process, processes_of


def read(request: Request) -> ApplicationNumbers:
    """Return the names of its processes."""
    return ApplicationNumbers(processes=tuple({process.name for process in find_processes(request)}))


def find_processes(request: Request) -> list[Process]:
    """Return the processes of the programme that the configuration names."""
    named = request.configuration.application
    return processes_of(named.executables, named.unit, proc=Path(request.terminal.root) / "proc")
