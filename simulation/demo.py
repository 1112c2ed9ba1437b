"""The demo: the real centre, one real agent, virtual terminals at the other branches, until Ctrl-C."""

import shlex
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import NoReturn

from msgspec import Struct

from agent.folder import StateFolder
from agent.identity import Identity
from simulation.cast import cast
from simulation.centre import Centre
from simulation.centre_process import Login, Ports, prepare_centre, read_login, start_centre, wait_for_centre
from simulation.enlisting import broker_port_of, enlist, is_open_day_and_night, seats_of
from simulation.fleet import FleetThread
from simulation.folder import DemoFolder
from simulation.household import Household
from simulation.preflight import LOOPBACK, check_datagram_port, check_port, check_program
from simulation.recruits import recruit
from simulation.refusal import Refusal
from simulation.station import (
    REAL_PROFILE,
    VIRTUAL_PROFILE,
    has_real_devices,
    learn_view,
    put_virtual_devices,
    start_agent,
    start_devices,
)

MEDIA = Path(".beket/media")
MODEL = "simulated"
WATCH_S = 0.5
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

INTERVALS = {
    "looks": {"quick_s": 5, "full_s": 20, "confirm_s": 1},
    "camera": {"watch_s": 3.0, "no_frames_s": 3.0, "repeating_s": 2.0},
    "microphone": {"listen_s": 5.0, "dead_s": 3.0},
    "reporting": {"full_s": 60, "routine_s": 15, "gather_s": 2},
    "link": {"keepalive_s": 5, "backoff_cap_s": 5.0},
    "privacy": {"rest_allowed": False},
    "helpdesk": {"telephone": "8 700 000-00-00"},
}
"""Short intervals: a demo shows within seconds what takes a branch minutes."""

PATH = {"host": LOOPBACK, "full_s": 4.0, "day_bytes": 500_000_000, "jitter_warning_ms": 60.0, "jitter_failed_ms": 150.0}
"""The line of a demo is a process among many on one machine: it is less steady than a cable, and costs nothing."""


class DemoSettings(Struct, frozen=True, kw_only=True):
    """What the command line may say."""

    data: Path
    ports: Ports
    count: int
    seed: str
    media: Path = MEDIA


class Scene(Struct, frozen=True, kw_only=True):
    """A demo that runs, as a person needs to know it."""

    url: str
    login: Login
    terminal: str
    devices: Path | None
    virtual: int
    data: Path


def run_demo(settings: DemoSettings) -> None:
    """Run until Ctrl-C; raises Refusal when it cannot start or a part ends by itself."""
    for number in ENDINGS:
        signal.signal(number, _interrupt)
    folder = DemoFolder(settings.data.absolute())
    with folder.prepare(), Household() as household:
        try:
            fleet = _start(settings, folder, household)
            while fleet.is_running:
                household.check()
                time.sleep(WATCH_S)
        except KeyboardInterrupt:
            print("\nEnding …", flush=True)
            return
        finally:
            for number in ENDINGS:
                signal.signal(number, signal.SIG_IGN)
        raise Refusal("the virtual terminals have ended by themselves; the lines above say why")


def _start(settings: DemoSettings, folder: DemoFolder, household: Household) -> FleetThread:
    _check(settings.ports, folder)
    _say("starting the centre")
    prepare_centre(folder.centre)
    child = household.take_in(start_centre(folder.centre, settings.ports, log=folder.logs / "centre.log"))
    centre = wait_for_centre(child, settings.ports)
    login = read_login(folder.centre)
    centre.sign_in(login.login, login.password)
    _set_intervals(centre, settings.ports)
    seats = seats_of(centre)
    seat = _seat_of_agent(centre, seats, folder)
    others = [other for other in seats if other != seat][: settings.count - 1]
    agent = _start_agent(centre, seat, settings=settings, folder=folder, household=household)
    fleet = _start_fleet(centre, others, settings=settings, folder=folder, household=household)
    devices = folder.devices if agent.model == VIRTUAL_PROFILE else None
    _tell(
        Scene(
            url=settings.ports.url,
            login=login,
            terminal=agent.terminal,
            devices=devices,
            virtual=len(others),
            data=folder.path,
        )
    )
    return fleet


def _check(ports: Ports, folder: DemoFolder) -> None:
    known = broker_port_of(folder.agent)
    if known not in {None, ports.broker}:
        raise Refusal(f"the terminals in {folder.path} know the broker at port {known}: say --broker-port {known}")
    check_port(ports.pages, option="--port")
    check_port(ports.broker, option="--broker-port")
    check_port(ports.centre, option="--broker-port")
    check_port(ports.relay, option="--broker-port")
    check_port(ports.pages_relay, option="--broker-port")
    check_datagram_port(ports.reflector, option="--reflector-port")
    check_program("mosquitto", package="mosquitto")


def _set_intervals(centre: Centre, ports: Ports) -> None:
    if not centre.get("/api/v1/layers/fleet")["document"]:
        conference = {"host": LOOPBACK, "port": ports.centre, "kind": "tcp"}  # any port that listens stands for it
        known = {"portal_url": f"{ports.url}/healthz", "portal_answer": "alive"}
        line = {
            "network": {"services": {"conference": conference}, **known},
            "path": {**PATH, "port": ports.reflector},
            "throughput": {"url": ports.url},
        }
        centre.edit_layer("fleet", patch={**INTERVALS, **line}, reason="the demo's short intervals")


def _relays(ports: Ports) -> tuple[str, ...]:
    ends = ((ports.relay, ports.broker), (f"{ports.relay}/udp", ports.reflector), (ports.pages_relay, ports.pages))
    return tuple(f"{near}={LOOPBACK}:{far}" for near, far in ends)


def _lead_through_relay(centre: Centre, seat: str, ports: Ports) -> None:
    """Have the agent reach the centre over the virtual line, so that its knobs cut, slow and thin it."""
    if not centre.get(f"/api/v1/layers/seat/{seat}")["document"]:
        line = {
            "link": {"brokers": [{"host": LOOPBACK, "port": ports.relay}]},
            "path": {"port": ports.relay},
            "throughput": {"url": f"http://{LOOPBACK}:{ports.pages_relay}"},
        }
        centre.edit_layer(f"seat/{seat}", patch=line, reason="the demo's virtual line")


def _seat_of_agent(centre: Centre, seats: list[str], folder: DemoFolder) -> str:
    """Return where the real agent stands: at a branch that is always open, and on every run at the same."""
    if not folder.seat.exists():
        folder.seat.write_text(next((seat for seat in seats if is_open_day_and_night(centre, seat)), seats[0]))
    return folder.seat.read_text()


def _start_agent(
    centre: Centre, seat: str, *, settings: DemoSettings, folder: DemoFolder, household: Household
) -> Identity:
    _say("starting the real agent")
    model = REAL_PROFILE if has_real_devices() else VIRTUAL_PROFILE
    (agent,) = enlist(centre, {seat: folder.agent}, model=model)
    is_virtual = agent.model == VIRTUAL_PROFILE
    if is_virtual:
        put_virtual_devices(folder.devices, settings.media)
        relays = _relays(settings.ports)
        household.take_in(start_devices(folder.devices, relays=relays, log=folder.logs / "devices.log"))
        _lead_through_relay(centre, seat, settings.ports)
        learn_view(folder.agent, folder.devices)
    devices = folder.devices if is_virtual else None
    household.take_in(start_agent(folder.agent, devices, log=folder.logs / "agent.log"))
    return agent


def _start_fleet(
    centre: Centre, seats: list[str], *, settings: DemoSettings, folder: DemoFolder, household: Household
) -> FleetThread:
    folders = {seat: folder.terminals / seat for seat in seats}
    missing = sum(not StateFolder(state).identity.exists() for state in folders.values())
    if missing:
        _say(f"enrolling {missing} virtual terminals, once")
    members = recruit(enlist(centre, folders, model=MODEL), cast(len(folders), settings.seed))
    fleet = FleetThread(members)
    household.at_end(fleet.end)
    fleet.start()
    return fleet


def _tell(scene: Scene) -> None:
    print(_text(scene), flush=True)


def _text(scene: Scene) -> str:
    lines = [
        "",
        f"  Open      {scene.url}",
        f"  Login     {scene.login.login}",
        f"  Password  {scene.login.password}",
        "",
        f"  {scene.virtual} virtual terminals; on some a fault stays, on some it comes and goes.",
        f"  One real agent checks this machine: {scene.url}/terminals/{scene.terminal}",
    ]
    lines += _virtual(scene.devices) if scene.devices else _real()
    lines += [
        "",
        "  All but five branches are open day and night, so that there is something to see at any hour.",
        f"  Everything is kept in {_short(scene.data)}; the processes write to {_short(scene.data / 'logs')}.",
        "  Ctrl-C ends it.",
        "",
    ]
    return "\n".join(lines)


def _virtual(devices: Path) -> list[str]:
    knob = f"{shlex.quote(_short(Path(sys.argv[0]).absolute()))} knob {shlex.quote(_short(devices))}"
    return [
        "  This machine has no camera and microphone of its own: they are virtual (real video, recorded speech).",
        "",
        "  Try first, in another terminal: pull the camera's plug, look at the page, plug it in again.",
        f"    {knob} camera fault=unplugged",
        f"    {knob} camera fault=none",
        "  And then: camera fault=cover, microphone fault=silence, line fault=cut; fault=none mends.",
    ]


def _real() -> list[str]:
    return [
        "  It uses this machine's own camera and microphone; no picture and no sound leaves the agent.",
        "",
        "  Try first: pull the camera's plug, look at the page, plug it in again.",
    ]


def _short(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _say(what: str) -> None:
    print(f"beket demo: {what} …", flush=True)


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
