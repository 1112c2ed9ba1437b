"""The look at the centre: how long its broker takes to answer, as each acknowledgement shows."""

from agent.link.window import Window
from agent.looks import Judgements, Look, LookKind
from contract.judgement.centre import RoundTripNumbers, judge_centre
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Component

CENTRE = "network.centre"


def look_at_centre(window: Window) -> Look:
    """Return the look; it costs nothing, the round trips are timed anyway."""

    def run(given: Circumstances) -> Judgements:
        return {CENTRE: judge_centre(RoundTripNumbers(rtt_ms=window.round_trip_ms()), given)}

    return Look(name=CENTRE, component=Component.NETWORK, kind=LookKind.QUICK, run=run)
