"""`init`: what has to be there before the centre runs."""

import argparse

from control_plane.preparation import prepare, prepare_demo
from control_plane.settings import Settings


def run(settings: Settings, given: argparse.Namespace) -> None:
    """Make keys, tables and regions; with `--demo` its branches and administrator too."""
    prepare(settings)
    print(f"The centre's keys, tables and regions are in {settings.data}.")
    if given.demo:
        login = prepare_demo(settings)
        print(f"The demo's branches are registered. Sign in as {login.login} with {login.password}")
