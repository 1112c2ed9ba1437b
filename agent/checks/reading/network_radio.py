"""Reads the radio that the way out goes over: Wi-Fi from the kernel, a mobile modem from ModemManager."""

from agent.checks.descriptor import Request
from agent.checks.reading.network_line import ask_name_servers, line_of, modem_of
from agent.checks.reading.network_service import others_answer
from contract.judgement.radio import RadioNumbers
from hardware.network.discovery import Line
from hardware.network.modem import Modem


def read(request: Request) -> RadioNumbers:
    """Return what is known of the signal."""
    line = line_of(request)
    way_out = line.way_out
    modem = modem_of(request, line)
    if modem is not None:
        return _mobile(request, line, modem)
    if way_out is None or not way_out.carrier:
        return RadioNumbers(medium="", device=way_out.name if way_out else "")
    if way_out.wireless:
        return RadioNumbers(medium="wifi", device=way_out.name, level_dbm=way_out.level_dbm)
    return RadioNumbers(medium="cable", device=way_out.name)


def _mobile(request: Request, line: Line, modem: Modem) -> RadioNumbers:
    passes = None
    if modem.state == "connected":
        dns = ask_name_servers(line, request.configuration.network)
        passes = (dns is not None and dns.answered) or bool(others_answer(request.configuration))
    return RadioNumbers(
        medium="mobile",
        device=line.interface or "",
        level_dbm=modem.rsrp_dbm,
        quality=modem.quality,
        state=modem.state,
        operator=modem.operator,
        technology=modem.technology,
        passes=passes,
    )
