"""A chain of machines that only the kernel knows: network namespaces joined by cables of any packet size."""

import contextlib
import ctypes
import os
import subprocess
from collections.abc import Iterator

import pytest

from tests.support.absence import program

_CLONE_NEWNET = 0x40000000


@contextlib.contextmanager
def chain(*cables: tuple[int, int]) -> Iterator[list[str]]:
    """Join one machine more than there are cables; yield their names, the branch first.

    A cable has the packet size of its near and of its far end: what the far end cannot take is lost without a word.
    Machine `n` has 198.18.n.1 towards the next one, and 198.18.(n-1).2 towards the one before.
    """
    if os.geteuid() != 0:
        pytest.skip("network namespaces need root")
    names = [f"beket-{os.getpid()}-{number}" for number in range(len(cables) + 1)]
    with contextlib.ExitStack() as made:
        for name in names:
            try:
                change("netns", "add", name)
            except OSError as error:
                pytest.skip(f"no network namespaces here ({error})")
            made.callback(change, "netns", "del", name)
            change("-n", name, "link", "set", "lo", "up")
        for number, mtus in enumerate(cables):
            _lay_cable(names[number], names[number + 1], number=number, mtus=mtus)
        change("-n", names[0], "route", "add", "default", "via", "198.18.0.2")
        for number, name in enumerate(names):
            _show_ways(name, number=number, nets=len(cables))
        yield names


def _lay_cable(near: str, far: str, *, number: int, mtus: tuple[int, int]) -> None:
    change("-n", near, "link", "add", "next", "type", "veth", "peer", "name", "before", "netns", far)
    for name, end, mtu, host in ((near, "next", mtus[0], 1), (far, "before", mtus[1], 2)):
        # One segment a packet: the kernel hands over a bundle of TCP's whole, however small the cable.
        change("-n", name, "link", "set", end, "mtu", str(mtu), "gso_max_segs", "1", "up")
        change("-n", name, "address", "add", f"198.18.{number}.{host}/24", "dev", end)


def _show_ways(name: str, *, number: int, nets: int) -> None:
    """Tell a machine the way to each net that is not its own, and let it carry what is for others."""
    for net in range(nets):
        if net not in {number - 1, number}:
            towards = f"198.18.{number}.2" if net > number else f"198.18.{number - 1}.1"
            change("-n", name, "route", "add", f"198.18.{net}.0/24", "via", towards)
    change("netns", "exec", name, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward")


def change(*words: str) -> None:
    """Run `ip`; `-n NAME` goes before what it changes on one machine."""
    tool = program("ip", package="iproute2")
    done = subprocess.run([tool, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(f"ip {' '.join(words)}: {done.stderr.strip()}")


@contextlib.contextmanager
def inside(name: str) -> Iterator[None]:
    """Be on that machine: sockets that are opened and processes that are started here are its."""
    library = ctypes.CDLL(None, use_errno=True)

    def enter(handle: int) -> None:
        if library.setns(handle, _CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), f"setns {name}")

    home = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    there = os.open(f"/run/netns/{name}", os.O_RDONLY)
    try:
        enter(there)
        yield
    finally:
        enter(home)
        os.close(there)
        os.close(home)
