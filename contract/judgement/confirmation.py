"""When a look's answer becomes the verdict: N bad of M, a separate rule of recovery, some at once.

    bad look (warning, failed)  →  the verdict after `bad_of` bad among the last `window`
    good look (ok)              →  clears after `recover_of` in a row; from no verdict at once
    in_use, at_rest             →  at once: nobody waits to learn that a device is in use
    no_evidence                 →  takes the place of `ok` or no verdict; never clears a fault
    immediate reasons           →  at once both ways: a device that vanished, or came back

A look that deviates from the verdict asks for confirming looks (`is_undecided`) until it is decided.
"""

from msgspec import Struct
from msgspec.structs import replace

from contract.configuration.schema import Looks
from contract.verdicts import Judgement, Reason, Verdict

IMMEDIATE = frozenset(
    {Reason.CAMERA_MISSING, Reason.MICROPHONE_MISSING, Reason.SPEAKER_MISSING, Reason.NETWORK_LINK_DOWN}
)


class Confirmation(Struct, frozen=True, kw_only=True):
    """What one check's verdict is, and the looks (bad or not, newest last) that may change it."""

    verdict: Verdict = Verdict.UNKNOWN
    reasons: tuple[Reason, ...] = ()
    recent: tuple[bool, ...] = ()
    deviating: int = 0

    @property
    def is_undecided(self) -> bool:
        """Do the last looks disagree with the verdict, so that confirming looks are due?"""
        return self.deviating > 0


def confirm(before: Confirmation, look: Judgement, rules: Looks) -> Confirmation:
    """Return what is known after one more look."""
    recent = (*before.recent, look.verdict.is_bad)[-rules.window :]
    seen = replace(before, recent=recent)
    if _is_decided(before, look, recent, rules):
        return _decided(seen, look)
    return replace(seen, deviating=before.deviating + 1)


def _is_decided(before: Confirmation, look: Judgement, recent: tuple[bool, ...], rules: Looks) -> bool:
    if look.verdict.is_bad:
        known = before.verdict.is_bad or bool(IMMEDIATE & set(look.reasons))
        return known or sum(recent) >= rules.bad_of
    if look.verdict is Verdict.NO_EVIDENCE:
        return True
    if look.verdict is Verdict.OK and before.verdict.is_bad:
        vanished = bool(IMMEDIATE & set(before.reasons))
        return vanished or _good_in_a_row(recent) >= rules.recover_of
    return True


def _decided(seen: Confirmation, look: Judgement) -> Confirmation:
    if look.verdict is Verdict.NO_EVIDENCE and seen.verdict.is_bad:
        return replace(seen, deviating=0)
    recent = () if seen.verdict.is_bad and not look.verdict.is_bad else seen.recent
    return Confirmation(verdict=look.verdict, reasons=look.reasons, recent=recent)


def _good_in_a_row(recent: tuple[bool, ...]) -> int:
    return next((count for count, bad in enumerate(reversed(recent)) if bad), len(recent))
