from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.web.site import LOGIN, PASSWORD, Site, a_site, serving


@pytest.fixture
def site(sqlite_url: str, tmp_path: Path) -> Iterator[Site]:
    with a_site(sqlite_url, tmp_path) as made:
        yield made


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with serving(site) as url:
        yield url


@pytest.fixture
def reader(site: Site) -> Iterator[TestClient]:
    """Somebody who is signed in, without a browser."""
    with TestClient(site.app, base_url="http://127.0.0.1") as client:
        client.post("/login", data={"login": LOGIN, "password": PASSWORD})
        yield client
