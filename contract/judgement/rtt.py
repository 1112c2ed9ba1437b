"""How long a round trip may be, by the class of the line."""

from contract.configuration.path import LineClass
from contract.configuration.schema import Configuration


def rtt_limits(configuration: Configuration) -> tuple[float, float]:
    """Return the milliseconds above which attention is due, and above which a call is spoilt."""
    path, network = configuration.path, configuration.network
    if path.link_class is LineClass.SATELLITE:
        return path.satellite_rtt_warning_ms, path.satellite_rtt_failed_ms
    return network.rtt_warning_ms, network.rtt_failed_ms
