"""When camera, microphone and speaker are called faulty."""

from typing import Annotated

from msgspec import Meta, Struct

from contract.configuration.units import unit


class Camera(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the camera's picture is called faulty."""

    enabled: Annotated[bool, Meta(description="is the camera part of this terminal")] = True
    watch_s: Annotated[
        float, Meta(ge=1, le=20, description="length of picture in a full look", extra_json_schema=unit("s"))
    ] = 5.0
    no_frames_s: Annotated[
        float, Meta(ge=1, le=30, description="no frame for this long is a fault", extra_json_schema=unit("s"))
    ] = 5.0
    repeating_s: Annotated[
        float,
        Meta(ge=0.5, le=20, description="identical frames this long are a fault", extra_json_schema=unit("s")),
    ] = 3.0
    covered_edr: Annotated[float, Meta(ge=0.1, le=1, description="share of the reference's edges gone: covered")] = 0.55
    covered_edges_left: Annotated[
        float, Meta(ge=0, le=1, description="share of edges, against the reference, below which few are left")
    ] = 0.5
    edges_new: Annotated[
        float, Meta(ge=0, le=1, description="share of the view that new edges fill: no cover, another room")
    ] = 0.15
    texture_kept: Annotated[
        float, Meta(ge=0.05, le=1, description="share of the view's pattern in place that shows the room")
    ] = 0.4
    texture_lost: Annotated[
        float, Meta(ge=0, le=1, description="share of the view's pattern in place that leaves nothing of the room")
    ] = 0.1
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
    detail_share: Annotated[
        float, Meta(ge=0.1, le=1, description="share of the usual fine detail below which the picture is blurred")
    ] = 0.75
    reblur_rise: Annotated[float, Meta(ge=0, le=1, description="rise of the re-blur metric that confirms it")] = 0.04
    clipped_share: Annotated[
        float, Meta(ge=0.05, le=1, description="share of white or black pixels that spoils a flat picture")
    ] = 0.4
    burnt_anew: Annotated[
        float, Meta(ge=0.05, le=1, description="share of the view turned plain white that is too bright")
    ] = 0.25
    brightness_kept: Annotated[
        float, Meta(ge=0, le=1, description="share of the reference's brightness below which it is too dark")
    ] = 0.33
    flat_deviation: Annotated[
        float, Meta(ge=1, le=128, description="deviation of the brightness below which a picture is flat")
    ] = 85.0
    tint_percent: Annotated[
        float,
        Meta(ge=1, le=200, description="step of the colours' balance that is a cast", extra_json_schema=unit("%")),
    ] = 18.0
    cast_drift: Annotated[
        float,
        Meta(ge=1, le=100, description="change of the mean colour that is a cast, without a coloured reference"),
    ] = 10.0
    banding_percent: Annotated[
        float,
        Meta(ge=0.5, le=100, description="strength of travelling bands that is flicker", extra_json_schema=unit("%")),
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
        float, Meta(ge=1, le=30, description="length of sound in a full look", extra_json_schema=unit("s"))
    ] = 10.0
    dead_s: Annotated[
        float,
        Meta(ge=0.5, le=30, description="silence of exact zeros this long is a fault", extra_json_schema=unit("s")),
    ] = 10.0
    target_dbov: Annotated[
        float,
        Meta(ge=-60, le=0, description="active speech level aimed at (P.56)", extra_json_schema=unit("dBov")),
    ] = -26.0
    tolerance_db: Annotated[
        float, Meta(ge=1, le=40, description="distance from it that is still good", extra_json_schema=unit("dB"))
    ] = 10.0
    clipping_share: Annotated[
        float, Meta(ge=0, le=1, description="share of active time with cut-off peaks that is still good")
    ] = 0.001
    dc_offset: Annotated[float, Meta(ge=0, le=1, description="offset from zero, of full scale, that is still good")] = (
        0.02
    )
    hum_db: Annotated[
        float,
        Meta(ge=3, le=60, description="mains hum that stands out so far is a fault", extra_json_schema=unit("dB")),
    ] = 15.0
    hum_dbfs: Annotated[
        float,
        Meta(ge=-96, le=0, description="mains hum below this is not heard", extra_json_schema=unit("dBFS")),
    ] = -60.0
    dropouts_share: Annotated[float, Meta(ge=0, le=1, description="share of lost sound that is still good")] = 0.005
    noise_rise_db: Annotated[
        float,
        Meta(ge=3, le=60, description="noise above its usual level by more is a fault", extra_json_schema=unit("dB")),
    ] = 10.0
    noise_dbfs: Annotated[
        float, Meta(ge=-96, le=0, description="noise below this is not heard", extra_json_schema=unit("dBFS"))
    ] = -50.0
    noise_swing_db: Annotated[
        float,
        Meta(ge=8, le=60, description="what swings more than this is no steady noise", extra_json_schema=unit("dB")),
    ] = 10.0


class Speaker(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the speaker is called faulty, and how it is tried aloud."""

    enabled: Annotated[bool, Meta(description="is a speaker part of this terminal")] = True
    audible: Annotated[bool, Meta(description="may a test tone be played before opening and before receptions")] = True
    tone_dbfs: Annotated[
        float, Meta(ge=-40, le=-6, description="level of the test tone", extra_json_schema=unit("dBFS"))
    ] = -20.0
    peak_to_median: Annotated[
        float, Meta(ge=6, le=100, description="the test tone was heard when it stands out so many times")
    ] = 12.0
    lag_spread_ms: Annotated[
        float,
        Meta(ge=0.1, le=100, description="an echo's delay may vary by so much", extra_json_schema=unit("ms")),
    ] = 5.0
    deaf_dbfs: Annotated[
        float,
        Meta(
            ge=-96,
            le=-40,
            description="a microphone that hears less of the room is deaf",
            extra_json_schema=unit("dBFS"),
        ),
    ] = -80.0
    deaf_fall_db: Annotated[
        float,
        Meta(ge=3, le=60, description="or one that hears so much less than usual", extra_json_schema=unit("dB")),
    ] = 10.0
    loud_dbfs: Annotated[
        float,
        Meta(ge=-60, le=0, description="a room louder than this drowns the test tone", extra_json_schema=unit("dBFS")),
    ] = -15.0
    tone_fall_db: Annotated[
        float,
        Meta(ge=6, le=60, description="a test tone fainter than usual by more", extra_json_schema=unit("dB")),
    ] = 15.0
    tone_lost_db: Annotated[
        float,
        Meta(ge=6, le=60, description="one so much fainter that a call is not heard", extra_json_schema=unit("dB")),
    ] = 30.0
