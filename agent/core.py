"""The agent's core: one thread that takes what came off a queue and does what is due. It waits for nothing else.

watch → check → judge → report → spool → link: looks run in threads and child processes, the line in paho's
thread, hotplug and routes in theirs; all of them only put something on the queue.
"""

import queue
from functools import partial
from sqlite3 import Connection

from agent import VERSION, log
from agent.agenda import Agenda
from agent.author import Author
from agent.call_watch import CallBegan, CallEnded
from agent.centre_look import CENTRE, look_at_centre
from agent.checks.descriptor import Terminal
from agent.checks.patience import patience
from agent.clock import Clock
from agent.commands.acts import Acts, Site
from agent.commands.book import Commands
from agent.commands.errand import Told
from agent.configuration.keeper import Keeper
from agent.configuration.rules import rules_of
from agent.configuration.store import Store
from agent.describing import Describer
from agent.desk import Behind, Desk
from agent.door import Asked
from agent.events import Counted, DiskDone, Event, Plugged, Stop
from agent.folder import StateFolder
from agent.hooks import Hooks
from agent.identity import Identity
from agent.journal import Journal
from agent.lean import Lean
from agent.link.budget import Budget
from agent.link.events import Arrived, Confirmed, LinkEvent
from agent.link.goodbye import say_goodbye
from agent.link.session import Link
from agent.link.window import Window
from agent.looks import Look, LookKind
from agent.notify import Notifier
from agent.observer import Observer
from agent.repair.repairer import Repairer
from agent.repair.rule import Repaired
from agent.reports import Reporter
from agent.scheduler import CHEAP, DEAR, LONG_MS, Scheduler
from agent.spool import Spool
from agent.status import StatusFile
from agent.surroundings import Surroundings
from agent.timetable import Timetable
from agent.trust import Trust
from agent.verdicts import VerdictTable
from agent.watch import Looked
from contract.codec import CodecError, decode_plain
from contract.configuration.schema import Configuration
from contract.identity import new_run
from contract.judgement.readiness import Situation, judge_readiness
from contract.messages import Ack
from contract.topics import Down, Topic, TopicError
from contract.verdicts import Component

LINK = "network.link"
FIRST_CENTRE_MS = 30_000
LONGEST_WAIT_MS = 60_000
WATCH_MS = 300
"""So often it is seen whether a call begins, while a look would disturb it: it has a second to end."""


class Core:
    """One run of the agent."""

    def __init__(
        self,
        folder: StateFolder,
        identity: Identity,
        looks: tuple[Look, ...],
        *,
        terminal: Terminal | None = None,
        disk: type[Connection] = Connection,
    ) -> None:
        """Take up what the folder holds; raises OSError if the folder cannot be made."""
        folder.prepare()
        self.run_name = new_run()
        self.events: queue.SimpleQueue[Event | None] = queue.SimpleQueue()
        self._identity = identity
        self._clock = Clock()
        self._journal = Journal(folder.journal, wake=lambda: self.events.put(DiskDone()), kind=disk)
        self._spool = Spool(self._journal, run=self.run_name)
        self._author = Author(self.run_name, self._clock, self._spool)
        trust = Trust(folder.configuration / "trust.json", terminal=identity.terminal, root=identity.root)
        agenda = Agenda(folder.agenda, identity.terminal, boot=self._clock.boot, now_ms=self._clock.uptime_ms())
        self._surroundings = Surroundings(Timetable(folder.schedule, trust), agenda, self._clock)
        self._keeper = Keeper(
            Store(folder.configuration),
            trust,
            author=self._author,
            floor=identity.generation_floor,
            apply=self._apply,
        )
        self._configuration = self._keeper.committed.configuration
        self._spool.max_bytes = self._configuration.storage.spool_bytes
        self._window = Window(identity.terminal, self._spool)
        self._hooks = Hooks(folder, wake=partial(self.events.put, None))
        self._repairs = Repairer(folder.repairs, self._clock, deliver=self.events.put)
        self._observer = self._observe(
            (*looks, look_at_centre(self._window, lambda: self._link, self._clock), self._repairs.look())
        )
        self._link = Link(
            identity,
            self._configuration.link,
            author=self._author,
            window=self._window,
            clock=self._clock,
            budget=Budget(folder.budget, self._clock),
            deliver=self.events.put,
        )
        self._observer.reporter.slower = self._link.budget.slower
        terminal = terminal or Terminal(state=str(folder.path), profile=identity.model)
        timetable, devices = self._surroundings.timetable, terminal.virtual
        self._desk = Desk(folder.path, self._behind_desk(), timetable=timetable, clock=self._clock, devices=devices)
        self._desk.apply(self._configuration.application)
        self._acts = Acts(self._site(terminal))
        self._commands = Commands(trust, self._journal, author=self._author, clock=self._clock, acts=self._acts)
        self._describer = Describer(
            identity=identity,
            boot=self._clock.boot,
            author=self._author,
            observer=self._observer,
            surroundings=self._surroundings,
            desk=self._desk,
            acts=self._acts,
            link=self._link,
            keeper=self._keeper,
            spool=self._spool,
            journal=self._journal,
        )
        self._status = StatusFile(folder.status)
        self._lean = Lean(now_ms=self._clock.uptime_ms())

    def run(self, notifier: Notifier) -> bool:
        """Go round until a `Stop` comes, then end cleanly; return whether it is to begin anew."""
        log.info("agent.started", run=self.run_name, boot=self._clock.boot, version=VERSION)
        notifier.ready()
        while not isinstance(event := self._next(notifier.every_ms), Stop):
            now_ms = self._clock.uptime_ms()
            if event is not None and not isinstance(event, DiskDone):
                self._handle(event, now_ms)
            self._round(now_ms)
            notifier.round(now_ms)
        notifier.stopping()
        self._end(event.why)
        return event.again

    def _observe(self, looks: tuple[Look, ...]) -> Observer:
        now_ms = self._clock.uptime_ms()
        table = VerdictTable()
        scheduler = Scheduler(looks, self._configuration.looks, now_ms=now_ms, long_ms=int(LONG_MS * patience()))
        scheduler.put_off(CENTRE, now_ms + FIRST_CENTRE_MS)
        reporter = Reporter(self._author, table, self._configuration.reporting, now_ms=now_ms)
        return Observer(scheduler, table, reporter, journal=self._journal, clock=self._clock)

    def _next(self, watchdog_ms: int | None) -> Event | None:
        now_ms = self._clock.uptime_ms()
        due = [
            self._observer.scheduler.next_ms(now_ms),
            self._observer.reporter.next_ms(),
            self._link.next_ms(),
            self._desk.next_ms(),
            self._commands.next_ms(),
            self._keeper.next_ms,
            self._journal.next_ms,
            self._status.next_ms,
            now_ms + min(LONGEST_WAIT_MS, watchdog_ms or LONGEST_WAIT_MS),
            now_ms + WATCH_MS if self._observer.disturbing() else None,
        ]
        wait_ms = min(moment for moment in due if moment is not None) - now_ms
        try:
            return self.events.get(timeout=max(0, wait_ms) / 1000)
        except queue.Empty:
            return None

    def _handle(self, event: Event, now_ms: int) -> None:
        match event:
            case Looked():
                self._observer.take_in(self._repairs.mark(event, self._configuration), self._configuration, now_ms)
                self._repairs.consider(self._observer, self._surroundings, self._configuration, now_ms)
            case Repaired():
                self._repairs.take_in(event, self._observer)
            case Plugged():
                self._look_after_change(event.components, now_ms)
            case Counted():
                self._author.inventory(event.devices, profile=event.profile, model=self._identity.model)
            case Asked() | CallBegan() | CallEnded():
                self._desk.hear(event, now_ms)
            case Told():
                self._commands.hear(event)
            case Stop() | DiskDone():
                pass
            case _:
                self._hear(event, now_ms)
        self._status.touch()

    def _round(self, now_ms: int) -> None:
        self._journal.tick(now_ms)
        self._look_around(now_ms)
        self._observer.reporter.tick(now_ms)
        self._keeper.tick(now_ms)
        self._hooks.tick(self._keeper.committed, self._author)
        self._link.tick(now_ms)
        if self._desk.tick(now_ms):
            self._status.touch()
        self._commands.tick(now_ms)
        self._lean.tick(now_ms)
        if self._status.is_due(now_ms):
            self._tell_here(now_ms)

    def _look_around(self, now_ms: int) -> None:
        observer = self._observer
        if self._surroundings.is_thorough_due(now_ms, quiet_ms=self._desk.quiet_ms(now_ms)):
            observer.scheduler.ask(now_ms, kinds=DEAR)
        if self._surroundings.is_rest_over():
            observer.look_again_at_rest(now_ms)
        if not observer.scheduler.is_due(now_ms) and not observer.disturbing():
            return
        given, moment = self._surroundings.see(self._configuration, now_ms)
        observer.start_due(given, moment, deliver=self.events.put, announce=partial(self._tell_here, now_ms))

    def _tell_here(self, now_ms: int) -> None:
        self._status.write(self._describer.describe(self._configuration.helpdesk, now_ms), now_ms)

    def _hear(self, event: LinkEvent, now_ms: int) -> None:
        if not self._link.owns(event):
            return
        untimed = not self._window.trips_ms
        if self._link.handle(event, now_ms):
            if (seq := self._observer.reporter.full(now_ms)) is not None:
                self._link.say_first(seq, now_ms)
        elif isinstance(event, Arrived):
            self._listen(event, now_ms)
        elif isinstance(event, Confirmed) and untimed and self._window.trips_ms:
            self._observer.scheduler.ask(now_ms, name=CENTRE)

    def _listen(self, event: Arrived, now_ms: int) -> None:
        try:
            channel = Topic.parse(event.topic).channel
            if channel is Down.ACK:
                self._link.acknowledge(decode_plain(Ack, event.payload))
                self._keeper.centre_reached(now_ms)
        except (TopicError, CodecError) as error:
            log.warning("link.unreadable", topic=event.topic, why=error)
            return
        if channel is Down.CONFIG:
            self._keeper.receive(event.payload, now_ms)
        elif channel is Down.SCHEDULE:
            self._surroundings.timetable.receive(event.payload)
        elif channel is Down.COMMAND:
            self._commands.receive(event.payload)

    def _apply(self, configuration: Configuration) -> None:
        before, self._configuration = self._configuration, configuration
        self._spool.max_bytes = configuration.storage.spool_bytes
        now_ms = self._clock.uptime_ms()
        self._observer.reporter.apply(configuration.reporting)
        self._observer.scheduler.apply(configuration.looks, now_ms)
        if rules_of(before) != rules_of(configuration):
            self._observer.scheduler.ask(now_ms)
        self._desk.apply(configuration.application)
        if before.link != configuration.link:
            self._link.configure(configuration.link, now_ms)

    def _look_after_change(self, components: frozenset[Component], now_ms: int) -> None:
        for component in components:
            self._observer.scheduler.ask(now_ms, component=component, kinds={LookKind.QUICK})
        if Component.NETWORK in components:
            self._link.line_moved(now_ms)

    def _look_again(self) -> None:
        self._observer.scheduler.ask(self._clock.uptime_ms(), kinds=CHEAP)

    def _behind_desk(self) -> Behind:
        observer = self._observer
        return Behind(
            deliver=self.events.put,
            check_again=self._look_again,
            tell=lambda said: observer.reporter.heard(said, self._clock.uptime_ms()),
            judge=lambda: judge_readiness(observer.table.for_readiness(), Situation()),
            is_line_up=lambda: self._link.is_online and not observer.table.is_bad(LINK),
        )

    def _site(self, terminal: Terminal) -> Site:
        return Site(
            terminal=terminal,
            observer=self._observer,
            surroundings=self._surroundings,
            questions=self._desk.questions,
            configuration=lambda: self._configuration,
            deliver=self.events.put,
            now_ms=self._clock.uptime_ms,
        )

    def _end(self, why: str) -> None:
        log.info("agent.stopping", why=why)
        say_goodbye(self._link, self.events, self._clock)
        self._desk.close()
        self._journal.close()
