"""Is the programme of the video calls running? Asked only when it matters: the scan reads all of /proc."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from agent.clock import Clock
from agent.folder import StateFolder
from agent.identity import IdentityError, load_identity
from agent.timetable import Timetable
from agent.trust import Trust
from contract.configuration.machine import Application
from contract.configuration.schema import Configuration
from hardware.processes import PROC, processes_of


def is_application_running(application: Application, *, proc: Path = PROC) -> bool:
    """Say whether a process of the application runs; one that the configuration does not name is not looked for."""
    if not application.executables and not application.unit:
        return False
    return bool(processes_of(application.executables, application.unit, proc=proc))


def hands_off_here(
    folder: StateFolder, configuration: Configuration, *, centre_ms: int | None = None
) -> Callable[[], bool]:
    """Return what says whether a call is under way or near, as far as this folder knows.

    `centre_ms` is the centre's time just now, where the agent has it: the machine's own clock may say 1970.
    """
    clock, timetable = Clock(), None
    if centre_ms is not None:
        clock.learn(centre_ms)
    with contextlib.suppress(IdentityError):
        identity = load_identity(folder.identity)
        trust = Trust(folder.configuration / "trust.json", terminal=identity.terminal, root=identity.root)
        timetable = Timetable(folder.schedule, trust)

    def is_near() -> bool:
        booked = timetable is not None and timetable.hands_off_until(clock.centre_ms()) is not None
        return booked or is_application_running(configuration.application)

    return is_near
