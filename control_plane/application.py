"""The web process's application: pages, API and health over one database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from control_plane import health, problems
from control_plane.api import PREFIX, create_api
from control_plane.authority.service import load_authority
from control_plane.body_limit import BodyLimit
from control_plane.database import Database
from control_plane.orders import receiving, uploads
from control_plane.settings import Settings
from control_plane.web.app import add_pages

ONE_MORE = 1
"""Of an upload the route itself says that it is too large, and takes its token away."""


def create_application(settings: Settings) -> FastAPI:
    """The application for a data folder that holds an authority and a database with all tables."""
    app = FastAPI(title="Beket", docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan)
    api = create_api()
    database, authority = Database(settings.database), load_authority(settings.authority)
    for part in (app, api):
        part.state.settings, part.state.database, part.state.authority = settings, database, authority
    app.add_middleware(BodyLimit, larger={f"{uploads.PREFIX}/": uploads.LARGEST_OF_ALL + ONE_MORE})
    problems.install(app)
    app.include_router(health.router)
    app.include_router(receiving.router)
    app.mount(PREFIX, api)
    add_pages(app)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    app.state.database.dispose()
