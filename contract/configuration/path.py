"""The keys of the tests of the line's path: delay, jitter and loss against the reflector, and how much it carries."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from contract.configuration.units import unit


class LineClass(StrEnum):
    """What kind of line this is; a satellite's delay is no fault of it."""

    WIRED = "wired"
    MOBILE = "mobile"
    SATELLITE = "satellite"
    UNKNOWN = "unknown"


class VoiceCodec(StrEnum):
    """What carries the voice of a call."""

    G711 = "g711"
    OPUS = "opus"


class Path(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the way to the centre is tested, and when it spoils a call. Delay's limits are `network.rtt_…_ms`."""

    host: Annotated[
        str,
        Meta(pattern=r"^[A-Za-z0-9.\-:]{0,253}$", description="name or address of the reflector; empty: no test"),
    ] = ""
    port: Annotated[int, Meta(ge=1, le=65535, description="UDP port of the reflector")] = 862
    light_packets: Annotated[int, Meta(ge=20, le=200, description="packets of the light test")] = 100
    full_s: Annotated[float, Meta(ge=1, le=30, description="length of the full test", extra_json_schema=unit("s"))] = (
        10.0
    )
    packets_per_s: Annotated[int, Meta(ge=10, le=100, description="test packets a second")] = 50
    octets: Annotated[
        int, Meta(ge=48, le=1400, description="size of the full test's packets", extra_json_schema=unit("B"))
    ] = 160
    wait_s: Annotated[
        float, Meta(ge=0.2, le=10, description="patience with the last answers", extra_json_schema=unit("s"))
    ] = 2.0
    link_class: Annotated[LineClass, Meta(description="what kind of line it is")] = LineClass.UNKNOWN
    satellite_rtt_warning_ms: Annotated[
        float,
        Meta(
            ge=1,
            le=5000,
            description="round trip by satellite above which attention is due",
            extra_json_schema=unit("ms"),
        ),
    ] = 700.0
    satellite_rtt_failed_ms: Annotated[
        float,
        Meta(ge=1, le=10000, description="round trip by satellite that spoils a call", extra_json_schema=unit("ms")),
    ] = 1200.0
    rtt_rise: Annotated[
        float, Meta(ge=0.1, le=10, description="rise above the line's usual round trip, as a share: attention is due")
    ] = 0.5
    jitter_warning_ms: Annotated[
        float, Meta(ge=1, le=1000, description="jitter above which attention is due", extra_json_schema=unit("ms"))
    ] = 20.0
    jitter_failed_ms: Annotated[
        float, Meta(ge=1, le=1000, description="jitter that spoils a call", extra_json_schema=unit("ms"))
    ] = 50.0
    loss_warning: Annotated[float, Meta(ge=0, le=1, description="share of packets lost: attention is due")] = 0.01
    loss_failed: Annotated[float, Meta(ge=0, le=1, description="share of packets lost that spoils a call")] = 0.05
    playout_ms: Annotated[
        float, Meta(ge=10, le=500, description="play-out buffer of a call", extra_json_schema=unit("ms"))
    ] = 60.0
    codec: Annotated[VoiceCodec, Meta(description="what carries the voice; for opus the rating is a heuristic")] = (
        VoiceCodec.G711
    )
    mos_warning: Annotated[float, Meta(ge=1, le=4.5, description="call rating below which attention is due")] = 3.6
    mos_failed: Annotated[float, Meta(ge=1, le=4.5, description="call rating below which a call is spoilt")] = 3.1
    day_bytes: Annotated[
        int,
        Meta(ge=0, le=1_000_000_000, description="most data a day for tests of the line", extra_json_schema=unit("B")),
    ] = 2_000_000


class Throughput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How it is tried what the line carries, and what a call needs."""

    url: Annotated[
        str,
        Meta(
            pattern=r"^(https?://[A-Za-z0-9.\-:\[\]]{1,253})?$",
            description="the centre's address for it, https://name; empty: no test",
        ),
    ] = ""
    video_kbit: Annotated[
        float,
        Meta(ge=1, le=100_000, description="what a call with picture needs each way", extra_json_schema=unit("kbit/s")),
    ] = 1000.0
    audio_kbit: Annotated[
        float,
        Meta(ge=1, le=100_000, description="what a call by sound needs each way", extra_json_schema=unit("kbit/s")),
    ] = 100.0
    good_for_h: Annotated[
        float,
        Meta(ge=0, le=744, description="a good result is not measured again for", extra_json_schema=unit("h")),
    ] = 20.0
