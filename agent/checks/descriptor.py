"""What a look is made of: one reading that touches hardware, and the checks that are judged from its numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from msgspec import Struct

from agent.looks import LookKind
from contract.configuration.schema import Configuration
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Component, Judgement, Reason

Judge = Callable[[Any, Circumstances], Judgement]
"""Takes the numbers of its reading's type."""


class Terminal(Struct, frozen=True, kw_only=True):
    """Where things are on this terminal."""

    state: str
    """The agent's state folder; the camera's reference is kept there."""
    profile: str = "any"
    devices: str | None = None
    """The folder of virtual devices, where there is one."""
    root: str = "/"


class Request(Struct, frozen=True, kw_only=True):
    """What a probe is asked, and what it may use up."""

    reading: str
    terminal: Terminal
    configuration: Configuration
    argument: str = ""
    deadline_s: float = 10.0
    """From the moment that its libraries are loaded: a busy processor is no dead device."""
    memory_mib: int = 512
    cpu_s: int = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One check: its name (one that ends in a colon takes the reading's argument), and its rule."""

    name: str
    judge: Judge
    stuck: Reason | None = None
    """What it means for this check that the reading did not end; without it the check was not made."""


def _always(_configuration: Configuration) -> bool:
    return True


def _once(_configuration: Configuration) -> tuple[str, ...]:
    return ("",)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """One look at one device; `module` below `agent.checks.reading` has `read(request)` that returns `numbers`."""

    name: str
    component: Component
    kind: LookKind
    module: str
    numbers: type[Struct]
    checks: tuple[Check, ...]
    deadline_s: Callable[[Configuration], float]
    holds: bool = False
    """It opens the device: not while a call may want it."""
    memory_mib: int = 512
    applies: Callable[[Configuration], bool] = _always
    arguments: Callable[[Configuration], tuple[str, ...]] = _once
    """One child process for each: a dead service does not delay the next."""
