"""`listen`: the traffic of terminals, readable."""

import argparse

from control_plane.broker.listen import listen
from control_plane.broker.settings import centre_address
from control_plane.settings import Settings
from control_plane.stopping import stop_on_signals


def run(settings: Settings, _given: argparse.Namespace) -> None:
    """Print a line for each message until told to stop."""
    listen(centre_address(settings), print, stopping=stop_on_signals())
