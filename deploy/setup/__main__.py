"""`python3 -m deploy.setup demo|test`: the entry, written so that an old Python can still say what is wrong."""

import os
import shutil
import sys

OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11", "python3.14")


def main() -> int:
    """Go on under a Python that is new enough, or say that there is none."""
    if sys.version_info >= OLDEST:
        from deploy.setup.prepare import prepare  # noqa: PLC0415  an old Python cannot read it

        return prepare(sys.argv[1:])
    for name in NEWER:
        newer = shutil.which(name)
        if newer:
            os.execv(newer, [newer, "-m", "deploy.setup", *sys.argv[1:]])  # noqa: S606  no shell is wanted
    print(
        "make: Beket needs Python 3.11 or newer, this is {}.{}. Install one (Debian 12 and Ubuntu 24.04 have it), "
        "or name it: make PYTHON=/path/to/python3.11".format(*sys.version_info[:2]),
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
