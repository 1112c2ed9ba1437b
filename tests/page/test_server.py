"""The page's server: who may read, who may ask, and what is never believed."""

import http.client
import queue
import re
import socket
import struct
from urllib.parse import urlencode, urlsplit

import pytest

from agent.door import Ask, Asked
from tests.page.branch import Branch

Answer = tuple[int, dict[str, str], str]


def get(branch: Branch, path: str, **headers: str) -> Answer:
    return request(branch, "GET", path, headers=headers)


def request(branch: Branch, method: str, path: str, *, body: str = "", headers: dict[str, str]) -> Answer:
    line = http.client.HTTPConnection(urlsplit(branch.address).netloc, timeout=10)
    line.request(method, path, body=body or None, headers={key.replace("_", "-"): headers[key] for key in headers})
    answer = line.getresponse()
    text = answer.read().decode(errors="replace")
    line.close()
    return answer.status, dict(answer.getheaders()), text


def token(branch: Branch) -> str:
    found = re.search(r'name="token" value="([^"]+)"', get(branch, "/")[2])
    assert found
    return found[1]


def ask(branch: Branch, *, headers: dict[str, str] | None = None, **form: str) -> Answer:
    return request(branch, "POST", "/ask", body=urlencode(form), headers=headers or {})


def nobody_knocked(branch: Branch) -> bool:
    try:
        branch.heard.get(timeout=0.3)
    except queue.Empty:
        return True
    return False


def test_a_form_of_ours_reaches_the_door(branch: Branch) -> None:
    status, headers, _ = ask(branch, token=token(branch), ask="problem", kind="sound")
    assert (status, headers["Location"]) == (303, "/?said=problem")
    assert branch.heard.get(timeout=5) == Asked(ask=Ask.PROBLEM, kind="sound")


@pytest.mark.parametrize("wrong", ["", "guessed", "жоқ"])
def test_a_form_without_our_token_reaches_nobody(branch: Branch, wrong: str) -> None:
    assert ask(branch, token=wrong, ask="check_again")[1]["Location"] == "/?said=refused"
    assert nobody_knocked(branch)


def test_a_form_that_says_to_be_endless_is_refused(branch: Branch) -> None:
    status, headers, _ = request(branch, "POST", "/ask", headers={"Content_Length": "9" * 5000})
    assert (status, headers["Location"]) == (303, "/?said=refused")


def test_a_form_that_another_site_sent_reaches_nobody(branch: Branch) -> None:
    crossed = {"Sec_Fetch_Site": "cross-site"}
    assert ask(branch, headers=crossed, token=token(branch), ask="check_again")[0] == 403
    assert nobody_knocked(branch)


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", ""])
def test_another_name_for_this_address_is_not_served(branch: Branch, host: str) -> None:
    assert get(branch, "/", Host=host)[0] == 421


def test_nothing_is_loaded_or_framed_from_elsewhere(branch: Branch) -> None:
    _, headers, text = get(branch, "/")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert not re.findall(r'(?:src|href)="(?!/)', text)


def test_what_did_not_change_is_not_sent_again(branch: Branch) -> None:
    mark = get(branch, "/", X_Part="main")[1]["ETag"]
    assert get(branch, "/", X_Part="main", If_None_Match=mark)[0] == 304


def test_the_language_is_her_choice_and_is_kept(branch: Branch) -> None:
    status, headers, _ = get(branch, "/?language=ru")
    assert (status, headers["Location"]) == (303, "/")
    assert '<html lang="kk">' in get(branch, "/")[2]
    assert '<html lang="ru">' in get(branch, "/", Cookie=headers["Set-Cookie"].partition(";")[0])[2]


@pytest.mark.parametrize("path", ["/nothing", "/../status.json", "/identity/key.pem", "/%2e%2e/status.json"])
def test_nothing_else_of_the_terminal_can_be_read(branch: Branch, path: str) -> None:
    assert get(branch, path)[0] == 404


def test_it_listens_on_loopback_only(branch: Branch) -> None:
    assert urlsplit(branch.address).hostname == "127.0.0.1"


def test_a_browser_that_leaves_in_the_middle_is_no_fault_in_the_log(
    branch: Branch, capfd: pytest.CaptureFixture[str]
) -> None:
    place = urlsplit(branch.address)
    with socket.create_connection((place.hostname, place.port or 0)) as line:
        line.sendall(b"GET / HT")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    assert get(branch, "/")[0] == 200
    assert "Traceback" not in capfd.readouterr().err
