"""The numbers that a virtual terminal's devices give under its faults, one function a reading of the agent's table."""

from collections.abc import Callable
from random import Random

from msgspec import Struct
from msgspec.structs import replace

from agent.checks.reading.network_path import FULL, plan
from contract.configuration.line import ServiceKind
from contract.configuration.schema import Configuration
from contract.judgement.application import ApplicationNumbers, UseNumbers
from contract.judgement.camera import PictureNumbers
from contract.judgement.centre import DataNumbers, RoundTripNumbers
from contract.judgement.disk import DiskNumbers, FileSystem
from contract.judgement.display import Connector, DisplayNumbers
from contract.judgement.loopback import LoopbackNumbers
from contract.judgement.mixer import MixerNumbers
from contract.judgement.network import LineNumbers
from contract.judgement.path import PathNumbers
from contract.judgement.presence import Found, PresenceNumbers
from contract.judgement.radio import RadioNumbers
from contract.judgement.service import ServiceNumbers
from contract.judgement.sound import SoundNumbers
from contract.judgement.system import Load, Memory, Power, Sensor, SystemNumbers, Temperatures
from contract.judgement.throughput import ThroughputNumbers
from contract.judgement.upkeep import UpkeepNumbers
from contract.judgement.way import MtuNumbers, PortalNumbers
from contract.messages import Device
from simulation.faults import Fault

PROFILE = "demo"
CAMERA, MICROPHONE, SPEAKER = "Simulated camera", "Simulated microphone", "Simulated speaker"
DEVICES = tuple(
    Device(kind=kind, name=name, virtual=True)
    for kind, name in (("camera", CAMERA), ("microphone", MICROPHONE), ("speaker", SPEAKER))
)


class Scene(Struct, frozen=True, kw_only=True):
    """What a reading has before it: what is wrong, the configuration, and chance for the figures' scatter."""

    faults: frozenset[Fault]
    configuration: Configuration
    chance: Random
    argument: str = ""

    def has(self, *faults: Fault) -> bool:
        """Is one of these wrong?"""
        return any(fault in self.faults for fault in faults)

    def about(self, value: float, spread: float = 0.05) -> float:
        """Return a figure near a value."""
        return round(value * self.chance.uniform(1 - spread, 1 + spread), 3)


def read_presence(scene: Scene) -> PresenceNumbers:
    """What is on the bus."""
    return PresenceNumbers(
        profile=PROFILE,
        camera=() if scene.has(Fault.CAMERA_UNPLUGGED) else (_found(CAMERA),),
        microphone=(_found(MICROPHONE),),
        speaker=(_found(SPEAKER),),
    )


def read_picture(scene: Scene) -> PictureNumbers:
    """What the camera shows: a hand over the lens is not dark, a frozen picture is the same to the bit."""
    if scene.has(Fault.CAMERA_UNPLUGGED):
        return PictureNumbers(device=None)
    covered = scene.has(Fault.CAMERA_COVERED)
    watched_s = scene.configuration.camera.watch_s
    return PictureNumbers(
        device=CAMERA,
        frames=round(30 * watched_s),
        watched_s=watched_s,
        silent_s=scene.about(0.04, 0.2),
        rate_fps=scene.about(29.7, 0.02),
        width=1280,
        height=720,
        identical_s=watched_s if scene.has(Fault.CAMERA_FROZEN) else 0.0,
        negotiated_fps=30.0,
        profile_width=1280,
        profile_height=720,
        bright_share=scene.about(0.02, 0.3),
        dark_share=scene.about(0.01, 0.3),
        sharpness=scene.about(0.4 if covered else 112.0),
        reblur=scene.about(0.27, 0.02),
        noise=scene.about(1.4, 0.1),
        cast_a=scene.about(-2.1),
        cast_b=scene.about(6.4),
        banding=0.0,
        luma_mean=scene.about(90 if covered else 118),
        luma_deviation=scene.about(88 if covered else 61),
        edges_gone=scene.about(0.88 if covered else 0.09),
        edges_left=scene.about(0.15 if covered else 0.96),
        edges_new=0.0 if covered else 0.02,
        texture_kept=0.0 if covered else 1.0,
        detail=None if covered else scene.about(0.98, 0.02),
        tint=scene.about(1.5, 0.3),
        burnt_anew=scene.about(0.01, 0.3),
        brightness_kept=scene.about(0.95, 0.05),
    )


def read_mixer(scene: Scene) -> MixerNumbers:
    """Is the microphone switched on?"""
    return MixerNumbers(device=MICROPHONE, muted=scene.has(Fault.MICROPHONE_MUTED), volume=80.0)


def read_sound(scene: Scene) -> SoundNumbers:
    """What the microphone hears: speech, or nothing at all."""
    heard_s = scene.configuration.microphone.listen_s
    muted, dead = scene.has(Fault.MICROPHONE_MUTED), scene.has(Fault.MICROPHONE_DEAD)
    if muted or dead:
        return SoundNumbers(device=MICROPHONE, muted=muted, recorded_s=heard_s, zeros_s=heard_s, offset=0.0)
    return SoundNumbers(
        device=MICROPHONE,
        recorded_s=heard_s,
        zeros_s=scene.about(0.004, 0.5),
        level_dbfs=scene.about(-31.0),
        offset=scene.about(0.0003, 0.5),
        speech=True,
        speech_dbov=scene.about(-26.0),
        activity=scene.about(0.62),
        clipped=0.0,
        hum_db=scene.about(3.0, 0.5),
        hum_dbfs=scene.about(-72.0),
        noise_dbfs=scene.about(-62.0, 0.02),
        noise_swing_db=scene.about(8.6, 0.05),
    )


def read_speaker_mixer(_scene: Scene) -> MixerNumbers:
    """Is the speaker switched on?"""
    return MixerNumbers(device=SPEAKER, volume=70.0)


def read_loopback(scene: Scene) -> LoopbackNumbers:
    """The test tone: heard, unless the microphone hears nothing at all."""
    known = LoopbackNumbers(device=SPEAKER, microphone=MICROPHONE, microphone_muted=scene.has(Fault.MICROPHONE_MUTED))
    if scene.has(Fault.MICROPHONE_MUTED, Fault.MICROPHONE_DEAD):
        return replace(known, silent=scene.has(Fault.MICROPHONE_DEAD))
    return replace(
        known,
        sweeps=3,
        peak_to_median=scene.about(140.0, 0.2),
        best_peak=scene.about(180.0, 0.2),
        tone_dbfs=scene.about(-42.0, 0.02),
        lag_ms=scene.about(62.0, 0.02),
        lag_spread_ms=scene.about(0.1, 0.5),
        low_snr_db=scene.about(31.0, 0.1),
        middle_snr_db=scene.about(39.0, 0.1),
        high_snr_db=scene.about(36.0, 0.1),
        ambient_dbfs=scene.about(-58.0, 0.02),
    )


def read_line(scene: Scene) -> LineNumbers:
    """The line up to the name server."""
    return LineNumbers(
        interface="eth0",
        carrier=True,
        speed_mbit=100.0,
        duplex="full",
        virtual=True,
        addresses=1,
        gateway="192.0.2.1",
        gateway_answers=True,
        has_route=True,
        name_servers=1,
        dns_answers=True,
        dns_ms=scene.about(240 if scene.has(Fault.LINE_SLOW) else 24, 0.3),
    )


def read_service(scene: Scene) -> ServiceNumbers:
    """One configured service."""
    if scene.has(Fault.SERVICE_DOWN):
        return ServiceNumbers(service=scene.argument, step="connect", error="timed out", others_answer=True)
    service = scene.configuration.network.services.get(scene.argument)
    if service is not None and service.kind is ServiceKind.STUN:
        return _read_binding(scene)
    return ServiceNumbers(
        service=scene.argument,
        step="done",
        tcp_ms=scene.about(48, 0.15),
        tls_ms=scene.about(110, 0.15),
        certificate_days=61.0,
    )


def read_radio(scene: Scene) -> RadioNumbers:
    """A mobile modem where its money has run out or its signal is weak; else a cable."""
    no_data, weak = scene.has(Fault.NO_DATA), scene.has(Fault.WEAK_SIGNAL)
    if not (no_data or weak):
        return RadioNumbers(medium="cable", device="eth0")
    return RadioNumbers(
        medium="mobile",
        device="wwan0",
        level_dbm=scene.about(-118 if weak else -92, 0.02),
        state="registered" if no_data else "connected",
        technology="lte",
        passes=not no_data,
    )


def read_portal(scene: Scene) -> PortalNumbers:
    """The page with the known answer, or the provider's own."""
    if scene.has(Fault.CAPTIVE_PORTAL):
        return PortalNumbers(status=302, leads_to="pay.example.net")
    return PortalNumbers(status=scene.configuration.network.portal_status, begins_right=True)


def read_mtu(scene: Scene) -> MtuNumbers:
    """The largest packet that passes."""
    by = next(iter(scene.configuration.network.services), "")
    return MtuNumbers(service=by, by="udp", largest=1492, believed=1492)


def read_round_trip(scene: Scene) -> RoundTripNumbers:
    """The way to the broker and back; a slow line is worth attention, not a fault."""
    is_bad = scene.has(Fault.LINE_SLOW, Fault.LINE_LOSSY)
    return RoundTripNumbers(rtt_ms=scene.about(290 if is_bad else 46, 0.15))


def read_data(scene: Scene) -> DataNumbers:
    """What the connection to the centre has cost today."""
    allowed = int(scene.configuration.link.budget_mb * 1_000_000)
    return DataNumbers(spent=int(scene.about(0.05, 0.3) * allowed), allowed=allowed)


def read_disk(scene: Scene) -> DiskNumbers:
    """The disk of the terminal."""
    free = 1.4 if scene.has(Fault.DISK_FULL) else scene.about(41.0, 0.02)
    disk = FileSystem(path="/", free_percent=free, free_mib=29_000 * free / 100)
    return DiskNumbers(file_systems=(disk,), life_used_percent=10.0)


def read_system(scene: Scene) -> SystemNumbers:
    """The machine itself: a small computer that tells its temperature, and has no battery."""
    hot = scene.has(Fault.OVERHEATED)
    return SystemNumbers(
        memory=Memory(free_percent=scene.about(58), free_mib=scene.about(2200), stalled_percent=0.0),
        load=Load(per_core=scene.about(0.3, 0.3), stalled_percent=scene.about(4.0, 0.5), throttled=hot),
        temperatures=Temperatures(
            sensors=(Sensor(name="coretemp", celsius=scene.about(98 if hot else 52, 0.01), critical_c=100.0),)
        ),
        power=Power(under_voltage=False),
    )


def read_upkeep(_scene: Scene) -> UpkeepNumbers:
    """A terminal that was shut down in the evening and switched on in the morning."""
    return UpkeepNumbers(uptime_h=5.0, ended_cleanly=True, crashes=0)


def read_display(_scene: Scene) -> DisplayNumbers:
    """The screen."""
    return DisplayNumbers(connectors=(Connector(name="HDMI-A-1", connected=True, lit=True),))


def read_application(_scene: Scene) -> ApplicationNumbers:
    """The calls' programme, where the configuration names one."""
    return ApplicationNumbers(processes=("conference",))


def read_use(_scene: Scene) -> UseNumbers:
    """No call is under way."""
    return UseNumbers()


def read_path(scene: Scene) -> PathNumbers:
    """The way to the centre's reflector: a slow line is late, a lossy one loses on the way down."""
    slow, lossy = scene.has(Fault.LINE_SLOW), scene.has(Fault.LINE_LOSSY)
    packets, octets = plan(scene.configuration.path, full=scene.argument == FULL)
    lost = round(packets * scene.about(0.034, 0.3)) if lossy else 0
    return PathNumbers(
        sent=packets,
        answered=packets - lost,
        address=f"{scene.configuration.path.host}:{scene.configuration.path.port}",
        rtt_ms=scene.about(290 if slow else 44, 0.15),
        jitter_up_ms=scene.about(26 if slow else 4, 0.3),
        jitter_down_ms=scene.about(12 if lossy else 3, 0.3),
        loss_down=lost / packets,
        loss=lost / packets,
        data_bytes=2 * packets * (octets + 28),
        spent_bytes=12 * packets * (octets + 28),
    )


def read_throughput(scene: Scene) -> ThroughputNumbers:
    """What the line carries: a slow one has no room for a picture."""
    slow = scene.has(Fault.LINE_SLOW)
    return ThroughputNumbers(
        up_kbit=scene.about(420 if slow else 3100, 0.2),
        down_kbit=scene.about(800 if slow else 8600, 0.2),
        age_h=scene.about(5.0, 0.8),
        data_bytes=0,
    )


READ: dict[str, Callable[[Scene], Struct]] = {
    "presence": read_presence,
    "camera_picture": read_picture,
    "microphone_mixer": read_mixer,
    "microphone_sound": read_sound,
    "speaker_mixer": read_speaker_mixer,
    "speaker_loopback": read_loopback,
    "network_line": read_line,
    "network_service": read_service,
    "system_disk": read_disk,
    "system_state": read_system,
    "system_upkeep": read_upkeep,
    "display_connector": read_display,
    "application_process": read_application,
    "device_use": read_use,
    "network_radio": read_radio,
    "network_portal": read_portal,
    "network_mtu": read_mtu,
    "network_path": read_path,
    "network_throughput": read_throughput,
}


def _read_binding(scene: Scene) -> ServiceNumbers:
    if scene.has(Fault.UDP_BLOCKED):
        return ServiceNumbers(service=scene.argument, step="fallback", error="no answer over UDP", tcp_ms=52.0)
    return ServiceNumbers(service=scene.argument, step="done", stun_ms=scene.about(44, 0.15))


def _found(name: str) -> Found:
    return Found(name=name, expected=True, virtual=True)
