"""All child processes of a demo: started one by one, ended together within a few seconds."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from simulation.child import Child
from simulation.refusal import Refusal

END_WITHIN_S = 4.0


class Household:
    """What was started, to be ended in the reverse order of its start, whatever happens."""

    def __init__(self) -> None:
        self._children: list[Child] = []
        self._endings: list[Callable[[], None]] = []

    def take_in(self, child: Child) -> Child:
        """Look after a child."""
        self._children.append(child)
        return child

    def at_end(self, ending: Callable[[], None]) -> None:
        """Call this before the children are asked to end."""
        self._endings.append(ending)

    def check(self) -> None:
        """Raise Refusal when one has ended by itself."""
        for child in self._children:
            if not child.is_running:
                raise Refusal(f"the {child.name} has ended by itself; {child.log} says why:\n{child.last_words()}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        deadline = time.monotonic() + END_WITHIN_S
        try:
            for ending in reversed(self._endings):
                ending()
        finally:
            for child in reversed(self._children):
                child.ask_to_end()
            for child in reversed(self._children):
                child.end(deadline)
