"""A line of the log is one line, whatever is in it."""

import pytest

from agent import log


def test_no_value_begins_a_line_of_its_own(caplog: pytest.LogCaptureFixture) -> None:
    log.warning("link.away", why='evil\r\nevent=agent.started\x1b[2J "quoted"')
    assert caplog.messages == ["event=link.away why=\"evil  event=agent.started [2J 'quoted'\""]
