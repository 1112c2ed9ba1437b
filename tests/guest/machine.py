"""One guest: started, told what to do, saved and restored in a blink, cut off like a village's power."""

import base64
import itertools
import json
import socket
import subprocess
import time
from pathlib import Path
from typing import Any, Self

from tests.guest.image import Image

BOOT_WITHIN_S = 600.0
MEMORY_MIB = 640
CPU = "max,-erms,-fsrm,-la57,-smap"
"""Without the byte-wise copy that emulation does a byte at a time, and page tables of a fifth level."""
APPEND = "console=ttyS0 panic=-1 quiet mitigations=off nokaslr audit=0"


class GuestError(Exception):
    """The guest did not do what it was told; the message has its words."""


class Machine:
    """A virtual terminal; `disks` are files that it sees as /dev/vdb, /dev/vdc, …, to read only."""

    def __init__(self, image: Image, folder: Path, *, disks: tuple[Path, ...] = ()) -> None:
        self.console = folder / "console.log"
        self._folder = folder
        self._image = image
        self._disks = disks
        self._numbers = itertools.count(1)
        self._heard = b""
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        overlay = self._folder / "disk.qcow2"
        subprocess.run(
            ["qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw", "-b", self._image.disk, overlay], check=True
        )
        with (self._folder / "qemu.log").open("wb") as log:
            self._process = subprocess.Popen(self._command(overlay), stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        try:
            self._port = _connect(self._folder / "port", within_s=10)
            self._monitor = _connect(self._folder / "monitor", within_s=10)
            self._answers = self._monitor.makefile("rb")
            self._answers.readline()
            self.monitor("qmp_capabilities")
            self._wait_for_boot()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def run(self, command: str, *, within_s: float = 60.0) -> str:
        """Return what a shell command in the guest says; raises GuestError when it fails or takes too long."""
        status, output = self._ask(command, within_s=within_s)
        if status:
            raise GuestError(f"{command!r} ended with {status}: {output.strip()[-2000:]}")
        return output

    def fetch(self, path: str) -> bytes:
        """Return the content of a file of a few MiB in the guest."""
        return base64.b64decode(self.run(f"base64 -w0 {path}"))

    def monitor(self, command: str, **arguments: Any) -> Any:
        """Tell QEMU something; return its answer."""
        self._monitor.sendall(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        while True:
            answer = json.loads(self._answers.readline())
            if "error" in answer:
                raise GuestError(f"{command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]

    def save(self, name: str) -> None:
        """Keep the whole machine, memory and disk, under a name."""
        self._hmp(f"savevm {name}")

    def restore(self, name: str) -> None:
        """Be again what was kept; the guest's clock is set to now."""
        self._hmp(f"loadvm {name}")
        self.run(f"date -s @{time.time():.0f}")

    def pull_line(self, *, out: bool) -> None:
        """Pull the network plug, or put it in again."""
        self.monitor("set_link", name="line", up=not out)

    def cut_power(self) -> None:
        """Reset the machine between two instructions, and wait until it is up again."""
        self.monitor("system_reset")
        self._wait_for_boot()

    def _hmp(self, line: str) -> None:
        said = self.monitor("human-monitor-command", **{"command-line": line})
        if said.strip():
            raise GuestError(f"{line}: {said.strip()}")

    def _wait_for_boot(self) -> None:
        # QEMU keeps what is said to the port until the guest opens it.
        try:
            self._ask("systemctl is-system-running --wait", within_s=BOOT_WITHIN_S)
        except TimeoutError:
            raise GuestError(f"not up; its console says: {self.console.read_text()[-2000:]}") from None

    def _ask(self, command: str, *, within_s: float) -> tuple[int, str]:
        number = next(self._numbers)
        asked = {"id": number, "command": command, "within_s": within_s}
        self._port.settimeout(within_s + 30)
        self._port.sendall(json.dumps(asked).encode() + b"\n")
        while (answer := json.loads(self._read_line()))["id"] != number:
            """An answer from before a restore."""
        return answer["status"], answer["output"]

    def _read_line(self) -> bytes:
        while b"\n" not in self._heard:
            more = self._port.recv(65536)
            if not more:
                raise GuestError("the guest has gone")
            self._heard += more
        line, _, self._heard = self._heard.partition(b"\n")
        return line

    def _command(self, overlay: Path) -> list[str]:
        disks = [overlay, *self._disks]
        formats = ["qcow2", *("raw" for _ in self._disks)]
        drives: list[str] = []
        for number, (disk, kind) in enumerate(zip(disks, formats, strict=True)):
            read_only = ",read-only=on" if kind == "raw" else ""
            drives += ["-drive", f"file={disk},format={kind},if=none,id=disk{number},cache=unsafe{read_only}"]
            drives += ["-device", f"virtio-blk-pci,drive=disk{number}"]
        return [
            *("qemu-system-x86_64", "-accel", "tcg,thread=multi,tb-size=256", "-machine", "q35"),
            *("-cpu", CPU, "-smp", "2", "-m", str(MEMORY_MIB), "-nodefaults", "-no-user-config", "-display", "none"),
            *("-serial", f"file:{self.console}", "-kernel", str(self._image.kernel)),
            *("-initrd", str(self._image.initramfs), "-append", APPEND),
            *drives,
            *("-netdev", "user,id=line", "-device", "virtio-net-pci,netdev=line,id=card"),
            *("-device", "virtio-rng-pci", "-device", "virtio-serial-pci"),
            *("-chardev", f"socket,id=port,path={self._folder}/port,server=on,wait=off"),
            *("-device", "virtserialport,chardev=port,name=beket"),
            *("-qmp", f"unix:{self._folder}/monitor,server=on,wait=off"),
        ]


def _connect(path: Path, *, within_s: float) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    deadline = time.monotonic() + within_s
    while True:
        try:
            line.connect(str(path))
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return line
