"""Invented standings and answers: what a page is built from without a database."""

from typing import Any

from contract.verdicts import Figure, Readiness, Reason, Verdict
from control_plane.web.queue.service import Seen
from control_plane.web.queue.tiles import Region
from control_plane.web.standing import Answer, Place, Standing

NOW = 1_795_326_960_000  # 22 November 2026, 10:56 at UTC+5
MINUTE = 60_000
HOUR = 60 * MINUTE

ALMATY = Region(
    kato="190000000",
    names={"kk": "Алматы облысы", "ru": "Алматинская область", "en": "Almaty Region"},
    column=6,
    row=3,
)
AKTOBE = Region(
    kato="150000000",
    names={"kk": "Ақтөбе облысы", "ru": "Актюбинская область", "en": "Aktobe Region"},
    column=2,
    row=2,
)


def a_place(region: Region = ALMATY, **changes: Any) -> Place:
    values: dict[str, Any] = {
        "branch": "kegen",
        "branch_names": {"kk": "Кеген", "ru": "Кеген", "en": "Kegen"},
        "district": "raiymbek",
        "district_names": {"kk": "Райымбек торабы", "ru": "Райымбекский узел", "en": "Raiymbek hub"},
        "region": region.kato,
        "region_names": region.names,
        "office": "almaty",
        "postal_index": "041400",
        "seat": "kegen-1",
        "seat_number": 1,
        "telephone": "8 727 770-00-00",
        "language": "kk",
        "link_class": "satellite",
        "utc_offset_min": 300,
    }
    return Place(**(values | changes))


def a_standing(terminal: str = "0123456789abcdef", **changes: Any) -> Standing:
    values: dict[str, Any] = {
        "terminal": terminal,
        "model": "logitech-c920",
        "life_cycle": "active",
        "place": a_place(),
        "readiness": Readiness.READY,
        "since_ms": NOW - 2 * HOUR,
        "because": (),
        "last_report_ms": NOW - 12_000,
    }
    return Standing(**(values | changes))


def an_answer(terminal: str = "0123456789abcdef", **changes: Any) -> Answer:
    values: dict[str, Any] = {
        "terminal": terminal,
        "check": "camera.view",
        "verdict": Verdict.FAILED,
        "reasons": (Reason.CAMERA_COVERED,),
        "figures": (
            Figure(name="edges_gone", value=0.83, op=">=", limit=0.55),
            Figure(name="luma_mean", value=91.4),
        ),
        "facts": {},
        "since_ms": NOW - 134 * MINUTE,
        "looked_ms": NOW - 3 * MINUTE,
    }
    return Answer(**(values | changes))


def a_covered_lens(terminal: str = "0123456789abcdef", **changes: Any) -> Standing:
    return a_standing(terminal, readiness=Readiness.AUDIO_ONLY, because=("camera.view",), **changes)


def seen(*standings: Standing, answers: tuple[Answer, ...] = (), **changes: Any) -> Seen:
    by_terminal: dict[str, tuple[Answer, ...]] = {}
    for answer in answers:
        by_terminal[answer.terminal] = (*by_terminal.get(answer.terminal, ()), answer)
    return Seen(now=NOW, regions=(ALMATY, AKTOBE), standings=standings, answers=by_terminal, **changes)
