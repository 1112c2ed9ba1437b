"""From an offer to the committed configuration, or back to the last good one.

settled   → proving    good and it changes the line: staged, applied, must reach the centre in `link.prove_s`
settled   → settled    good and the line stays: applied and committed (`proven`), or refused (`rejected`)
proving   → settled    the centre was reached: committed (`proven`)
proving   → returning  it was not: the last good settings are tried for as long
returning → proving    they reach it, the first time: perhaps an outage had just ended, so once more
returning → settled    they reach it again: the new ones are taken back (`rolled_back`)
returning → proving    they do not either: an outage proves nothing (`inconclusive`), try again

A newer offer takes the place of one that is being proven.
"""

from collections.abc import Callable
from enum import StrEnum

from agent import VERSION, log
from agent.author import Author
from agent.configuration.offer import Offer, judge_offer
from agent.configuration.store import Kept, Rejection, Store
from agent.trust import Trust
from contract.configuration.schema import Configuration
from contract.messages import ConfigOutcome, Outcome, Problem, ProblemCode


class Phase(StrEnum):
    """How far the newest configuration is."""

    SETTLED = "settled"
    PROVING = "proving"
    RETURNING = "returning"


ALLOWED: dict[Phase, frozenset[Phase]] = {
    Phase.SETTLED: frozenset({Phase.PROVING}),
    Phase.PROVING: frozenset({Phase.SETTLED, Phase.RETURNING}),
    Phase.RETURNING: frozenset({Phase.SETTLED, Phase.PROVING}),
}

Apply = Callable[[Configuration], None]

ONCE_MORE_S = 60


class Keeper:
    """The committed configuration, and at most one that is being proven. `apply` puts settings into force."""

    def __init__(self, store: Store, trust: Trust, *, author: Author, floor: int, apply: Apply) -> None:
        """Begin with the last good configuration; what a power cut left staged is dropped."""
        self.phase = Phase.SETTLED
        self.committed = store.committed(floor)
        self._store = store
        self._trust = trust
        self._author = author
        self._apply = apply
        self._candidate: Offer | None = None
        self._is_second_try = False
        self._deadline_ms = 0
        self._told: set[tuple[int, str]] = set()
        self._speak_as(self.committed)
        self._drop_staged()

    @property
    def next_ms(self) -> int | None:
        """When `tick` is due; None while nothing is being proven."""
        return None if self.phase is Phase.SETTLED else self._deadline_ms

    def receive(self, payload: bytes, now_ms: int) -> None:
        """Take a retained document: refuse it with every reason, or put it into force."""
        offer = judge_offer(payload, self._trust, committed=self.committed) if payload else None
        if offer is None or self._is_underway(offer) or (offer.generation, offer.hash) in self._told:
            return
        if offer.problems:
            self._refuse(offer)
        elif not self._is_older_than_candidate(offer) and not self._store.is_rejected(_rejection(offer)):
            self._try(offer, now_ms)

    def centre_reached(self, now_ms: int) -> None:
        """The centre answered under the settings now in force."""
        offer = self._candidate
        if offer is None:
            return
        if self.phase is Phase.PROVING:
            self._commit(offer, now_ms)
        elif self.phase is Phase.RETURNING and not self._is_second_try:
            self._is_second_try = True
            self._move(Phase.PROVING)
            self._force(offer.kept, now_ms)
        elif self.phase is Phase.RETURNING:
            self._settle()
            self._remember_refusal(offer)
            self._drop_staged()
            why = Problem(path="link", code=ProblemCode.COULD_NOT_APPLY, value="the centre was not reached with it")
            self._tell(offer, Outcome.ROLLED_BACK, (why,))

    def tick(self, now_ms: int) -> None:
        """Turn back, or forward again, when the time to reach the centre is over."""
        offer = self._candidate
        if offer is None or self.phase is Phase.SETTLED or now_ms < self._deadline_ms:
            return
        if self.phase is Phase.PROVING:
            self._move(Phase.RETURNING)
            self._force(self.committed, now_ms)
        else:
            self._is_second_try = False
            self._move(Phase.PROVING)
            self._tell_once(offer, Outcome.INCONCLUSIVE)
            self._force(offer.kept, now_ms)

    def _try(self, offer: Offer, now_ms: int) -> None:
        self._settle()
        self._candidate, self._is_second_try = offer, False
        before, after = self.committed.configuration.link, offer.kept.configuration.link
        try:
            self._store.stage(offer.kept)
        except OSError as error:
            self._take_back(offer, error, now_ms)
            return
        self._force(offer.kept, now_ms)
        if before == after:
            self._commit(offer, now_ms)
        else:
            self._move(Phase.PROVING)
            self._tell(offer, Outcome.APPLIED)

    def _commit(self, offer: Offer, now_ms: int) -> None:
        try:
            self._store.commit(offer.kept)
        except OSError as error:
            self._take_back(offer, error, now_ms)
            return
        self.committed = offer.kept
        self._settle()
        self._tell(offer, Outcome.PROVEN)

    def _take_back(self, offer: Offer, error: OSError, now_ms: int) -> None:
        """A disk that keeps nothing: the last good configuration stays; the offer may come again."""
        self._settle()
        self._force(self.committed, now_ms)
        problem = Problem(path="", code=ProblemCode.COULD_NOT_APPLY, value=f"disk: {error}"[:200])
        self._tell(offer, Outcome.REJECTED, (problem,))

    def _refuse(self, offer: Offer) -> None:
        self._told.add((offer.generation, offer.hash))
        if not self._store.is_rejected(_rejection(offer)):
            self._remember_refusal(offer)
            self._tell(offer, Outcome.REJECTED, offer.problems)

    def _remember_refusal(self, offer: Offer) -> None:
        try:
            self._store.reject(_rejection(offer))
        except OSError as error:
            log.warning("configuration.refusal_not_kept", why=error)

    def _force(self, kept: Kept, now_ms: int) -> None:
        configuration = kept.configuration
        # Both ways get the time that the new settings ask for; once more is shorter: back within five minutes at most.
        asking = self._candidate.kept.configuration if self._candidate else configuration
        prove_s = min(asking.link.prove_s, ONCE_MORE_S) if self._is_second_try else asking.link.prove_s
        self._deadline_ms = now_ms + 1000 * prove_s
        self._speak_as(kept)
        self._apply(configuration)

    def _speak_as(self, kept: Kept) -> None:
        # Before the first document the floor is ours alone to know: the centre is told that there is none.
        self._author.generation, self._author.config_hash = kept.generation if kept.hash else 0, kept.hash

    def _tell_once(self, offer: Offer, outcome: Outcome) -> None:
        if (offer.generation, offer.hash) not in self._told:
            self._told.add((offer.generation, offer.hash))
            self._tell(offer, outcome)

    def _tell(self, offer: Offer, outcome: Outcome, problems: tuple[Problem, ...] = ()) -> None:
        log.info("configuration." + outcome, generation=offer.generation, hash=offer.hash, problems=len(problems))
        self._author.write(
            ConfigOutcome,
            outcome=outcome,
            offered_generation=offer.generation,
            offered_hash=offer.hash,
            problems=problems,
            ignored=offer.ignored,
        )

    def _is_underway(self, offer: Offer) -> bool:
        candidate = self._candidate
        return candidate is not None and (candidate.generation, candidate.hash) == (offer.generation, offer.hash)

    def _is_older_than_candidate(self, offer: Offer) -> bool:
        # A broker that was killed, or the one that the new settings lead to, may still retain an older document.
        return self._candidate is not None and offer.generation < self._candidate.generation

    def _settle(self) -> None:
        if self.phase is not Phase.SETTLED:
            self._move(Phase.SETTLED)
        self._candidate = None

    def _move(self, phase: Phase) -> None:
        if phase not in ALLOWED[self.phase]:
            raise ValueError(f"a configuration that is {self.phase} cannot become {phase}")
        self.phase = phase

    def _drop_staged(self) -> None:
        try:
            if self._store.drop_staged():
                log.info("configuration.staged_dropped")
        except OSError as error:
            log.warning("configuration.staged_stays", why=error)


def _rejection(offer: Offer) -> Rejection:
    return Rejection(generation=offer.generation, hash=offer.hash, agent_version=VERSION)
