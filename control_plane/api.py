"""REST under `/api/v1`, an application of its own with its own errors.

`python -m control_plane.api docs` writes `docs/openapi.json`; a test fails when it is stale.
"""

import sys
from pathlib import Path
from typing import Any

import msgspec
from fastapi import FastAPI

from control_plane import problems
from control_plane.configuration.routes import router as configuration
from control_plane.enrolment.routes import router as enrolment
from control_plane.fleet.routes import router as fleet
from control_plane.history.routes import router as history
from control_plane.observed.routes import router as observed
from control_plane.orders.routes import router as orders
from control_plane.people.routes import router as people
from control_plane.receptions.routes import router as receptions
from control_plane.throughput.routes import router as throughput
from control_plane.throughput.service import Gate

PREFIX = "/api/v1"
VERSION = "1"
FILE_NAME = "openapi.json"
ROUTERS = (fleet, history, observed, configuration, receptions, enrolment, orders, people, throughput)

_PROBLEM: dict[str, Any] = {"description": "a problem (RFC 9457), `application/problem+json`"}


def create_api() -> FastAPI:
    """The API; its `state` needs `database`, `settings` and `authority`."""
    # The usual pages of documentation load scripts from another host.
    api = FastAPI(title="Beket", version=VERSION, docs_url=None, redoc_url=None, responses={"default": _PROBLEM})
    api.state.gate = Gate()
    problems.install(api)
    for router in ROUTERS:
        api.include_router(router)
    return api


def openapi_document() -> bytes:
    """The description of the API as it is kept in docs/."""
    document = create_api().openapi()
    document["servers"] = [{"url": PREFIX}]
    return msgspec.json.format(msgspec.json.encode(document, order="sorted"), indent=2) + b"\n"


if __name__ == "__main__":
    (Path(sys.argv[1]) / FILE_NAME).write_bytes(openapi_document())
