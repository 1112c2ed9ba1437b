"""`up`: the whole centre on this machine."""

import argparse

from control_plane.settings import Settings
from control_plane.stopping import stop_on_signals
from control_plane.tree import run_tree


def run(settings: Settings, _given: argparse.Namespace) -> None:
    """Run the tree of processes until told to stop."""
    run_tree(settings, stop_on_signals())
