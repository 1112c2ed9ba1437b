"""The table of checks. A new one is a rule in `contract/judgement/` and `rules.py`, a reading, and a line here."""

from agent.checks.descriptor import Check, Reading
from agent.looks import LookKind
from contract.configuration.line import ServiceKind
from contract.configuration.schema import Configuration
from contract.verdicts import Component, Reason

_LISTING_S = 5.0
_MIXER_S = 10.0
_THROUGHPUT_S = 60.0
_OPEN_S = 5.0
"""What a device may take to open, before it gives anything."""
_TONE_S = 20.0
"""The test tone from opening to closing on a busy machine; looks that listen wait for each other."""


def _of_line(configuration: Configuration) -> float:
    return _OPEN_S + 3 * configuration.network.timeout_s


def _of_service(configuration: Configuration) -> float:
    """Four steps outward, and where they fail gateway, name servers and another service: one patience each."""
    return _OPEN_S + 9 * configuration.network.timeout_s


def _of_sizes(configuration: Configuration) -> float:
    """Two services, the line, and a search by halves in packets that get lost."""
    return 2 * _OPEN_S + 9 * configuration.network.timeout_s


def _of_picture(configuration: Configuration) -> float:
    rules = configuration.camera
    return _OPEN_S + rules.watch_s + max(rules.no_frames_s, rules.repeating_s)


def _of_sound(configuration: Configuration) -> float:
    return _OPEN_S + 1.5 * configuration.microphone.listen_s + _TONE_S


def _of_tone(configuration: Configuration) -> float:
    return _of_sound(configuration) + _TONE_S


def _has_camera(configuration: Configuration) -> bool:
    return configuration.camera.enabled


def _has_speaker(configuration: Configuration) -> bool:
    return configuration.speaker.enabled


def _may_sound(configuration: Configuration) -> bool:
    return configuration.speaker.enabled and configuration.microphone.enabled and configuration.speaker.audible


def _has_microphone(configuration: Configuration) -> bool:
    return configuration.microphone.enabled


def _knows_an_answer(configuration: Configuration) -> bool:
    return configuration.network.portal_url != ""


def _has_measurable_service(configuration: Configuration) -> bool:
    return any(service.kind is not ServiceKind.TCP for service in configuration.network.services.values())


def _services(configuration: Configuration) -> tuple[str, ...]:
    return tuple(configuration.network.services)


def _has_display(configuration: Configuration) -> bool:
    return configuration.display.enabled


def _names_application(configuration: Configuration) -> bool:
    return bool(configuration.application.executables or configuration.application.unit)


def _uses_camera(configuration: Configuration) -> bool:
    return configuration.camera.enabled and _names_application(configuration)


def _uses_microphone(configuration: Configuration) -> bool:
    return configuration.microphone.enabled and _names_application(configuration)


def _has_reflector(configuration: Configuration) -> bool:
    return bool(configuration.path.host)


def _has_throughput(configuration: Configuration) -> bool:
    return bool(configuration.throughput.url)


def _of_light_path(configuration: Configuration) -> float:
    """The packets, and three patiences: an address that does not answer costs two."""
    path = configuration.path
    return _OPEN_S + path.light_packets / path.packets_per_s + 3 * path.wait_s


def _of_full_path(configuration: Configuration) -> float:
    return _OPEN_S + configuration.path.full_s + 3 * configuration.path.wait_s


READINGS: tuple[Reading, ...] = (
    Reading(
        name="camera.quick",
        component=Component.CAMERA,
        kind=LookKind.QUICK,
        module="presence",
        checks=(Check(name="camera.presence"),),
        deadline_s=lambda _: _LISTING_S,
        applies=_has_camera,
    ),
    Reading(
        name="microphone.quick",
        component=Component.MICROPHONE,
        kind=LookKind.QUICK,
        module="presence",
        checks=(Check(name="microphone.presence"),),
        deadline_s=lambda _: _LISTING_S,
        applies=_has_microphone,
    ),
    Reading(
        name="microphone.mixer",
        component=Component.MICROPHONE,
        kind=LookKind.QUICK,
        module="microphone_mixer",
        checks=(Check(name="microphone.mixer"),),
        deadline_s=lambda _: _MIXER_S,
        applies=_has_microphone,
    ),
    Reading(
        name="speaker.quick",
        component=Component.SPEAKER,
        kind=LookKind.QUICK,
        module="presence",
        checks=(Check(name="speaker.presence"),),
        deadline_s=lambda _: _LISTING_S,
        applies=_has_speaker,
    ),
    Reading(
        name="speaker.mixer",
        component=Component.SPEAKER,
        kind=LookKind.QUICK,
        module="speaker_mixer",
        checks=(Check(name="speaker.mixer"),),
        deadline_s=lambda _: _MIXER_S,
        applies=_has_speaker,
    ),
    Reading(
        name="network.quick",
        component=Component.NETWORK,
        kind=LookKind.QUICK,
        module="network_line",
        checks=(
            Check(name="network.link"),
            Check(name="network.gateway"),
            Check(name="network.dns"),
            Check(name="network.clock"),
        ),
        deadline_s=_of_line,
    ),
    Reading(
        name="camera.full",
        component=Component.CAMERA,
        kind=LookKind.FULL,
        module="camera_picture",
        checks=(
            Check(name="camera.frames", stuck=Reason.CAMERA_STUCK),
            Check(name="camera.rate"),
            Check(name="camera.resolution"),
            Check(name="camera.view"),
            Check(name="camera.sharpness"),
            Check(name="camera.exposure"),
            Check(name="camera.colour"),
            Check(name="camera.flicker"),
            Check(name="camera.noise"),
            Check(name="camera.sharpness_trend"),
        ),
        deadline_s=_of_picture,
        holds=True,
        lamp=True,
        memory_mib=2048,
        applies=_has_camera,
    ),
    Reading(
        name="microphone.full",
        component=Component.MICROPHONE,
        kind=LookKind.FULL,
        module="microphone_sound",
        checks=(
            Check(name="microphone.signal", stuck=Reason.MICROPHONE_STUCK),
            Check(name="microphone.level"),
            Check(name="microphone.level_trend"),
            Check(name="microphone.clipping"),
            Check(name="microphone.offset"),
            Check(name="microphone.hum"),
            Check(name="microphone.dropouts"),
            Check(name="microphone.noise"),
        ),
        deadline_s=_of_sound,
        holds=True,
        memory_mib=2048,
        applies=_has_microphone,
    ),
    Reading(
        name="speaker.loopback",
        component=Component.SPEAKER,
        kind=LookKind.THOROUGH,
        module="speaker_loopback",
        checks=(
            Check(name="speaker.loopback", stuck=Reason.SPEAKER_STUCK),
            Check(name="speaker.echo"),
        ),
        deadline_s=_of_tone,
        holds=True,
        audible=True,
        memory_mib=2048,
        applies=_may_sound,
    ),
    Reading(
        name="network.services",
        component=Component.NETWORK,
        kind=LookKind.FULL,
        module="network_service",
        checks=(Check(name="network.service:"),),
        deadline_s=_of_service,
        arguments=_services,
    ),
    Reading(
        name="system.disk",
        component=Component.SYSTEM,
        kind=LookKind.FULL,
        module="system_disk",
        checks=(Check(name="system.disk"), Check(name="system.disk_trend")),
        deadline_s=lambda _: _LISTING_S,
    ),
    Reading(
        name="system.quick",
        component=Component.SYSTEM,
        kind=LookKind.QUICK,
        module="system_state",
        checks=(
            Check(name="system.memory"),
            Check(name="system.load"),
            Check(name="system.temperature"),
            Check(name="system.power"),
        ),
        deadline_s=lambda _: _LISTING_S,
    ),
    Reading(
        name="system.upkeep",
        component=Component.SYSTEM,
        kind=LookKind.FULL,
        module="system_upkeep",
        checks=(
            Check(name="system.reboot"),
            Check(name="system.agent"),
            Check(name="system.certificate"),
            Check(name="system.configuration"),
        ),
        deadline_s=lambda _: _LISTING_S,
    ),
    Reading(
        name="display.quick",
        component=Component.DISPLAY,
        kind=LookKind.QUICK,
        module="display_connector",
        checks=(Check(name="display.connector"),),
        deadline_s=lambda _: _LISTING_S,
        applies=_has_display,
    ),
    Reading(
        name="application.quick",
        component=Component.APPLICATION,
        kind=LookKind.QUICK,
        module="application_process",
        checks=(Check(name="application.process"),),
        deadline_s=lambda _: _LISTING_S,
        applies=_names_application,
    ),
    Reading(
        name="camera.use",
        component=Component.CAMERA,
        kind=LookKind.QUICK,
        module="device_use",
        checks=(Check(name="camera.use"),),
        deadline_s=lambda _: _LISTING_S,
        applies=_uses_camera,
        arguments=lambda _: (Component.CAMERA,),
    ),
    Reading(
        name="microphone.use",
        component=Component.MICROPHONE,
        kind=LookKind.QUICK,
        module="device_use",
        checks=(Check(name="microphone.use"),),
        deadline_s=lambda _: _MIXER_S,
        applies=_uses_microphone,
        arguments=lambda _: (Component.MICROPHONE,),
    ),
    Reading(
        name="speaker.use",
        component=Component.SPEAKER,
        kind=LookKind.QUICK,
        module="device_use",
        checks=(Check(name="speaker.use"),),
        deadline_s=lambda _: _MIXER_S,
        applies=_names_application,
        arguments=lambda _: (Component.SPEAKER,),
    ),
    Reading(
        name="network.radio",
        component=Component.NETWORK,
        kind=LookKind.QUICK,
        module="network_radio",
        checks=(Check(name="network.signal"),),
        deadline_s=_of_line,
    ),
    Reading(
        name="network.portal",
        component=Component.NETWORK,
        kind=LookKind.FULL,
        module="network_portal",
        checks=(Check(name="network.portal"),),
        deadline_s=_of_service,
        applies=_knows_an_answer,
    ),
    Reading(
        name="network.mtu",
        component=Component.NETWORK,
        kind=LookKind.FULL,
        module="network_mtu",
        checks=(Check(name="network.mtu"),),
        deadline_s=_of_sizes,
        applies=_has_measurable_service,
    ),
    Reading(
        name="network.path",
        component=Component.NETWORK,
        kind=LookKind.FULL,
        module="network_path",
        checks=(Check(name="network.path"), Check(name="network.path_trend"), Check(name="network.quality")),
        deadline_s=_of_light_path,
        fills_line=True,
        applies=_has_reflector,
    ),
    Reading(
        name="network.path_full",
        component=Component.NETWORK,
        kind=LookKind.THOROUGH,
        module="network_path",
        checks=(Check(name="network.path"), Check(name="network.path_trend"), Check(name="network.quality")),
        deadline_s=_of_full_path,
        applies=_has_reflector,
        arguments=lambda _: ("full",),
    ),
    Reading(
        name="network.throughput",
        component=Component.NETWORK,
        kind=LookKind.THOROUGH,
        module="network_throughput",
        checks=(Check(name="network.throughput"),),
        deadline_s=lambda _: _THROUGHPUT_S,
        applies=_has_throughput,
    ),
)
