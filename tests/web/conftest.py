import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from control_plane.authority.service import load_authority
from control_plane.database import Database
from tests.web.site import LOGIN, PASSWORD, Site, a_site, serving


@pytest.fixture(scope="session")
def made_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site with nothing but branches and one account, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("site")
    with a_site(f"sqlite:///{folder / 'beket.sqlite'}", folder):
        return folder


@pytest.fixture
def site(made_site: Path, tmp_path: Path) -> Iterator[Site]:
    folder = shutil.copytree(made_site, tmp_path / "site")
    database = Database(f"sqlite:///{folder / 'beket.sqlite'}")
    yield Site(database, load_authority(folder / "authority"), folder)
    database.dispose()


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
