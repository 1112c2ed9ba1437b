"""When a look's answer becomes the verdict: N bad of M, a separate rule of recovery, some at once.

    bad look (warning, failed)  →  the verdict after `bad_of` at least as bad among the last `window`: one red look does
                                   not make a fault of a warning; nor does one that is better make a warning of a fault
    good look (ok)              →  clears after `recover_of` in a row; from no verdict at once
    in_use, at_rest             →  at once: nobody waits to learn that a device is in use
    no_evidence, unknown        →  take the place of `ok` or no verdict; never clear a fault
    a look that broke down      →  as no_evidence, but only after `bad_of` such looks: a busy minute is no news
    a look that was put off     →  nothing: it says no more than `unknown` where nothing was known
    immediate reasons           →  at once both ways: a device that vanished, or came back

A look that deviates from the verdict asks for confirming looks (`is_undecided`) until it is decided.
"""

from msgspec import Struct
from msgspec.structs import replace

from contract.configuration.looks import Looks
from contract.verdicts import Judgement, Reason, Verdict

IMMEDIATE = frozenset(
    {
        Reason.CAMERA_MISSING,
        Reason.MICROPHONE_MISSING,
        Reason.SPEAKER_MISSING,
        Reason.NETWORK_LINK_DOWN,
        Reason.DISPLAY_DISCONNECTED,
    }
)
BROKEN_DOWN = frozenset(
    {
        Reason.CAMERA_NOT_CHECKED,
        Reason.MICROPHONE_NOT_CHECKED,
        Reason.SPEAKER_NOT_CHECKED,
        Reason.NETWORK_NOT_CHECKED,
        Reason.SYSTEM_NOT_CHECKED,
        Reason.DISPLAY_NOT_CHECKED,
        Reason.APPLICATION_NOT_CHECKED,
    }
)
PUT_OFF = frozenset(
    {
        Reason.CAMERA_GAVE_WAY,
        Reason.MICROPHONE_GAVE_WAY,
        Reason.SPEAKER_GAVE_WAY,
        Reason.SPEAKER_NOT_NOW,
        Reason.NETWORK_GAVE_WAY,
    }
)
"""Nothing was looked at, for the sake of a call or of a person: what was known before stands, with its own age."""

_UNJUDGED = frozenset({Verdict.NO_EVIDENCE, Verdict.UNKNOWN})


class Confirmation(Struct, frozen=True, kw_only=True):
    """What one check's verdict is, and the answers of the looks (newest last) that may change it."""

    verdict: Verdict = Verdict.UNKNOWN
    reasons: tuple[Reason, ...] = ()
    recent: tuple[Verdict, ...] = ()
    deviating: int = 0

    @property
    def is_undecided(self) -> bool:
        """Do the last looks disagree with the verdict, so that confirming looks are due?"""
        return self.deviating > 0


def confirm(before: Confirmation, look: Judgement, rules: Looks) -> Confirmation:
    """Return what is known after one more look."""
    if was_put_off(look) and before.verdict is not Verdict.UNKNOWN:
        return before
    recent = (*before.recent, look.verdict)[-rules.window :]
    seen = replace(before, recent=recent)
    if _is_decided(before, look, recent, rules):
        return _decided(seen, look)
    return replace(seen, deviating=before.deviating + 1)


def was_put_off(look: Judgement) -> bool:
    """Was nothing looked at, for the sake of a call or of a person?"""
    return bool(PUT_OFF & set(look.reasons))


def was_declined(look: Judgement) -> bool:
    """Did a person say "not now"? Then nobody asks again until the next occasion."""
    return Reason.SPEAKER_NOT_NOW in look.reasons


def _is_decided(before: Confirmation, look: Judgement, recent: tuple[Verdict, ...], rules: Looks) -> bool:
    if look.verdict.is_bad:
        return _is_decidedly_bad(before, look, recent, rules)
    if look.verdict is Verdict.NO_EVIDENCE and BROKEN_DOWN & set(look.reasons):
        return not _is_news(before) or _broken_looks(before, recent) >= rules.bad_of
    if look.verdict is Verdict.OK and before.verdict.is_bad:
        vanished = bool(IMMEDIATE & set(before.reasons))
        return vanished or _good_in_a_row(recent) >= rules.recover_of
    return True


def _is_news(before: Confirmation) -> bool:
    """Would a look that broke down take the place of an answer? A fault stands anyway, and nothing known is none."""
    if before.verdict in _UNJUDGED:
        return bool(before.reasons) and not BROKEN_DOWN & set(before.reasons)
    return not before.verdict.is_bad


def _broken_looks(before: Confirmation, recent: tuple[Verdict, ...]) -> int:
    # Where there was no evidence before, the verdicts alone do not tell one kind from the other.
    return before.deviating + 1 if before.verdict in _UNJUDGED else recent.count(Verdict.NO_EVIDENCE)


def _is_decidedly_bad(before: Confirmation, look: Judgement, recent: tuple[Verdict, ...], rules: Looks) -> bool:
    if before.verdict is look.verdict or IMMEDIATE & {*before.reasons, *look.reasons}:
        return True
    if before.verdict is Verdict.FAILED:  # it eases: a fault recovers by a rule of its own
        return len(recent) >= rules.recover_of and Verdict.FAILED not in recent[-rules.recover_of :]
    return sum(_is_as_bad(verdict, look.verdict) for verdict in recent) >= rules.bad_of


def _is_as_bad(verdict: Verdict, other: Verdict) -> bool:
    return verdict is Verdict.FAILED or (verdict is Verdict.WARNING and other is Verdict.WARNING)


def _decided(seen: Confirmation, look: Judgement) -> Confirmation:
    if look.verdict in _UNJUDGED and seen.verdict.is_bad:
        return replace(seen, deviating=0)
    has_eased = seen.verdict.is_bad and not _is_as_bad(look.verdict, seen.verdict)
    recent = () if has_eased else seen.recent
    return Confirmation(verdict=look.verdict, reasons=look.reasons, recent=recent)


def _good_in_a_row(recent: tuple[Verdict, ...]) -> int:
    return next((count for count, verdict in enumerate(reversed(recent)) if verdict is not Verdict.OK), len(recent))
