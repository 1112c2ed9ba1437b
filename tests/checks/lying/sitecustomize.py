"""Read by the probe's interpreter alone: OpenCV, PortAudio and the kernel lie there as they were measured to lie.

`BEKET_LIE` names the lie. Only what a library says is replaced; reading, measuring and judging are the agent's own.
"""

import errno
import os
import sys
import threading
import time
from importlib import import_module
from types import SimpleNamespace
from typing import Any, Self

LIE = os.environ.get("BEKET_LIE", "")
NODE = "/dev/video0"


class LyingCapture:
    """OpenCV: a camera that is "open", whatever becomes of it."""

    def __init__(self, *_: object) -> None:
        self._began = time.monotonic()

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return LIE != "missing_and_busy_look_alike"

    def get(self, _property: int) -> float:
        return 640.0

    def set(self, _property: int, _value: float) -> bool:
        return True

    def read(self) -> tuple[bool, Any]:
        import numpy  # noqa: ICN001, PLC0415 - the child's own

        if LIE == "read_blocks":
            time.sleep(float(os.environ["OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT"]))
        if LIE == "unplugged_reads_are_false" and time.monotonic() - self._began < 0.8:
            time.sleep(0.03)
            return True, numpy.random.default_rng().integers(0, 255, (480, 640, 3), dtype=numpy.uint8)
        return False, None

    def release(self) -> None:
        pass


class LyingStream:
    """PortAudio: a stream that opens, and then does not do what it says."""

    active = True

    def __init__(self, *, callback: Any, **_: object) -> None:
        if LIE == "busy_is_unavailable":
            raise import_module("sounddevice").PortAudioError("Error opening InputStream: Device unavailable", -9985)
        self._callback = callback

    def __enter__(self) -> Self:
        threading.Thread(target=self._call_back, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def _call_back(self) -> None:
        import numpy  # noqa: ICN001, PLC0415 - as above

        garbage = numpy.random.default_rng(1).integers(-32768, 32767, (4800, 1), dtype=numpy.int16)
        clock = SimpleNamespace(inputBufferAdcTime=0.0, currentTime=0.0)
        for _ in range(5 if LIE == "callback_just_stops" else 1000):
            self._callback(garbage, len(garbage), clock, SimpleNamespace(input_overflow=False))


def _refuse_the_format(_handle: int, request: object, *_: object) -> None:
    from linuxpy.video import raw  # noqa: PLC0415 - the child's own

    if request == raw.IOC.S_FMT:
        raise OSError(errno.EBUSY, "Device or resource busy")


def _lie_about_cameras() -> None:
    import_module("cv2").VideoCapture = LyingCapture  # type: ignore[attr-defined] # that is the lie
    if LIE == "missing_and_busy_look_alike":
        import_module("linuxpy.ioctl").ioctl = _refuse_the_format  # type: ignore[attr-defined] # as above
        real_open = os.open
        os.open = lambda path, *more, **named: real_open(  # no node is here
            "/dev/null" if str(path) == NODE else path, *more, **named
        )


def _lie_about_sound() -> None:
    import_module("sounddevice").InputStream = LyingStream  # type: ignore[attr-defined] # as above


if LIE and any("agent.checks.probe" in word for word in sys.orig_argv):
    if LIE in {"callback_just_stops", "uninitialised_buffer", "busy_is_unavailable"}:
        _lie_about_sound()
    else:
        _lie_about_cameras()
