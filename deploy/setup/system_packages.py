"""The few system packages: which are missing, and how they come onto the machine."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass

from deploy.setup.child import run
from deploy.setup.refusal import SetupRefusedError

SYSTEM_PATH = "/usr/sbin:/sbin:/usr/local/sbin"

# Packages bring services up as they are installed; ours come up as children of Beket, on ports of their own.
INSTALL = """
set -e
if [ ! -e /usr/sbin/policy-rc.d ]; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\\nexit 101\\n' > /usr/sbin/policy-rc.d
    chmod 755 /usr/sbin/policy-rc.d
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update || true
apt-get install --yes --no-install-recommends -o Dpkg::Options::=--force-confold "$@"
"""


@dataclass(frozen=True)
class SystemPackage:
    """A Debian package and one file that proves that it is there."""

    name: str
    proof: str
    why: str

    def is_present(self) -> bool:
        if "/" in self.proof:
            return bool(glob.glob(self.proof))  # noqa: PTH207  the pattern starts at the root
        return shutil.which(self.proof, path=f"{os.environ.get('PATH', '')}:{SYSTEM_PATH}") is not None


DEMO = (
    SystemPackage("mosquitto", "mosquitto", "the broker"),
    SystemPackage("libportaudio2", "/usr/lib*/**/libportaudio.so.2", "sound for the checks"),
    SystemPackage("pipewire", "pipewire", "virtual microphone and speaker"),
    SystemPackage(
        "pipewire-alsa", "/usr/lib/*/alsa-lib/libasound_module_pcm_pipewire.so", "PortAudio's way to PipeWire"
    ),
    SystemPackage("pipewire-pulse", "pipewire-pulse", "control of the virtual sound devices"),
    SystemPackage("wireplumber", "wireplumber", "PipeWire's session manager"),
    SystemPackage("pulseaudio-utils", "pactl", "control of the virtual sound devices"),
    SystemPackage("dbus-daemon", "dbus-run-session", "PipeWire's session bus"),
    SystemPackage("alsa-utils", "amixer", "mixer states and a recorded voice"),
)
TEST = (
    *DEMO,
    SystemPackage("postgresql", "/usr/lib/postgresql/*/bin/initdb", "the production database"),
    SystemPackage("iproute2", "ip", "network namespaces for lines that lose packets"),
    SystemPackage("libatomic1", "/usr/lib/*/libatomic.so.1", "Playwright's driver"),
    SystemPackage("chromium", "chromium", "the browser that looks at the pages"),
    SystemPackage("qemu-system-x86", "qemu-system-x86_64", "a terminal with a real kernel"),
    SystemPackage("qemu-utils", "qemu-img", "the virtual terminal's disk"),
    SystemPackage("mmdebstrap", "mmdebstrap", "the virtual terminal's Debian"),
)
PACKAGES = {"demo": DEMO, "test": TEST}


def missing(packages: Iterable[SystemPackage]) -> list[SystemPackage]:
    return [package for package in packages if not package.is_present()]


def install(packages: Iterable[SystemPackage]) -> None:
    """Install by apt-get, as root or by a sudo that asks nothing; else say what to type."""
    wanted = missing(packages)
    if not wanted:
        return
    print("Missing system packages: " + ", ".join(f"{package.name} ({package.why})" for package in wanted), flush=True)
    install_by_name([package.name for package in wanted])
    left = missing(wanted)
    if left:
        raise SetupRefusedError(f"installed, but still not found: {', '.join(f'{p.name} ({p.proof})' for p in left)}.")


def install_by_name(names: list[str]) -> None:
    if not shutil.which("apt-get"):
        raise SetupRefusedError(
            f"these packages are needed, under Debian's names: {' '.join(names)}. Install them, then run make again."
        )
    prefix = root_prefix()
    if prefix is None:
        raise SetupRefusedError(
            f"installing them needs root. Type: sudo apt-get install {' '.join(names)}   and run make again."
        )
    print(f"Installing {' '.join(names)} …", flush=True)
    run("apt-get install", [*prefix, "sh", "-c", INSTALL, "sh", *names])


def root_prefix() -> list[str] | None:
    """Return what goes before a command to run it as root, None when there is no way without a password."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n"]
    return None
