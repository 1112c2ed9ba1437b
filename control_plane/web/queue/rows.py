"""The rows of the queue."""

from hashlib import blake2s

from contract.verdicts import Readiness
from contract.words.catalogue import Kind
from control_plane.web.evidence import figures_told, reason_title
from control_plane.web.problems import kind_told
from control_plane.web.queue.address import Address
from control_plane.web.queue.context import Row
from control_plane.web.queue.filters import sentence_case
from control_plane.web.shapes import State, problem_state, readiness_state
from control_plane.web.standing import FAULTY, Answer, Standing, causes, fault_since, is_faulty
from control_plane.web.wording import Wording


def in_kept_order(found: list[Standing], keep: tuple[str, ...], standings: tuple[Standing, ...]) -> list[Standing]:
    """The rows that are kept in their places, though they may be mended by now, then the rest."""
    if not keep:
        return found
    by_id = {one.terminal: one for one in standings}
    kept = [by_id[terminal] for terminal in keep if terminal in by_id]
    return kept + [one for one in found if one.terminal not in keep]


def build_row(
    one: Standing,
    answers: tuple[Answer, ...],
    address: Address,
    *,
    now: int,
    is_found: bool,
    is_current: bool,
    words: Wording,
) -> Row:
    """One row; what is shown though nobody asks for it any more was mended meanwhile."""
    reasons = causes(one, answers)
    state, what, evidence = _told(one, answers, is_found=is_found, words=words)
    since = fault_since(one, reasons)
    version = blake2s(f"{state.word}|{what}|{since}".encode(), digest_size=6).hexdigest()
    return Row(
        key=one.terminal,
        version=version,
        state=state,
        branch=branch_name(one, words),
        place=f"{one.place.region_names[words.code]} · {one.place.postal_index}",
        what=what,
        evidence=evidence,
        lasts=words.duration(now - since),
        since=words.moment(since),
        href=address.with_(selected=one.terminal) if is_faulty(one, answers) else f"/terminals/{one.terminal}",
        opens_card=is_faulty(one, answers),
        is_current=is_current,
        is_mended=not is_found,
    )


def _told(one: Standing, answers: tuple[Answer, ...], *, is_found: bool, words: Wording) -> tuple[State, str, str]:
    state = readiness_state(one.readiness, words)
    if one.problems and one.readiness not in FAULTY:
        return problem_state(words), sentence_case(problems_told(one, words)), words.text("every check is good")
    if is_faulty(one, answers):
        return state, *what_happened(one, causes(one, answers), words)
    if is_found:
        return state, sentence_case(words.word(Kind.READINESS, one.readiness)), ""
    return State(shape="tick", tone="good", word=words.text("mended")), words.text("Ready for a call again"), ""


def what_happened(one: Standing, reasons: tuple[Answer, ...], words: Wording) -> tuple[str, str]:
    """What is wrong in words, and the figures that it rests on."""
    if one.readiness is Readiness.UNREACHABLE:
        return words.text("Power or line, not yet known"), words.text("the terminal has fallen silent")
    if not reasons:
        return words.text("The terminal has not been judged yet"), ""
    told = [sentence_case(reason_title(answer, words)) for answer in reasons]
    told += [sentence_case(problems_told(one, words))] if one.problems else []
    return "; ".join(dict.fromkeys(told)), figures_told(reasons[0], words, limit=2)


def problems_told(one: Standing, words: Wording) -> str:
    """What the employee reported."""
    return "; ".join(kind_told(kind, words) for kind in one.problems)


def branch_name(one: Standing, words: Wording) -> str:
    """The branch, and the seat where it has more than one."""
    name = one.place.branch_names[words.code]
    return (
        f"{name}, {words.text('seat %(number)s', number=one.place.seat_number)}" if one.place.seat_number > 1 else name
    )
