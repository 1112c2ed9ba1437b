"""Offers that come while another is being proven."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from agent.author import Author
from agent.clock import Clock
from agent.configuration.keeper import Keeper, Phase
from agent.configuration.offer import KIND
from agent.configuration.store import Store
from agent.journal import Journal
from agent.spool import Spool
from agent.trust import Trust
from contract.configuration.schema import Configuration
from contract.identity import new_run
from control_plane.authority.service import Authority, create_authority, load_authority

TERMINAL = "0123456789abcdef"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    folder = tmp_path_factory.mktemp("authority")
    create_authority(folder, datetime.now(UTC))
    return load_authority(folder)


def an_offer(authority: Authority, generation: int, host: str) -> bytes:
    body: dict[str, Any] = {"link": {"brokers": [{"host": host}]}}
    return authority.sign_document(KIND, TERMINAL, generation=generation, body=msgspec.json.encode(body))


def a_keeper(folder: Path, authority: Authority, applied: list[Configuration]) -> Keeper:
    run = new_run()
    author = Author(run, Clock(), Spool(Journal(folder / "spool.sqlite"), run=run))
    trust = Trust(folder / "trust.json", terminal=TERMINAL, root=authority.root_public_key)
    return Keeper(Store(folder), trust, author=author, floor=0, apply=applied.append)


def test_an_older_offer_does_not_take_the_place_of_one_that_is_being_proven(
    tmp_path: Path, authority: Authority
) -> None:
    applied: list[Configuration] = []
    keeper = a_keeper(tmp_path, authority, applied)
    for generation, host in ((3, "new.example"), (2, "old.example"), (4, "newer.example")):
        keeper.receive(an_offer(authority, generation, host), 0)
    keeper.centre_reached(1)
    assert [each.link.brokers[0].host for each in applied] == ["new.example", "newer.example"]
    assert (keeper.phase, keeper.committed.generation) == (Phase.SETTLED, 4)
