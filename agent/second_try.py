"""A test tone that failed is tried again when somebody was at the devices: a switch, a volume or a plug was moved.

It is heard in the room, so time alone is no reason to play it again (docs/decisions/0015).
"""

from agent.looks import Judgements, Look, LookKind
from agent.verdicts import VerdictTable
from contract.verdicts import Component, Judgement

LOOK = "speaker.loopback"

_OF_TONE = ("speaker.loopback", "speaker.level", "microphone.tone")
_DEVICES = frozenset({Component.SPEAKER, Component.MICROPHONE})


def is_tone_due(look: Look, answers: Judgements, table: VerdictTable) -> bool:
    """Did the tone fail, and do a quick look's answers, not yet in the table, say that something was moved?"""
    if look.kind is not LookKind.QUICK or look.component not in _DEVICES:
        return False
    has_failed = any(check in table.entries and table.entries[check].confirmation.verdict.is_bad for check in _OF_TONE)
    return has_failed and any(
        check in table.entries and _stands(answer) != _stands(table.entries[check].rests_on)
        for check, answer in answers.items()
    )


def _stands(answer: Judgement) -> tuple[object, ...]:
    return (answer.verdict, *(figure.value for figure in answer.figures if figure.name == "volume"))
