"""Which figures of which reading have a baseline, how far that may wander, and which are followed from day to day."""

from collections.abc import Mapping

from msgspec import Struct

from contract.judgement.baseline import Leash


class Watched(Struct, frozen=True, kw_only=True):
    """The figures of one reading, by the names that its numbers have."""

    usual: Mapping[str, Leash] = {}
    """Figures that are held against a baseline."""
    alike: tuple[str, ...] = ()
    """The conditions under which they compare."""
    daily: tuple[str, ...] = ()
    """Figures whose daily medians are kept for a trend."""
    shares: Mapping[str, str] = {}
    """Figures that are followed as a share of what was confirmed: the trend's name, and the figure."""


WATCHED: dict[str, Watched] = {
    "camera_picture": Watched(
        usual={
            "sharpness": Leash(share=0.2),
            "reblur": Leash(share=0.2),
            "cast_a": Leash(step=3.0),
            "cast_b": Leash(step=3.0),
            "noise": Leash(share=0.3),
            "detail": Leash(share=0.1),
            "tint": Leash(step=5.0),
        },
        alike=("luma_mean", "gain"),
        shares={"sharpness_share": "sharpness"},
    ),
    "network_path": Watched(usual={"rtt_ms": Leash(share=0.25)}, daily=("rtt_ms", "loss")),
    "microphone_sound": Watched(usual={"noise_dbfs": Leash(step=6.0)}, daily=("speech_dbov",)),
    "system_disk": Watched(daily=("disk_free_percent", "disk_free_mib")),
    "speaker_loopback": Watched(usual={"ambient_dbfs": Leash(step=6.0), "tone_dbfs": Leash(step=6.0)}),
}


def is_trend(check: str) -> bool:
    """Does a check follow figures that another one measures?"""
    return check.endswith("_trend")
