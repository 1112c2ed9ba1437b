"""Takes looks, each in a thread of its own: a device that hangs holds up its own look and no other."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from agent.clock import Clock
from agent.looks import Judgements, Look
from contract.judgement.circumstances import Circumstances


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """A look ended: its answers, and when (uptime in ms)."""

    look: Look
    judgements: Judgements
    at_ms: int
    broken: bool = False
    """The look broke off: that it answered nothing says nothing."""


def take(
    look: Look,
    given: Circumstances,
    *,
    clock: Clock,
    deliver: Callable[[Looked], None],
) -> None:
    """Begin a look; its end is delivered, whatever happened."""

    def run() -> None:
        judgements: Judgements = {}
        broken = True
        try:
            judgements = look.run(given)
            broken = False
        finally:
            deliver(Looked(look=look, judgements=judgements, at_ms=clock.uptime_ms(), broken=broken))

    threading.Thread(target=run, name=f"look-{look.name}", daemon=True).start()
