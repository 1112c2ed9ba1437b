"""What is seen or heard now becomes the usual: the employee has agreed, or an engineer says that he stands there."""

from collections.abc import Callable
from pathlib import Path

from agent.calls import hands_off_here
from agent.checks.learning import Learnt, learn
from agent.commands.errand import Errand, Word
from agent.folder import StateFolder
from contract.judgement.baseline import Origin
from contract.messages import CommandState, CommandStep, CommandWhy
from contract.verdicts import Component

_WHY = {Learnt.MISSING: CommandWhy.MISSING, Learnt.IN_USE: CommandWhy.BUSY}


def relearn(errand: Errand, tell: Callable[[Word], None]) -> Word:
    """Learn it; what came of it is in the detail."""
    tell(Word(step=CommandStep.LEARNING))
    folder, given = StateFolder(Path(errand.terminal.state)), errand.given
    outcome = learn(
        Component(errand.args["component"]),
        errand.terminal,
        given,
        origin=Origin.RELEARN,
        anew="anew" in errand.args,
        hands_off=hands_off_here(folder, given.configuration, centre_ms=given.centre_ms),
    )
    if outcome is Learnt.KEPT:
        return Word(state=CommandState.DONE, detail=outcome)
    return Word(state=CommandState.FAILED, why=_WHY.get(outcome, CommandWhy.BROKEN), detail=outcome)
