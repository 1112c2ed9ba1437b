"""What this user's own eyes cannot see, seen by the root helper: other users' open devices, the session's sound."""

import os
from pathlib import Path
from typing import TypeVar

import msgspec

from agent.checks.descriptor import Request
from agent.checks.patience import patience
from agent.helper.protocol import HelperVerb, socket_path
from agent.helper.session import has_sound
from agent.privileged import HelperAway, ask
from hardware.holders import Holder, holders_of

_Numbers = TypeVar("_Numbers", bound=msgspec.Struct)
_ASK_S = 5.0
_MARGIN_S = 1.0


def all_holders_of(node: Path, *, proc: Path) -> list[Holder]:
    """Return the processes that have the device open, other users' too where there is a helper."""
    found = holders_of(node, proc=proc)
    if found or node.parts[:2] != ("/", "dev"):
        return found
    try:
        answer = ask(HelperVerb.WHO_HOLDS, subject=node.name, deadline_s=_ASK_S * patience())
    except HelperAway:
        return found
    return [Holder(pid=int(pid), name=name) for pid, name in answer.facts.items() if int(pid) != os.getpid()]


def heard_in_session(request: Request, kind: type[_Numbers]) -> _Numbers | None:
    """Return the numbers of this reading, taken as the session's user; None where the device is ours to read.

    A session's sound server holds the card and serves its own user alone. Raises `RuntimeError` when the look there
    gave no answer.
    """
    if request.terminal.devices is not None or _has_own_sound() or not _is_somebody_in(Path(request.terminal.root)):
        return None
    try:
        answer = ask(HelperVerb.PROBE_SOUND, subject=request.reading, deadline_s=request.deadline_s - _MARGIN_S)
    except HelperAway:
        return None
    if answer.facts.get("session") == "none":
        return None
    if not answer.ok:
        raise RuntimeError(f"the session's sound: {answer.detail}")
    return msgspec.json.decode(answer.detail, type=kind)


def _is_somebody_in(root: Path) -> bool:
    """Is a user logged in, by logind's word? Without one nobody is asked: most terminals start no helper for it."""
    return socket_path().exists() and any((root / "run/systemd/users").glob("[0-9]*"))


def _has_own_sound() -> bool:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return runtime is not None and has_sound(Path(runtime), os.geteuid())
