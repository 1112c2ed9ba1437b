"""`beket-agent run`: the core with this machine's devices behind it, until systemd or a person ends it."""

import os
import signal
import sys
from functools import partial
from pathlib import Path
from types import FrameType

from agent import log
from agent.checks.descriptor import Terminal
from agent.checks.runner import looks_of
from agent.clock import Clock
from agent.core import Core
from agent.events import Plugged, Stop
from agent.folder import StateFolder
from agent.identity import Identity, IdentityError, load_identity
from agent.inventory import Counting
from agent.lock import take_lock
from agent.notify import Notifier
from agent.runs import begin_run, end_run
from hardware.hotplug import Event, Watch
from hardware.profile import ProfileError, load_profile

LOCK_TRIES = 5
"""The page and `status` try the lock for a moment to see whether it is held."""


def run(state: Path, devices: Path | None, *, log_level: str) -> int:
    """Watch until SIGTERM or SIGINT; return 0, or 1 with a sentence on standard error."""
    folder = StateFolder(state.resolve())
    try:
        identity = load_identity(folder.identity)
        load_profile(identity.model)
        folder.prepare()
        held = take_lock(folder.path, tries=LOCK_TRIES)
    except (IdentityError, ProfileError, OSError) as error:
        return _complain(str(error))
    if held is None:
        return _complain(f"another agent already runs on {folder.path}")
    log.start(log_level, identity.terminal)
    _watch(folder, identity, devices.resolve() if devices else None)
    return 0


def _watch(folder: StateFolder, identity: Identity, devices: Path | None) -> None:
    terminal = Terminal(state=str(folder.path), profile=identity.model, devices=str(devices) if devices else None)
    core = Core(folder, identity, looks_of(terminal), terminal=terminal)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, partial(_ask_to_stop, core))
    counting = Counting(devices, identity.model, core.events.put)

    def tell(event: Event) -> None:
        core.events.put(Plugged(components=event.components))
        counting.ask()

    try:
        Watch(tell, devices=devices).start()
    except OSError as error:
        log.warning("hotplug.not_watched", why=error)
    begin_run(folder.runs, Clock())
    begins_anew = core.run(Notifier())
    end_run(folder.runs)
    if begins_anew:
        begin_anew()


def begin_anew() -> None:
    """Take this process's own place; where systemd watches over it, that starts the next one."""
    if "NOTIFY_SOCKET" not in os.environ:
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - no shell has a part in it


def _ask_to_stop(core: Core, number: int, _frame: FrameType | None) -> None:
    core.events.put(Stop(why=signal.Signals(number).name))


def _complain(sentence: str) -> int:
    sys.stderr.write(f"beket-agent: {sentence}\n")
    return 1
