"""`web`: the pages and the API."""

import argparse

import uvicorn

from control_plane.application import create_application
from control_plane.ports import refuse_taken
from control_plane.settings import Settings

LAST_ANSWERS_S = 2


def run(settings: Settings, _given: argparse.Namespace) -> None:
    """Serve until told to stop; open streams are cut after the last answers."""
    refuse_taken(settings.web_host, settings.web_port, "web_port")
    uvicorn.run(
        create_application(settings),
        host=settings.web_host,
        port=settings.web_port,
        ssl_certfile=settings.web_certificate or None,
        ssl_keyfile=settings.web_key or None,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=LAST_ANSWERS_S,
    )
