"""What V4L2 itself says of a camera and OpenCV does not: that somebody else is using it."""

import errno
import os
from pathlib import Path

from linuxpy.ioctl import ioctl
from linuxpy.video import raw


def is_busy(node: Path) -> bool:
    """Does the driver refuse the camera because another process streams from it?

    Setting the format that is set already changes nothing, and gets EBUSY while buffers are held (measured). It
    sees what a scan of `/proc` may not: a holder that belongs to another user. A node that is no V4L2 device, or
    is gone, is not busy: opening it will say what it is.
    """
    try:
        handle = os.open(node, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        return error.errno == errno.EBUSY
    try:
        form = raw.v4l2_format()
        form.type = raw.BufType.VIDEO_CAPTURE
        ioctl(handle, raw.IOC.G_FMT, form)  # type: ignore[no-untyped-call]
        ioctl(handle, raw.IOC.S_FMT, form)  # type: ignore[no-untyped-call]
    except OSError as error:
        return error.errno == errno.EBUSY
    finally:
        os.close(handle)
    return False
