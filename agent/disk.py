"""Waits for the disk in a thread of its own, so that the core need not: a worn card may take seconds for one fsync."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

_Result = TypeVar("_Result")


class DiskJob(Generic[_Result]):
    """One piece of work under way; `result` or `error` stand when it is over."""

    def __init__(self, work: Callable[[], _Result], *, wake: Callable[[], None]) -> None:
        """Begin; `wake` is called in the job's thread when it is over."""
        self.result: _Result | None = None
        self.error: Exception | None = None
        self._work = work
        self._wake = wake
        self._over = threading.Event()
        threading.Thread(target=self._run, name="disk", daemon=True).start()

    @property
    def is_over(self) -> bool:
        """Has it ended?"""
        return self._over.is_set()

    def wait(self, at_most_s: float) -> bool:
        """Wait a little; return whether it has ended."""
        return self._over.wait(at_most_s)

    def _run(self) -> None:
        try:
            self.result = self._work()
        except Exception as error:  # noqa: BLE001 - whatever the disk does to us is the journal's to judge
            self.error = error
        self._over.set()
        self._wake()
