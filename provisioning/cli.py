"""`beket-provision enrol`: the field engineer's command."""

import argparse
import getpass
import sys
from pathlib import Path

from agent.identity import IdentityError
from agent.inventory import count_devices
from agent.owner import become_owner
from hardware.profile import ProfileError, load_profile
from provisioning.centre import EnrolmentError
from provisioning.enrol import enrol


def main() -> None:
    """Do what the command line asks for; end with 0, or with 1 and a sentence."""
    arguments = _parser().parse_args()
    try:
        _enrol(arguments)
    except (EnrolmentError, IdentityError, ProfileError, OSError) as error:
        sys.stderr.write(f"beket-provision: {error}\n")
        sys.exit(1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="beket-provision", description="Makes this device a terminal.")
    verbs = parser.add_subparsers(required=True, metavar="enrol")
    # Without abbreviations: `--code` would be taken for `--code-file`, and the code be in the argument list.
    verb = verbs.add_parser("enrol", help="with a connection code, typed when asked for", allow_abbrev=False)
    verb.add_argument("--centre", required=True, help="the centre's address, https://…")
    verb.add_argument("--state", type=Path, required=True, help="the agent's state folder")
    verb.add_argument("--code-file", type=Path, help="file with the connection code; - reads standard input")
    verb.add_argument("--authority", type=Path, help="certificate that vouches for the centre's https")
    verb.add_argument("--model", default="any", help="profile of the devices, such as logitech-c920 (default: any)")
    verb.add_argument("--devices", type=Path, help="folder of virtual devices")
    return parser


def _enrol(arguments: argparse.Namespace) -> None:
    load_profile(arguments.model)
    code = _code(arguments.code_file)  # while we may still read the file
    become_owner(arguments.state)
    identity = enrol(
        arguments.centre,
        code,
        state=arguments.state,
        model=arguments.model,
        inventory=count_devices(arguments.devices, arguments.model).devices,
        authority=arguments.authority,
    )
    print(f"This device is terminal {identity.terminal}.")


def _code(file: Path | None) -> str:
    """Return the code: never from the argument list, which every user of the machine can read."""
    if file is None:
        return getpass.getpass("Connection code: ")
    try:
        return sys.stdin.readline() if str(file) == "-" else file.read_text()
    except UnicodeDecodeError as error:
        raise EnrolmentError(f"{file} is no text: is it the file with the connection code?") from error


if __name__ == "__main__":
    main()
