"""Keeps the core small: what is not needed is not loaded, and memory is not spread over arenas of threads.

Called first of all by `beket-agent run`, before anything of ours is imported.
"""

import ctypes
import gc
import sys
from importlib import import_module
from types import ModuleType

_M_ARENA_MAX = -8
_M_TRIM_THRESHOLD = -1
_TRIM_BYTES = 128 * 1024
_GIVE_BACK_MS = 60_000
_FIRST_GIVE_BACK_MS = 10_000


class _Awaited(ModuleType):
    """A module that is loaded when somebody asks it for something, and not before."""

    def __getattr__(self, name: str) -> object:
        """Load it and ask it; called only for what the module has not of its own."""
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


def stay_lean() -> None:
    """Keep large modules out of this process, and bound malloc."""
    # msgspec takes the standard library's typing instead (2 MiB).
    sys.modules["typing_extensions"] = None  # type: ignore[assignment] # how Python marks a module as not there
    # paho asks it for a proxy, and only where PySocks is installed; it brings the mail and web packages (1.3 MiB).
    sys.modules["urllib.request"] = ModuleType("urllib.request")
    # dataclasses asks it to describe a class that has no docstring; it brings the parser of Python (0.8 MiB).
    sys.modules.setdefault("inspect", _Awaited("inspect"))
    # ctypes asks these to find a library where ldconfig cannot; they bring packers and chance (0.5 MiB).
    for name in ("tempfile", "shutil"):
        sys.modules.setdefault(name, _Awaited(name))
    # glibc gives each thread an arena of its own; a look is a short thread, and its arena would stay (mallopt(3)).
    mallopt = ctypes.CDLL(None).mallopt
    mallopt(_M_ARENA_MAX, 1)
    mallopt(_M_TRIM_THRESHOLD, _TRIM_BYTES)


def give_back() -> None:
    """Return memory that is free to the system: loading modules alone leaves 4 MiB of it behind."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)


class Lean:
    """Gives memory back now and then, soon for the first time. Times are uptime in ms."""

    def __init__(self, *, now_ms: int) -> None:
        """Begin when the agent does."""
        self._given_back_ms = now_ms - _GIVE_BACK_MS + _FIRST_GIVE_BACK_MS
        # What the modules brought stays for good: looking through it for garbage every minute costs 0.1 s in 300.
        gc.collect()
        gc.freeze()

    def tick(self, now_ms: int) -> None:
        """Do it when it is due."""
        if now_ms >= self._given_back_ms + _GIVE_BACK_MS:
            self._given_back_ms = now_ms
            give_back()
