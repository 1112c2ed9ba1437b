"""A signed configuration on a running agent: applied, proven, refused with every reason, or taken back."""

import json
import time
from datetime import UTC, datetime

import msgspec
import pytest

from agent.configuration.store import Store
from contract.configuration.document import document_hash
from contract.messages import ConfigOutcome, Presence, ProblemCode
from contract.topics import Down
from control_plane.authority.service import create_authority, load_authority, rotate_signing_key
from control_plane.timekeeping import DAY_MS
from tests.agent.centre import FakeCentre
from tests.agent.terminals import AgentProcess
from tests.support.centre_broker import CentreBroker
from tests.support.waiting import until


def started(terminal: AgentProcess, centre: FakeCentre) -> None:
    terminal.start()
    centre.wait_until_online()


def committed(terminal: AgentProcess) -> dict[str, object]:
    found: dict[str, object] = json.loads((terminal.folder / "configuration/committed.json").read_bytes())
    return found


def last_look_ms(terminal: AgentProcess) -> int:
    status = terminal.status
    return status.checks[0].looked_ms if status and status.checks else 0


def test_a_good_configuration_is_applied_and_reported_back(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    body = {"looks": {"quick_s": 7}}
    centre.configure(body, generation=2)
    outcome = centre.wait_for_outcome("proven", within_s=3)
    assert (outcome.offered_generation, outcome.generation) == (2, 2)
    assert outcome.offered_hash == outcome.config_hash == document_hash(msgspec.json.encode(body))
    assert committed(terminal)["generation"] == 2


def test_new_intervals_are_in_force_at_once(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    centre.configure({"looks": {"quick_s": 1}, "reporting": {"routine_s": 5}}, generation=2)
    proven = centre.wait_for_outcome("proven")
    looked_ms = last_look_ms(terminal)
    until(lambda: last_look_ms(terminal) > looked_ms, within_s=4)
    assert proven.problems == ()


def test_another_rule_of_judgement_is_followed_by_a_look_at_once(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    looked_ms = until(lambda: last_look_ms(terminal))
    centre.configure({"privacy": {"rest_allowed": False}}, generation=2)
    until(lambda: last_look_ms(terminal) > looked_ms)


def test_five_mistakes_are_refused_with_key_value_and_range(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    wrong = {
        "looks": {"quick_s": 0, "window": "five"},
        "camera": {"watch_s": 99},
        "network": {"services": {"portal": {"port": 443}}},
        "helpdesk": {"language": "fr"},
    }
    centre.configure(wrong, generation=2)
    outcome = centre.wait_for_outcome("rejected")
    told = {problem.path: problem for problem in outcome.problems}
    assert set(told) == {
        "looks.quick_s", "looks.window", "camera.watch_s", "network.services.portal.host", "helpdesk.language",
    }  # fmt: skip
    assert (told["camera.watch_s"].value, told["camera.watch_s"].allowed) == ("99", "1 to 20 s")
    assert Store(terminal.folder / "configuration").committed(0).hash == ""


def test_unknown_keys_are_left_out_and_named(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    centre.configure({"looks": {"quick_s": 9, "later_key": 1}, "later_section": {"x": 1}}, generation=2)
    outcome = centre.wait_for_outcome("proven")
    assert set(outcome.ignored) == {"looks.later_key", "later_section"}


def test_an_older_generation_is_refused_with_the_reason(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    centre.configure({"looks": {"quick_s": 9}}, generation=5)
    centre.wait_for_outcome("proven")
    centre.configure({"looks": {"quick_s": 8}}, generation=4)
    refused = centre.wait_for_outcome("rejected")
    assert [(p.path, p.code) for p in refused.problems] == [("generation", ProblemCode.REFUSED)]
    assert committed(terminal)["generation"] == 5


def test_the_same_generation_with_another_content_is_refused(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    centre.configure({"looks": {"quick_s": 9}}, generation=5)
    centre.wait_for_outcome("proven")
    centre.configure({"looks": {"quick_s": 8}}, generation=5)
    assert "another content" in centre.wait_for_outcome("rejected").problems[0].value


def test_an_unsigned_configuration_is_refused(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    centre.send(Down.CONFIG, b'{"looks":{"quick_s":9}}')
    refused = centre.wait_for_outcome("rejected")
    assert refused.problems[0].path == "signature"
    assert Store(terminal.folder / "configuration").committed(0).hash == ""


def test_a_configuration_of_a_foreign_root_is_refused(
    terminal: AgentProcess, centre: FakeCentre, centre_broker: CentreBroker
) -> None:
    started(terminal, centre)
    foreign = centre_broker.settings.data / "foreign"
    create_authority(foreign, datetime.now(UTC))
    centre.send(Down.CONFIG, centre.sign(Down.CONFIG, {}, generation=9, authority=load_authority(foreign)))
    assert "root" in centre.wait_for_outcome("rejected").problems[0].value


def test_another_terminals_configuration_is_refused(
    terminal: AgentProcess, centre: FakeCentre, centre_broker: CentreBroker
) -> None:
    started(terminal, centre)
    authority = load_authority(centre_broker.settings.authority)
    other = authority.sign_document(Down.CONFIG, "0" * 16, generation=9, body=b"{}")
    centre.send(Down.CONFIG, other)
    assert "another" in centre.wait_for_outcome("rejected").problems[0].value


def test_a_key_that_was_replaced_no_longer_speaks_for_the_centre(
    terminal: AgentProcess, centre: FakeCentre, centre_broker: CentreBroker
) -> None:
    started(terminal, centre)
    before = centre.sign(Down.CONFIG, {"looks": {"quick_s": 8}}, generation=3)
    rotate_signing_key(centre_broker.settings.authority)
    centre.configure({"looks": {"quick_s": 9}}, generation=2)
    centre.wait_for_outcome("proven")
    centre.send(Down.CONFIG, before)
    assert "already replaced" in centre.wait_for_outcome("rejected").problems[0].value


def test_a_refused_document_is_not_refused_again_after_a_restart(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    centre.configure({"looks": {"quick_s": 0}}, generation=2)
    centre.wait_for_outcome("rejected")
    terminal.kill()
    terminal.start()
    until(lambda: len({presence.run for presence in centre.all(Presence) if presence.online}) > 1, within_s=15)
    time.sleep(1)
    assert len({(told.run, told.seq) for told in centre.all(ConfigOutcome)}) == 1


def test_during_an_outage_a_new_line_is_inconclusive_and_tried_again(
    terminal: AgentProcess, centre: FakeCentre, centre_broker: CentreBroker
) -> None:
    started(terminal, centre)
    body = {"link": {"brokers": [{"host": "localhost", "port": centre_broker.settings.broker_port}], "prove_s": 5,
                     "backoff_cap_s": 1}}  # fmt: skip
    centre.acknowledges = False
    centre.configure(body, generation=2)
    run = centre.wait_for_outcome("inconclusive", within_s=30).run
    centre.acknowledges = True
    centre.acknowledge(run)
    centre.wait_for_outcome("proven", within_s=30)
    assert committed(terminal)["generation"] == 2


@pytest.mark.parametrize("moment_s", [0.0, 0.01, 0.03, 0.06, 0.1])
def test_a_kill_at_any_moment_leaves_a_good_configuration(
    terminal: AgentProcess, centre: FakeCentre, moment_s: float
) -> None:
    started(terminal, centre)
    centre.configure({"looks": {"quick_s": 9}}, generation=2)
    centre.wait_for_outcome("proven")
    centre.configure({"looks": {"quick_s": 8}}, generation=3)
    time.sleep(moment_s)
    terminal.kill()
    assert committed(terminal)["generation"] in {2, 3}
    terminal.start()
    until(lambda: committed(terminal)["generation"] == 3, within_s=15)


def test_a_signed_schedule_closes_the_branch(terminal: AgentProcess, centre: FakeCentre) -> None:
    started(terminal, centre)
    until(lambda: (s := terminal.status) and s.link.last_word_ms)
    now_ms = int(time.time() * 1000)
    tomorrow = [now_ms + DAY_MS, now_ms + 2 * DAY_MS]
    centre.send(Down.SCHEDULE, centre.sign(Down.SCHEDULE, {"utc_offset_min": 300, "open": [tomorrow]}, generation=1))
    until(lambda: (s := terminal.status) and s.readiness == "closed")
