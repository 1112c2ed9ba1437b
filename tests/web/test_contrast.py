"""Text stands out from what it stands on: at least 4.5 : 1 (WCAG 2.2, 1.4.3), in light and in dark."""

import re

import pytest

from control_plane.web.render import STATIC

LEAST = 4.5
TOKEN = re.compile(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)")
STATES = ("good", "attention", "bad", "gone", "call", "works")
PAIRS = [
    *(("ink", ground) for ground in ("ground", "sheet", "sky-wash")),
    *(("soft", ground) for ground in ("ground", "sheet", "sky-wash")),
    ("faint", "sheet"),
    ("faint", "ground"),
    ("sky", "sheet"),
    ("sky", "ground"),
    ("on-sky", "sky"),
    *((state, f"{state}-wash") for state in STATES),
    *((state, ground) for state in STATES for ground in ("ground", "sheet")),
]


def tokens(theme: int) -> dict[str, str]:
    text = (STATIC / "css" / "tokens.css").read_text()
    return {found[0]: found[1 + theme] for found in TOKEN.findall(text)}


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_is_readable_on_its_ground(text: str, ground: str, theme: int) -> None:
    colours = tokens(theme)
    high, low = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
    assert (high + 0.05) / (low + 0.05) >= LEAST
