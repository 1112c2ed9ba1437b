"""The rule of the camera's view: does it show the room that it should? Dark is not covered, covered is not dark.

What was learnt is compared with what is seen now. Its fine light and shade is in its place in part of the view at
least: the room, however unsharp, bright or full of people. It is not, its edges are gone, and few others came: covered.
The edges are found again elsewhere in the picture: moved. They are found nowhere, nothing of the view is left in place
and other edges fill it: moved, to another room. Anything else is another view than the one learnt, and cannot be
judged.

A dark picture in working hours, of a camera that does not tell its exposure: in it too the room can be found. Where it
is not, the light is out or something lies on the lens, and nobody can tell which: the picture is black, and a person is
asked to look (decision 21).
"""

from contract.judgement.camera import PictureNumbers, facts_of, not_looked, why_no_picture
from contract.judgement.circumstances import Circumstances
from contract.verdicts import Figure, Judgement, Reason, Verdict


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
        Figure(name="edges_new", value=numbers.edges_new, op=">", limit=rules.edges_new),
        Figure(name="texture_kept", value=numbers.texture_kept, op="<", limit=rules.texture_kept),
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
    """Have the reference's edges and its pattern gone, and few other edges come?"""
    rules = given.configuration.camera
    if numbers.edges_gone is None or numbers.edges_left is None or _is_kept(numbers, given):
        return False
    gone = numbers.edges_gone >= rules.covered_edr and numbers.edges_left <= rules.covered_edges_left
    return gone and not _is_filled_anew(numbers, given)


def _view(numbers: PictureNumbers, given: Circumstances) -> tuple[Verdict, tuple[Reason, ...]]:
    unseen = why_no_picture(numbers, given)
    if unseen is Reason.CAMERA_DARK_ROOM and _is_black(numbers, given):
        return (Verdict.AT_REST if given.may_rest else Verdict.WARNING), (Reason.CAMERA_BLACK,)
    if unseen is not None:
        return Verdict.NO_EVIDENCE, (unseen,)
    return _against_reference(numbers, given)


def _against_reference(numbers: PictureNumbers, given: Circumstances) -> tuple[Verdict, tuple[Reason, ...]]:
    if _is_moved(numbers, given):
        return Verdict.WARNING, (Reason.CAMERA_MOVED,)
    if is_covered(numbers, given):
        return (Verdict.AT_REST if given.may_rest else Verdict.FAILED), (Reason.CAMERA_COVERED,)
    if _is_where_it_was(numbers, given):
        return Verdict.OK, ()
    return Verdict.NO_EVIDENCE, (Reason.CAMERA_NO_REFERENCE,)


def _is_black(numbers: PictureNumbers, given: Circumstances) -> bool:
    """Is nothing of the room to be made out in a dark picture, though it is open and no control explains it?"""
    kept, most = numbers.texture_kept, given.configuration.camera.texture_lost
    return given.open_now and numbers.at_limit is None and kept is not None and kept <= most


def _is_moved(numbers: PictureNumbers, given: Circumstances) -> bool:
    rules = given.configuration.camera
    found, moved_by, kept = numbers.found_again, numbers.moved_by, numbers.texture_kept
    if found is None or moved_by is None:
        return False
    if found >= rules.moved_found:
        return moved_by >= rules.moved_by
    return kept is not None and kept <= rules.texture_lost and _is_filled_anew(numbers, given)


def _is_where_it_was(numbers: PictureNumbers, given: Circumstances) -> bool:
    rules = given.configuration.camera
    if numbers.texture_kept is None:
        return numbers.edges_gone is not None and numbers.edges_gone < rules.covered_edr
    found, moved_by = numbers.found_again, numbers.moved_by
    is_found_there = found is not None and moved_by is not None and found >= rules.moved_found
    return _is_kept(numbers, given) or is_found_there


def _is_kept(numbers: PictureNumbers, given: Circumstances) -> bool:
    return numbers.texture_kept is not None and numbers.texture_kept >= given.configuration.camera.texture_kept


def _is_filled_anew(numbers: PictureNumbers, given: Circumstances) -> bool:
    return (numbers.edges_new or 0) > given.configuration.camera.edges_new
