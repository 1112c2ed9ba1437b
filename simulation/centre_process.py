"""The centre as a child process: started, waited for, signed in to."""

from collections.abc import Mapping
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT, run

import msgspec
from msgspec import Struct

from simulation.centre import Centre
from simulation.child import Child
from simulation.preflight import LOOPBACK, our_program
from simulation.refusal import Refusal

READY_WITHIN_S = 180.0
LOGIN = "demo-login.json"


class Ports(Struct, frozen=True, kw_only=True):
    """Where the centre listens, all on loopback: pages, terminals' broker, the centre's own; and the virtual line.

    The reflector's is UDP; the virtual line leads to it and to the broker at `relay`, to the pages at `pages_relay`.
    """

    pages: int = 8080
    broker: int = 8883
    centre: int = 8884
    relay: int = 8885
    pages_relay: int = 8886
    reflector: int = 8862

    @property
    def environment(self) -> Mapping[str, str]:
        """The settings of the centre that these are."""
        return {
            "BEKET_WEB_PORT": str(self.pages),
            "BEKET_BROKER_PORT": str(self.broker),
            "BEKET_BROKER_CENTRE_PORT": str(self.centre),
            "BEKET_REFLECTOR_PORT": str(self.reflector),
        }

    @property
    def url(self) -> str:
        """The pages' address."""
        return f"http://{LOOPBACK}:{self.pages}"


class Login(Struct, frozen=True):
    """The demo's administrator."""

    login: str
    password: str


def prepare_centre(data: Path) -> None:
    """Make keys, database, the demo's branches and the administrator, where there are none yet. Raises Refusal."""
    if (data / LOGIN).exists():
        return  # `up` itself brings the tables to this version
    command = [our_program("beket-control-plane"), "init", "--data", str(data), "--demo"]
    done = run(command, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT, text=True, check=False)
    if done.returncode != 0:
        raise Refusal(f"the centre could not be prepared: {done.stdout.strip()}")


def start_centre(data: Path, ports: Ports, *, log: Path, environment: Mapping[str, str] | None = None) -> Child:
    """Start the whole centre."""
    command = [our_program("beket-control-plane"), "up", "--data", str(data)]
    return Child("centre", command, log=log, environment={**ports.environment, **(environment or {})})


def read_login(data: Path) -> Login:
    """Return the administrator that `prepare_centre` made; raises Refusal."""
    file = data / LOGIN
    try:
        return msgspec.json.decode(file.read_bytes(), type=Login)
    except (OSError, msgspec.DecodeError) as error:
        raise Refusal(f"the administrator's login cannot be read from {file}: {error}") from error


def wait_for_centre(child: Child, ports: Ports) -> Centre:
    """Return the centre as soon as it is ready; raises Refusal with its last words."""
    centre = Centre(ports.url)
    try:
        centre.wait_until_ready(within_s=READY_WITHIN_S, is_alive=lambda: child.is_running)
    except Refusal as error:
        raise Refusal(f"{error}\n{child.last_words()}") from error
    return centre
