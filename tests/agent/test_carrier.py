"""How soon a terminal is back: the broker and the agent on machines of their own, joined by cables that are pulled."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from control_plane.settings import Settings
from tests.agent.centre import FakeCentre
from tests.agent.terminals import AgentProcess, an_enrolled_terminal, run_agent
from tests.support.centre_broker import CentreBroker
from tests.support.namespace import chain, change, inside
from tests.support.ports import free_port
from tests.support.waiting import until

CABLE = (1500, 1500)


@contextlib.contextmanager
def a_terminal_at_the_end_of(folder: Path, *, cables: int) -> Iterator[tuple[AgentProcess, list[str]]]:
    """Yield a running agent that is online, and the machines between it and the broker, itself first."""
    with chain(*[CABLE] * cables) as machines:
        address = f"198.18.{cables - 1}.2"
        settings = Settings(
            data=folder, broker_port=free_port(), broker_centre_port=free_port(),
            broker_host=address, broker_names=(address,),
        )  # fmt: skip
        broker = CentreBroker(settings)
        agent = an_enrolled_terminal(broker, folder, model="demo")
        with inside(machines[-1]):
            broker.start()
            centre = FakeCentre(broker, agent.terminal)
        (folder / "devices").mkdir()
        try:
            with inside(machines[0]):
                run_agent(agent, folder / "devices")
            until(lambda: is_online(agent), within_s=30)
            yield agent, machines
        finally:
            agent.kill()
            centre.leave()
            broker.stop()


def is_online(agent: AgentProcess) -> bool:
    return bool((status := agent.status) and status.link.stage == "online")


def back_within_s(agent: AgentProcess, machine: str, *, end: str, away_s: float) -> float:
    """Pull the cable at one of a machine's ends for so long; return how long after that the terminal is online."""
    change("-n", machine, "link", "set", end, "down")
    time.sleep(away_s)
    until(lambda: not is_online(agent), within_s=150)
    sessions = agent.log.count("link.online")
    change("-n", machine, "link", "set", end, "up")
    began = time.monotonic()
    until(lambda: agent.log.count("link.online") > sessions, within_s=150)
    return time.monotonic() - began


def test_a_carrier_that_comes_back_brings_the_terminal_online_within_five_seconds(tmp_path: Path) -> None:
    with a_terminal_at_the_end_of(tmp_path, cables=1) as (agent, machines):
        # The quicker of two: a machine that is busy with something else is not the agent's slowness.
        assert min(back_within_s(agent, machines[1], end="before", away_s=4) for _ in range(2)) < 5


@pytest.mark.soak
@pytest.mark.timeout(900)
def test_without_a_word_of_the_carrier_it_is_online_within_75_seconds(tmp_path: Path) -> None:
    with a_terminal_at_the_end_of(tmp_path, cables=2) as (agent, machines):
        assert max(back_within_s(agent, machines[1], end="next", away_s=away_s) for away_s in (130, 175)) < 75
