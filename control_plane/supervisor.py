"""One tree of processes on one machine: started in order, started again within a budget, ended together."""

import logging
import os
import subprocess
import threading
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from control_plane.errors import WorldError
from control_plane.held_process import HeldProcess
from control_plane.parentage import as_child

ROUND_S = 0.2
END_WITHIN_S = 3.0

_LOG = logging.getLogger(__name__)


class TreeError(WorldError):
    """A part of the tree cannot be kept alive."""

    code = "tree"


class Member(Protocol):
    """A part of the tree."""

    @property
    def is_running(self) -> bool: ...

    def start(self) -> None: ...

    def ask_to_end(self) -> None: ...

    def end_within(self, seconds: float) -> None: ...


@dataclass
class Budget:
    """How often something may be started again before it is given up."""

    restarts: int = 5
    within_s: float = 60.0
    _spent: deque[float] = field(default_factory=deque)

    def spend(self, now: float) -> bool:
        """Take one restart; False when there is none left."""
        while self._spent and now - self._spent[0] >= self.within_s:
            self._spent.popleft()
        if len(self._spent) >= self.restarts:
            return False
        self._spent.append(now)
        return True


class ProcessMember(HeldProcess):
    """A process of ours; it writes its logs where we write ours."""

    def __init__(self, command: Sequence[str]) -> None:
        super().__init__()
        self._command = list(command)

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, env=as_child(dict(os.environ)), stdin=subprocess.DEVNULL)


def keep_running(tree: dict[str, Member], stopping: threading.Event, *, budget: Budget | None = None) -> None:
    """Start every member in order and keep them alive until `stopping` is set, then end them, the last first.

    Raises TreeError when a member dies more often than its budget allows; the others are ended first.
    """
    budgets = {name: budget or Budget() for name in tree}
    try:
        for name, member in tree.items():
            member.start()
            _LOG.info("started", extra={"part": name})
        while not stopping.wait(ROUND_S):
            for name, member in tree.items():
                if not member.is_running:
                    _start_again(name, member, budgets[name])
    finally:
        _end(tree)


def _start_again(name: str, member: Member, budget: Budget) -> None:
    if not budget.spend(time.monotonic()):
        raise TreeError(
            f"{name} has ended {budget.restarts + 1} times within {budget.within_s:.0f} s; see its lines above"
        )
    _LOG.warning("ended by itself, started again", extra={"part": name})
    member.start()


def _end(tree: dict[str, Member]) -> None:
    members = list(reversed(tree.values()))
    for member in members:
        member.ask_to_end()
    deadline = time.monotonic() + END_WITHIN_S
    for member in members:
        member.end_within(max(0.0, deadline - time.monotonic()))
