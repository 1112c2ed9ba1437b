"""The rule of the camera's view: does it show the room that it should? Dark is not covered, covered is not dark.

What was learnt is compared with what is seen now. Its edges are where they were: the room. They are gone and few
others came: covered, unless its broad light and shade are still there, which is a room out of focus or in bad light.
They are found again elsewhere in the picture: moved. They are found nowhere, nothing of the view is left in place and
other edges fill it: moved, to another room. Anything else (somebody close to the lens, a cupboard that was put there)
is another view than the one learnt, and cannot be judged.
"""

from contract.judgement.camera import PictureNumbers, facts_of, not_looked, why_no_picture
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Figure, Judgement, Reason, Verdict

_SEEN_THROUGH = 0.4
"""With this likeness the room is seen, however badly: covers had up to 0.38, greasy lenses 0.45 and more."""
_NOTHING_IN_PLACE = 0.15
_FILLED = 0.6
"""Edges, as a share of the reference's, that another room has at least."""


def judge_view(numbers: PictureNumbers, given: Circumstances) -> Judgement:
    """Is the lens free, and does the camera look where it did?"""
    untouched = not_looked(numbers)
    if untouched is not None:
        return untouched
    rules = given.configuration.camera
    figures: tuple[Figure, ...] = (
        Figure(name="luma_mean", value=numbers.luma_mean, op="<", limit=rules.dark_luma),
        Figure(name="luma_deviation", value=numbers.luma_deviation),
        Figure(name="edges_gone", value=numbers.edges_gone, op=">=", limit=rules.covered_edr),
        Figure(name="edges_left", value=numbers.edges_left, op="<=", limit=rules.covered_edges_left),
        Figure(name="edges_in_place", value=numbers.edges_in_place),
        Figure(name="likeness", value=numbers.likeness),
    )
    if numbers.found_again is not None:
        figures = (
            *figures,
            Figure(name="found_again", value=numbers.found_again, op=">=", limit=rules.moved_found),
            Figure(name="moved_by", value=numbers.moved_by, op=">=", limit=rules.moved_by),
        )
    verdict, reasons = _view(numbers, given)
    facts = facts_of(numbers)
    if Reason.CAMERA_DARK_ROOM in reasons and not numbers.controls:
        facts |= {"exposure": "not reported"}
    return Judgement(verdict=verdict, reasons=reasons, figures=figures, facts=facts)


def is_covered(numbers: PictureNumbers, given: Circumstances) -> bool:
    """Have the reference's edges gone, and few others come?"""
    rules = given.configuration.camera
    if numbers.edges_gone is None or numbers.edges_left is None or _is_seen_through(numbers):
        return False
    return numbers.edges_gone >= rules.covered_edr and numbers.edges_left <= rules.covered_edges_left


def _view(numbers: PictureNumbers, given: Circumstances) -> tuple[Verdict, tuple[Reason, ...]]:
    unseen = why_no_picture(numbers, given)
    if unseen is not None:
        return Verdict.NO_EVIDENCE, (unseen,)
    if numbers.edges_gone is None or numbers.edges_left is None:
        return Verdict.NO_EVIDENCE, (Reason.CAMERA_NO_REFERENCE,)
    if is_covered(numbers, given):
        return (Verdict.AT_REST if given.may_rest else Verdict.FAILED), (Reason.CAMERA_COVERED,)
    if _is_moved(numbers, given):
        return Verdict.WARNING, (Reason.CAMERA_MOVED,)
    if _is_where_it_was(numbers, given):
        return Verdict.OK, ()
    return Verdict.NO_EVIDENCE, (Reason.CAMERA_NO_REFERENCE,)


def _is_moved(numbers: PictureNumbers, given: Circumstances) -> bool:
    rules = given.configuration.camera
    found, moved_by = numbers.found_again, numbers.moved_by
    if found is None or moved_by is None:
        return False
    if found >= rules.moved_found:
        return moved_by >= rules.moved_by
    nothing_left = (numbers.edges_in_place or 0) <= _NOTHING_IN_PLACE and not _is_seen_through(numbers)
    return nothing_left and (numbers.edges_left or 0) >= _FILLED


def _is_where_it_was(numbers: PictureNumbers, given: Circumstances) -> bool:
    rules = given.configuration.camera
    if (numbers.edges_gone or 0) < rules.covered_edr or _is_seen_through(numbers):
        return True
    found, moved_by = numbers.found_again, numbers.moved_by
    return found is not None and moved_by is not None and found >= rules.moved_found and moved_by < rules.moved_by


def _is_seen_through(numbers: PictureNumbers) -> bool:
    return numbers.likeness is not None and numbers.likeness >= _SEEN_THROUGH
