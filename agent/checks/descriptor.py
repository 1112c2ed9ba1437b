"""What a look is made of: one reading that touches hardware, and the checks that are judged from its numbers.

The core knows names, kinds and deadlines only. Numbers and rules (`agent.checks.rules`) live in the child.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from msgspec import Struct

from agent.looks import LookKind
from contract.configuration.schema import Configuration
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Component, Reason


class Terminal(Struct, frozen=True, kw_only=True):
    """Where things are on this terminal."""

    state: str
    """The agent's state folder; the camera's reference is kept there."""
    profile: str = "any"
    devices: str | None = None
    """The folder of virtual devices, where there is one."""
    root: str = "/"

    @property
    def virtual(self) -> Path | None:
        """The folder of virtual devices, where there is one."""
        return Path(self.devices) if self.devices else None


class Request(Struct, frozen=True, kw_only=True):
    """What a probe is asked, and what it may use up."""

    reading: str
    terminal: Terminal
    given: Circumstances
    checks: tuple[str, ...] = ()
    """The rules to judge the numbers by; without any the answer is what was read."""
    argument: str = ""
    deadline_s: float = 10.0
    """From the moment that its libraries are loaded: a busy processor is no dead device."""
    memory_mib: int = 512
    cpu_s: int = 20

    @property
    def configuration(self) -> Configuration:
        """The terminal's configuration."""
        return self.given.configuration


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One check: its name (one that ends in a colon takes the reading's argument)."""

    name: str
    stuck: Reason | None = None
    """What it means for this check that the reading did not end; without it the check was not made."""


def _always(_configuration: Configuration) -> bool:
    return True


def _once(_configuration: Configuration) -> tuple[str, ...]:
    return ("",)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One look at one device; `module` below `agent.checks.reading` has `read(request)` that returns its numbers."""

    name: str
    component: Component
    kind: LookKind
    module: str
    checks: tuple[Check, ...]
    deadline_s: Callable[[Configuration], float]
    holds: bool = False
    """It opens the device: not while a call may want it."""
    fills_line: bool = False
    """It opens nothing, but a call needs all of the line, and what is measured beside one says little."""
    lamp: bool = False
    """It lights the camera's lamp: she is told before."""
    audible: bool = False
    """It is heard in the room: she is asked before."""
    memory_mib: int = 512
    cpu_s: int = 20
    applies: Callable[[Configuration], bool] = _always
    arguments: Callable[[Configuration], tuple[str, ...]] = _once
    """One child process for each: a dead service does not delay the next."""

    @property
    def disturbs(self) -> bool:
        """Would a call notice it: by a device that it holds, or by a line that it fills?"""
        return self.holds or self.fills_line or self.kind is LookKind.THOROUGH
