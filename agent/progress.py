"""A line that says what goes on while the looks take their time; on a terminal only, and gone when they end."""

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Self, TextIO

from agent.telling import say
from contract.configuration.people import Language
from contract.verdicts import component_of
from contract.words.catalogue import Kind, word

EVERY_S = 0.25
_ERASE = "\r\x1b[2K"
_USUAL_COLUMNS = 80


class Progress:
    """Draws itself from a thread of its own; what is printed meanwhile is printed `aside`."""

    def __init__(self, stream: TextIO, language: Language) -> None:
        """Draw nothing where nobody watches: into a file or a pipe goes no progress."""
        self._stream = stream
        self._language = language
        self._running: dict[str, float] = {}
        self._began = time.monotonic()
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._draw_on, daemon=True) if stream.isatty() else None

    def __enter__(self) -> Self:
        """Begin to draw."""
        if self._thread is not None:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Erase the line."""
        self._done.set()
        if self._thread is not None:
            self._thread.join()
            with self.aside():
                pass

    def began(self, name: str, at_most_s: float) -> None:
        """Name a look that goes on, and when it ends at the latest."""
        with self._lock:
            self._running[name] = time.monotonic() + at_most_s
        self._draw()

    def ended(self, name: str) -> None:
        """Name it no more."""
        with self._lock:
            self._running.pop(name, None)

    @contextlib.contextmanager
    def aside(self) -> Iterator[None]:
        """Take the line away while something that stays is printed."""
        with self._lock:
            if self._thread is not None:
                self._stream.write(_ERASE)
                self._stream.flush()
            yield

    def line(self, now: float) -> str:
        """Return what is being looked at, for how long, and how long it may still take."""
        with self._lock:
            running = dict(self._running)
        if not running:
            return ""
        components = dict.fromkeys(word(Kind.COMPONENT, component_of(name), self._language) for name in running)
        left_s = max(0.0, max(running.values()) - now)
        return say("looking", self._language).format(
            what=", ".join(components), since=f"{now - self._began:.0f}", left=f"{left_s:.0f}"
        )

    def _draw_on(self) -> None:
        while not self._done.wait(EVERY_S):
            self._draw()

    def _draw(self) -> None:
        if self._thread is not None:
            line = self.line(time.monotonic())
            with self._lock:
                self._stream.write(_ERASE + line[: self._columns() - 1])
                self._stream.flush()

    def _columns(self) -> int:
        # A line that wraps could not be erased.
        return os.get_terminal_size(self._stream.fileno()).columns or _USUAL_COLUMNS
