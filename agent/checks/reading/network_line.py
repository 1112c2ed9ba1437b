"""Reads the line step by step: plug, address, gateway, name servers."""

from pathlib import Path

from agent.checks.descriptor import Request
from contract.configuration.line import Network
from contract.judgement.network import LineNumbers
from hardware.network.discovery import Line, read_line
from hardware.network.dns import DnsAnswer, ask_server
from hardware.network.gateway import gateway_answers
from hardware.network.modem import Modem, find_modems


def read(request: Request) -> LineNumbers:
    """Return the numbers of the way out."""
    return line_numbers(request, line_of(request))


def line_of(request: Request) -> Line:
    """Return the line as the kernel has it, or the virtual one."""
    return read_line(root=Path(request.terminal.root), devices=request.terminal.virtual)


def line_numbers(request: Request, line: Line) -> LineNumbers:
    """Ask the line's gateway and name servers, and return the numbers."""
    rules = request.configuration.network
    way_out = line.way_out
    carrier = way_out is not None and way_out.carrier
    answers = None
    if carrier:
        root = Path(request.terminal.root)
        answers = gateway_answers(line, timeout_s=rules.timeout_s, root=root, devices=request.terminal.virtual)
    dns = ask_name_servers(line, rules) if carrier else None
    return LineNumbers(
        interface=way_out.name if way_out else None,
        carrier=carrier,
        speed_mbit=way_out.speed_mbit if way_out else None,
        duplex=(way_out.duplex or "") if way_out else "",
        wireless=way_out is not None and way_out.wireless,
        virtual=line.virtual,
        modem="" if carrier else _modem_state(request, line),
        addresses=len(line.addresses),
        gateway=line.gateway,
        gateway_answers=answers,
        has_route=line.interface is not None,
        name_servers=len(line.name_servers),
        dns_answers=dns is not None and dns.answered,
        dns_ms=dns.took_ms if dns and dns.answered else None,
    )


def modem_of(request: Request, line: Line) -> Modem | None:
    """Return the modem that is the way out; one that has no data yet has no route: it is, where nothing else is."""
    modems = find_modems(timeout_s=request.configuration.network.timeout_s / 3, devices=request.terminal.virtual)
    return next((modem for modem in modems if line.interface is None or line.interface in modem.ports), None)


def _modem_state(request: Request, line: Line) -> str:
    modem = modem_of(request, line)
    return modem.state if modem is not None else ""


def ask_name_servers(line: Line, rules: Network) -> DnsAnswer | None:
    """Return the first answer of any server within the patience that all share, else the last silence."""
    answer: DnsAnswer | None = None
    for server in line.name_servers:
        answer = ask_server(server, _name_to_ask(rules), timeout_s=rules.timeout_s / len(line.name_servers))
        if answer.answered:
            return answer
    return answer


def _name_to_ask(rules: Network) -> str:
    hosts = [service.host for service in rules.services.values()]
    names = [host for host in hosts if not host.replace(".", "").isdecimal() and ":" not in host]
    return rules.dns_name or next(iter(names), "")
