"""The looks at the way to the centre that cost nothing: how long its broker takes, why it was away, the day's data."""

from collections.abc import Callable

from agent.clock import Clock
from agent.link.contact import Contact
from agent.link.session import Link
from agent.link.window import Window
from agent.looks import Judgements, Look, LookKind
from contract.judgement.centre import AbsenceNumbers, DataNumbers, RoundTripNumbers, judge_centre, judge_data
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Component

CENTRE = "network.centre"
DATA = "network.data"
TOLD_FOR_MS = 3_600_000
"""So long after the centre is back it is told how long it was away."""


def look_at_centre(window: Window, link: Callable[[], Link], clock: Clock) -> Look:
    """Return the look: each acknowledgement shows the round trip, each attempt what hinders it."""

    def run(given: Circumstances) -> Judgements:
        contact, budget = link().contact, link().budget
        absence = _absence(contact, clock.uptime_ms())
        data = DataNumbers(spent=budget.octets, allowed=budget.allowed)
        return {
            CENTRE: judge_centre(RoundTripNumbers(rtt_ms=window.round_trip_ms(), absence=absence), given),
            DATA: judge_data(data),
        }

    return Look(name=CENTRE, component=Component.NETWORK, kind=LookKind.QUICK, run=run)


def _absence(contact: Contact, now_ms: int) -> AbsenceNumbers | None:
    if contact.away_ms is not None and contact.code is not None:
        return AbsenceNumbers(away_s=(now_ms - contact.away_ms) / 1000, trouble=contact.code)
    last = contact.absence
    if last is None or now_ms > last.ended_ms + TOLD_FOR_MS:
        return None
    return AbsenceNumbers(away_s=last.lasted_ms / 1000, trouble=last.code)
