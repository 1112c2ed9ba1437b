"""The table of checks. A new one is a rule in `contract/judgement/`, a reading, and a line here.

The rows of CHECKS that have no line yet belong beside their neighbours: `low_fps`, `low_resolution`, `moved`,
`blurred`, exposure, cast, flicker and noise are more rules on `camera.full`'s numbers; `clipping`, `dc_offset`,
`hum`, `dropouts` and `noisy` on `microphone.full`'s; the loopback is a reading of `speaker`; the path test, the
captive portal and the throughput are readings of `network`; `system`, `display` and `application` begin anew.
"""

from agent.checks.descriptor import Check, Reading
from agent.looks import LookKind
from contract.configuration.schema import Configuration
from contract.judgement import camera, network, sound
from contract.judgement.presence import PresenceNumbers, presence_judge
from contract.verdicts import Component, Reason

_LISTING_S = 5.0
_MIXER_S = 10.0
_OPEN_S = 5.0
"""What a device may take to open, before it gives anything."""


def _of_line(configuration: Configuration) -> float:
    return _OPEN_S + 3 * configuration.network.timeout_s


def _of_picture(configuration: Configuration) -> float:
    return _OPEN_S + configuration.camera.watch_s + configuration.camera.no_frames_s


def _of_sound(configuration: Configuration) -> float:
    return _OPEN_S + 1.5 * configuration.microphone.listen_s


def _has_camera(configuration: Configuration) -> bool:
    return configuration.camera.enabled


def _has_microphone(configuration: Configuration) -> bool:
    return configuration.microphone.enabled


def _services(configuration: Configuration) -> tuple[str, ...]:
    return tuple(configuration.network.services)


READINGS: tuple[Reading, ...] = (
    Reading(
        name="camera.quick",
        component=Component.CAMERA,
        kind=LookKind.QUICK,
        module="presence",
        numbers=PresenceNumbers,
        checks=(Check(name="camera.presence", judge=presence_judge(Component.CAMERA)),),
        deadline_s=lambda _: _LISTING_S,
        applies=_has_camera,
    ),
    Reading(
        name="microphone.quick",
        component=Component.MICROPHONE,
        kind=LookKind.QUICK,
        module="presence",
        numbers=PresenceNumbers,
        checks=(Check(name="microphone.presence", judge=presence_judge(Component.MICROPHONE)),),
        deadline_s=lambda _: _LISTING_S,
        applies=_has_microphone,
    ),
    Reading(
        name="microphone.mixer",
        component=Component.MICROPHONE,
        kind=LookKind.QUICK,
        module="microphone_mixer",
        numbers=sound.MixerNumbers,
        checks=(Check(name="microphone.mixer", judge=sound.judge_mixer),),
        deadline_s=lambda _: _MIXER_S,
        applies=_has_microphone,
    ),
    Reading(
        name="speaker.quick",
        component=Component.SPEAKER,
        kind=LookKind.QUICK,
        module="presence",
        numbers=PresenceNumbers,
        checks=(Check(name="speaker.presence", judge=presence_judge(Component.SPEAKER)),),
        deadline_s=lambda _: _LISTING_S,
    ),
    Reading(
        name="network.quick",
        component=Component.NETWORK,
        kind=LookKind.QUICK,
        module="network_line",
        numbers=network.LineNumbers,
        checks=(
            Check(name="network.link", judge=network.judge_link),
            Check(name="network.gateway", judge=network.judge_gateway),
            Check(name="network.dns", judge=network.judge_dns),
        ),
        deadline_s=_of_line,
    ),
    Reading(
        name="camera.full",
        component=Component.CAMERA,
        kind=LookKind.FULL,
        module="camera_picture",
        numbers=camera.PictureNumbers,
        checks=(
            Check(name="camera.frames", judge=camera.judge_frames, stuck=Reason.CAMERA_STUCK),
            Check(name="camera.view", judge=camera.judge_view),
        ),
        deadline_s=_of_picture,
        holds=True,
        memory_mib=2048,
        applies=_has_camera,
    ),
    Reading(
        name="microphone.full",
        component=Component.MICROPHONE,
        kind=LookKind.FULL,
        module="microphone_sound",
        numbers=sound.SoundNumbers,
        checks=(
            Check(name="microphone.signal", judge=sound.judge_signal, stuck=Reason.MICROPHONE_STUCK),
            Check(name="microphone.level", judge=sound.judge_level),
        ),
        deadline_s=_of_sound,
        holds=True,
        memory_mib=2048,
        applies=_has_microphone,
    ),
    Reading(
        name="network.services",
        component=Component.NETWORK,
        kind=LookKind.FULL,
        module="network_service",
        numbers=network.ServiceNumbers,
        checks=(Check(name="network.service:", judge=network.judge_service),),
        deadline_s=_of_line,
        arguments=_services,
    ),
)
