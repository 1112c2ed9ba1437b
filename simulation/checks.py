"""The checks of a virtual terminal: the agent's table, its turns and its verdicts, over invented numbers."""

from collections.abc import Iterable, Iterator
from random import Random

from agent.checks.descriptor import Reading
from agent.checks.rules import RULES
from agent.checks.runner import name_of
from agent.checks.table import READINGS
from agent.looks import Judgements, Look, LookKind, Run
from agent.scheduler import Scheduler
from agent.verdicts import VerdictTable
from contract.configuration.schema import Configuration
from contract.judgement.centre import judge_centre, judge_data
from contract.judgement.circumstances import Circumstances
from contract.messages import CheckState
from contract.verdicts import Component, Judgement
from simulation.faults import Fault
from simulation.habits import with_habits
from simulation.numbers import READ, Scene, read_data, read_round_trip

ROUND_TRIP, DATA = "network.centre", "network.data"
HALF_A_CENTURY_MS = 50 * 365 * 86_400_000


class Checks:
    """Looks in their turn, under whatever is wrong now."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._faults: frozenset[Fault] = frozenset()
        self._table = VerdictTable()
        looks = [Look(name=one.name, component=one.component, kind=one.kind, run=self._looker(one)) for one in READINGS]
        round_trip = Look(
            name=ROUND_TRIP, component=Component.NETWORK, kind=LookKind.QUICK, run=self._look_at_round_trip
        )
        self._scheduler = Scheduler([*looks, round_trip], Configuration().looks, now_ms=0)
        self._scheduler.ask(0, kinds=frozenset(LookKind))  # newly installed: the thorough ones too

    def look(self, faults: frozenset[Fault], configuration: Configuration, now_ms: int) -> list[CheckState]:
        """Take the looks that are due; return the checks whose verdict changed. A device that comes or goes is seen."""
        if faults != self._faults:
            self._faults = faults
            self._scheduler.ask(now_ms, kinds={LookKind.QUICK})
        changed: list[CheckState] = []
        for look in self._due(now_ms):
            judgements = look.run(Circumstances(configuration=configuration, clock_ahead_ms=self._clock_ahead_ms()))
            for check, judgement in judgements.items():
                state = self._table.apply(check, judgement, looked_ms=now_ms, rules=configuration.looks)
                changed += [state] if state is not None else []
            self._scheduler.finish(look.name, now_ms, undecided=self._table.is_undecided(judgements))
        self._table.remember_told(state.check for state in changed)
        return changed

    def _due(self, now_ms: int) -> Iterator[Look]:
        # A few at a time, as on a real terminal, only that here no look takes any time.
        while due := self._scheduler.start_due(now_ms):
            yield from due

    def apply(self, configuration: Configuration, now_ms: int) -> None:
        """Take new rules, and look at everything under them; forget what is no longer asked for."""
        self._scheduler.apply(configuration.looks, now_ms)
        self._scheduler.ask(now_ms)
        services = {f"network.service:{name}" for name in configuration.network.services}
        self._table.forget(
            [check for check in self._table.known() if check.startswith("network.service:") and check not in services]
        )

    def ask(self, now_ms: int) -> None:
        """Make the looks due at once."""
        self._scheduler.ask(now_ms)

    def tell_all(self) -> tuple[CheckState, ...]:
        """Return what all checks say."""
        return self._table.tell(sorted(self._table.known()))

    def tell_moved(self, dead_band: float) -> tuple[CheckState, ...]:
        """Return the checks whose figures moved since they were told."""
        return self._table.tell(self._table.moved(sorted(self._table.known()), dead_band))

    def looked(self, *, without: Iterable[CheckState]) -> dict[str, int]:
        """Return when each other check was last looked at."""
        return self._table.looked(without=[state.check for state in without])

    def _looker(self, reading: Reading) -> Run:
        read = READ[reading.module]

        def run(given: Circumstances) -> Judgements:
            if not reading.applies(given.configuration):
                return {}
            judgements: dict[str, Judgement] = {}
            for argument in reading.arguments(given.configuration):
                scene = self._scene(given.configuration, argument)
                known = with_habits(given, scene, reading, read)
                numbers = read(scene)
                judgements |= {name_of(one, argument): RULES[one.name](numbers, known) for one in reading.checks}
            return judgements

        return run

    def _look_at_round_trip(self, given: Circumstances) -> Judgements:
        scene = self._scene(given.configuration, "")
        return {ROUND_TRIP: judge_centre(read_round_trip(scene), given), DATA: judge_data(read_data(scene))}

    def _clock_ahead_ms(self) -> int:
        return -HALF_A_CENTURY_MS if Fault.WRONG_CLOCK in self._faults else round(self._chance.gauss(0, 400))

    def _scene(self, configuration: Configuration, argument: str) -> Scene:
        return Scene(faults=self._faults, configuration=configuration, chance=self._chance, argument=argument)
