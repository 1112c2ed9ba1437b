"""What only root may: asked of the helper."""

from collections.abc import Callable

from agent.commands.errand import Errand, Word
from agent.helper.protocol import HelperVerb
from agent.privileged import HelperAway, ask
from contract.messages import CommandState, CommandStep, CommandWhy
from contract.orders import RULES, Verb

_MARGIN_S = 5
"""The helper's own answer, that it was late, comes before the command's deadline."""


def ask_helper(errand: Errand, tell: Callable[[Word], None]) -> Word | None:
    """Have it done; a reboot goes on after this, and ends the command when the next run begins."""
    tell(Word(step=CommandStep.RESTARTING if errand.verb is Verb.REBOOT else CommandStep.WORKING))
    deadline_s = RULES[errand.verb].deadline_s - _MARGIN_S
    try:
        answer = ask(HelperVerb(errand.verb.value), subject=_subject(errand), deadline_s=deadline_s)
    except HelperAway as error:
        return Word(state=CommandState.FAILED, why=CommandWhy.NO_HELPER, detail=str(error))
    if not answer.ok:
        return Word(state=CommandState.FAILED, why=CommandWhy.BROKEN, detail=answer.detail)
    if errand.verb is Verb.REBOOT:
        return None
    return Word(state=CommandState.DONE, detail=answer.detail)


def _subject(errand: Errand) -> str:
    component = errand.args.get("component", "")
    return f"{component}:{errand.args['percent']}" if errand.verb is Verb.SET_VOLUME else component
