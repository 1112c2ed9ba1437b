"""Runs the agent's core on a state folder with 30 figures that all change every minute: `figures_terminal STATE`."""

import random
import signal
import sys
from pathlib import Path

from agent.core import Core
from agent.events import Stop
from agent.folder import StateFolder
from agent.identity import load_identity
from agent.looks import Judgements, Look, LookKind
from agent.notify import Notifier
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Component, Figure, Judgement, Verdict

CHECKS, FIGURES = 6, 5


def look(_given: Circumstances) -> Judgements:
    return {
        f"system.part{check}": Judgement(
            verdict=Verdict.OK,
            figures=tuple(Figure(name=f"item{each}", value=random.uniform(0, 1e4)) for each in range(FIGURES)),
        )
        for check in range(CHECKS)
    }


def main() -> None:
    folder = StateFolder(Path(sys.argv[1]))
    looks = (Look(name="system.parts", component=Component.SYSTEM, kind=LookKind.QUICK, run=look),)
    core = Core(folder, load_identity(folder.identity), looks)
    signal.signal(signal.SIGTERM, lambda *_: core.events.put(Stop(why="signal")))
    core.run(Notifier())


if __name__ == "__main__":
    main()
