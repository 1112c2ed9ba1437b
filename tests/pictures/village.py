"""The pilot as the pictures show it: fifty terminals, a few of them in trouble. No real person or number."""

from typing import Any

from sqlalchemy import select

from contract.verdicts import Readiness, Verdict
from control_plane.configuration.service import replace_layer
from control_plane.configuration.states import LayerKind
from control_plane.fleet.models import Seat
from control_plane.history.models import CheckState, ReadinessFlip, Report
from control_plane.orders.models import Order, OrderStep
from control_plane.orders.states import OrderState
from control_plane.people.actor import CENTRE
from control_plane.presence.models import Presence
from control_plane.presence.states import PresenceState
from control_plane.timekeeping import DAY_MS, HOUR_MS, MINUTE_MS, now_ms
from tests.web.site import Site, a_flip, a_state, an_answer

TROUBLES: tuple[tuple[Readiness, int, dict[str, Any]], ...] = (
    (Readiness.NOT_READY, 134, {"check": "camera.view"}),
    (
        Readiness.NOT_READY,
        47,
        {
            "check": "microphone.signal",
            "reasons": ["microphone.dead"],
            "figures": [{"name": "zeros_s", "value": 10.0, "unit": "s", "op": ">=", "limit": 10.0}],
        },
    ),
    (
        Readiness.AT_RISK,
        182,
        {
            "check": "network.centre",
            "verdict": Verdict.WARNING,
            "reasons": ["network.high_rtt"],
            "figures": [{"name": "rtt_ms", "value": 212.0, "unit": "ms", "op": ">", "limit": 150.0}],
        },
    ),
    (
        Readiness.NOT_READY,
        1_570,
        {
            "check": "network.service:conference",
            "reasons": ["network.service_unreachable"],
            "figures": [{"name": "waited_s", "value": 5.0, "unit": "s"}],
        },
    ),
    (Readiness.AUDIO_ONLY, 3, {"check": "camera.presence", "reasons": ["camera.missing"], "figures": []}),
)
SEATS_IN_TROUBLE = (12, 3, 29, 41, 20)
SILENT_SEAT, CLOSED_SEATS = 33, (5, 47, 48)


def settle(site: Site) -> str:
    """Fill every seat; return the terminal whose lens is covered."""
    with site.database.reading() as session:
        seats = session.scalars(select(Seat.id).order_by(Seat.id)).all()
    terminals = [site.terminal(seat=seat) for seat in seats]
    with site.database.transaction() as session:
        session.add_all(_in_contact(terminal) for terminal in terminals)
    for terminal, (readiness, minutes, wrong) in zip(
        (terminals[place] for place in SEATS_IN_TROUBLE), TROUBLES, strict=True
    ):
        _trouble(site, terminal, readiness, minutes=minutes, wrong=wrong)
    _become(site, terminals[SILENT_SEAT], Readiness.UNREACHABLE, minutes=9)
    for place in CLOSED_SEATS:
        _become(site, terminals[place], Readiness.CLOSED, minutes=200)
    covered = terminals[SEATS_IN_TROUBLE[0]]
    _tell_its_story(site, covered)
    return covered


def _in_contact(terminal: str) -> Presence:
    now = now_ms()
    return Presence(terminal=terminal, state=PresenceState.ONLINE, since_ms=now, seen_ms=now, link_class="wired")


def _trouble(site: Site, terminal: str, readiness: Readiness, *, minutes: int, wrong: dict[str, Any]) -> None:
    _become(site, terminal, readiness, minutes=minutes, because=wrong["check"])
    answer = an_answer(terminal, since_ms=now_ms() - minutes * MINUTE_MS, **wrong)
    with site.database.transaction() as session:
        session.add_all([answer, a_flip(answer, received_ms=answer.since_ms)])


def _become(site: Site, terminal: str, readiness: Readiness, *, minutes: int, because: str = "") -> None:
    state = a_state(terminal, readiness, because)
    state.readiness_since_ms = now_ms() - minutes * MINUTE_MS
    with site.database.transaction() as session:
        session.merge(state)


def _tell_its_story(site: Site, terminal: str) -> None:
    now = now_ms()
    good = {"verdict": Verdict.OK, "reasons": []}
    with site.database.transaction() as session:
        session.add_all(_good_checks(terminal, good))
        session.add_all(_days(terminal, now))
        session.add_all(_report(terminal, number, now) for number in range(48))
        replace_layer(
            session,
            CENTRE,
            authority=site.authority,
            kind=LayerKind.FLEET,
            key="",
            document={
                "looks": {"quick_s": 60},
                "network": {"services": {"conference": {"host": "meet.example.kz", "port": 443}}},
            },
            reason="look more often",
            expected_revision=0,
            now=now - 40_000,
        )
        session.add_all(_orders(terminal, now))
    site.applies(terminal)


def _orders(terminal: str, now: int) -> list[Order | OrderStep]:
    asked = {"terminal": terminal, "author": "daulet", "sent_session": "", "deadline_ms": None}
    looked = Order(
        id="1",
        verb="snapshot",
        args={"question": "view"},
        reason="is anything before the lens?",
        state=OrderState.REFUSED,
        **_at(now - 20 * MINUTE_MS),
        **asked,
    )
    reset = Order(
        id="2",
        verb="check_now",
        args={"component": "camera"},
        reason="the branch has wiped the lens",
        state=OrderState.RUNNING,
        **_at(now - MINUTE_MS),
        **asked,
    )
    return [
        looked,
        reset,
        _step(looked, 1, OrderState.RUNNING, step="asking"),
        _step(looked, 2, OrderState.REFUSED, why="silence"),
        _step(reset, 1, OrderState.RUNNING, step="looking"),
    ]


def _at(at_ms: int) -> dict[str, int]:
    return {"created_ms": at_ms, "state_ms": at_ms, "wait_until_ms": at_ms + HOUR_MS}


def _step(order: Order, number: int, state: OrderState, **told: str) -> OrderStep:
    said = {"step": "", "why": ""} | told
    at_ms = order.created_ms + number * 30_000
    return OrderStep(order_id=order.id, run="", seq=number, state=state, detail="", progress=None, at_ms=at_ms, **said)


def _good_checks(terminal: str, good: dict[str, Any]) -> list[CheckState]:
    rate = {"name": "rate_fps", "value": 29.7, "unit": "fps", "op": "<", "limit": 21.0}
    speech = {"name": "speech_dbov", "value": -24.2, "unit": "dBov"}
    round_trip = {"name": "rtt_ms", "value": 84.0, "unit": "ms", "op": ">", "limit": 150.0}
    disk = {"name": "disk_free_percent", "value": 61.0, "unit": "%", "op": "<", "limit": 3.0}
    muted = {"name": "muted", "value": 1.0}
    return [
        an_answer(terminal, "camera.frames", figures=[rate], facts={"device": "Logitech BRIO"}, **good),
        an_answer(terminal, "microphone.level", figures=[speech], **good),
        an_answer(terminal, "microphone.mixer", verdict=Verdict.AT_REST, reasons=["microphone.muted"], figures=[muted]),
        an_answer(terminal, "network.centre", figures=[round_trip], **good),
        an_answer(
            terminal, "speaker.presence", verdict=Verdict.NO_EVIDENCE, reasons=["speaker.not_checked"], figures=[]
        ),
        an_answer(terminal, "system.disk", figures=[disk], **good),
        an_answer(terminal, "system.memory", figures=[], **good),
        an_answer(terminal, "system.power", verdict=Verdict.UNKNOWN, reasons=["system.not_reported"], figures=[]),
        an_answer(terminal, "display.connector", figures=[], facts={"connector": "HDMI-A-1"}, **good),
    ]


def _days(terminal: str, now: int) -> list[ReadinessFlip]:
    became = [
        (14.5, Readiness.READY),
        (12, Readiness.UNREACHABLE),
        (11.9, Readiness.READY),
        (9, Readiness.AT_RISK),
        (8.8, Readiness.READY),
        (6, Readiness.IN_CALL),
        (5.9, Readiness.READY),
        (3, Readiness.MAINTENANCE),
        (2.7, Readiness.READY),
        (134 / 1440, Readiness.NOT_READY),
    ]
    before = [Readiness.UNKNOWN, *(readiness for _, readiness in became)]
    return [
        ReadinessFlip(
            terminal=terminal,
            from_readiness=was,
            to_readiness=readiness,
            because=[],
            at_ms=int(now - days * DAY_MS),
        )
        for was, (days, readiness) in zip(before, became, strict=False)
    ]


def _report(terminal: str, number: int, now: int) -> Report:
    at_ms = now - (48 - number) * HOUR_MS // 2
    gone = 0.83 if number > 42 else 0.05 + (number * 7 % 5) / 100
    figures = {
        "camera.view": {"name": "edges_gone", "value": gone, "op": ">=", "limit": 0.55},
        "camera.frames": {"name": "rate_fps", "value": 29.5 + (number * 3 % 7) / 10, "op": "<", "limit": 21.0},
        "network.centre": {"name": "rtt_ms", "value": 80.0 + number * 11 % 23, "op": ">", "limit": 150.0},
    }
    return Report(
        terminal=terminal,
        run="0" * 16,
        seq=number + 1,
        lane="0",
        received_ms=at_ms,
        event_ms=at_ms,
        event_clock="boot",
        boot="boot",
        uptime_ms=number,
        document={"checks": [{"check": check, "figures": [figure]} for check, figure in figures.items()]},
    )
