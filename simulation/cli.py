"""`beket-simulate demo | fleet | knob`."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from hardware.virtual.folder import DevicesFolderError, turn
from simulation.centre import Centre
from simulation.centre_process import Ports
from simulation.refusal import Refusal

DEMO_FOLDER = Path(".beket/demo")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 1 after a sentence that says what stopped it."""
    chosen = _parser().parse_args(arguments)
    logging.basicConfig(level=chosen.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        return int(chosen.run(chosen))
    except (Refusal, DevicesFolderError, OSError) as error:
        print(f"beket-simulate {chosen.command}: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="beket-simulate", description="virtual terminals over the real wire")
    parser.add_argument("--log-level", default="warning", choices=["debug", "info", "warning", "error"])
    commands = parser.add_subparsers(dest="command", required=True)
    demo = commands.add_parser("demo", help="everything on this machine until Ctrl-C")
    demo.add_argument("--data", type=Path, default=DEMO_FOLDER, help="the one folder that it writes to")
    demo.add_argument("--port", type=int, default=8080, help="the pages' port")
    demo.add_argument("--broker-port", type=int, default=8883, help="the broker's port; the next three are taken too")
    demo.add_argument("--reflector-port", type=int, default=8862, help="UDP port of the tests of the line")
    demo.add_argument("--count", type=_count, default=50, help="terminals, one of them real")
    demo.add_argument("--seed", default="first light", help="what fails, and when, follows from it")
    demo.set_defaults(run=_demo)
    fleet = commands.add_parser("fleet", help="virtual terminals against a running centre")
    fleet.add_argument("--state", type=Path, required=True, help="folder of the terminals' identities")
    fleet.add_argument("--centre", required=True, help="address of the pages, http://127.0.0.1:8080")
    fleet.add_argument("--login", default="admin", help="account; its password comes from BEKET_PASSWORD")
    fleet.add_argument("--count", type=_count, default=10, help="terminals")
    fleet.add_argument("--seed", default="fleet", help="what fails, and when, follows from it")
    fleet.set_defaults(run=_fleet)
    knob = commands.add_parser("knob", help="break a virtual device, or mend it: knob DIR camera fault=unplugged")
    knob.add_argument("devices", type=Path, help="folder of virtual devices")
    knob.add_argument("device", help="camera, microphone, speaker or line")
    knob.add_argument("knobs", nargs="+", metavar="name=value", help="fault=unplugged, fault=none, delay_ms=300 …")
    knob.set_defaults(run=_knob)
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of terminals from 1 on")
    return int(text)


def _knob(chosen: argparse.Namespace) -> int:
    knobs = dict(_setting(text) for text in chosen.knobs)
    turn(chosen.devices, chosen.device, **knobs)
    print(f"{chosen.device}: {' '.join(f'{name}={value}' for name, value in knobs.items())}")
    return 0


def _setting(text: str) -> tuple[str, object]:
    name, equals, value = text.partition("=")
    if not equals:
        raise Refusal(f"{text!r} is no knob: write name=value, as in fault=unplugged")
    try:
        return name, json.loads(value)
    except json.JSONDecodeError:
        return name, value


def _demo(chosen: argparse.Namespace) -> int:
    from simulation.demo import DemoSettings, run_demo  # noqa: PLC0415 - the knob needs neither the wire nor devices

    ports = Ports(
        pages=chosen.port,
        broker=chosen.broker_port,
        centre=chosen.broker_port + 1,
        relay=chosen.broker_port + 2,
        pages_relay=chosen.broker_port + 3,
        reflector=chosen.reflector_port,
    )
    run_demo(DemoSettings(data=chosen.data, ports=ports, count=chosen.count, seed=chosen.seed))
    return 0


def _fleet(chosen: argparse.Namespace) -> int:
    from simulation.company import run_company  # noqa: PLC0415 - as above

    password = os.environ.get("BEKET_PASSWORD", "")
    if not password:
        raise Refusal("the account's password is expected in BEKET_PASSWORD")
    centre = Centre(chosen.centre)
    centre.sign_in(chosen.login, password)
    run_company(centre, chosen.state, count=chosen.count, seed=chosen.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
