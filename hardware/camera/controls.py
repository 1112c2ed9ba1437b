"""What a camera says of its own exposure, by V4L2 controls: where it stands, and whether it can go further.

A value is believed only as far as the driver vouches for it. While the exposure is automatic many cameras keep
showing the last value that was set by hand; only one that is marked volatile is the sensor's own of this moment. So
"at its limit" needs one control at its end, and "not at its limit" needs all of them live and short of it.
"""

import os
from collections.abc import Callable
from pathlib import Path

from linuxpy.ioctl import ioctl
from linuxpy.video import raw
from msgspec import Struct

_AUTOMATIC = {raw.ExposureAutoType.AUTO, raw.ExposureAutoType.APERTURE_PRIORITY}
_POWER_LINE = {0: "off", 1: "50 Hz", 2: "60 Hz", 3: "auto"}
_EXPOSURE_UNIT_MS = 0.1


class Control(Struct, frozen=True, kw_only=True):
    """One control as it stands."""

    value: int
    minimum: int = 0
    maximum: int = 0
    live: bool = False
    """The driver reads it from the device each time."""

    @property
    def share(self) -> float | None:
        """Where it stands in its range, 0 to 1."""
        reach = self.maximum - self.minimum
        return (self.value - self.minimum) / reach if reach > 0 else None

    @property
    def is_at_its_end(self) -> bool:
        """Can it not go further?"""
        return self.maximum > self.minimum and self.value >= self.maximum


class Controls(Struct, frozen=True, kw_only=True):
    """What is known of exposure, gain and mains; None and "" where the camera does not say."""

    auto_exposure: bool | None = None
    exposure_ms: float | None = None
    gain: float | None = None
    """Where it stands in its range, 0 to 1."""
    at_limit: bool | None = None
    """Can the camera make the picture no brighter?"""
    power_line: str = ""

    @property
    def reported(self) -> bool:
        """Does the camera say anything of its exposure?"""
        return self.at_limit is not None or self.exposure_ms is not None or self.gain is not None


def read_controls(node: Path) -> Controls:
    """Return what the camera at `node` says; nothing for a node that is no V4L2 device. It may be in use."""
    try:
        handle = os.open(node, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return Controls()
    try:
        return controls_of(lambda number: _ask(handle, number))
    finally:
        os.close(handle)


def controls_of(ask: Callable[[int], Control | None]) -> Controls:
    """Return what the controls say; `ask` answers None for one that the camera has not."""
    mode = ask(raw.ControlID.EXPOSURE_AUTO)
    exposure, gain = ask(raw.ControlID.EXPOSURE_ABSOLUTE), ask(raw.ControlID.GAIN)
    mains = ask(raw.ControlID.POWER_LINE_FREQUENCY)
    automatic = None if mode is None else mode.value in _AUTOMATIC
    told = exposure is not None and (automatic is False or exposure.live)
    return Controls(
        auto_exposure=automatic,
        exposure_ms=exposure.value * _EXPOSURE_UNIT_MS if exposure is not None and told else None,
        gain=gain.share if gain else None,
        at_limit=_is_at_limit([each for each in (exposure, gain) if each is not None], automatic=automatic),
        power_line=_POWER_LINE.get(mains.value, "") if mains else "",
    )


def _is_at_limit(known: list[Control], *, automatic: bool | None) -> bool | None:
    if any(each.is_at_its_end for each in known):
        return True
    return False if known and automatic and all(each.live for each in known) else None


def _ask(handle: int, number: int) -> Control | None:
    query, control = raw.v4l2_queryctrl(), raw.v4l2_control()
    query.id = control.id = number
    try:
        ioctl(handle, raw.IOC.QUERYCTRL, query)  # type: ignore[no-untyped-call]
        if query.flags & raw.ControlFlag.DISABLED:
            return None
        ioctl(handle, raw.IOC.G_CTRL, control)  # type: ignore[no-untyped-call]
    except OSError:
        return None
    return Control(
        value=control.value,
        minimum=query.minimum,
        maximum=query.maximum,
        live=bool(query.flags & raw.ControlFlag.VOLATILE),
    )
