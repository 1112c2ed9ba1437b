"""A line that is bad in every way that the kernel can make it; what the centre says of it, then or afterwards."""

import pytest

from tests.guest.branch import Branch

pytestmark = [pytest.mark.alone, pytest.mark.soak, pytest.mark.timeout(2400)]

CARD = "$(ls /sys/class/net | grep -v lo)"


@pytest.mark.parametrize(
    ("fault", "check", "reason"),
    [
        ("netem loss 30%", "network.path", "network.high_loss"),
        ("netem delay 600ms", "network.path", "network.high_rtt"),
        ("netem delay 200ms 150ms", "network.path", "network.high_jitter"),
        ("tbf rate 24kbit burst 4kb latency 3s", "network.path", "network.high_rtt"),
    ],
    ids=["loss", "delay", "jitter", "rate"],
)
def test_a_line_that_spoils_a_call_is_told_as_that(branch: Branch, fault: str, check: str, reason: str) -> None:
    branch.machine.run(f"tc qdisc replace dev {CARD} root {fault}")
    branch.look_at("network")
    branch.wait_for_any(check, {reason})


def test_a_plug_that_was_out_is_told_afterwards_and_the_line_is_back_soon(branch: Branch) -> None:
    before = len(branch.flips())
    branch.machine.pull_line(out=True)
    branch.wait_for_presence("suspect", "offline")
    branch.machine.pull_line(out=False)
    branch.wait_for_presence("online")
    branch.wait_for_flip("network.link", "network.link_down", after=before)
    branch.wait_for("network.link")


def test_a_name_server_that_is_gone_is_told_apart_from_a_dead_line(branch: Branch) -> None:
    branch.machine.run("systemctl stop name-server")
    branch.look_at("network")
    branch.wait_for("network.dns", "network.no_dns")


def test_a_log_in_page_in_the_way_is_a_captive_portal(branch: Branch) -> None:
    branch.street.captive = True
    branch.look_at("network")
    branch.wait_for("network.portal", "network.captive_portal")


def test_a_service_that_does_not_answer_is_unreachable(branch: Branch) -> None:
    branch.machine.run(f"ip rule add dport {branch.street.port} prohibit")
    branch.look_at("network")
    branch.wait_for("network.service:conference", "network.service_unreachable")
