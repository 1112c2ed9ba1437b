"""What the pages ask of the database: each function names its question; nobody sees beyond their scope."""

from collections.abc import Iterable
from typing import Any

from msgspec import convert
from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from contract.verdicts import Figure, Readiness, Reason, Verdict
from control_plane.fleet.models import Branch, District, Placement, Region, Seat, Terminal
from control_plane.fleet.scope import visible_branches
from control_plane.history.models import CheckState, TerminalState
from control_plane.people.actor import Actor
from control_plane.web.queue.tiles import Region as RegionTile
from control_plane.web.standing import FAULTY, Answer, Place, Standing

Found = tuple[Terminal, Seat, Branch, District, Region, TerminalState]

WORTH_TELLING = (Verdict.FAILED.value, Verdict.WARNING.value, Verdict.NO_EVIDENCE.value)


def where_every_terminal_stands(session: Session, actor: Actor) -> tuple[Standing, ...]:
    """Every placed terminal that the actor may see, with its readiness."""
    return tuple(_standing(row) for row in session.execute(_standings(actor)))


def where_a_terminal_stands(session: Session, actor: Actor, terminal: str) -> Standing | None:
    """One terminal, if it is placed and the actor may see it."""
    row = session.execute(_standings(actor).where(Terminal.id == terminal)).first()
    return None if row is None else _standing(row)


def how_many_are_faulty(session: Session, actor: Actor) -> int:
    """The number beside the queue's name on other pages."""
    failed = select(CheckState.terminal).where(CheckState.verdict == Verdict.FAILED)
    readiness = func.coalesce(TerminalState.readiness, Readiness.UNKNOWN.value)
    closed = (readiness == Readiness.CLOSED.value) & Terminal.id.in_(failed)
    faulty = _standings(actor).where(readiness.in_([one.value for one in FAULTY]) | closed)
    return session.scalar(select(func.count()).select_from(faulty.with_only_columns(Terminal.id).subquery())) or 0


def answers_worth_telling(session: Session) -> dict[str, tuple[Answer, ...]]:
    """The newest answers that are not plainly good, by terminal."""
    query = select(CheckState).where(CheckState.verdict.in_(WORTH_TELLING)).order_by(CheckState.check_name)
    found: dict[str, tuple[Answer, ...]] = {}
    for state in session.scalars(query):
        found[state.terminal] = (*found.get(state.terminal, ()), answer_of(state))
    return found


def answers_of(session: Session, terminal: str) -> tuple[Answer, ...]:
    """The newest answer of each of a terminal's checks."""
    query = select(CheckState).where(CheckState.terminal == terminal).order_by(CheckState.check_name)
    return tuple(answer_of(state) for state in session.scalars(query))


def every_region(session: Session) -> tuple[RegionTile, ...]:
    """The regions with their tiles."""
    return tuple(
        RegionTile(kato=region.kato, names=names_of(region), column=region.column, row=region.row)
        for region in session.scalars(select(Region).order_by(Region.kato))
    )


def answer_of(state: CheckState) -> Answer:
    """A row as the pages read it."""
    return Answer(
        terminal=state.terminal,
        check=state.check_name,
        verdict=Verdict(state.verdict),
        reasons=reasons_of(state.reasons),
        figures=figures_of(state.figures),
        facts={str(name): str(value) for name, value in state.facts.items()},
        since_ms=state.since_ms,
        looked_ms=state.looked_ms,
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


def _standings(actor: Actor) -> Select[*Found]:
    return (
        select(Terminal, Seat, Branch, District, Region, TerminalState)
        .join(Placement, (Placement.terminal_id == Terminal.id) & Placement.until_ms.is_(None))
        .join(Seat, Seat.id == Placement.seat_id)
        .join(Branch, Branch.id == Seat.branch_id)
        .join(District, District.id == Branch.district_id)
        .join(Region, Region.kato == Branch.region_kato)
        .outerjoin(TerminalState, TerminalState.terminal == Terminal.id)
        .where(visible_branches(actor))
        .order_by(Terminal.id)
    )


def _standing(row: Row[*Found]) -> Standing:
    terminal, seat, branch, district, region = row[:5]
    state: TerminalState | None = row[5]
    return Standing(
        terminal=terminal.id,
        model=terminal.model,
        life_cycle=terminal.life_cycle,
        place=_place(seat, branch, district, region),
        readiness=Readiness.UNKNOWN if state is None else Readiness(state.readiness),
        since_ms=terminal.created_ms if state is None else state.readiness_since_ms,
        because=() if state is None else tuple(cause["check"] for cause in state.because),
        last_report_ms=None if state is None else state.last_report_ms,
        agent_version=(state.agent_version if state else "") or terminal.agent_version,
    )


def _place(seat: Seat, branch: Branch, district: District, region: Region) -> Place:
    return Place(
        branch=branch.id,
        branch_names=names_of(branch),
        district=district.id,
        district_names=names_of(district),
        office=district.office_id,
        region=region.kato,
        region_names=names_of(region),
        postal_index=branch.postal_index,
        seat=seat.id,
        seat_number=seat.number,
        telephone=branch.telephone,
        language=branch.language,
        link_class=branch.link_class,
        utc_offset_min=branch.utc_offset_min,
    )
