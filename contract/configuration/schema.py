"""Every key of a terminal's configuration, with type, default, unit, range and meaning.

This is the one place: the validation, the form on the page and `docs/configuration.schema.json` are
read off these types. A field's name is its key; sections nest by a dot (`camera.covered_edr`).
"""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct, field

from contract.configuration.path import Path, Throughput

Host = Annotated[str, Meta(pattern=r"^[A-Za-z0-9.\-:]{1,253}$", title="host")]
Port = Annotated[int, Meta(ge=1, le=65535)]


def _unit(name: str) -> dict[str, object]:
    return {"unit": name}


class Looks(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How often the terminal looks, and how a verdict is confirmed."""

    quick_s: Annotated[
        int, Meta(ge=1, le=3600, description="time between quick looks", extra_json_schema=_unit("s"))
    ] = 300
    full_s: Annotated[
        int, Meta(ge=5, le=86400, description="time between full looks", extra_json_schema=_unit("s"))
    ] = 3600
    confirm_s: Annotated[
        int,
        Meta(ge=1, le=60, description="time between confirming looks", extra_json_schema=_unit("s")),
    ] = 30
    bad_of: Annotated[int, Meta(ge=1, le=5, description="bad looks that make a fault")] = 3
    window: Annotated[int, Meta(ge=1, le=9, description="looks among which they are counted")] = 5
    recover_of: Annotated[int, Meta(ge=1, le=5, description="good looks in a row that clear a fault")] = 2


class Camera(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the camera's picture is called faulty."""

    enabled: Annotated[bool, Meta(description="is the camera part of this terminal")] = True
    watch_s: Annotated[
        float, Meta(ge=1, le=20, description="length of picture in a full look", extra_json_schema=_unit("s"))
    ] = 5.0
    no_frames_s: Annotated[
        float, Meta(ge=1, le=30, description="no frame for this long is a fault", extra_json_schema=_unit("s"))
    ] = 5.0
    repeating_s: Annotated[
        float,
        Meta(ge=0.5, le=20, description="identical frames this long are a fault", extra_json_schema=_unit("s")),
    ] = 3.0
    covered_edr: Annotated[float, Meta(ge=0.1, le=1, description="share of the reference's edges gone: covered")] = 0.55
    covered_edges_left: Annotated[
        float, Meta(ge=0, le=1, description="share of edges, against the reference, below which few are left")
    ] = 0.5
    dark_luma: Annotated[float, Meta(ge=0, le=255, description="mean brightness below which a room is dark")] = 20.0
    low_fps_share: Annotated[
        float, Meta(ge=0.1, le=1, description="share of the negotiated frame rate below which it is too low")
    ] = 0.7
    moved_found: Annotated[
        float, Meta(ge=0.1, le=1, description="share of the reference's edges found elsewhere: moved")
    ] = 0.5
    moved_by: Annotated[
        float, Meta(ge=0.01, le=1, description="share of the picture's width that a moved camera is off by")
    ] = 0.04
    blurred_fall: Annotated[
        float, Meta(ge=1.5, le=100, description="how many times less sharp than usual is blurred")
    ] = 3.0
    reblur_rise: Annotated[float, Meta(ge=0, le=1, description="rise of the re-blur metric that confirms it")] = 0.04
    clipped_share: Annotated[
        float, Meta(ge=0.05, le=1, description="share of white or black pixels that spoils a flat picture")
    ] = 0.4
    flat_deviation: Annotated[
        float, Meta(ge=1, le=128, description="deviation of the brightness below which a picture is flat")
    ] = 85.0
    cast_drift: Annotated[
        float, Meta(ge=1, le=100, description="change of the mean colour (a*, b*) that is a colour cast")
    ] = 10.0
    banding_percent: Annotated[
        float,
        Meta(ge=0.5, le=100, description="strength of travelling bands that is flicker", extra_json_schema=_unit("%")),
    ] = 3.0
    noise_rise: Annotated[
        float, Meta(ge=1.5, le=100, description="how many times more noise than usual is a fault")
    ] = 3.0
    noise_least: Annotated[
        float, Meta(ge=0.5, le=100, description="noise in grey levels below which it is never a fault")
    ] = 5.0


class Microphone(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the microphone's sound is called faulty."""

    enabled: Annotated[bool, Meta(description="is the microphone part of this terminal")] = True
    listen_s: Annotated[
        float, Meta(ge=1, le=30, description="length of sound in a full look", extra_json_schema=_unit("s"))
    ] = 10.0
    dead_s: Annotated[
        float,
        Meta(ge=0.5, le=30, description="silence of exact zeros this long is a fault", extra_json_schema=_unit("s")),
    ] = 10.0
    target_dbov: Annotated[
        float,
        Meta(ge=-60, le=0, description="active speech level aimed at (P.56)", extra_json_schema=_unit("dBov")),
    ] = -26.0
    tolerance_db: Annotated[
        float, Meta(ge=1, le=40, description="distance from it that is still good", extra_json_schema=_unit("dB"))
    ] = 10.0
    clipping_share: Annotated[
        float, Meta(ge=0, le=1, description="share of active time with cut-off peaks that is still good")
    ] = 0.001
    dc_offset: Annotated[float, Meta(ge=0, le=1, description="offset from zero, of full scale, that is still good")] = (
        0.02
    )
    hum_db: Annotated[
        float,
        Meta(ge=3, le=60, description="mains hum that stands out so far is a fault", extra_json_schema=_unit("dB")),
    ] = 15.0
    hum_dbfs: Annotated[
        float,
        Meta(ge=-96, le=0, description="mains hum below this is not heard", extra_json_schema=_unit("dBFS")),
    ] = -60.0
    dropouts_share: Annotated[float, Meta(ge=0, le=1, description="share of lost sound that is still good")] = 0.005
    noise_rise_db: Annotated[
        float,
        Meta(ge=3, le=60, description="noise above its usual level by more is a fault", extra_json_schema=_unit("dB")),
    ] = 10.0
    noise_dbfs: Annotated[
        float, Meta(ge=-96, le=0, description="noise below this is not heard", extra_json_schema=_unit("dBFS"))
    ] = -50.0


class Speaker(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the speaker is called faulty, and how it is tried aloud."""

    enabled: Annotated[bool, Meta(description="is a speaker part of this terminal")] = True
    audible: Annotated[bool, Meta(description="may a test tone be played before opening and before receptions")] = True
    tone_dbfs: Annotated[
        float, Meta(ge=-40, le=-6, description="level of the test tone", extra_json_schema=_unit("dBFS"))
    ] = -20.0
    peak_to_median: Annotated[
        float, Meta(ge=6, le=100, description="the test tone was heard when it stands out so many times")
    ] = 12.0
    lag_spread_ms: Annotated[
        float,
        Meta(ge=0.1, le=100, description="an echo's delay may vary by so much", extra_json_schema=_unit("ms")),
    ] = 5.0
    deaf_dbfs: Annotated[
        float,
        Meta(
            ge=-96,
            le=-40,
            description="a microphone that hears less of the room is deaf",
            extra_json_schema=_unit("dBFS"),
        ),
    ] = -80.0
    deaf_fall_db: Annotated[
        float,
        Meta(ge=3, le=60, description="or one that hears so much less than usual", extra_json_schema=_unit("dB")),
    ] = 15.0
    loud_dbfs: Annotated[
        float,
        Meta(ge=-60, le=0, description="a room louder than this drowns the test tone", extra_json_schema=_unit("dBFS")),
    ] = -15.0


class ServiceKind(StrEnum):
    """How a service is tried."""

    TCP = "tcp"
    TLS = "tls"
    HTTPS = "https"
    STUN = "stun"


class Service(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A service that a call needs."""

    host: Annotated[Host, Meta(description="name or address of the service")]
    port: Annotated[Port, Meta(description="port of the service: UDP for stun, TCP for the rest")]
    kind: Annotated[
        ServiceKind,
        Meta(description="tcp: a connection; tls: a handshake too; https: a page too; stun: a binding over UDP"),
    ] = ServiceKind.TLS
    verify: Annotated[bool, Meta(description="must its certificate be valid")] = True
    path: Annotated[
        str, Meta(pattern=r"^/[!-~]{0,199}$", description="https: the page that is asked for", title="path")
    ] = "/"
    status: Annotated[
        int, Meta(ge=0, le=599, description="https: the status that the page must have; 0: any below 400")
    ] = 0
    fallback_port: Annotated[
        int, Meta(ge=0, le=65535, description="stun: TCP port of the same server where UDP is blocked; 0: none")
    ] = 0
    fallback_tls: Annotated[bool, Meta(description="stun: is the fallback inside TLS (turns)")] = False
    needed_for_call: Annotated[bool, Meta(description="is a call impossible without it")] = True


class Network(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of the line is tried, and when it is called faulty."""

    timeout_s: Annotated[
        float, Meta(ge=0.2, le=30, description="patience with each step", extra_json_schema=_unit("s"))
    ] = 5.0
    dns_name: Annotated[
        str, Meta(max_length=253, description="name that must resolve; empty: the services' names are tried")
    ] = ""
    rtt_warning_ms: Annotated[
        float, Meta(ge=1, le=5000, description="round trip above which attention is due", extra_json_schema=_unit("ms"))
    ] = 150.0
    rtt_failed_ms: Annotated[
        float,
        Meta(ge=1, le=10000, description="round trip that spoils a call", extra_json_schema=_unit("ms")),
    ] = 400.0
    link_mbit: Annotated[
        float,
        Meta(ge=0, le=10000, description="speed that a cable must negotiate", extra_json_schema=_unit("Mbit/s")),
    ] = 100.0
    wifi_dbm: Annotated[
        float, Meta(ge=-110, le=0, description="Wi-Fi level below which it is weak", extra_json_schema=_unit("dBm"))
    ] = -75.0
    mobile_rsrp_dbm: Annotated[
        float,
        Meta(ge=-140, le=0, description="mobile level (RSRP) below which it is weak", extra_json_schema=_unit("dBm")),
    ] = -112.0
    mobile_quality: Annotated[
        float,
        Meta(ge=0, le=1, description="the modem's signal quality below which it is weak, where it tells no level"),
    ] = 0.25
    portal_url: Annotated[
        str,
        Meta(
            pattern=r"^(http://[A-Za-z0-9.\-]{1,253}(:[0-9]{1,5})?/[!-~]{0,200})?$",
            description="page over plain HTTP whose answer is known, to find a captive portal; empty: not looked for",
            title="address that begins with http://",
        ),
    ] = ""
    portal_status: Annotated[int, Meta(ge=100, le=599, description="status that this page has")] = 200
    portal_answer: Annotated[
        str, Meta(max_length=200, description="text that this page begins with; empty: the status is enough")
    ] = ""
    mtu: Annotated[
        int,
        Meta(ge=576, le=9000, description="largest packet that must get through whole", extra_json_schema=_unit("B")),
    ] = 1280
    certificate_days: Annotated[
        float,
        Meta(ge=0, le=365, description="days left of a service's certificate: attention", extra_json_schema=_unit("d")),
    ] = 14.0
    clock_warning_s: Annotated[
        float,
        Meta(ge=1, le=86400, description="distance from the centre's clock: attention", extra_json_schema=_unit("s")),
    ] = 60.0
    clock_failed_s: Annotated[
        float,
        Meta(
            ge=60,
            le=31536000,
            description="distance from the centre's clock at which certificates are refused",
            extra_json_schema=_unit("s"),
        ),
    ] = 86400.0
    services: Annotated[
        dict[Annotated[str, Meta(pattern="^[a-z][a-z0-9_-]{0,30}$")], Service],
        Meta(max_length=16, description="services that a call needs, by a short name"),
    ] = field(default_factory=dict)


class System(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the machine itself deserves attention."""

    disk_free_percent: Annotated[
        float,
        Meta(ge=0, le=100, description="free space below which a disk is nearly full", extra_json_schema=_unit("%")),
    ] = 3.0
    disk_free_mib: Annotated[
        float,
        Meta(ge=0, le=10_000_000, description="the same as an amount of space", extra_json_schema=_unit("MiB")),
    ] = 200.0
    disk_worn_percent: Annotated[
        float,
        Meta(ge=1, le=200, description="used share of a disk's life: it is worn", extra_json_schema=_unit("%")),
    ] = 90.0
    memory_free_percent: Annotated[
        float,
        Meta(ge=0, le=100, description="available memory below which it is short", extra_json_schema=_unit("%")),
    ] = 5.0
    memory_stalled_percent: Annotated[
        float,
        Meta(ge=0, le=100, description="share of time in which all waits for memory", extra_json_schema=_unit("%")),
    ] = 20.0
    cpu_stalled_percent: Annotated[
        float,
        Meta(
            ge=0, le=100, description="share of time in which work waits for a processor", extra_json_schema=_unit("%")
        ),
    ] = 95.0
    load_per_core: Annotated[
        float, Meta(ge=0.1, le=100, description="load of one processor; used where waiting is not told")
    ] = 4.0
    temperature_margin_c: Annotated[
        float,
        Meta(
            ge=0,
            le=50,
            description="distance from the critical temperature that is too small",
            extra_json_schema=_unit("°C"),
        ),
    ] = 5.0
    reboot_told_h: Annotated[
        float,
        Meta(ge=0, le=720, description="for how long an unexpected restart is told", extra_json_schema=_unit("h")),
    ] = 24.0
    agent_restarts: Annotated[
        int, Meta(ge=1, le=100, description="crashes of the agent in a day that deserve attention")
    ] = 3
    certificate_days: Annotated[
        float,
        Meta(ge=0, le=700, description="days left of the terminal's own certificate", extra_json_schema=_unit("d")),
    ] = 30.0
    configuration_days: Annotated[
        float,
        Meta(ge=1, le=3650, description="age of the settings that deserves attention", extra_json_schema=_unit("d")),
    ] = 365.0


class Display(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The screen."""

    enabled: Annotated[bool, Meta(description="is the screen part of this terminal")] = True


class Application(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The programme that holds the video calls. Named by neither executable nor unit, it is not looked for."""

    executables: Annotated[
        tuple[Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._+\-]{0,63}$")], ...],
        Meta(max_length=8, description="names of its executables, without a path"),
    ] = ()
    unit: Annotated[
        str, Meta(pattern=r"^([A-Za-z0-9@:._\-]{1,120}\.service)?$", description="systemd unit that runs it")
    ] = ""
    must_run: Annotated[bool, Meta(description="must it run all through the opening hours")] = False


class Trends(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a figure that is on its way to its limit is worth a warning."""

    horizon_days: Annotated[
        int,
        Meta(ge=1, le=365, description="warn when a limit will be reached within", extra_json_schema=_unit("d")),
    ] = 30


class Reporting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is told, and how often."""

    full_s: Annotated[
        int, Meta(ge=60, le=86400, description="time between full reports", extra_json_schema=_unit("s"))
    ] = 14400
    routine_s: Annotated[
        int, Meta(ge=5, le=3600, description="longest silence while all is well", extra_json_schema=_unit("s"))
    ] = 300
    dead_band: Annotated[float, Meta(ge=0, le=1, description="relative change of a figure that is worth telling")] = 0.2


class Broker(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One address of the centre's broker."""

    host: Annotated[Host, Meta(description="name or address of the broker")]
    port: Annotated[Port, Meta(description="TCP port of the broker")] = 8883


class Link(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the terminal reaches the centre. A change here must be proven by reaching it."""

    brokers: Annotated[
        tuple[Broker, ...],
        Meta(max_length=8, description="addresses of the centre, tried in turn; empty: those given at enrolment"),
    ] = ()
    keepalive_s: Annotated[int, Meta(ge=5, le=600, description="MQTT keepalive", extra_json_schema=_unit("s"))] = 60
    backoff_cap_s: Annotated[
        float, Meta(ge=1, le=900, description="longest pause between attempts", extra_json_schema=_unit("s"))
    ] = 60.0
    prove_s: Annotated[
        int,
        Meta(
            ge=5,
            le=300,
            description="time for new link settings to reach the centre",
            extra_json_schema=_unit("s"),
        ),
    ] = 120


class Privacy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may leave the branch, and what is good manners there."""

    snapshots: Annotated[bool, Meta(description="may the helpdesk ask for a picture")] = False
    rest_allowed: Annotated[
        bool, Meta(description="may camera and microphone be closed outside receptions without a fault")
    ] = True


class Language(StrEnum):
    """A language of the pages."""

    KAZAKH = "kk"
    RUSSIAN = "ru"
    ENGLISH = "en"


class Helpdesk(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the employee reads on the terminal."""

    telephone: Annotated[str, Meta(max_length=40, description="telephone of the helpdesk")] = ""
    language: Annotated[Language, Meta(description="first language of the terminal's page")] = Language.KAZAKH


class Configuration(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole configuration of a terminal; a key left out has its default."""

    looks: Annotated[Looks, Meta(description="how often it looks")] = Looks()
    camera: Annotated[Camera, Meta(description="the camera")] = Camera()
    microphone: Annotated[Microphone, Meta(description="the microphone")] = Microphone()
    speaker: Annotated[Speaker, Meta(description="the speaker")] = Speaker()
    network: Annotated[Network, Meta(description="the line")] = Network()
    path: Annotated[Path, Meta(description="the way to the centre, as a call has it")] = Path()
    throughput: Annotated[Throughput, Meta(description="what the line carries")] = Throughput()
    system: Annotated[System, Meta(description="the machine itself")] = System()
    display: Annotated[Display, Meta(description="the screen")] = Display()
    application: Annotated[Application, Meta(description="the programme of the calls")] = Application()
    trends: Annotated[Trends, Meta(description="where figures are going")] = Trends()
    reporting: Annotated[Reporting, Meta(description="what is told")] = Reporting()
    link: Annotated[Link, Meta(description="how the centre is reached")] = Link()
    privacy: Annotated[Privacy, Meta(description="privacy")] = Privacy()
    helpdesk: Annotated[Helpdesk, Meta(description="what the employee reads")] = Helpdesk()
