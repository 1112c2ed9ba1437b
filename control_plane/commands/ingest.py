"""`ingest`: a worker that stores what terminals report."""

import argparse

from control_plane.ingest import process
from control_plane.settings import Settings


def run(settings: Settings, _given: argparse.Namespace) -> None:
    """Work until told to stop."""
    process.run(settings)
