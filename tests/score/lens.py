"""What may lie on a lens or before it: a hand, a sticker, a shutter, a cloth, grease, and a lens out of focus.

Something on the lens is far out of focus: it has no edges of its own, and light leaks in at its rim.
"""

import cv2
import numpy as np

from tests.score.scene import VIEW, Light
from tests.score.shot import Paint

SKIN = (0.16, 0.26, 0.52)
PAPER = (0.62, 0.68, 0.70)
YELLOW_NOTE = (0.18, 0.62, 0.72)
BLUE_TAPE = (0.42, 0.16, 0.06)
WHITE_SHUTTER = (0.5, 0.5, 0.5)
GREY_SHUTTER = (0.05, 0.05, 0.05)
RED_SHUTTER = (0.04, 0.04, 0.3)
GREEN_CLOTH = (0.12, 0.3, 0.1)
GREY_CLOTH = (0.2, 0.2, 0.22)


def covered_by(
    colour: tuple[float, float, float], *, share: float = 1.0, opacity: float = 1.0, weave: float = 0.0, seed: int = 0
) -> Paint:
    """Lay something over `share` of the width; what shines through is out of focus, `weave` is the cloth's texture."""
    chance = np.random.default_rng(seed)
    mask = _mask(share)
    surface = np.asarray(_shaded(colour, chance) * (1 + _threads(weave, chance)), dtype=np.float32)

    def paint(light: Light, _time_s: float) -> Light:
        through = cv2.GaussianBlur(light, (0, 0), 14)
        thing = (
            np.float32(opacity) * surface * np.float32(0.6 + 2 * float(light.mean()))
            + np.float32(1 - opacity) * through
        )
        return np.asarray(mask * thing + (1 - mask) * light, dtype=np.float32)

    return paint


def hand(*, share: float = 1.0, seed: int = 0, shadow: float = 1.0) -> Paint:
    """Press a hand on the lens: skin, bright where light leaks between the fingers."""
    chance = np.random.default_rng(seed)
    down, across = np.mgrid[0 : VIEW[1], 0 : VIEW[0]].astype(np.float32)
    middle = chance.uniform(0.35, 0.65, size=2)
    distance = np.hypot(down / VIEW[1] - middle[0], across / VIEW[0] - middle[1])
    leak = np.clip((distance - chance.uniform(0.3, 0.5)) / 0.35, 0, 1).astype(np.float32)[..., np.newaxis] ** 2
    skin = np.array(SKIN, dtype=np.float32) * np.float32(shadow) * (0.15 + 0.85 * leak)
    mask = _mask(share)

    def paint(light: Light, time_s: float) -> Light:
        tremble = np.float32(1 + 0.05 * np.sin(2 * np.pi * 1.3 * time_s))
        glow = np.float32(0.5 + float(light.mean()))
        return np.asarray(mask * skin * tremble * glow + (1 - mask) * light, dtype=np.float32)

    return paint


def defocused(radius_px: float) -> Paint:
    """Put the lens out of focus: each point becomes a disc, as geometric optics has it."""
    side = 2 * int(np.ceil(radius_px)) + 1
    big = 8 * side
    down, across = np.mgrid[0:big, 0:big] - (big - 1) / 2
    disc = (np.hypot(down, across) <= radius_px * 8).astype(np.float32)
    kernel = cv2.resize(disc, (side, side), interpolation=cv2.INTER_AREA)
    kernel /= kernel.sum()
    return lambda light, _time_s: np.asarray(cv2.filter2D(light, -1, kernel, borderType=cv2.BORDER_REFLECT_101))


def greasy(strength: float) -> Paint:
    """Smear the lens: a share of the light is scattered near its way and far from it."""

    def paint(light: Light, _time_s: float) -> Light:
        near, far = cv2.GaussianBlur(light, (0, 0), 5), cv2.GaussianBlur(light, (0, 0), 40)
        kept = np.float32(1 - strength)
        return np.asarray(kept * light + np.float32(strength) * (0.7 * near + 0.3 * far), dtype=np.float32)

    return paint


def _mask(share: float) -> Light:
    """Return 1 where the lens is covered; the rim is as soft as a thing on a lens is."""
    across = np.linspace(0, 1, VIEW[0], dtype=np.float32)
    edge = np.clip((share - across) / 0.08 + 0.5, 0, 1) if share < 1 else np.ones_like(across)
    return np.asarray(np.broadcast_to(edge[np.newaxis, :, np.newaxis], (VIEW[1], VIEW[0], 1)), dtype=np.float32)


def _shaded(colour: tuple[float, float, float], chance: np.random.Generator) -> Light:
    """Return the colour under uneven light."""
    coarse = chance.uniform(0.6, 1.0, size=(3, 4)).astype(np.float32)
    shade = cv2.resize(coarse, VIEW, interpolation=cv2.INTER_CUBIC)[..., np.newaxis]
    return np.asarray(shade * np.array(colour, dtype=np.float32), dtype=np.float32)


def _threads(weave: float, chance: np.random.Generator) -> Light:
    down, across = np.mgrid[0 : VIEW[1], 0 : VIEW[0]].astype(np.float32)
    pitch = chance.uniform(5, 9)
    pattern = np.sin(2 * np.pi * across / pitch) + np.sin(2 * np.pi * down / pitch)
    return np.asarray(weave * pattern[..., np.newaxis] / 2, dtype=np.float32)
