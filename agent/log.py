"""The agent's log: one line an event, key-values, to standard error for the journal. Never a secret."""

import logging
import sys
from collections import deque

RECENT = 300
"""So many lines are kept in memory, for the command that collects them."""
_LOGGER = logging.getLogger("beket.agent")
_RECENT: deque[str] = deque(maxlen=RECENT)
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-:/@+%")


class _Ring(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        _RECENT.append(self.format(record))


def start(level: str, terminal: str) -> None:
    """Send the log to standard error; raises ValueError on an unknown level."""
    handlers = [logging.StreamHandler(sys.stderr), _Ring()]
    for handler in handlers:
        handler.setFormatter(logging.Formatter(f"%(asctime)s %(levelname)s terminal={terminal} %(message)s"))
    _LOGGER.handlers[:] = handlers
    _LOGGER.propagate = False
    _LOGGER.setLevel(level.upper())


def recent() -> tuple[str, ...]:
    """Return the last lines, the oldest first."""
    return tuple(_RECENT)


def info(event: str, **values: object) -> None:
    """Write what happened."""
    _LOGGER.info("%s", _line(event, values))


def warning(event: str, **values: object) -> None:
    """Write what should not have happened."""
    _LOGGER.warning("%s", _line(event, values))


def debug(event: str, **values: object) -> None:
    """Write what only a developer wants to know."""
    if _LOGGER.isEnabledFor(logging.DEBUG):
        _LOGGER.debug("%s", _line(event, values))


def _line(event: str, values: dict[str, object]) -> str:
    return " ".join([f"event={event}", *(f"{key}={_quoted(str(value))}" for key, value in values.items())])


def _quoted(text: str) -> str:
    if text and set(text) <= _PLAIN:
        return text
    # Nothing that a device or the far end is called may begin a line of its own, or speak to a person's screen.
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return '"' + plain.replace("\\", "\\\\").replace('"', "'") + '"'
