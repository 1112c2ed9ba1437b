"""Who writes the numbered messages: stamps them with this run's clocks and counts them into the spool."""

from typing import Any, TypeVar

from agent import VERSION
from agent.clock import Clock
from agent.spool import Spool
from contract.codec import encode_up
from contract.messages import (
    CommandResult,
    CommandState,
    CommandStep,
    CommandWhy,
    ConfigOutcome,
    Device,
    Inventory,
    Numbered,
    Presence,
    Report,
)
from contract.topics import Up

_Message = TypeVar("_Message", bound=Numbered)

_CHANNELS: dict[type[Numbered], Up] = {
    Report: Up.REPORT,
    ConfigOutcome: Up.CONFIG,
    CommandResult: Up.RESULT,
    Inventory: Up.INVENTORY,
}


class Author:
    """One run's messages, numbered from 1 without holes."""

    def __init__(self, run: str, clock: Clock, spool: Spool) -> None:
        """Begin at number 1."""
        self.run = run
        self.generation = 0
        self.config_hash = ""
        self.next_s = 600
        self._clock = clock
        self._spool = spool
        self._seq = 0
        self._inventory: tuple[tuple[Device, ...], str] | None = None

    def write(self, kind: type[_Message], /, *, routine: bool = False, **fields: Any) -> _Message:
        """Number a message and put it in the spool; one that is not routine is then on disk."""
        self._seq += 1
        message = kind(
            **self._stamp(), seq=self._seq, generation=self.generation, config_hash=self.config_hash, **fields
        )
        self._spool.add(self._seq, _CHANNELS[kind], encode_up(message), routine=routine)
        return message

    def presence(self, session: str, *, online: bool, why: str = "") -> bytes:
        """Return the presence of a session: the first word of it, its last will, or its goodbye."""
        message = Presence(
            **self._stamp(),
            session=session,
            online=online,
            runs=self._spool.runs(),
            generation=self.generation,
            config_hash=self.config_hash,
            next_s=self.next_s,
            agent_version=VERSION,
            why=why,
        )
        return encode_up(message)

    def result(
        self,
        command: str,
        state: CommandState,
        detail: str = "",
        *,
        step: CommandStep = CommandStep.NONE,
        why: CommandWhy = CommandWhy.NONE,
        progress: int | None = None,
    ) -> None:
        """Tell how far a command got."""
        self.write(CommandResult, id=command, state=state, detail=detail, step=step, why=why, progress=progress)

    def inventory(self, devices: tuple[Device, ...], *, profile: str, model: str) -> None:
        """Tell what the terminal is made of, where it is not what was told before."""
        if self._inventory != (devices, profile):
            self._inventory = devices, profile
            self.write(Inventory, devices=devices, profile=profile, model=model)

    def _stamp(self) -> dict[str, Any]:
        return {
            "run": self.run,
            "boot": self._clock.boot,
            "uptime_ms": self._clock.uptime_ms(),
            "wall_ms": self._clock.wall_ms(),
            "synced": self._clock.is_synchronised(),
        }
