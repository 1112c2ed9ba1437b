"""Debian's Chromium, headless, driven by Playwright; a page that talks to another host fails its test."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.absence import exists

LOOPBACK_HOSTS = {"127.0.0.1", "localhost", ""}
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Run one Chromium for the session, with a home of its own."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    path = exists(Path(found) if found else None, what="Chromium", package="chromium")
    with sync_playwright() as playwright:
        variables: dict[str, str | float | bool] = {**os.environ, "HOME": str(tmp_path_factory.mktemp("chromium"))}
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS, env=variables)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open pages with cookies of their own: `open_page(locale="kk", viewport={…}, color_scheme="dark")`.

    The test fails when a page asked another host for anything, or a script of ours failed.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_one(**options: Any) -> Page:
        context = browser.new_context(**options)
        context.set_default_timeout(10_000)
        context.on("request", lambda request: complaints.extend(foreign(request.url)))
        context.on("weberror", lambda error: complaints.append(f"script error: {error.error}"))
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()
    assert not complaints, complaints


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Return one page of a fresh browser profile."""
    return open_page()


def foreign(url: str) -> list[str]:
    """Return a complaint when `url` leaves this machine."""
    parts = urlsplit(url)
    return [] if (parts.hostname or "") in LOOPBACK_HOSTS else [f"asked another host: {url}"]
