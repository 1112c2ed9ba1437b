"""A virtual terminal without its connection: what it sees, what it says, what it is told.

The clock is an argument: seconds since the machine's boot, as the kernel's uptime is for a real one.
"""

import math
from collections.abc import Iterable
from random import Random
from typing import TypedDict

from msgspec.structs import asdict, replace

from agent.configuration.offer import Offer, judge_offer
from agent.configuration.store import Kept
from agent.trust import Trust
from contract.codec import decode_plain, encode_up
from contract.configuration.schema import Configuration
from contract.messages import (
    Ack,
    CheckState,
    CommandResult,
    ConfigOutcome,
    Inventory,
    Outcome,
    Presence,
    Report,
    ReportKind,
)
from contract.orders import Verb
from contract.topics import Down, Topic, Up
from simulation.checks import Checks
from simulation.faults import Fault, Script, faults_at
from simulation.numbers import DEVICES, PROFILE
from simulation.orders import Orders
from simulation.voice import Outgoing, Voice

VERSION = "0.1.0 (simulated)"
MODEL = "simulated"
SLACK = 2
BREAKS = 0.1
"""Share of the rounds in which a lossy line breaks."""


class _Numbers(TypedDict):
    seq: int
    generation: int
    config_hash: str


class VirtualTerminal:
    """One terminal: its script of faults, its checks, its voice, its configuration."""

    def __init__(self, name: str, *, boot: str, script: Script, trust: Trust, start_s: float = 0.0) -> None:
        self.name = name
        self.configuration = Configuration()
        self._script = script
        self._trust = trust
        self._start_s = start_s
        self._faults = faults_at(script, 0)
        self._committed = Kept(generation=0)
        self._chance = Random(name)
        self._is_broken_off = False
        self._checks = Checks(self._chance)
        self._orders = Orders(trust, boot=boot, chance=self._chance)
        self._voice = Voice(boot=boot, has_right_time=Fault.WRONG_CLOCK not in self._faults)
        self._routine_s = self._full_s = math.inf  # the first report is the one on connecting

    @property
    def run(self) -> str:
        """This process's name."""
        return self._voice.run

    @property
    def has_line(self) -> bool:
        """Does the script leave this terminal its line?"""
        return Fault.OFFLINE not in self._faults and not self._is_broken_off

    @property
    def waiting(self) -> int:
        """How many messages the centre has not acknowledged."""
        return self._voice.waiting

    def topic(self, channel: Up) -> str:
        """Return the topic of one of this terminal's channels."""
        return Topic(self.name, channel).render()

    def will(self, now_s: float) -> bytes:
        """Begin a session; return its last will."""
        return self._voice.will(now_s)

    def connected(self, now_s: float) -> list[Outgoing]:
        """The broker took us: presence, a full report, the devices, then what waits."""
        self._voice.start_session(self._presence(now_s, online=True), now_s)
        self._look(now_s)
        self._report(ReportKind.FULL, self._checks.tell_all(), now_s)
        self._say_devices(now_s)
        return self._voice.take(now_s)

    def lost(self) -> None:
        """The line is gone; looking goes on."""
        self._voice.end_session()

    def goodbye(self, now_s: float) -> Outgoing:
        """Return the word that we stop of our own will."""
        presence = self._presence(now_s, online=False)
        return Outgoing(Up.PRESENCE, encode_up(replace(presence, why="stopped")), retain=True)

    def received(self, topic: str, payload: bytes, now_s: float) -> list[Outgoing]:
        """Take in what the centre says; return what there is to say to it."""
        channel = Topic.parse(topic).channel
        if channel is Down.ACK:
            self._voice.settle(decode_plain(Ack, payload), now_s)
        elif channel is Down.CONFIG and payload:
            self._take_in(payload, now_s)
        elif channel is Down.COMMAND:
            self._obey(payload, now_s)
        return self._voice.take(now_s)

    def tick(self, now_s: float) -> list[Outgoing]:
        """Look at what is due; return what there is to say."""
        self._tell_of_orders(now_s)
        changed = self._look(now_s)
        if changed:
            self._report(ReportKind.CHANGE, changed, now_s)
        if now_s >= self._full_s:
            self._report(ReportKind.FULL, self._checks.tell_all(), now_s)
        elif now_s >= self._routine_s:
            moved = self._checks.tell_moved(self.configuration.reporting.dead_band)
            self._report(ReportKind.ROUTINE, moved, now_s)
        return self._voice.take(now_s)

    def _look(self, now_s: float) -> list[CheckState]:
        self._faults = faults_at(self._script, now_s - self._start_s)
        self._is_broken_off = Fault.LINE_LOSSY in self._faults and self._chance.random() < BREAKS
        return self._checks.look(self._faults, self.configuration, int(now_s * 1000))

    def _report(self, kind: ReportKind, checks: Iterable[CheckState], now_s: float) -> None:
        self._routine_s = now_s + self.configuration.reporting.routine_s
        if kind is ReportKind.FULL:
            self._full_s = now_s + self.configuration.reporting.full_s
        states = tuple(checks)
        report = Report(
            **self._voice.stamp(now_s),
            **self._numbers(),
            kind=kind,
            checks=states,
            looked=self._checks.looked(without=states),
            next_s=self._promise_s(),
            agent_version=VERSION,
        )
        self._voice.say(Up.REPORT, report)

    def _say_devices(self, now_s: float) -> None:
        inventory = Inventory(
            **self._voice.stamp(now_s),
            **self._numbers(),
            devices=DEVICES,
            profile=PROFILE,
            model=MODEL,
            agent_version=VERSION,
        )
        self._voice.say(Up.INVENTORY, inventory)

    def _take_in(self, payload: bytes, now_s: float) -> None:
        offer = judge_offer(payload, self._trust, committed=self._committed)
        if offer is None:
            return
        if not offer.problems:
            self._committed = offer.kept
            self.configuration = offer.kept.configuration
            self._checks.apply(self.configuration, int(now_s * 1000))
            self._routine_s = min(self._routine_s, now_s + self.configuration.reporting.routine_s)
        self._answer(offer, now_s)

    def _answer(self, offer: Offer, now_s: float) -> None:
        outcome = ConfigOutcome(
            **self._voice.stamp(now_s),
            **self._numbers(),
            outcome=Outcome.REJECTED if offer.problems else Outcome.APPLIED,
            offered_generation=offer.generation,
            offered_hash=offer.hash,
            problems=offer.problems,
            ignored=offer.ignored,
        )
        self._voice.say(Up.CONFIG, outcome)

    def _obey(self, payload: bytes, now_s: float) -> None:
        if self._orders.receive(payload, now_s, snapshots=self.configuration.privacy.snapshots) is Verb.CHECK_NOW:
            self._checks.ask(int(now_s * 1000))
        self._tell_of_orders(now_s)

    def _tell_of_orders(self, now_s: float) -> None:
        for said in self._orders.take(now_s):
            result = CommandResult(**self._voice.stamp(now_s), **self._numbers(), id=said.order, **asdict(said.word))
            self._voice.say(Up.RESULT, result)

    def _presence(self, now_s: float, *, online: bool) -> Presence:
        return replace(
            self._voice.presence(now_s, online=online),
            generation=self._committed.generation,
            config_hash=self._committed.hash,
            next_s=self._promise_s(),
            agent_version=VERSION,
        )

    def _numbers(self) -> _Numbers:
        return {
            "seq": self._voice.next_number(),
            "generation": self._committed.generation,
            "config_hash": self._committed.hash,
        }

    def _promise_s(self) -> int:
        return self.configuration.reporting.routine_s * SLACK
