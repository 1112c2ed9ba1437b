"""The table of verbs: what each does, and how long it may take. Adding one is a file and a line."""

from collections.abc import Callable
from dataclasses import dataclass

from agent.helper import holding, hooks, lease, logs, power, sound, usb_reset
from agent.helper.call import Call
from agent.helper.protocol import HelperAnswer, HelperVerb


@dataclass(frozen=True, kw_only=True, slots=True)
class Deed:
    """One verb."""

    do: Callable[[Call], HelperAnswer]
    deadline_s: float
    acts: bool = True
    """It changes something: only one such at a time."""
    is_told: bool = True
    """The journal may have its words; what a hook or a device says stays with who asked."""


DEEDS: dict[HelperVerb, Deed] = {
    HelperVerb.WHO_HOLDS: Deed(do=holding.who_holds, deadline_s=5, acts=False),
    HelperVerb.UNMUTE: Deed(do=sound.unmute, deadline_s=15),
    HelperVerb.SET_VOLUME: Deed(do=sound.set_volume, deadline_s=15),
    HelperVerb.RESET_USB: Deed(do=usb_reset.reset_usb, deadline_s=20),
    HelperVerb.RESTART_AUDIO: Deed(do=sound.restart_audio, deadline_s=30),
    HelperVerb.RENEW_LEASE: Deed(do=lease.renew_lease, deadline_s=40),
    HelperVerb.REBOOT: Deed(do=power.reboot, deadline_s=10),
    HelperVerb.RESTART_AGENT: Deed(do=power.restart_agent, deadline_s=10),
    HelperVerb.PROBE_SOUND: Deed(do=sound.probe_sound, deadline_s=90, is_told=False),
    HelperVerb.RUN_HOOKS: Deed(do=hooks.run_hooks, deadline_s=hooks.HOOK_S * hooks.MOST, is_told=False),
    HelperVerb.COLLECT_LOGS: Deed(do=logs.collect_logs, deadline_s=20, is_told=False),
}
