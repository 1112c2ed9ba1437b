"""What a virtual terminal's checks see under its faults: a device's numbers, held against the configuration's rules."""

from collections.abc import Callable
from random import Random

from msgspec import Struct

from contract.configuration.schema import Configuration
from contract.messages import Device
from contract.verdicts import Figure, Judgement, Reason, Verdict
from simulation.faults import Fault

DEVICES = (
    Device(kind="camera", name="Simulated camera", virtual=True),
    Device(kind="microphone", name="Simulated microphone", virtual=True),
    Device(kind="speaker", name="Simulated speaker", virtual=True),
)


class Scene(Struct, frozen=True):
    """What a look has before it: what is wrong, the rules, and chance for the figures' scatter."""

    faults: frozenset[Fault]
    rules: Configuration
    chance: Random

    def has(self, *faults: Fault) -> bool:
        """Is one of these wrong?"""
        return any(fault in self.faults for fault in faults)

    def about(self, value: float, spread: float = 0.05) -> float:
        """Return a figure near a value."""
        return round(value * self.chance.uniform(1 - spread, 1 + spread), 3)


def look(check: str, faults: frozenset[Fault], rules: Configuration, *, chance: Random) -> Judgement:
    """Return what one check sees now."""
    return _LOOKS[check](Scene(faults, rules, chance))


def _camera_presence(scene: Scene) -> Judgement:
    return _present(Reason.CAMERA_MISSING, absent=scene.has(Fault.CAMERA_UNPLUGGED))


def _camera_frames(scene: Scene) -> Judgement:
    if scene.has(Fault.CAMERA_UNPLUGGED):
        return _not_checked(Reason.CAMERA_NOT_CHECKED)
    watched_s = scene.rules.camera.watch_s
    identical_s = watched_s if scene.has(Fault.CAMERA_FROZEN) else 0.0
    figures = (
        Figure(name="rate_fps", value=scene.about(29.7, 0.02), unit="fps"),
        Figure(name="identical_s", value=identical_s, unit="s", op=">=", limit=scene.rules.camera.repeating_s),
    )
    return _held(figures, Reason.CAMERA_REPEATING_FRAMES)


def _camera_view(scene: Scene) -> Judgement:
    if scene.has(Fault.CAMERA_UNPLUGGED):
        return _not_checked(Reason.CAMERA_NOT_CHECKED)
    covered = scene.has(Fault.CAMERA_COVERED)
    figures = (
        Figure(name="luma_mean", value=scene.about(90 if covered else 118)),
        Figure(
            name="edges_gone",
            value=scene.about(0.86 if covered else 0.09),
            op=">=",
            limit=scene.rules.camera.covered_edr,
        ),
    )
    return _held(figures, Reason.CAMERA_COVERED)


def _microphone_presence(_: Scene) -> Judgement:
    return _present(Reason.MICROPHONE_MISSING, absent=False)


def _microphone_mixer(scene: Scene) -> Judgement:
    muted = float(scene.has(Fault.MICROPHONE_MUTED))
    return _held((Figure(name="muted", value=muted, op=">=", limit=1.0),), Reason.MICROPHONE_MUTED)


def _microphone_signal(scene: Scene) -> Judgement:
    if scene.has(Fault.MICROPHONE_MUTED):
        return _not_checked(Reason.MICROPHONE_NOT_CHECKED)
    rules = scene.rules.microphone
    zeros_s = rules.listen_s if scene.has(Fault.MICROPHONE_DEAD) else scene.about(0.02, 0.5)
    limit = min(rules.dead_s, rules.listen_s)
    return _held((Figure(name="zeros_s", value=zeros_s, unit="s", op=">=", limit=limit),), Reason.MICROPHONE_DEAD)


def _microphone_level(scene: Scene) -> Judgement:
    if scene.has(Fault.MICROPHONE_DEAD, Fault.MICROPHONE_MUTED):
        return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(Reason.MICROPHONE_NO_SPEECH,))
    lowest = scene.rules.microphone.target_dbov - scene.rules.microphone.tolerance_db
    level = Figure(name="speech_dbov", value=scene.about(-25.0), unit="dBov", op="<", limit=lowest)
    return _held((level,), Reason.MICROPHONE_QUIET)


def _speaker_presence(_: Scene) -> Judgement:
    return _present(Reason.SPEAKER_MISSING, absent=False)


def _network_link(_: Scene) -> Judgement:
    return Judgement(verdict=Verdict.OK, figures=(Figure(name="speed_mbit", value=100.0, unit="Mbit/s"),))


def _network_gateway(scene: Scene) -> Judgement:
    return Judgement(verdict=Verdict.OK, figures=(Figure(name="gateway_ms", value=scene.about(1.2, 0.3), unit="ms"),))


def _network_dns(scene: Scene) -> Judgement:
    return Judgement(verdict=Verdict.OK, figures=(Figure(name="dns_ms", value=scene.about(24, 0.3), unit="ms"),))


def _network_centre(scene: Scene) -> Judgement:
    limit = scene.rules.network.rtt_warning_ms
    rtt_ms = scene.about(290 if scene.has(Fault.LINE_SLOW) else 46, 0.15)
    rtt = Figure(name="rtt_ms", value=rtt_ms, unit="ms", op=">", limit=limit)
    return _held((rtt,), Reason.NETWORK_HIGH_RTT, verdict=Verdict.WARNING)


def _conference(scene: Scene) -> Judgement:
    if scene.has(Fault.SERVICE_DOWN):
        waited = Figure(name="waited_s", value=scene.rules.network.timeout_s, unit="s")
        return Judgement(verdict=Verdict.FAILED, reasons=(Reason.NETWORK_SERVICE_UNREACHABLE,), figures=(waited,))
    figures = (
        Figure(name="tcp_ms", value=scene.about(48, 0.15), unit="ms"),
        Figure(name="tls_ms", value=scene.about(110, 0.15), unit="ms"),
    )
    return Judgement(verdict=Verdict.OK, figures=figures)


def _present(reason: Reason, *, absent: bool) -> Judgement:
    devices = Figure(name="devices", value=float(not absent), op="<", limit=1.0)
    return _held((devices,), reason)


def _not_checked(reason: Reason) -> Judgement:
    return Judgement(verdict=Verdict.NO_EVIDENCE, reasons=(reason,))


def _held(figures: tuple[Figure, ...], reason: Reason, *, verdict: Verdict = Verdict.FAILED) -> Judgement:
    if any(_is_bad(figure) for figure in figures):
        return Judgement(verdict=verdict, reasons=(reason,), figures=figures)
    return Judgement(verdict=Verdict.OK, figures=figures)


def _is_bad(figure: Figure) -> bool:
    if figure.value is None or figure.limit is None:
        return False
    return {
        ">=": figure.value >= figure.limit,
        ">": figure.value > figure.limit,
        "<": figure.value < figure.limit,
    }[figure.op]


_QUICK: dict[str, Callable[[Scene], Judgement]] = {
    "camera.presence": _camera_presence,
    "microphone.presence": _microphone_presence,
    "microphone.mixer": _microphone_mixer,
    "speaker.presence": _speaker_presence,
    "network.link": _network_link,
    "network.gateway": _network_gateway,
    "network.dns": _network_dns,
    "network.centre": _network_centre,
}
_LOOKS = _QUICK | {
    "camera.frames": _camera_frames,
    "camera.view": _camera_view,
    "microphone.signal": _microphone_signal,
    "microphone.level": _microphone_level,
    "network.service:conference": _conference,
}
QUICK = frozenset(_QUICK)
FULL = frozenset(_LOOKS)
