"""The agent's log: one line an event, key-values, to standard error for the journal. Never a secret."""

import logging
import sys

_LOGGER = logging.getLogger("beket.agent")
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-:/@+%")


def start(level: str, terminal: str) -> None:
    """Send the log to standard error; raises ValueError on an unknown level."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(f"%(asctime)s %(levelname)s terminal={terminal} %(message)s"))
    _LOGGER.handlers[:] = [handler]
    _LOGGER.propagate = False
    _LOGGER.setLevel(level.upper())


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
