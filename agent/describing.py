"""What the core tells people on the spot: the status, gathered from those who know it."""

from dataclasses import dataclass

from agent import VERSION
from agent.author import Author
from agent.commands.acts import Acts
from agent.configuration.keeper import Keeper
from agent.desk import Desk
from agent.identity import Identity
from agent.journal import Journal
from agent.link.session import Link
from agent.observer import Observer
from agent.spool import Spool
from agent.status import LinkStatus, Status
from agent.surroundings import Surroundings
from contract.configuration.people import Helpdesk
from contract.judgement.readiness import Situation, judge_readiness


@dataclass(frozen=True, kw_only=True, slots=True)
class Describer:
    """Those who know."""

    identity: Identity
    boot: str
    author: Author
    observer: Observer
    surroundings: Surroundings
    desk: Desk
    acts: Acts
    link: Link
    keeper: Keeper
    spool: Spool
    journal: Journal

    def describe(self, helpdesk: Helpdesk, now_ms: int) -> Status:
        """Return all of it."""
        is_open = self.surroundings.is_open() and not self.desk.is_closed
        situation = Situation(open_now=is_open, in_call=self.desk.in_call)
        answer = judge_readiness(self.observer.table.for_readiness(), situation)
        return Status(
            terminal=self.identity.terminal,
            model=self.identity.model,
            agent_version=VERSION,
            run=self.author.run,
            boot=self.boot,
            uptime_ms=now_ms,
            readiness=answer.readiness,
            because=tuple(check.check for check in answer.because),
            checks=self.observer.table.all_states(),
            link=self._line(),
            generation=self.author.generation,
            config_hash=self.author.config_hash,
            configuration_phase=self.keeper.phase,
            spooled=self.spool.count_waiting(),
            spool_trouble=self.journal.trouble,
            language=helpdesk.language,
            telephone=helpdesk.telephone,
            self_checks=self.observer.self_checks(),
            questions=self.desk.questions.open(),
            shown_until_ms=self.acts.shown_until_ms,
            desk=self.desk.status(),
        )

    def _line(self) -> LinkStatus:
        contact, budget = self.link.contact, self.link.budget
        return LinkStatus(
            stage=contact.stage,
            since_ms=contact.since_ms,
            last_word_ms=contact.last_word_ms,
            trouble=contact.trouble,
            round_trip_ms=self.link.window.round_trip_ms(),
            code=contact.code or "",
            octets_today=budget.octets,
            octets_allowed=budget.allowed,
        )
