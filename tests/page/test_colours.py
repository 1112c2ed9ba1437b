"""The page has the centre's colours, and its own pairs of them stand out: at least 4.5 : 1, in light and in dark."""

from importlib import resources

import pytest

from control_plane.web.render import STATIC
from tests.web.test_contrast import LEAST, TOKEN, luminance

OWN = {"ground"}
"""Its light ground is the sheet's, for the more contrast at two metres."""
WASHES = ("attention-wash", "sky-wash", "call-wash")
PAIRS = [
    *(("ink", wash) for wash in WASHES),
    *(("ink", ground) for ground in ("ground", "sheet")),
    *(("soft", ground) for ground in ("ground", "sheet")),
    *((state, f"{state}-wash") for state in ("attention", "call")),
    *((state, "ground") for state in ("good", "attention", "bad", "gone", "call", "works")),
    ("good", "sheet"),
    ("bad", "sheet"),
    ("on-sky", "sky"),
]


def own() -> dict[str, tuple[str, ...]]:
    text = resources.files("agent.page").joinpath("files/page.css").read_text()
    return {found[0]: found[1:] for found in TOKEN.findall(text)}


def test_the_colours_are_the_centres() -> None:
    centre = {found[0]: found[1:] for found in TOKEN.findall((STATIC / "css" / "tokens.css").read_text())}
    mine = own()
    assert {name: mine[name] for name in mine.keys() - OWN} == {name: centre[name] for name in mine.keys() - OWN}
    assert mine["ground"] == (centre["sheet"][0], centre["ground"][1])


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_and_shapes_stand_out(text: str, ground: str, theme: int) -> None:
    colours = own()
    high, low = sorted((luminance(colours[text][theme]), luminance(colours[ground][theme])), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= LEAST
