"""The page has the centre's colours, whose contrast `tests/web/test_contrast.py` holds."""

import re
from importlib import resources

from control_plane.web.render import STATIC

TOKEN = re.compile(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)")
OWN = {"ground"}
"""Its light ground is the sheet's, for the more contrast at two metres."""


def test_the_colours_are_the_centres() -> None:
    own = {
        found[0]: found[1:]
        for found in TOKEN.findall(resources.files("agent.page").joinpath("files/page.css").read_text())
    }
    centre = {found[0]: found[1:] for found in TOKEN.findall((STATIC / "css" / "tokens.css").read_text())}
    assert own
    assert {name: own[name] for name in own.keys() - OWN} == {name: centre[name] for name in own.keys() - OWN}
    assert own["ground"] == (centre["sheet"][0], centre["ground"][1])
