"""The employee's page in each state and language, light and dark, on the terminal's screens and a phone."""

import tempfile
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser

from agent.clock import Clock
from agent.questions import OpenQuestion, QuestionKind
from agent.status import SelfCheck, Status, Told, ToRate
from contract.verdicts import Component, Readiness, Reason, Verdict
from tests.page.branch import COVERED, MISSING, MORNING_MS, a_branch, a_status

LANGUAGES = ("kk", "ru", "en")
SIZES: dict[str, Any] = {
    "terminal": {"width": 1280, "height": 800},
    "large": {"width": 1920, "height": 1080},
    "phone": {"width": 390, "height": 844},
}
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAGES = ("problem", "closing", "ledger", "cables")


def states() -> dict[str, Status]:
    """Return what there is to be seen."""
    now_ms = Clock().uptime_ms()
    question = OpenQuestion(id="q", kind=QuestionKind.SNAPSHOT, ends_ms=now_ms + 30_000)
    tone = SelfCheck(component=Component.SPEAKER, lamp=False, since_ms=now_ms, sounds_ms=now_ms + 5_000)
    soon = (MORNING_MS + 600_000, MORNING_MS + 3_600_000)
    resting = (("camera.view", Verdict.AT_REST, Reason.CAMERA_COVERED),)
    return {
        "ready": a_status(),
        "covered": a_status(**COVERED),
        "missing": a_status(**MISSING),
        "question": a_status(readiness=Readiness.IN_CALL, questions=(question,)),
        "shutter": a_status(checks=resting, desk={"reception_centre_ms": soon}, self_checks=(tone,)),
        "rate": a_status(
            desk={"to_rate": ToRate(subject="c", ended_ms=0), "problems": (Told(kind="sound", at_ms=now_ms),)}
        ),
        "closed": a_status(readiness=Readiness.CLOSED, desk={"opens_centre_ms": MORNING_MS + 3_000_000}),
    }


def photograph(browser: Browser, folder: Path) -> None:
    """Put the pictures into the folder."""
    with tempfile.TemporaryDirectory() as state, a_branch(Path(state)) as branch:
        for theme in THEMES:
            for size, viewport in SIZES.items():
                context = browser.new_context(viewport=viewport, color_scheme=theme)
                page = context.new_page()
                for language in LANGUAGES:
                    for name in states():
                        branch.show(states()[name])
                        page.goto(f"{branch.address}/?language={language}")
                        page.evaluate("document.fonts.ready.then(() => true)")
                        path = folder / f"employee-{name}-{language}-{theme}-{size}.png"
                        page.screenshot(path=path, full_page=size == "phone")
                    for name in PAGES:
                        page.goto(f"{branch.address}/{name}")
                        page.screenshot(path=folder / f"employee-{name}-{language}-{theme}-{size}.png")
                context.close()
