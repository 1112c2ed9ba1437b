"""`web`: the pages and the API."""

import argparse
from types import FrameType

import uvicorn

from control_plane.application import create_application
from control_plane.ports import refuse_taken
from control_plane.settings import Settings
from control_plane.web.live import ChangeWatch

LAST_ANSWERS_S = 2


def run(settings: Settings, _given: argparse.Namespace) -> None:
    """Serve until told to stop; open streams end at once, the last answers within moments."""
    refuse_taken(settings.web_host, settings.web_port, "web_port")
    app = create_application(settings)
    config = uvicorn.Config(
        app,
        host=settings.web_host,
        port=settings.web_port,
        ssl_certfile=settings.web_certificate or None,
        ssl_keyfile=settings.web_key or None,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=LAST_ANSWERS_S,
    )
    PageServer(config, app.state.watch).run()


class PageServer(uvicorn.Server):
    """Ends the open event streams first: the server waits until every answer is complete."""

    def __init__(self, config: uvicorn.Config, watch: ChangeWatch) -> None:
        super().__init__(config)
        self._watch = watch

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """The system says stop."""
        self._watch.close()
        super().handle_exit(sig, frame)
