"""One enrolled terminal, its agent not yet started, and a centre that hears it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.agent.centre import FakeCentre
from tests.agent.terminals import AgentProcess, an_enrolled_terminal
from tests.support.centre_broker import CentreBroker


@pytest.fixture
def terminal(centre_broker: CentreBroker, tmp_path: Path) -> Iterator[AgentProcess]:
    agent = an_enrolled_terminal(centre_broker, tmp_path)
    yield agent
    if agent.process and agent.process.poll() is None:
        agent.kill()


@pytest.fixture
def centre(centre_broker: CentreBroker, terminal: AgentProcess) -> Iterator[FakeCentre]:
    fake = FakeCentre(centre_broker, terminal.terminal)
    yield fake
    fake.leave()
