"""Whatever comes down, signed or not: the agent says why not, changes nothing, and goes on."""

import random
from typing import Any

import pytest

from agent.door import Ask, Asked, knock
from contract.messages import ConfigOutcome
from contract.topics import Down
from tests.agent.centre import FakeCentre
from tests.agent.terminals import AgentProcess
from tests.support.waiting import until

DEEP = b'{"looks":' * 5000 + b"1" + b"}" * 5000
SIGNED_NONSENSE: list[Any] = [
    b"null", b"[]", b"7", b'"text"', DEEP, {"looks": []}, {"looks": {"quick_s": 10**30}},
    {"network": {"services": {"BAD NAME": {}}}}, {"link": {"brokers": [{"port": 0}]}}, {"x" * 5000: 1},
    b'{"id":"\xff"}', b'{"utc_offset_min":300,"branch":{"kk":"\xff"}}',
    {"utc_offset_min": "five"}, {"id": "", "boot": 7}, {"open": [[2**60, -1]], "utc_offset_min": 300},
]  # fmt: skip


def mutated(payload: bytes, chance: random.Random) -> bytes:
    changed = bytearray(payload)
    for _ in range(chance.randint(1, 4)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed[: chance.randint(1, len(changed))])


def still_obeys(centre: FakeCentre, generation: int) -> None:
    centre.configure({"looks": {"quick_s": 11}}, generation=generation)
    centre.wait_for(ConfigOutcome, lambda told: (told.outcome, told.offered_generation) == ("proven", generation))


def test_a_thousand_broken_messages_change_nothing(terminal: AgentProcess, centre: FakeCentre) -> None:
    terminal.start()
    centre.wait_until_online()
    chance = random.Random(7)
    good = centre.sign(Down.CONFIG, {"looks": {"quick_s": 5}}, generation=2)
    ack = b'{"run":"00000000000000aa","upto":99999999999999999999,"centre_ms":1,"resend":[[1,9007199254740992]]}'
    for _ in range(250):
        for kind in (Down.ACK, Down.CONFIG, Down.SCHEDULE, Down.COMMAND):
            centre.send_unseen(kind, mutated(ack if kind is Down.ACK else good, chance))
    still_obeys(centre, 3)


@pytest.mark.parametrize("kind", [Down.CONFIG, Down.SCHEDULE, Down.COMMAND])
def test_signed_nonsense_does_not_end_the_agent(terminal: AgentProcess, centre: FakeCentre, kind: Down) -> None:
    terminal.start()
    centre.wait_until_online()
    for number, nonsense in enumerate(SIGNED_NONSENSE, start=2):
        centre.send(kind, centre.sign(kind, nonsense, generation=number))
    still_obeys(centre, 99)
    assert terminal.process is not None
    assert terminal.process.poll() is None


def test_files_that_are_no_text_any_more_do_not_keep_the_agent_from_its_work(
    terminal: AgentProcess, centre: FakeCentre
) -> None:
    terminal.start()
    centre.wait_until_online()
    still_obeys(centre, 2)
    centre.send_unseen(Down.SCHEDULE, centre.sign(Down.SCHEDULE, {"utc_offset_min": 300}, generation=2))
    knock(terminal.folder / "door.sock", Asked(ask=Ask.PROBLEM, kind="picture"))
    until(lambda: (terminal.folder / "branch.json").exists() and (terminal.folder / "schedule.json").exists())
    terminal.stop()
    (terminal.folder / "hooks-given").write_bytes(b"\xff")
    files = [file for file in terminal.folder.rglob("*.json") if file.parent.name != "identity"]
    for file in files:
        if file.name != "answers.json":
            file.write_bytes(file.read_bytes().replace(b':"', b':"\xff'))
    terminal.start()
    still_obeys(centre, 3)
