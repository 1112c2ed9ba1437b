"""Runs the agent's core on a state folder with devices that are a file: `answers.json`, check to judgement.

Started by `tests.agent.terminals`; the folder is watched ten times a second, a change is a hotplug event.
"""

import signal
import sys
import threading
import time
from pathlib import Path

import msgspec

from agent import log
from agent.core import Core
from agent.events import Plugged, Stop
from agent.folder import StateFolder
from agent.identity import load_identity
from agent.looks import Judgements, Look, LookKind
from agent.notify import Notifier
from agent.service import begin_anew
from contract.judgement.circumstances import Circumstances
from contract.judgement.clock import judge_clock
from contract.verdicts import Component, Judgement

CLOCK = "network.clock"
"""Judged by its rule where the file has it: what the core knows of the centre's time is seen nowhere else."""
KINDS = (LookKind.QUICK, LookKind.FULL)


def scripted_look(component: Component, kind: LookKind, answers: Path) -> Look:
    def run(given: Circumstances) -> Judgements:
        said = msgspec.json.decode(answers.read_bytes(), type=dict[str, Judgement])
        full = {check for check in said if check.endswith((".frames", ".view", ".signal", ".level"))}
        mine = {check: judgement for check, judgement in said.items() if check.startswith(f"{component}.")}
        if CLOCK in mine:
            mine[CLOCK] = judge_clock(None, given)
        return {check: mine[check] for check in mine if (check in full) is (kind is LookKind.FULL)}

    return Look(name=f"{component}.{kind}", component=component, kind=kind, run=run)


def main() -> None:
    folder = StateFolder(Path(sys.argv[1]))
    answers = folder.path / "answers.json"
    identity = load_identity(folder.identity)
    log.start("debug", identity.terminal)
    parts = (Component.CAMERA, Component.MICROPHONE, Component.NETWORK)
    core = Core(folder, identity, tuple(scripted_look(part, kind, answers) for part in parts for kind in KINDS))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: core.events.put(Stop(why="signal")))

    def watch() -> None:
        seen = answers.stat().st_mtime_ns
        while True:
            time.sleep(0.1)
            if (now := answers.stat().st_mtime_ns) != seen:
                seen = now
                core.events.put(Plugged(components=frozenset({Component.CAMERA, Component.MICROPHONE})))

    threading.Thread(target=watch, daemon=True).start()
    if core.run(Notifier()):
        begin_anew()


if __name__ == "__main__":
    main()
