"""A process with somebody's page open ends at once."""

import time
from contextlib import ExitStack

import httpx2

from tests.web.site import LOGIN, PASSWORD, Site, serving

AT_ONCE_S = 3.0


def test_an_open_stream_ends_when_the_process_is_told_to_stop(site: Site) -> None:
    with ExitStack() as stack:
        client = stack.enter_context(httpx2.Client())
        served = stack.enter_context(ExitStack())
        address = served.enter_context(serving(site))
        client.post(f"{address}/login", data={"login": LOGIN, "password": PASSWORD})
        stream = stack.enter_context(client.stream("GET", f"{address}/live"))
        assert stream.status_code == 200
        began = time.monotonic()
        served.close()
        assert time.monotonic() - began < AT_ONCE_S
        assert "retry: 1000" in stream.read().decode()
