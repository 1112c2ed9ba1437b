"""How long each reading may take, in seconds, under a configuration."""

from contract.configuration.schema import Configuration

LISTING_S = 5.0
MIXER_S = 10.0
THROUGHPUT_S = 60.0
OPEN_S = 5.0
"""What a device may take to open, before it gives anything."""
TONE_S = 20.0
"""The test tone from opening to closing on a busy machine; looks that listen wait for each other."""


def of_line(configuration: Configuration) -> float:
    """Three steps outward."""
    return OPEN_S + 3 * configuration.network.timeout_s


def of_service(configuration: Configuration) -> float:
    """Four steps outward, and where they fail gateway, name servers and another service: one patience each."""
    return OPEN_S + 9 * configuration.network.timeout_s


def of_sizes(configuration: Configuration) -> float:
    """Two services, the line, and a search by halves in packets that get lost."""
    return 2 * OPEN_S + 9 * configuration.network.timeout_s


def of_picture(configuration: Configuration) -> float:
    """To open, to watch, and to wait for a picture that stands still."""
    rules = configuration.camera
    return OPEN_S + rules.watch_s + max(rules.no_frames_s, rules.repeating_s)


def of_sound(configuration: Configuration) -> float:
    """To open, to listen, and another look's test tone."""
    return OPEN_S + 1.5 * configuration.microphone.listen_s + TONE_S


def of_tone(configuration: Configuration) -> float:
    """A look that listens, and the tone itself."""
    return of_sound(configuration) + TONE_S


def of_light_path(configuration: Configuration) -> float:
    """The packets, and three patiences: an address that does not answer costs two."""
    path = configuration.path
    return OPEN_S + path.light_packets / path.packets_per_s + 3 * path.wait_s


def of_full_path(configuration: Configuration) -> float:
    """The packets of a full test, and three patiences."""
    return OPEN_S + configuration.path.full_s + 3 * configuration.path.wait_s
