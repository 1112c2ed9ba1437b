"""Asks for the page whose answer is known, over plain HTTP, where a captive portal would answer in its place."""

from urllib.parse import urlsplit

from agent.checks.descriptor import Request
from agent.checks.reading.network_line import line_numbers, line_of
from contract.judgement.way import PortalNumbers
from hardware.network.connecting import connect, resolve
from hardware.network.discovery import Line
from hardware.network.page import Page, PageError, ask_page


def read(request: Request) -> PortalNumbers:
    """Return what came."""
    line = line_of(request)
    rules = request.configuration.network
    try:
        page = _ask(rules.portal_url, line, timeout_s=rules.timeout_s)
    except (OSError, PageError) as error:
        return PortalNumbers(error=str(error), line=line_numbers(request, line))
    return PortalNumbers(
        status=page.status,
        leads_to=page.leads_to,
        begins_right=page.beginning.startswith(rules.portal_answer),
    )


def _ask(url: str, line: Line, *, timeout_s: float) -> Page:
    asked = urlsplit(url)
    # Over a virtual line all plain HTTP goes through the line's own middleman, as it does behind a portal.
    host, _, port = line.web.partition("#")
    addresses = resolve(host or asked.hostname or "", int(port or asked.port or 80), timeout_s=timeout_s)
    path = f"{asked.path}?{asked.query}" if asked.query else asked.path
    with connect(addresses, timeout_s=timeout_s) as connection:
        return ask_page(connection, asked.netloc, path)
