"""What the agent may ask of the root helper: one JSON line there, one JSON line back, and the connection ends.

A subject is never free text: each verb takes it from a closed set, or compares it with what the helper itself reads
in the profile and in sysfs. There is no verb that takes a path or a command.
"""

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from msgspec import Meta, Struct

MOST_ASKED = 1024
"""Bytes of a request; the longest honest one is a tenth of that."""
MOST_ANSWERED = 1 << 20
_SOCKET = "/run/beket/helper.sock"


class HelperVerb(StrEnum):
    """What the helper does; in brackets the subject."""

    WHO_HOLDS = "who_holds"
    """Which processes have the device open (camera, microphone, speaker, or a node such as video0)."""
    UNMUTE = "unmute"
    """Switch it on (microphone, speaker)."""
    SET_VOLUME = "set_volume"
    """Turn it up or down (microphone:80, speaker:35: by fives, to 100)."""
    RESET_USB = "reset_usb"
    """Reset its USB port, or bind its driver anew (camera, microphone, speaker)."""
    RESTART_AUDIO = "restart_audio"
    """Restart the session's sound server."""
    RENEW_LEASE = "renew_lease"
    """Ask for an address again on the interface of the default route, or on each that has a carrier."""
    REBOOT = "reboot"
    RESTART_AGENT = "restart_agent"
    PROBE_SOUND = "probe_sound"
    """Run an installed sound look as the session's user (the reading's name); `detail` has its numbers as JSON."""
    RUN_HOOKS = "run_hooks"
    """Give the committed configuration to the executables of hooks.d; `facts` has each one's outcome."""
    COLLECT_LOGS = "collect_logs"
    """The last lines that our own units wrote, in `detail`."""


class HelperRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line to the helper."""

    verb: HelperVerb
    subject: Annotated[str, Meta(max_length=64, pattern=r"^[A-Za-z0-9_.:\-]*\Z")] = ""


class HelperAnswer(Struct, frozen=True, kw_only=True):
    """One line from the helper: done or not, in a sentence; what it found, by name."""

    ok: bool
    detail: str = ""
    facts: dict[str, str] = {}


def socket_path() -> Path:
    """Return where the helper listens."""
    return Path(os.environ.get("BEKET_HELPER", _SOCKET))
