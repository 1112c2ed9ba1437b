"""What the pages ask of the database: each function names its question; nobody sees beyond their scope."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct, convert
from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from contract.observed import ProblemKind
from contract.verdicts import Figure, Readiness, Reason, Verdict
from control_plane.fleet.models import Branch, District, Placement, Region, Seat, Terminal
from control_plane.fleet.scope import visible_branches
from control_plane.history.answers import last_look
from control_plane.history.models import CheckState, TerminalState
from control_plane.observed.models import Problem
from control_plane.observed.repository import open_problems
from control_plane.people.actor import Actor
from control_plane.web.queue.tiles import Region as RegionTile
from control_plane.web.standing import FAULTY, Answer, Names, Place, Standing

BAD = (Verdict.FAILED.value, Verdict.WARNING.value)

# Plain columns: the queue reads thousands of rows for each refresh, and entities cost ten times as much.
STANDING = (
    Terminal.id,
    Terminal.model,
    Terminal.life_cycle,
    Terminal.created_ms,
    Terminal.agent_version.label("known_version"),
    TerminalState.readiness,
    TerminalState.readiness_since_ms,
    TerminalState.because,
    TerminalState.last_report_ms,
    TerminalState.agent_version,
    Seat.id.label("seat"),
    Seat.number.label("seat_number"),
    Branch.id.label("branch"),
    Branch.name_kk,
    Branch.name_ru,
    Branch.name_en,
    Branch.district_id,
    Branch.region_kato,
    Branch.postal_index,
    Branch.telephone,
    Branch.language,
    Branch.link_class,
    Branch.utc_offset_min,
)


def where_every_terminal_stands(session: Session, actor: Actor) -> tuple[Standing, ...]:
    """Every placed terminal that the actor may see, with its readiness."""
    above = _levels_above(session)
    reported = open_problems(session)
    return tuple(_standing(row, above, reported) for row in session.execute(_standings(actor)))


def where_a_terminal_stands(session: Session, actor: Actor, terminal: str) -> Standing | None:
    """One terminal, if it is placed and the actor may see it."""
    row = session.execute(_standings(actor).where(Terminal.id == terminal)).first()
    reported = open_problems(session, [terminal])
    return None if row is None else _standing(row, _levels_above(session), reported)


def how_many_are_faulty(session: Session, actor: Actor) -> int:
    """The number beside the queue's name on other pages."""
    failed = select(CheckState.terminal).where(CheckState.verdict == Verdict.FAILED)
    readiness = func.coalesce(TerminalState.readiness, Readiness.UNKNOWN.value)
    closed = (readiness == Readiness.CLOSED.value) & Terminal.id.in_(failed)
    reported = Terminal.id.in_(select(Problem.terminal).where(Problem.closed_ms.is_(None)))
    faulty = _standings(actor).where(readiness.in_([one.value for one in FAULTY]) | closed | reported)
    return session.scalar(select(func.count()).select_from(faulty.with_only_columns(Terminal.id).subquery())) or 0


def answers_worth_telling(session: Session) -> dict[str, tuple[Answer, ...]]:
    """The newest answers that may put a terminal into the queue, by terminal."""
    doubtful = select(TerminalState.terminal).where(TerminalState.readiness == Readiness.AT_RISK)
    unjudged = (CheckState.verdict == Verdict.NO_EVIDENCE) & CheckState.terminal.in_(doubtful)
    query = _with_looks().where(CheckState.verdict.in_(BAD) | unjudged)
    found: dict[str, tuple[Answer, ...]] = {}
    for state, looks in session.execute(query):
        found[state.terminal] = (*found.get(state.terminal, ()), answer_of(state, looks))
    return found


def answers_of(session: Session, terminal: str) -> tuple[Answer, ...]:
    """The newest answer of each of a terminal's checks."""
    query = _with_looks().where(CheckState.terminal == terminal)
    return tuple(answer_of(state, looks) for state, looks in session.execute(query))


def every_region(session: Session) -> tuple[RegionTile, ...]:
    """The regions with their tiles."""
    return tuple(
        RegionTile(kato=region.kato, names=names_of(region), column=region.column, row=region.row)
        for region in session.scalars(select(Region).order_by(Region.kato))
    )


def answer_of(state: CheckState, looks: dict[str, int] | None) -> Answer:
    """A row as the pages read it; `looks` are those that the newest report tells without an answer."""
    return Answer(
        terminal=state.terminal,
        check=state.check_name,
        verdict=Verdict(state.verdict),
        reasons=reasons_of(state.reasons),
        figures=figures_of(state.figures),
        facts={str(name): str(value) for name, value in state.facts.items()},
        since_ms=state.since_ms,
        looked_ms=last_look(state, looks or {}),
        deviating=state.deviating,
    )


def reasons_of(stored: Iterable[str]) -> tuple[Reason, ...]:
    """Stored codes; one that this version does not know is unknown."""
    return tuple(Reason(code) for code in stored)


def figures_of(stored: list[Any]) -> tuple[Figure, ...]:
    """Stored figures."""
    return convert(stored, tuple[Figure, ...])


def names_of(named: Any) -> dict[str, str]:
    """The names of a thing in the three languages."""
    return {"kk": named.name_kk, "ru": named.name_ru, "en": named.name_en}


class Above(Struct, frozen=True, kw_only=True):
    """The levels above the branches, few enough to be read whole."""

    districts: dict[str, tuple[str, Names]]
    regions: dict[str, Names]


def _levels_above(session: Session) -> Above:
    districts = session.scalars(select(District)).all()
    regions = session.scalars(select(Region)).all()
    return Above(
        districts={district.id: (district.office_id, names_of(district)) for district in districts},
        regions={region.kato: names_of(region) for region in regions},
    )


def _with_looks() -> Select[CheckState, dict[str, int]]:
    of_terminal = TerminalState.terminal == CheckState.terminal
    return (
        select(CheckState, TerminalState.looked).outerjoin(TerminalState, of_terminal).order_by(CheckState.check_name)
    )


def _standings(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(*STANDING)
        .select_from(Terminal)
        .join(Placement, (Placement.terminal_id == Terminal.id) & Placement.until_ms.is_(None))
        .join(Seat, Seat.id == Placement.seat_id)
        .join(Branch, Branch.id == Seat.branch_id)
        .outerjoin(TerminalState, TerminalState.terminal == Terminal.id)
        .where(visible_branches(actor))
        .order_by(Terminal.id)
    )


def _standing(row: Row[*tuple[Any, ...]], above: Above, reported: Mapping[str, list[Problem]]) -> Standing:
    """A row; a terminal that has never been judged has no state yet."""
    problems = reported.get(row.id, [])
    return Standing(
        terminal=row.id,
        model=row.model,
        life_cycle=row.life_cycle,
        place=_place(row, above),
        readiness=Readiness(row.readiness or Readiness.UNKNOWN),
        since_ms=row.readiness_since_ms or row.created_ms,
        because=tuple(cause["check"] for cause in row.because or ()),
        last_report_ms=row.last_report_ms,
        agent_version=row.agent_version or row.known_version,
        problems=tuple(dict.fromkeys(ProblemKind(problem.kind) for problem in problems)),
        problem_since_ms=problems[0].at_ms if problems else 0,
    )


def _place(row: Row[*tuple[Any, ...]], above: Above) -> Place:
    office, district_names = above.districts[row.district_id]
    return Place(
        branch=row.branch,
        branch_names=names_of(row),
        district=row.district_id,
        district_names=district_names,
        office=office,
        region=row.region_kato,
        region_names=above.regions[row.region_kato],
        postal_index=row.postal_index,
        seat=row.seat,
        seat_number=row.seat_number,
        telephone=row.telephone,
        language=row.language,
        link_class=row.link_class,
        utc_offset_min=row.utc_offset_min,
    )
