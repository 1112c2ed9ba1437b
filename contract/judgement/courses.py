"""The figures that are followed from day to day, each towards the limit of its own check."""

from contract.configuration.schema import Configuration
from contract.judgement.outlook import Course, trend_judge
from contract.judgement.rtt import rtt_limits
from contract.verdicts import Reason


def _blurred_share(configuration: Configuration) -> float:
    return 1 / configuration.camera.blurred_fall


def _lowest_speech_dbov(configuration: Configuration) -> float:
    return configuration.microphone.target_dbov - configuration.microphone.tolerance_db


judge_sharpness_trend = trend_judge(
    Course(figure="sharpness_share", limit=_blurred_share, reason=Reason.CAMERA_SHARPNESS_FALLING),
    unknown=Reason.CAMERA_NO_HISTORY,
)
"""Is the lens getting dirty, or drifting out of focus?"""

judge_level_trend = trend_judge(
    Course(figure="speech_dbov", limit=_lowest_speech_dbov, reason=Reason.MICROPHONE_LEVEL_FALLING, unit="dBov"),
    unknown=Reason.MICROPHONE_NO_HISTORY,
)
"""Is speech getting quieter?"""

judge_path_trend = trend_judge(
    Course(
        figure="rtt_ms",
        limit=lambda configuration: rtt_limits(configuration)[0],
        reason=Reason.NETWORK_RTT_RISING,
        rising=True,
        unit="ms",
    ),
    Course(
        figure="loss",
        limit=lambda configuration: configuration.path.loss_warning,
        reason=Reason.NETWORK_LOSS_RISING,
        rising=True,
    ),
    unknown=Reason.NETWORK_NO_HISTORY,
)
"""Is the way to the centre getting longer, or losing more?"""

judge_disk_trend = trend_judge(
    Course(
        figure="disk_free_percent",
        limit=lambda configuration: configuration.system.disk_free_percent,
        reason=Reason.SYSTEM_DISK_FILLING,
        unit="%",
    ),
    Course(
        figure="disk_free_mib",
        limit=lambda configuration: configuration.system.disk_free_mib,
        reason=Reason.SYSTEM_DISK_FILLING,
        unit="MiB",
    ),
    unknown=Reason.SYSTEM_NO_HISTORY,
)
"""Is the disk filling up?"""
