"""What may be mended by which verb, and when: a budget of tries, not a habit.

(no try) → now → (pause) → now → (long pause) → now → (pause) → given up, until the fault changes or the power goes,
                                                                 and a try is a day old

Pure: the tries and the moment are arguments. A try of another boot is as old as the centre's time says; where no clock
can be believed it is taken for no older than this boot, so that a terminal that is switched on each morning by a stuck
relay does not begin its budget anew each time.
"""

from collections.abc import Collection, Iterable
from enum import StrEnum

from msgspec import Struct

from agent.helper.protocol import HelperAnswer, HelperVerb
from contract.configuration.repair import Repair
from contract.verdicts import Component, Reason

DAY_MS = 86_400_000


class Remedy(Struct, frozen=True):
    """One way to mend, the faults that it may help against, and where they are seen."""

    verb: HelperVerb
    subject: str
    component: Component
    reasons: frozenset[Reason]
    only_before_reception: bool = False
    """Outside receptions it is good manners, and nobody's business."""
    only_checks: frozenset[str] = frozenset()
    """Where the same reason says something else in other checks."""


class Try(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One try, as it is kept on disk before it is made."""

    verb: str
    subject: str
    boot: str
    uptime_ms: int
    centre_ms: int | None = None
    detail: str = ""

    def is_of(self, remedy: Remedy) -> bool:
        """Was it a try of this remedy?"""
        return (self.verb, self.subject) == (remedy.verb, remedy.subject)


class Moment(Struct, frozen=True, kw_only=True):
    """Now, by the terminal's own clocks."""

    boot: str
    uptime_ms: int
    centre_ms: int | None = None


class Repaired(Struct, frozen=True, kw_only=True):
    """A try ended; whether it mended anything the next looks say."""

    remedy: Remedy
    answer: HelperAnswer


class Step(StrEnum):
    """What the budget says."""

    NOW = "now"
    LATER = "later"
    GIVEN_UP = "given_up"


REMEDIES = (
    Remedy(
        HelperVerb.RESET_USB,
        "camera",
        Component.CAMERA,
        frozenset({Reason.CAMERA_MISSING, Reason.CAMERA_STUCK, Reason.CAMERA_NO_FRAMES}),
    ),
    Remedy(
        HelperVerb.RESET_USB,
        "microphone",
        Component.MICROPHONE,
        frozenset({Reason.MICROPHONE_MISSING, Reason.MICROPHONE_STUCK}),
    ),
    Remedy(
        HelperVerb.RESET_USB,
        "speaker",
        Component.SPEAKER,
        frozenset({Reason.SPEAKER_MISSING, Reason.SPEAKER_STUCK}),
    ),
    Remedy(
        HelperVerb.UNMUTE,
        "microphone",
        Component.MICROPHONE,
        frozenset({Reason.MICROPHONE_MUTED}),
        only_before_reception=True,
    ),
    Remedy(
        HelperVerb.UNMUTE,
        "speaker",
        Component.SPEAKER,
        frozenset({Reason.SPEAKER_MUTED}),
        only_before_reception=True,
    ),
    Remedy(
        HelperVerb.RESTART_AUDIO,
        "",
        Component.MICROPHONE,
        frozenset({Reason.MICROPHONE_NOT_CHECKED, Reason.SPEAKER_NOT_CHECKED}),
        # Nobody could tell how a mixer stands: the sound server does not answer.
        only_checks=frozenset({"microphone.mixer", "speaker.mixer"}),
    ),
    Remedy(HelperVerb.RENEW_LEASE, "", Component.NETWORK, frozenset({Reason.NETWORK_NO_ADDRESS})),
)


def remedy_for(check: str, reasons: Collection[Reason]) -> Remedy | None:
    """Return what may help against the fault, or None when only a person can."""
    for remedy in REMEDIES:
        if remedy.reasons & set(reasons) and (not remedy.only_checks or check in remedy.only_checks):
            return remedy
    return None


def ages_of(tries: Iterable[Try], remedy: Remedy, now: Moment, *, stands_since_ms: int | None = None) -> list[int]:
    """Return how long ago (ms) the remedy was tried: in the last 24 hours, and in vain against what stands since then.

    What did not help a mixer that never answers will not help it tomorrow.
    """
    oldest_ms = DAY_MS if stands_since_ms is None else max(DAY_MS, now.uptime_ms - stands_since_ms + 1)
    ages = [(_age_of(each, now), each.boot == now.boot) for each in tries if each.is_of(remedy)]
    return [age for age, is_of_boot in ages if age < (oldest_ms if is_of_boot else DAY_MS)]


def next_step(ages_ms: Collection[int], rules: Repair) -> Step:
    """Say whether to try (again) now."""
    if not ages_ms:
        return Step.NOW
    spent = len(ages_ms) >= rules.tries_a_day
    pause_s = rules.pause_s if spent or len(ages_ms) == 1 else rules.long_pause_s
    if min(ages_ms) < 1000 * pause_s:
        return Step.LATER
    return Step.GIVEN_UP if spent else Step.NOW


def _age_of(each: Try, now: Moment) -> int:
    if each.boot == now.boot:
        return now.uptime_ms - each.uptime_ms
    if each.centre_ms is not None and now.centre_ms is not None and each.centre_ms <= now.centre_ms:
        return now.centre_ms - each.centre_ms
    return now.uptime_ms
