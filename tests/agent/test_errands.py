"""What commands ask for, done by real child processes: pictures, logs, what a helper does or is not there for."""

import gzip
import queue
from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np
import pytest

from agent.checks.descriptor import Terminal
from agent.commands.deeds.logs import pack, without_secrets
from agent.commands.errand import Errand, Running, Told, Word
from agent.helper.protocol import HelperAnswer
from agent.ledger import Why, read_ledger
from contract.configuration.people import Privacy
from contract.configuration.schema import Configuration
from contract.judgement.circumstances import Circumstances
from contract.messages import CommandState, CommandWhy
from contract.orders import UPLOAD, Verb
from hardware.virtual.folder import turn
from tests.helper.pretended import a_pretended_helper
from tests.support.conference import is_held
from tests.support.devices import a_terminal, impatient, sounding, with_camera
from tests.support.receiving import TOKEN, receiving
from tests.support.waiting import until

CONFIGURATION = impatient(privacy=Privacy(snapshots=True, whole_pictures=True, rest_allowed=False))


def run(
    terminal: Terminal,
    verb: Verb,
    *,
    configuration: Configuration = CONFIGURATION,
    lines: tuple[str, ...] = (),
    **args: str,
) -> list[Word]:
    told: queue.Queue[Told] = queue.Queue()
    given = Circumstances(configuration=configuration)
    Running("c1", Errand(verb=verb, args=args, terminal=terminal, given=given, lines=lines), told.put)
    words = [told.get(timeout=60).word]
    while words[-1].state is CommandState.RUNNING:
        words.append(told.get(timeout=60).word)
    return words


def steps(words: list[Word]) -> list[str]:
    return [str(word.step or word.why or word.state) for word in words]


def test_a_picture_is_a_mosaic_in_which_no_face_is_told_and_the_ledger_says_that_it_left(tmp_path: Path) -> None:
    terminal = with_camera(tmp_path)
    with receiving() as received:
        words = run(terminal, Verb.SNAPSHOT, question="view", upload=received.address)
    assert steps(words) == ["taking", "sending", "done"]
    [(media_type, content)] = received.puts
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR)
    assert media_type == "image/png"
    assert picture is not None
    fields = picture[::20, ::20]
    assert fields.shape == (24, 32, 3)
    assert (picture == fields.repeat(20, axis=0).repeat(20, axis=1)).all()
    [use] = read_ledger(Path(terminal.state))
    assert (use.why, use.left) == (Why.SNAPSHOT, "32 × 24")


def test_a_whole_picture_stays_below_its_size(tmp_path: Path) -> None:
    with receiving() as received:
        run(with_camera(tmp_path), Verb.SNAPSHOT, question="picture", upload=received.address)
    [(media_type, content)] = received.puts
    assert media_type == "image/jpeg"
    assert 5_000 < len(content) <= 400 << 10


def test_no_picture_of_a_camera_that_is_not_there(tmp_path: Path) -> None:
    terminal = with_camera(tmp_path)
    turn(tmp_path / "devices", "camera", fault="unplugged")
    with receiving() as received:
        words = run(terminal, Verb.SNAPSHOT, question="view", upload=received.address)
    assert words[-1].why is CommandWhy.MISSING
    assert received.puts == []


def test_what_the_centre_does_not_take_has_failed_and_its_address_is_in_no_word(tmp_path: Path) -> None:
    with receiving(status=410) as received:
        words = run(a_terminal(tmp_path), Verb.COLLECT_LOGS, upload=received.address)
    assert words[-1].why is CommandWhy.NOT_TAKEN
    assert words[-1].detail.startswith("410")
    assert TOKEN not in msgspec.json.encode(words).decode()


def test_the_log_is_put_packed_and_without_any_secret(tmp_path: Path) -> None:
    terminal = a_terminal(tmp_path)
    lines = ("event=link.online broker=10.0.0.1", f"event=x address=https://c/up/{TOKEN}", "event=y password=hunter22")
    with receiving() as received:
        words = run(terminal, Verb.COLLECT_LOGS, lines=lines, upload=received.address)
    assert steps(words) == ["gathering", "sending", "done"]
    [(media_type, content)] = received.puts
    text = gzip.decompress(content).decode()
    assert media_type == "application/gzip"
    assert "event=link.online broker=10.0.0.1" in text
    assert TOKEN not in text
    assert "hunter22" not in text


@pytest.mark.parametrize(
    "planted",
    [
        "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEI{s}\n-----END EC PRIVATE KEY-----",
        "Authorization: Bearer {s}",
        "proxy=http://user:{s}@proxy:3128/",
        'wifi: {{"psk": "{s}"}}',
        "sim_pin={s}",
        "PUT /up/{s}aaaaaaaaaaaaaaaaaaaaaaaaaaaaa HTTP/1.1",
        "BEKET_PROXY_PASSWORD={s}",
    ],
)
def test_what_reads_like_a_secret_is_struck_out(planted: str) -> None:
    text = without_secrets("before " + planted.format(s="S3cr3tS3cr3t") + " after")
    assert "S3cr3t" not in text
    assert text.startswith("before ")


def test_a_line_of_the_key_itself_is_struck_out() -> None:
    assert "MIGHAgEAMBMGByqG" not in without_secrets("dump MIGHAgEAMBMGByqG", ["MIGHAgEAMBMGByqG"])


def test_of_too_long_a_log_the_newest_lines_are_kept() -> None:
    noise = np.random.default_rng(1).bytes(200_000).hex()
    packed = pack(noise + "\nthe last line", most_bytes=20_000)
    assert len(packed) <= 20_000
    assert gzip.decompress(packed).decode().endswith("the last line")


def test_without_a_helper_what_needs_one_has_failed(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("BEKET_HELPER", str(tmp_path / "nobody.sock"))
    words = run(a_terminal(tmp_path), Verb.UNMUTE, component="microphone")
    assert words[-1].why is CommandWhy.NO_HELPER


@pytest.mark.parametrize(
    ("verb", "args", "asked"),
    [
        (Verb.SET_VOLUME, {"component": "microphone", "percent": "80"}, "set_volume microphone:80"),
        (Verb.RESET_USB, {"component": "camera"}, "reset_usb camera"),
        (Verb.RESTART_AUDIO, {}, "restart_audio"),
    ],
)
def test_what_only_root_may_is_asked_of_the_helper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, verb: Verb, args: dict[str, str], asked: str
) -> None:
    with a_pretended_helper(tmp_path) as helper:
        monkeypatch.setenv("BEKET_HELPER", str(helper.path))
        words = run(a_terminal(tmp_path), verb, **args)  # type: ignore[arg-type]
    assert (steps(words), helper.asked) == (["working", "done"], [asked])


def test_what_the_helper_will_not_do_has_failed_in_its_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_pretended_helper(tmp_path) as helper:
        helper.answer = HelperAnswer(ok=False, detail="there is no such microphone")
        monkeypatch.setenv("BEKET_HELPER", str(helper.path))
        words = run(a_terminal(tmp_path), Verb.UNMUTE, component="microphone")
    assert (words[-1].why, words[-1].detail) == (CommandWhy.BROKEN, "there is no such microphone")


def test_the_helper_s_lines_are_the_log_where_it_has_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_pretended_helper(tmp_path) as helper, receiving() as received:
        helper.answer = HelperAnswer(ok=True, detail="event=unit.started\npassword=hunter22")
        monkeypatch.setenv("BEKET_HELPER", str(helper.path))
        run(a_terminal(tmp_path), Verb.COLLECT_LOGS, upload=received.address)
    text = gzip.decompress(received.puts[0][1]).decode()
    assert "event=unit.started" in text
    assert "hunter22" not in text


def test_a_reboot_is_not_told_to_be_done_by_who_asked_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_pretended_helper(tmp_path) as helper:
        monkeypatch.setenv("BEKET_HELPER", str(helper.path))
        told: queue.Queue[Told] = queue.Queue()
        errand = Errand(verb=Verb.REBOOT, args={}, terminal=a_terminal(tmp_path), given=Circumstances())
        Running("c1", errand, told.put)
        assert told.get(timeout=60).word.step == "restarting"
        until(lambda: helper.asked == ["reboot"], within_s=60)
        with pytest.raises(queue.Empty):
            told.get(timeout=1)


@pytest.mark.sound
def test_a_tone_is_heard_on_the_terminal_s_speaker(tmp_path: Path) -> None:
    with sounding(tmp_path) as terminal:
        told: queue.Queue[Told] = queue.Queue()
        errand = Errand(verb=Verb.IDENTIFY, args={"tone": "yes"}, terminal=terminal, given=Circumstances())
        Running("c1", errand, told.put)
        word = told.get(timeout=60).word
    assert (word.step, word.detail) == ("sounding", "")


def test_the_line_is_measured_only_where_there_is_something_to_measure_it_against(tmp_path: Path) -> None:
    words = run(a_terminal(tmp_path), Verb.THROUGHPUT_TEST)
    assert (words[-1].state, words[-1].why) == (CommandState.REFUSED, CommandWhy.NOT_ALLOWED)


def test_what_is_seen_now_becomes_the_usual(tmp_path: Path) -> None:
    words = run(with_camera(tmp_path), Verb.RELEARN, component="camera", confirmed="yes")
    assert (words[-1].state, words[-1].detail) == (CommandState.DONE, "kept")


def test_an_errand_that_is_ended_says_nothing_more_and_lets_the_device_go(tmp_path: Path) -> None:
    terminal = with_camera(tmp_path)
    turn(tmp_path / "devices", "camera", fault="hang")
    told: queue.Queue[Told] = queue.Queue()
    errand = Errand(
        verb=Verb.SNAPSHOT,
        args={"question": "view", UPLOAD: f"http://127.0.0.1:9/up/{TOKEN}"},
        terminal=terminal,
        given=Circumstances(configuration=CONFIGURATION),
    )
    running = Running("c1", errand, told.put)
    assert told.get(timeout=30).word.step == "taking"
    node = str((tmp_path / "devices" / "camera.json").resolve())
    until(lambda: is_held(node), within_s=30)
    running.end()
    until(lambda: not is_held(node), within_s=30)
    with pytest.raises(queue.Empty):
        told.get(timeout=1)
