"""The rule of each check, by the check's name; imported by the child alone, so that the core stays small."""

from collections.abc import Callable
from typing import Any

from contract.judgement import camera, courses, network, sound
from contract.judgement.circumstances import Circumstances
from contract.judgement.presence import presence_judge
from contract.verdicts import Component, Judgement

Judge = Callable[[Any, Circumstances], Judgement]
"""Takes the numbers of its reading's type."""

RULES: dict[str, Judge] = {
    "camera.presence": presence_judge(Component.CAMERA),
    "camera.frames": camera.judge_frames,
    "camera.view": camera.judge_view,
    "camera.sharpness_trend": courses.judge_sharpness_trend,
    "microphone.presence": presence_judge(Component.MICROPHONE),
    "microphone.mixer": sound.judge_mixer,
    "microphone.signal": sound.judge_signal,
    "microphone.level": sound.judge_level,
    "microphone.level_trend": courses.judge_level_trend,
    "speaker.presence": presence_judge(Component.SPEAKER),
    "network.link": network.judge_link,
    "network.gateway": network.judge_gateway,
    "network.dns": network.judge_dns,
    "network.service:": network.judge_service,
}
