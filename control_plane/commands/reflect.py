"""`reflect`: the other end of the terminals' tests of their line."""

import argparse

from control_plane.reflector import process
from control_plane.settings import Settings


def run(settings: Settings, _given: argparse.Namespace) -> None:
    """Answer until told to stop."""
    process.run(settings)
