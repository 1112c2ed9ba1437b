"""Templates to answers: a whole page, or for htmx the block of the same template that lives."""

from collections.abc import Mapping
from functools import cache
from hashlib import blake2s
from http import HTTPStatus
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from msgspec import Struct

from control_plane.web.chrome import Chrome
from control_plane.web.wording import OWN_NAMES, wording

HERE = Path(__file__).parent
STATIC = HERE / "static"
LIVE_BLOCK = "live"
# The address serves a whole page or a block of it: a cache must not mix them up, and Back must not show a stale one.
HEADERS = {"Cache-Control": "no-store", "Vary": "HX-Request, Cookie, Accept-Language"}


def render(
    request: Request,
    template: str,
    page: Struct | None = None,
    *,
    chrome: Chrome,
    status: int = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
) -> HTMLResponse:
    """The answer to a request for a page."""
    block = LIVE_BLOCK if "HX-Request" in request.headers else None
    return HTMLResponse(fill(template, page, chrome=chrome, block=block), status, {**HEADERS, **(headers or {})})


def fill(template: str, page: Struct | None, *, chrome: Chrome, block: str | None = None) -> str:
    """The text of a template, or of one block of it."""
    found = environment().get_template(template)
    words = wording(chrome.language)
    values = {"page": page, "chrome": chrome, "_": words.text, "is_block": block is not None}
    if block is None or block not in found.blocks:
        return found.render(values)
    return "".join(found.blocks[block](found.new_context(values)))


@cache
def environment() -> Environment:
    """Jinja's environment; everything that comes from outside is escaped."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shapes = made.get_template("shapes.html").module
    drawn = {name: getattr(shapes, name) for name in ("sprite", "shape", "state")}
    made.globals |= {"asset": asset, "own_names": OWN_NAMES, **drawn}
    return made


@cache
def asset(name: str) -> str:
    """The address of a file of ours; it changes with the content, so that browsers may keep it."""
    content = (STATIC / name).read_bytes()
    return f"/static/{name}?v={blake2s(content, digest_size=6).hexdigest()}"
