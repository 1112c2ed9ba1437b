"""What was said, held against how the call was: a truth table."""

import pytest

from contract.observed import CallEnd, Rating
from contract.verdicts import Readiness
from control_plane.observed.truth import Seen, Truth, hold_against_truth

FIT, UNFIT = Readiness.READY, Readiness.NOT_READY


@pytest.mark.parametrize(
    ("readiness", "end", "rating", "counted"),
    [
        (FIT, CallEnd.NORMAL, None, Truth(fit_and_good=1)),
        (FIT, CallEnd.NORMAL, Rating.GOOD, Truth(fit_and_good=1)),
        (FIT, CallEnd.NORMAL, Rating.BAD_SOUND, Truth(fit_but_bad=1)),
        (FIT, CallEnd.DIED, Rating.GOOD, Truth(fit_but_bad=1)),
        (Readiness.AT_RISK, CallEnd.LINE_LOST, None, Truth(fit_but_bad=1)),
        (UNFIT, CallEnd.LINE_LOST, None, Truth(unfit_and_bad=1)),
        (UNFIT, CallEnd.NORMAL, Rating.GOOD, Truth(unfit_but_good=1)),
        (FIT, CallEnd.UNSEEN, None, Truth(unknown=1)),
        (FIT, CallEnd.UNSEEN, Rating.BAD_PICTURE, Truth(fit_but_bad=1)),
        (Readiness.UNKNOWN, CallEnd.NORMAL, None, Truth(unknown=1)),
        (FIT, None, None, Truth()),
    ],
)
def test_a_call_counts_for_or_against_what_was_said(
    readiness: Readiness, end: CallEnd | None, rating: Rating | None, counted: Truth
) -> None:
    assert hold_against_truth([Seen(readiness=readiness, end=end, rating=rating)]) == counted
