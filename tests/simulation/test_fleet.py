import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.codec import encode_plain
from contract.identity import new_terminal_id
from contract.messages import Ack, ConfigOutcome, Outcome, Presence, Report
from contract.topics import Down, Topic, Up
from simulation.faults import Fault, Spell
from simulation.fleet import Member, uptime_s
from tests.simulation.centre_double import Running, Wire
from tests.simulation.factories import a_signed, a_terminal
from tests.support.mosquitto import StartMosquitto
from tests.support.waiting import until

MORE_THAN_SELECT_HOLDS = 345


@pytest.fixture
def wire(tmp_path: Path, start_mosquitto: StartMosquitto) -> Iterator[Wire]:
    one = Wire(tmp_path, start_mosquitto)
    yield one
    one.close()


def presences(wire: Wire, member: Member) -> list[tuple[bool, str]]:
    heard = [message for name, _, message in wire.said if name == member.terminal.name]
    return [(message.online, message.why) for message in heard if isinstance(message, Presence)]


def test_each_terminal_speaks_under_its_own_certificate(wire: Wire) -> None:
    members = [wire.a_member(), wire.a_member()]
    with Running(members):
        names = {member.terminal.name for member in members}
        until(lambda: {name for name, channel, _ in wire.said if channel is Up.INVENTORY} == names)
    assert {name for name, _, message in wire.said if isinstance(message, Report)} == names


def test_stopping_is_said_and_is_no_break(wire: Wire) -> None:
    member = wire.a_member()
    with Running([member]):
        until(lambda: member.is_connected)
    until(lambda: len(presences(wire, member)) == 2)
    assert presences(wire, member) == [(True, ""), (False, "stopped")]


def test_a_cut_line_leaves_the_will_and_the_terminal_comes_back(wire: Wire) -> None:
    cut = Spell(fault=Fault.OFFLINE, starts_s=uptime_s() + 1.5, lasts_s=1.5, every_s=1000)
    member = wire.a_member(script=(cut,))
    with Running([member]):
        until(lambda: len(presences(wire, member)) == 3)
    assert presences(wire, member)[:3] == [(True, ""), (False, "will"), (True, "")]


def test_acks_and_signed_settings_reach_the_terminal(wire: Wire) -> None:
    member = wire.a_member()
    name = member.terminal.name
    with Running([member]):
        until(lambda: [one for _, channel, one in wire.said if channel is Up.INVENTORY])
        wire.send(Topic(name, Down.ACK).render(), encode_plain(Ack(run=member.terminal.run, upto=3, centre_ms=0)))
        until(lambda: member.terminal.waiting == 0)
        wire.send(Topic(name, Down.CONFIG).render(), a_signed({"looks": {"quick_s": 7}}, name=name))
        outcome = until(lambda: [one for _, _, one in wire.said if isinstance(one, ConfigOutcome)])[0]
    assert (outcome.outcome, member.terminal.configuration.looks.quick_s) == (Outcome.APPLIED, 7)


def test_a_broker_that_is_away_is_tried_again_and_nothing_is_lost(wire: Wire) -> None:
    member = wire.a_member()
    with Running([member]):
        until(lambda: member.is_connected)
        wire.broker.kill()
        until(lambda: not member.is_connected)
        wire.broker.start()
        until(lambda: member.is_connected, within_s=20)
    assert member.terminal.waiting >= 3


@pytest.mark.slow
def test_one_thread_holds_more_terminals_than_select_can(wire: Wire, tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, hard), hard))
    shared = wire.credentials(new_terminal_id())
    terminals = [a_terminal(tmp_path, name=new_terminal_id()) for _ in range(MORE_THAN_SELECT_HOLDS)]
    members = [Member(terminal, credentials=shared, address=wire.address) for terminal in terminals]
    with Running(members):
        until(lambda: all(member.is_connected for member in members), within_s=60)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
