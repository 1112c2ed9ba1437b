"""`python -m deploy.deb [FOLDER]`: build the package for this machine's Debian and architecture into `dist/`."""

import sys
import tempfile
from pathlib import Path

from deploy.deb.package import pack
from deploy.deb.tree import lay_out
from deploy.setup.places import ROOT
from deploy.setup.refusal import SetupRefusedError


def main() -> int:
    """Build and name the file; 1 with a sentence when it cannot be built."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        try:
            lay_out(root)
            print(pack(root, target))
        except SetupRefusedError as refusal:
            print(f"make: {refusal}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
