"""Orders through the whole house: from the centre's API over the real broker to the real agent, and back."""

import gzip
from typing import Any

import pytest

from agent.door import Ask, Asked, knock
from tests.end_to_end.house import House
from tests.support.waiting import until

pytestmark = [pytest.mark.alone, pytest.mark.slow, pytest.mark.timeout(600)]

BUSY_S = 300.0
"""The longest deadline of the verbs here, on a machine that has much else to do."""


def ordered(house: House, verb: str, **args: str) -> str:
    asked = {"terminal": house.terminal, "verb": verb, "args": args, "reason": "a test"}
    identifier: str = house.centre.post("/api/v1/orders", asked)["id"]
    return identifier


def ended(house: House, identifier: str) -> dict[str, Any]:
    def over() -> dict[str, Any]:
        found: dict[str, Any] = house.centre.get(f"/api/v1/orders/{identifier}")
        return found if found["state"] not in {"waiting", "sent", "running"} else {}

    return until(over, within_s=BUSY_S, every_s=0.2)


def steps(order: dict[str, Any]) -> list[str]:
    return [step["step"] for step in order["steps"] if step["step"]]


def test_a_look_that_is_asked_for_is_taken_and_told(house: House) -> None:
    order = ended(house, ordered(house, "check_now", component="system"))
    assert (order["state"], steps(order)) == ("done", ["looking"])


def test_the_log_comes_up_and_is_read_at_the_centre(house: House) -> None:
    order = ended(house, ordered(house, "collect_logs"))
    assert (order["state"], steps(order)) == ("done", ["gathering", "sending"])
    kept = (house.data / "uploads" / order["id"]).read_bytes()
    assert order["upload"]["size"] == len(kept)
    text = gzip.decompress(kept).decode()
    key = (house.state / "identity" / "key.pem").read_text().splitlines()[1]
    assert "event=agent.started" in text
    assert key not in text


def test_a_picture_leaves_only_with_her_yes_and_only_as_a_mosaic(house: House) -> None:
    refused = ended(house, ordered(house, "snapshot", question="view"))
    assert (refused["state"], refused["steps"][-1]["why"]) == ("refused", "not_allowed")
    house.edit({"privacy": {"snapshots": True}})
    house.wait_until_settled()
    identifier = ordered(house, "snapshot", question="view")
    until(lambda: house.status.questions, within_s=BUSY_S)
    knock(house.state / "door.sock", Asked(ask=Ask.ANSWER, subject=identifier, yes=True))
    order = ended(house, identifier)
    house.edit({"privacy": {"snapshots": None}})
    assert (order["state"], order["steps"][-1]["detail"]) == ("done", "32 × 24")
    assert steps(order) == ["asking", "agreed", "taking", "sending"]
    assert (house.data / "uploads" / identifier).read_bytes().startswith(b"\x89PNG")
    assert '"left":"32 × 24"' in (house.state / "ledger.jsonl").read_text()


def test_the_agent_restarts_when_it_is_told_to_and_the_order_is_done_by_the_next_run(house: House) -> None:
    run = house.status.run
    order = ended(house, ordered(house, "restart_agent"))
    assert (order["state"], steps(order)) == ("done", ["restarting"])
    assert house.status.run != run
