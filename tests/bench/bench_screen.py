"""How long a pulled plug takes from the knob to a real browser's screen, through everything in between."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, sync_playwright

from contract.advice.catalogue import advice
from contract.configuration.people import Language
from contract.verdicts import Reason
from tests.bench.figure import BenchFigure, figure_of
from tests.end_to_end.house import House
from tests.support.browser import FLAGS

NAME = "screen"
TURNS = 12
GOAL_MS = 2_000.0
CLEAR_GOAL_MS = 10_000.0
PATIENCE_MS = 30_000
METHOD = (
    f"the virtual camera's knob turned {TURNS} times; wall time to the words in the faulty list of an open Chromium, "
    "through agent, TLS, Mosquitto, ingest, SQLite, server-sent events; everything on one machine"
)


def measure() -> dict[str, BenchFigure]:
    shown: list[float] = []
    cleared: list[float] = []
    with tempfile.TemporaryDirectory(prefix="beket-bench-") as folder, House(Path(folder)) as house, a_page() as page:
        house.sign_in(page)
        page.goto(f"{house.url}/queue")
        row = page.locator(f"#row-{house.terminal}", has_text=advice(Reason.CAMERA_MISSING, Language.ENGLISH).title)
        for _ in range(TURNS):
            shown.append(_turn(house, row, fault="unplugged", state="visible"))
            cleared.append(_turn(house, row, fault="none", state="hidden"))
    return {
        f"{NAME}.fault": figure_of(shown, unit="ms", goal=GOAL_MS, higher_is_better=False, method=METHOD),
        f"{NAME}.clear": figure_of(cleared, unit="ms", goal=CLEAR_GOAL_MS, higher_is_better=False, method=METHOD),
    }


@contextmanager
def a_page() -> Iterator[Page]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser.new_page()
        browser.close()


def _turn(house: House, row: Locator, *, fault: str, state: str) -> float:
    time.sleep(1)  # the turn before is over, and no tick of anything is hit on purpose
    started = time.perf_counter()
    house.turn("camera", fault=fault)
    row.wait_for(state=state, timeout=PATIENCE_MS)  # type: ignore[arg-type] # visible or hidden
    return (time.perf_counter() - started) * 1000
