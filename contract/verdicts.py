"""Verdicts, reasons, readiness: the words in which terminal and centre speak of fitness for a call.

Enumerations map a value that this version does not know to `UNKNOWN`: old terminals outlive new centres,
and the other way about.
"""

import operator
from enum import StrEnum
from typing import Self

from msgspec import Struct

COMPARED = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}


class Forgiving(StrEnum):
    """An enumeration of which every member class has an `UNKNOWN` that takes what it does not know."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        return cls("unknown") if value != "unknown" else None


class Verdict(Forgiving):
    """What a check answers."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    IN_USE = "in_use"
    AT_REST = "at_rest"
    NO_EVIDENCE = "no_evidence"
    UNKNOWN = "unknown"

    @property
    def is_bad(self) -> bool:
        """Does this verdict speak of a fault?"""
        return self in {Verdict.WARNING, Verdict.FAILED}


class Component(Forgiving):
    """What a check looks at."""

    CAMERA = "camera"
    MICROPHONE = "microphone"
    SPEAKER = "speaker"
    NETWORK = "network"
    SYSTEM = "system"
    DISPLAY = "display"
    APPLICATION = "application"
    UNKNOWN = "unknown"


class Readiness(Forgiving):
    """Can a citizen make a video call from this branch now?"""

    READY = "ready"
    AUDIO_ONLY = "audio_only"
    AT_RISK = "at_risk"
    NOT_READY = "not_ready"
    IN_CALL = "in_call"
    UNREACHABLE = "unreachable"
    CLOSED = "closed"
    MAINTENANCE = "maintenance"
    UNKNOWN = "unknown"


class LinkClass(Forgiving):
    """What kind of line a branch has; the grace before a silent terminal is called offline follows from it."""

    WIRED = "wired"
    MOBILE = "mobile"
    SATELLITE = "satellite"
    UNKNOWN = "unknown"


class Reason(Forgiving):
    """Why a verdict is not `ok`: `component.reason`, stable for ever once it was sent."""

    CAMERA_MISSING = "camera.missing"
    CAMERA_WRONG_DEVICE = "camera.wrong_device"
    CAMERA_STUCK = "camera.stuck"
    CAMERA_NO_FRAMES = "camera.no_frames"
    CAMERA_REPEATING_FRAMES = "camera.repeating_frames"
    CAMERA_COVERED = "camera.covered"
    CAMERA_DARK_ROOM = "camera.dark_room"
    CAMERA_BLACK = "camera.black"
    CAMERA_NO_REFERENCE = "camera.no_reference"
    CAMERA_IN_USE = "camera.in_use"
    CAMERA_NOT_CHECKED = "camera.not_checked"
    CAMERA_GAVE_WAY = "camera.gave_way"
    CAMERA_SHARPNESS_FALLING = "camera.sharpness_falling"
    CAMERA_NO_HISTORY = "camera.no_history"
    CAMERA_WRONG_DEVICE_IN_USE = "camera.wrong_device_in_use"
    CAMERA_NOT_REPORTED = "camera.not_reported"
    CAMERA_LOW_FPS = "camera.low_fps"
    CAMERA_LOW_RESOLUTION = "camera.low_resolution"
    CAMERA_MOVED = "camera.moved"
    CAMERA_BLURRED = "camera.blurred"
    CAMERA_OVEREXPOSED = "camera.overexposed"
    CAMERA_UNDEREXPOSED = "camera.underexposed"
    CAMERA_COLOUR_CAST = "camera.colour_cast"
    CAMERA_FLICKER = "camera.flicker"
    CAMERA_NOISY = "camera.noisy"
    CAMERA_NO_BASELINE = "camera.no_baseline"
    MICROPHONE_MISSING = "microphone.missing"
    MICROPHONE_WRONG_DEVICE = "microphone.wrong_device"
    MICROPHONE_STUCK = "microphone.stuck"
    MICROPHONE_MUTED = "microphone.muted"
    MICROPHONE_DEAD = "microphone.dead"
    MICROPHONE_QUIET = "microphone.quiet"
    MICROPHONE_LOUD = "microphone.loud"
    MICROPHONE_NO_SPEECH = "microphone.no_speech"
    MICROPHONE_IN_USE = "microphone.in_use"
    MICROPHONE_NOT_CHECKED = "microphone.not_checked"
    MICROPHONE_GAVE_WAY = "microphone.gave_way"
    MICROPHONE_LEVEL_FALLING = "microphone.level_falling"
    MICROPHONE_NO_HISTORY = "microphone.no_history"
    MICROPHONE_WRONG_DEVICE_IN_USE = "microphone.wrong_device_in_use"
    MICROPHONE_NOT_REPORTED = "microphone.not_reported"
    MICROPHONE_CLIPPING = "microphone.clipping"
    MICROPHONE_DC_OFFSET = "microphone.dc_offset"
    MICROPHONE_HUM = "microphone.hum"
    MICROPHONE_DROPOUTS = "microphone.dropouts"
    MICROPHONE_NOISY = "microphone.noisy"
    MICROPHONE_NO_BASELINE = "microphone.no_baseline"
    SPEAKER_MISSING = "speaker.missing"
    SPEAKER_NOT_CHECKED = "speaker.not_checked"
    SPEAKER_GAVE_WAY = "speaker.gave_way"
    SPEAKER_WRONG_DEVICE_IN_USE = "speaker.wrong_device_in_use"
    SPEAKER_NOT_REPORTED = "speaker.not_reported"
    SPEAKER_WRONG_DEVICE = "speaker.wrong_device"
    SPEAKER_STUCK = "speaker.stuck"
    SPEAKER_MUTED = "speaker.muted"
    SPEAKER_IN_USE = "speaker.in_use"
    SPEAKER_LOOPBACK_FAILED = "speaker.loopback_failed"
    SPEAKER_LOOPBACK_MICROPHONE = "speaker.loopback_microphone"
    SPEAKER_LOOPBACK_INCONCLUSIVE = "speaker.loopback_inconclusive"
    SPEAKER_NOT_NOW = "speaker.not_now"
    SPEAKER_ECHO_DELAY = "speaker.echo_delay"
    SPEAKER_NO_BASELINE = "speaker.no_baseline"
    NETWORK_LINK_DOWN = "network.link_down"
    NETWORK_NO_ADDRESS = "network.no_address"
    NETWORK_NO_GATEWAY = "network.no_gateway"
    NETWORK_NO_DNS = "network.no_dns"
    NETWORK_SERVICE_UNREACHABLE = "network.service_unreachable"
    NETWORK_HIGH_RTT = "network.high_rtt"
    NETWORK_NO_ROUND_TRIP = "network.no_round_trip"
    NETWORK_HIGH_JITTER = "network.high_jitter"
    NETWORK_HIGH_LOSS = "network.high_loss"
    NETWORK_NO_REFLECTOR = "network.no_reflector"
    NETWORK_POOR_CALL_QUALITY = "network.poor_call_quality"
    NETWORK_THIN_LINE = "network.thin_line"
    NETWORK_NO_THROUGHPUT = "network.no_throughput"
    NETWORK_DATA_SPENT = "network.data_spent"
    NETWORK_NOT_CHECKED = "network.not_checked"
    NETWORK_GAVE_WAY = "network.gave_way"
    NETWORK_RTT_RISING = "network.rtt_rising"
    NETWORK_LOSS_RISING = "network.loss_rising"
    NETWORK_NO_HISTORY = "network.no_history"
    SYSTEM_DISK_FILLING = "system.disk_filling"
    SYSTEM_NO_HISTORY = "system.no_history"
    SYSTEM_DISK_FULL = "system.disk_full"
    SYSTEM_DISK_READ_ONLY = "system.disk_read_only"
    SYSTEM_DISK_WORN = "system.disk_worn"
    SYSTEM_MEMORY_LOW = "system.memory_low"
    SYSTEM_OVERLOADED = "system.overloaded"
    SYSTEM_THROTTLED = "system.throttled"
    SYSTEM_OVERHEATED = "system.overheated"
    SYSTEM_TOO_COLD = "system.too_cold"
    SYSTEM_UNDER_VOLTAGE = "system.under_voltage"
    SYSTEM_ON_BATTERY = "system.on_battery"
    SYSTEM_UNCLEAN_REBOOT = "system.unclean_reboot"
    SYSTEM_AGENT_RESTARTING = "system.agent_restarting"
    SYSTEM_CERTIFICATE_EXPIRING = "system.certificate_expiring"
    SYSTEM_CONFIGURATION_OLD = "system.configuration_old"
    SYSTEM_REPAIR_GIVEN_UP = "system.repair_given_up"
    SYSTEM_NOT_CHECKED = "system.not_checked"
    SYSTEM_NOT_REPORTED = "system.not_reported"
    DISPLAY_DISCONNECTED = "display.disconnected"
    DISPLAY_OFF = "display.off"
    DISPLAY_NOT_CHECKED = "display.not_checked"
    DISPLAY_NOT_REPORTED = "display.not_reported"
    APPLICATION_NOT_RUNNING = "application.not_running"
    APPLICATION_NOT_CHECKED = "application.not_checked"
    NETWORK_LINK_SLOW = "network.link_slow"
    NETWORK_WEAK_SIGNAL = "network.weak_signal"
    NETWORK_NO_DATA = "network.no_data"
    NETWORK_NOT_REPORTED = "network.not_reported"
    NETWORK_CAPTIVE_PORTAL = "network.captive_portal"
    NETWORK_NO_KNOWN_ANSWER = "network.no_known_answer"
    NETWORK_SMALL_MTU = "network.small_mtu"
    NETWORK_UDP_BLOCKED = "network.udp_blocked"
    NETWORK_CERTIFICATE_EXPIRING = "network.certificate_expiring"
    NETWORK_CLOCK_WRONG = "network.clock_wrong"
    NETWORK_CLOCK_UNKNOWN = "network.clock_unknown"
    NETWORK_OVER_BUDGET = "network.over_budget"
    UNKNOWN = "unknown"

    @property
    def component(self) -> Component:
        """The component that the code begins with."""
        return Component(self.value.partition(".")[0])


class Figure(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One number that a verdict rests on, with the rule that it was held against.

    `op` and `limit` name the condition under which the figure is **bad** (`>= 0.55`); both are left out
    of a figure that is only told. `unit` is "" for a bare ratio.
    """

    name: str
    value: float | None
    unit: str = ""
    op: str = ""
    limit: float | None = None

    @property
    def is_beyond_limit(self) -> bool:
        """Does the figure meet the condition under which it is bad?"""
        compare = COMPARED.get(self.op)
        return bool(compare and self.value is not None and self.limit is not None and compare(self.value, self.limit))


class Judgement(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The answer of one look at one check: the verdict, why, and what it rests on."""

    verdict: Verdict
    reasons: tuple[Reason, ...] = ()
    figures: tuple[Figure, ...] = ()
    facts: dict[str, str] = {}


def component_of(check: str) -> Component:
    """Return the component of a check's name (`camera.frames` is the camera's)."""
    return Component(check.partition(".")[0])
