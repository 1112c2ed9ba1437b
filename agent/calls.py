"""Is the programme of the video calls running? Asked only when it matters: the scan reads all of /proc."""

from pathlib import Path

from contract.configuration.schema import Application
from hardware.processes import PROC, processes_of


def is_application_running(application: Application, *, proc: Path = PROC) -> bool:
    """Say whether a process of the application runs; one that the configuration does not name is not looked for."""
    if not application.executables and not application.unit:
        return False
    return bool(processes_of(application.executables, application.unit, proc=proc))
