"""The rule of each check, by the check's name; imported by the child alone, so that the core stays small."""

from contract.judgement import (
    clock,
    courses,
    loopback,
    mixer,
    network,
    path,
    radio,
    service,
    sound,
    sound_faults,
    system,
    tone,
    upkeep,
    way,
)
from contract.judgement.application import judge_process, use_judge
from contract.judgement.camera_exposure import judge_exposure
from contract.judgement.camera_frames import judge_frames, judge_rate, judge_resolution
from contract.judgement.camera_quality import judge_colour, judge_flicker, judge_noise, judge_sharpness
from contract.judgement.camera_view import judge_view
from contract.judgement.disk import judge_disk
from contract.judgement.display import judge_connector
from contract.judgement.measured import Judge, of_measured
from contract.judgement.presence import presence_judge
from contract.judgement.throughput import judge_throughput
from contract.verdicts import Component

_RULES: dict[str, Judge] = {
    "camera.presence": presence_judge(Component.CAMERA),
    "camera.frames": judge_frames,
    "camera.rate": judge_rate,
    "camera.resolution": judge_resolution,
    "camera.view": judge_view,
    "camera.sharpness": judge_sharpness,
    "camera.exposure": judge_exposure,
    "camera.colour": judge_colour,
    "camera.flicker": judge_flicker,
    "camera.noise": judge_noise,
    "camera.sharpness_trend": courses.judge_sharpness_trend,
    "microphone.presence": presence_judge(Component.MICROPHONE),
    "microphone.mixer": mixer.judge_microphone_mixer,
    "microphone.signal": sound.judge_signal,
    "microphone.level": sound.judge_level,
    "microphone.level_trend": courses.judge_level_trend,
    "microphone.clipping": sound_faults.judge_clipping,
    "microphone.offset": sound_faults.judge_offset,
    "microphone.hum": sound_faults.judge_hum,
    "microphone.dropouts": sound_faults.judge_dropouts,
    "microphone.noise": sound_faults.judge_noise,
    "microphone.tone": tone.judge_under_tone,
    "speaker.presence": presence_judge(Component.SPEAKER),
    "speaker.mixer": mixer.judge_speaker_mixer,
    "speaker.loopback": loopback.judge_loopback,
    "speaker.level": tone.judge_tone_level,
    "speaker.echo": tone.judge_echo,
    "network.link": network.judge_link,
    "network.gateway": network.judge_gateway,
    "network.dns": network.judge_dns,
    "system.disk": judge_disk,
    "system.disk_trend": courses.judge_disk_trend,
    "system.memory": system.judge_memory,
    "system.load": system.judge_load,
    "system.temperature": system.judge_temperature,
    "system.power": system.judge_power,
    "system.reboot": upkeep.judge_reboot,
    "system.agent": upkeep.judge_agent,
    "system.certificate": upkeep.judge_certificate,
    "system.configuration": upkeep.judge_configuration,
    "display.connector": judge_connector,
    "application.process": judge_process,
    "camera.use": use_judge(Component.CAMERA),
    "microphone.use": use_judge(Component.MICROPHONE),
    "speaker.use": use_judge(Component.SPEAKER),
    "network.clock": clock.judge_clock,
    "network.signal": radio.judge_signal,
    "network.portal": way.judge_portal,
    "network.mtu": way.judge_mtu,
    "network.service:": service.judge_service,
    "network.path": path.judge_path,
    "network.path_trend": courses.judge_path_trend,
    "network.quality": path.judge_quality,
    "network.throughput": judge_throughput,
}

RULES: dict[str, Judge] = {check: of_measured(check, judge) for check, judge in _RULES.items()}
