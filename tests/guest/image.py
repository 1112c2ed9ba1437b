"""The guest's kernel, initramfs and disk: Debian from its packages, built once and kept by its recipe.

The kernel is Debian's own. Of its modules only those stay that the tests use; the initramfs is a static busybox that
loads what finds the disk, which saves half of an emulated boot.
"""

import gzip
import hashlib
import inspect
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.setup.places import CACHE

PACKAGES = (
    *("systemd", "systemd-sysv", "udev", "dbus", "kmod", "iproute2", "ca-certificates", "busybox-static"),
    *("python3", "python3-venv", "libportaudio2", "v4l-utils", "alsa-utils", "linux-image-amd64"),
)
EARLY = ("virtio_pci", "virtio_blk", "ext4", "crc32c_generic")
LATER = (
    *("virtio_net", "virtio_console", "virtio_rng", "vivid", "snd-aloop", "snd-usb-audio", "xhci-pci"),
    *("sch_netem", "sch_tbf", "sch_ingress", "ifb", "act_mirred", "cls_u32", "overlay"),
)
DISK_MIB = 1536
RUNNER = Path(__file__).with_name("runner.py")

NO_INITRAMFS = (
    'mkdir -p "$1/etc/initramfs-tools"; echo update_initramfs=no > "$1/etc/initramfs-tools/update-initramfs.conf"'
)
INIT = """#!/bin/busybox sh
/bin/busybox mount -t devtmpfs dev /dev
for module in $(/bin/busybox cat /modules); do /bin/busybox insmod "$module"; done
while [ ! -b /dev/vda ]; do /bin/busybox sleep 0.1; done
/bin/busybox mount -t ext4 -o rw,noatime /dev/vda /root
/bin/busybox mount --move /dev /root/dev
exec /bin/busybox switch_root /root /sbin/init
"""
RUNNER_UNIT = """[Unit]
Description=Takes the test's commands from the host
DefaultDependencies=no
After=systemd-udev-settle.service dev-virtio\\x2dports-beket.device
BindsTo=dev-virtio\\x2dports-beket.device

[Service]
ExecStart=/usr/bin/python3 -u /usr/local/lib/runner.py
OOMScoreAdjust=-1000

[Install]
WantedBy=dev-virtio\\x2dports-beket.device
"""
NETWORK = """[Match]
Name=e*

[Network]
DHCP=no
Address=10.0.2.15/24
Gateway=10.0.2.2
DNS=10.0.2.3
"""


@dataclass(frozen=True, kw_only=True)
class Image:
    """What QEMU boots."""

    kernel: Path
    initramfs: Path
    disk: Path


def build() -> Image:
    """Return the image, built if its recipe has changed; raises CalledProcessError with the tool's words."""
    folder = CACHE / "guest" / _recipe()
    image = Image(kernel=folder / "vmlinuz", initramfs=folder / "initramfs", disk=folder / "root.img")
    if not image.disk.exists():
        shutil.rmtree(folder.parent, ignore_errors=True)
        folder.mkdir(parents=True)
        _build(image, folder / "root")
    return image


def shelf(files: tuple[Path, ...], disk: Path) -> Path:
    """Put files on a disk of their own, which a guest can mount; return it."""
    folder = disk.with_suffix(".d")
    folder.mkdir()
    for file in files:
        shutil.copy(file, folder)
    size_mib = 16 + sum(file.stat().st_size for file in files) // 900_000
    _run("mke2fs", "-q", "-t", "ext4", "-O", "^has_journal", "-d", str(folder), str(disk), f"{size_mib}M")
    shutil.rmtree(folder)
    return disk


def _recipe() -> str:
    """Hash what decides the content: packages, modules, the runner and what is settled."""
    steps = [inspect.getsource(step) for step in (_build, _install_debian, _pack_initramfs, _prune, _settle)]
    texts = (NO_INITRAMFS, INIT, RUNNER_UNIT, NETWORK, RUNNER.read_text())
    decides = [PACKAGES, EARLY, LATER, DISK_MIB, *texts, *steps]
    return hashlib.sha256(repr(decides).encode()).hexdigest()[:16]


def _build(image: Image, root: Path) -> None:
    _install_debian(root)
    version = next((root / "lib/modules").iterdir()).name
    shutil.copy(root / f"boot/vmlinuz-{version}", image.kernel)
    _pack_initramfs(image.initramfs, root, version)
    _prune(root, version)
    _settle(root)
    unfinished = image.disk.with_suffix(".part")
    _run("truncate", "-s", f"{DISK_MIB}M", str(unfinished))
    _run("mke2fs", "-q", "-t", "ext4", "-d", str(root), str(unfinished))
    shutil.rmtree(root)
    unfinished.replace(image.disk)


def _install_debian(root: Path) -> None:
    release = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
    sources = [*Path("/etc/apt/sources.list.d").glob("debian.sources"), Path("/etc/apt/sources.list")]
    options = [f"--dpkgopt={option}" for option in ("force-unsafe-io", "force-confold", "force-confdef")]
    _run(
        *("mmdebstrap", "--quiet", "--variant=minbase", '--aptopt=Apt::Install-Recommends "0"', *options),
        f"--include={','.join(PACKAGES)}",
        f"--essential-hook={NO_INITRAMFS}",
        *(release["VERSION_CODENAME"].strip('"'), str(root), str(next(file for file in sources if file.exists()))),
    )


def _modules(root: Path, version: str, names: tuple[str, ...]) -> list[Path]:
    """Return the modules with all that they need, in the order in which they are loaded."""
    found: dict[Path, None] = {}
    for name in names:
        asked = ["modprobe", "-d", str(root), "-S", version, "--show-depends", name]
        for line in subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines():
            if line.startswith("insmod "):
                found[Path(line.split()[1])] = None
    return list(found)


def _pack_initramfs(file: Path, root: Path, version: str) -> None:
    folder = file.with_suffix(".d")
    for name in ("bin", "dev", "root"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    shutil.copy(root / "bin/busybox", folder / "bin/busybox")
    modules = _modules(root, version, EARLY)
    for module in modules:
        shutil.copy(module, folder)
    (folder / "modules").write_text("".join(f"/{module.name}\n" for module in modules))
    (folder / "init").write_text(INIT)
    (folder / "init").chmod(0o755)
    names = "\n".join(str(path.relative_to(folder)) for path in sorted(folder.rglob("*"))).encode()
    archive = [str(root / "bin/busybox"), "cpio", "-o", "-H", "newc"]
    packed = subprocess.run(archive, input=names, cwd=folder, capture_output=True, check=True)
    file.write_bytes(gzip.compress(packed.stdout, 1))
    shutil.rmtree(folder)


def _prune(root: Path, version: str) -> None:
    kept = set(_modules(root, version, EARLY + LATER))
    for module in (root / "lib/modules" / version).rglob("*.ko"):
        if module not in kept:
            module.unlink()
    _run("depmod", "-b", str(root), version)
    for name in ("boot", "usr/share/doc", "usr/share/locale", "usr/share/man", "var/cache/apt", "var/lib/apt/lists"):
        shutil.rmtree(root / name, ignore_errors=True)
    (root / "boot").mkdir()


def _settle(root: Path) -> None:
    """Give the guest its place on the network, and the runner that takes the host's commands."""
    (root / "usr/local/lib").mkdir(parents=True, exist_ok=True)
    shutil.copy(RUNNER, root / "usr/local/lib/runner.py")
    (root / "etc/systemd/system/runner.service").write_text(RUNNER_UNIT)
    (root / "etc/systemd/network").mkdir(parents=True, exist_ok=True)
    (root / "etc/systemd/network/10-guest.network").write_text(NETWORK)
    (root / "etc/hostname").write_text("terminal\n")
    (root / "etc/hosts").write_text("127.0.0.1 localhost terminal\n10.0.2.2 centre\n")
    (root / "etc/modules-load.d/guest.conf").write_text("vivid\nsnd-aloop\n")
    (root / "etc/modprobe.d/guest.conf").write_text(
        "options vivid n_devs=1 node_types=0x1 num_inputs=1 input_types=0\noptions snd-aloop pcm_substreams=1\n"
    )
    (root / "etc/machine-id").write_text("")
    units = ("runner.service", "systemd-networkd.service")
    _run("systemctl", f"--root={root}", "--quiet", "enable", *units)
    masked = ("systemd-networkd-wait-online.service", "apt-daily.timer", "apt-daily-upgrade.timer", "fstrim.timer")
    _run("systemctl", f"--root={root}", "--quiet", "mask", *masked)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, env={**os.environ, "LC_ALL": "C"}, stdin=subprocess.DEVNULL)
