"""`clock`: what is due by time."""

import argparse

from control_plane import clock
from control_plane.settings import Settings


def run(settings: Settings, _given: argparse.Namespace) -> None:
    """Work until told to stop."""
    clock.run(settings)
