"""To which terminals a reading applies, by their configuration."""

from contract.configuration.line import ServiceKind
from contract.configuration.schema import Configuration


def has_camera(configuration: Configuration) -> bool:
    """Is a camera part of this terminal?"""
    return configuration.camera.enabled


def has_speaker(configuration: Configuration) -> bool:
    """Is a speaker part of it?"""
    return configuration.speaker.enabled


def may_sound(configuration: Configuration) -> bool:
    """May the test tone be heard, and is there who hears it?"""
    return configuration.speaker.enabled and configuration.microphone.enabled and configuration.speaker.audible


def has_microphone(configuration: Configuration) -> bool:
    """Is a microphone part of it?"""
    return configuration.microphone.enabled


def knows_an_answer(configuration: Configuration) -> bool:
    """Is there a page whose answer is known?"""
    return configuration.network.portal_url != ""


def has_measurable_service(configuration: Configuration) -> bool:
    """Is there a service that tells the size of its packets?"""
    return any(service.kind is not ServiceKind.TCP for service in configuration.network.services.values())


def services(configuration: Configuration) -> tuple[str, ...]:
    """Return the services, each with a look of its own."""
    return tuple(configuration.network.services)


def has_display(configuration: Configuration) -> bool:
    """Is a screen part of this terminal?"""
    return configuration.display.enabled


def names_application(configuration: Configuration) -> bool:
    """Is the programme of the calls named?"""
    return bool(configuration.application.executables or configuration.application.unit)


def uses_camera(configuration: Configuration) -> bool:
    """Does a named programme use this camera?"""
    return configuration.camera.enabled and names_application(configuration)


def uses_microphone(configuration: Configuration) -> bool:
    """Does a named programme use this microphone?"""
    return configuration.microphone.enabled and names_application(configuration)


def has_reflector(configuration: Configuration) -> bool:
    """Is there an address to test the path against?"""
    return bool(configuration.path.host)


def has_throughput(configuration: Configuration) -> bool:
    """Is there an address to measure against?"""
    return bool(configuration.throughput.url)
