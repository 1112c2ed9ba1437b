"""Readiness, the verdict the helpdesk lives by: can a citizen make a video call from this branch now?

The first that holds: maintenance, in_call, closed, unreachable, unknown, not_ready, audio_only, at_risk,
ready. `at_rest`, and `no_evidence` for want of a reference or of speech, do not lower it; nor does `unknown`,
what the hardware does not report.

Without a camera, or over a line too thin for a picture, a call can still be held by sound. A camera that is
there but shows a covered lens or a frozen picture makes the terminal not ready: the official would look at it,
and a step of the employee's mends it.
"""

from collections.abc import Iterable

from msgspec import Struct

from contract.judgement.confirmation import PUT_OFF
from contract.verdicts import Component, Readiness, Reason, Verdict, component_of

HARMLESS = frozenset(
    {
        Reason.CAMERA_NO_REFERENCE,
        Reason.CAMERA_DARK_ROOM,
        Reason.CAMERA_NO_HISTORY,
        Reason.CAMERA_NO_BASELINE,
        # Sharpness and its like cannot be judged then; whether it is a fault, the checks of view and exposure say.
        Reason.CAMERA_COVERED,
        Reason.CAMERA_OVEREXPOSED,
        Reason.CAMERA_UNDEREXPOSED,
        Reason.MICROPHONE_NO_SPEECH,
        Reason.MICROPHONE_NO_HISTORY,
        Reason.MICROPHONE_NO_BASELINE,
        Reason.MICROPHONE_DEAD,  # where it means that there is no sound to judge: the signal's own check is the fault
        Reason.SPEAKER_NO_BASELINE,
        Reason.SPEAKER_NOT_NOW,
        Reason.SPEAKER_LOOPBACK_INCONCLUSIVE,
        Reason.NETWORK_NO_HISTORY,
        Reason.NETWORK_NOT_REPORTED,
        Reason.NETWORK_NO_KNOWN_ANSWER,
        Reason.NETWORK_CLOCK_UNKNOWN,
        Reason.SYSTEM_NO_HISTORY,
        Reason.NETWORK_NO_REFLECTOR,
        Reason.NETWORK_NO_THROUGHPUT,
        Reason.NETWORK_DATA_SPENT,
    }
)
"""Reasons for which what could not be judged does not lower readiness."""

PAST = frozenset({Reason.SYSTEM_UNCLEAN_REBOOT, Reason.SYSTEM_CONFIGURATION_OLD, Reason.NETWORK_OVER_BUDGET})
"""Warnings worth a look that say nothing of the next call: how the last boot ended, old settings, data spent."""

SOUND_ONLY = frozenset({Reason.NETWORK_THIN_LINE})
"""Warnings that leave no picture: the line bears the sound alone."""

NO_CAMERA = frozenset({Reason.CAMERA_MISSING, Reason.CAMERA_STUCK, Reason.CAMERA_NO_FRAMES})

_DEVICES_OF_A_CALL = frozenset({Component.CAMERA, Component.MICROPHONE})


class CheckVerdict(Struct, frozen=True, kw_only=True):
    """The confirmed verdict of one check, as readiness needs it."""

    check: str
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()


class Situation(Struct, frozen=True, kw_only=True):
    """What holds around the checks."""

    maintenance: bool = False
    open_now: bool = True
    reachable: bool = True
    in_call: bool = False
    """The conference application holds camera and microphone."""


class Answer(Struct, frozen=True, kw_only=True):
    """The readiness, and the checks that it comes from."""

    readiness: Readiness
    because: tuple[CheckVerdict, ...] = ()


def judge_readiness(checks: Iterable[CheckVerdict], situation: Situation) -> Answer:
    """Return the readiness, with the checks that decide it."""
    known = [check for check in checks if check.verdict is not Verdict.UNKNOWN]
    if situation.maintenance:
        return Answer(readiness=Readiness.MAINTENANCE)
    if situation.in_call or is_call_under_way(known):
        return Answer(readiness=Readiness.IN_CALL, because=_in_use(known))
    if not situation.open_now:
        return Answer(readiness=Readiness.CLOSED)
    if not situation.reachable:
        return Answer(readiness=Readiness.UNREACHABLE)
    return _from_checks(known)


def is_call_under_way(checks: Iterable[CheckVerdict]) -> bool:
    """Are camera and microphone both in use?"""
    return {component_of(check.check) for check in _in_use(checks)} >= _DEVICES_OF_A_CALL


def _in_use(checks: Iterable[CheckVerdict]) -> tuple[CheckVerdict, ...]:
    return tuple(check for check in checks if check.verdict is Verdict.IN_USE)


def _from_checks(known: list[CheckVerdict]) -> Answer:
    seen = {component_of(check.check) for check in known}
    if not seen >= _DEVICES_OF_A_CALL | {Component.NETWORK}:
        return Answer(readiness=Readiness.UNKNOWN)
    failed = [check for check in known if check.verdict is Verdict.FAILED]
    without_camera = [check for check in failed if NO_CAMERA & set(check.reasons)]
    if len(failed) > len(without_camera):
        return Answer(readiness=Readiness.NOT_READY, because=tuple(failed))
    without_picture = without_camera + [check for check in known if _is_warned_of(check, SOUND_ONLY)]
    if without_picture:
        return Answer(readiness=Readiness.AUDIO_ONLY, because=tuple(without_picture))
    doubtful = tuple(check for check in known if _is_doubtful(check))
    if doubtful:
        return Answer(readiness=Readiness.AT_RISK, because=doubtful)
    return Answer(readiness=Readiness.READY)


def _is_warned_of(check: CheckVerdict, reasons: frozenset[Reason]) -> bool:
    return check.verdict is Verdict.WARNING and bool(reasons & set(check.reasons))


def _is_doubtful(check: CheckVerdict) -> bool:
    if check.verdict is Verdict.NO_EVIDENCE:
        return not check.reasons or not set(check.reasons) <= HARMLESS | PUT_OFF
    return check.verdict is Verdict.WARNING and not (check.reasons and set(check.reasons) <= PAST)
