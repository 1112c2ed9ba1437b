import contextlib
import socket
import time
from collections.abc import Iterator

import pytest

from hardware.network.connecting import Address, ResolveError, _taking_turns, connect, resolve
from tests.support.ports import free_port
from tests.support.services import LOOPBACK, listening


def at(port: int) -> Address:
    return Address(family=socket.AF_INET, host=LOOPBACK, port=port)


@contextlib.contextmanager
def silent() -> Iterator[int]:
    """Listen with a queue that is full: whoever else knocks is not answered."""
    with contextlib.ExitStack() as held:
        server = held.enter_context(socket.create_server((LOOPBACK, 0), backlog=0))
        for _ in range(3):
            knocking = held.enter_context(socket.socket())
            knocking.setblocking(False)
            knocking.connect_ex(server.getsockname())
        yield server.getsockname()[1]


def test_the_second_address_is_tried_when_the_first_refuses() -> None:
    with listening() as port, connect([at(free_port()), at(port)], timeout_s=5) as connection:
        assert connection.getpeername()[1] == port


def test_the_second_address_is_not_kept_waiting_by_a_silent_first() -> None:
    with silent() as first, listening() as port:
        began = time.monotonic()
        with connect([at(first), at(port)], timeout_s=20) as connection:
            assert connection.getpeername()[1] == port
    assert time.monotonic() - began < 10


def test_what_never_answers_is_given_up_in_time() -> None:
    with silent() as port, pytest.raises(TimeoutError):
        connect([at(port)], timeout_s=0.3)


def test_the_last_refusal_is_told_when_all_refuse() -> None:
    with pytest.raises(OSError, match="refused"):
        connect([at(free_port()), at(free_port())], timeout_s=5)


def test_a_name_that_nobody_knows_does_not_resolve() -> None:
    with pytest.raises(ResolveError):
        resolve("no-such-host.invalid", 443, timeout_s=5)


def test_the_families_of_a_name_take_turns() -> None:
    four, six = [at(port) for port in (1, 2, 3)], Address(family=socket.AF_INET6, host="::1", port=4)
    assert _taking_turns([*four, six]) == [four[0], six, four[1], four[2]]


def test_an_address_is_its_own_resolution() -> None:
    assert resolve(LOOPBACK, 443, timeout_s=5) == [at(443)]
