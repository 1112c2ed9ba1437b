"""The pages over a real database, without a browser: who may see and do what."""

import re

import pytest
from fastapi.testclient import TestClient

from contract.verdicts import Readiness
from control_plane.configuration.models import Desired, Layer
from control_plane.configuration.states import LayerKind
from control_plane.errors import NotFoundError
from control_plane.people.states import Role, ScopeKind
from control_plane.web.visitor import own_path
from tests.web.site import PASSWORD, Site, an_answer

FIVE_MISTAKES = {
    "looks.quick_s": "0",
    "camera.dark_luma": "300",
    "microphone.enabled": "maybe",
    "network.services": "meet",
    "helpdesk.language": "de",
}


def csrf_of(client: TestClient) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', client.get("/queue").text)
    assert found
    return found[1]


def test_a_stranger_is_sent_to_the_login_and_back_afterwards(site: Site) -> None:
    stranger = TestClient(site.app, base_url="http://127.0.0.1")
    answer = stranger.get("/queue?region=190000000", follow_redirects=False)
    assert answer.headers["location"] == "/login?next=%2Fqueue%3Fregion%3D190000000"
    signed = stranger.post(
        "/login",
        data={"login": "aigerim", "password": PASSWORD, "next": "/queue?region=190000000"},
        follow_redirects=False,
    )
    assert signed.headers["location"] == "/queue?region=190000000"


def test_a_wrong_password_is_refused_without_saying_which_part_was_wrong(site: Site) -> None:
    stranger = TestClient(site.app, base_url="http://127.0.0.1", headers={"accept-language": "en"})
    known = stranger.post("/login", data={"login": "aigerim", "password": "wrong"})
    unknown = stranger.post("/login", data={"login": "nobody", "password": "wrong"})
    assert known.status_code == unknown.status_code == 401
    assert "The login or the password is wrong." in known.text
    assert "The login or the password is wrong." in unknown.text


def test_a_form_of_another_site_is_refused(site: Site) -> None:
    stranger = TestClient(site.app, base_url="http://127.0.0.1", headers={"origin": "https://elsewhere.example"})
    assert stranger.post("/login", data={"login": "aigerim", "password": PASSWORD}).status_code == 403


def test_a_form_without_the_session_s_own_token_is_refused(reader: TestClient) -> None:
    assert reader.post("/logout", data={"csrf": "guessed"}).status_code == 403
    assert reader.get("/queue").status_code == 200


@pytest.mark.parametrize("path", ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "x"])
def test_the_login_leads_nowhere_but_to_our_own_pages(path: str) -> None:
    assert own_path(path) == "/queue"


def test_nobody_sees_a_terminal_beyond_their_scope(site: Site) -> None:
    near, far = site.terminal(seat="071100-1"), site.terminal(seat="021100-1")
    site.account("daulet", role=Role.HELPDESK, scope_kind=ScopeKind.REGION, scope_key="100000000")
    client = TestClient(site.app, base_url="http://127.0.0.1")
    client.post("/login", data={"login": "daulet", "password": PASSWORD})
    assert client.get(f"/terminals/{near}").status_code == 200
    assert client.get(f"/terminals/{far}").status_code == 404
    assert far not in client.get("/queue").text
    with pytest.raises(NotFoundError):  # the whole centre's application makes an answer of it
        client.get(f"/live?terminal={far}")


def test_whoever_may_not_configure_sees_no_way_to_and_is_refused(site: Site) -> None:
    terminal = site.terminal()
    site.account("daulet", role=Role.HELPDESK)
    client = TestClient(site.app, base_url="http://127.0.0.1")
    client.post("/login", data={"login": "daulet", "password": PASSWORD})
    assert f"/terminals/{terminal}/settings" not in client.get(f"/terminals/{terminal}").text
    form = {"csrf": csrf_of(client), "if_match": "0", "reason": "so", "looks.quick_s": "60"}
    assert client.post(f"/terminals/{terminal}/settings", data=form).status_code == 403


def test_five_mistakes_are_refused_naming_each_key_value_and_range(site: Site, reader: TestClient) -> None:
    terminal = site.terminal()
    form = {"csrf": csrf_of(reader), "if_match": "0", "reason": "a try", **FIVE_MISTAKES}
    answer = reader.post(f"/terminals/{terminal}/settings", data=form)
    assert answer.status_code == 422
    for key, value in FIVE_MISTAKES.items():
        told = re.search(rf"<code>{re.escape(key)}</code>([^<]*)<", answer.text)
        assert told, key
        assert value in told[1]
    assert "целое число от 1 до 3\xa0600 с" in answer.text
    assert 'value="a try"' in answer.text
    with site.database.reading() as session:
        assert session.get(Layer, (LayerKind.SEAT, "071100-1")) is None


def test_settings_changed_by_somebody_else_meanwhile_are_not_overwritten(site: Site, reader: TestClient) -> None:
    form = {"csrf": csrf_of(reader), "if_match": "0", "reason": "first", "looks.quick_s": "60"}
    assert reader.post("/settings", data=form, follow_redirects=False).status_code == 303
    late = reader.post("/settings", data=form | {"looks.quick_s": "30", "reason": "second"})
    assert late.status_code == 412
    assert 'value="30"' in late.text
    seen = re.search(r'name="if_match" value="(-?\d+)"', late.text)
    assert seen
    again = form | {"if_match": seen[1], "looks.quick_s": "30", "reason": "second"}
    assert reader.post("/settings", data=again).status_code == 412
    with site.database.reading() as session:
        assert session.get_one(Layer, (LayerKind.FLEET, "")).document == {"looks": {"quick_s": 60}}


def test_a_field_left_empty_again_follows_the_level_above(site: Site, reader: TestClient) -> None:
    terminal = site.terminal()
    form = {"csrf": csrf_of(reader), "if_match": "0", "reason": "closer", "looks.quick_s": "60", "looks.full_s": ""}
    reader.post(f"/terminals/{terminal}/settings", data=form)
    page = reader.get(f"/terminals/{terminal}/settings").text
    found = re.search(r'name="if_match" value="(\d+)"', page)
    assert found
    reader.post(f"/terminals/{terminal}/settings", data=form | {"if_match": found[1], "looks.quick_s": ""})
    with site.database.reading() as session:
        assert session.get_one(Desired, terminal).document == {}


def test_the_text_of_a_layer_is_refused_with_the_place_of_its_mistake(reader: TestClient) -> None:
    form = {"csrf": csrf_of(reader), "if_match": "0", "reason": "x", "as": "text", "document": '{"looks": {'}
    answer = reader.post("/settings", data=form)
    assert answer.status_code == 422
    assert "truncated" in answer.text
    assert "{&#34;looks&#34;: {" in answer.text


def test_htmx_is_given_the_living_block_alone(site: Site, reader: TestClient) -> None:
    site.terminal(Readiness.AUDIO_ONLY, because="camera.view")
    block = reader.get("/queue", headers={"HX-Request": "true"}).text
    assert block.lstrip().startswith('<div id="queue"')
    assert "<html" not in block


def test_what_a_terminal_says_is_shown_as_text_and_never_as_markup(site: Site, reader: TestClient) -> None:
    terminal = site.terminal(Readiness.AUDIO_ONLY, because="camera.view")
    with site.database.transaction() as session:
        session.add(an_answer(terminal, facts={"device": "<script>alert(1)</script>"}))
    page = reader.get(f"/terminals/{terminal}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_every_answer_forbids_other_hosts_and_inline_code(reader: TestClient) -> None:
    for path in ("/login", "/queue", "/static/css/base.css", "/nowhere"):
        policy = reader.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_a_language_chosen_once_is_kept_with_the_account(site: Site, reader: TestClient) -> None:
    reader.post("/preferences", data={"csrf": csrf_of(reader), "language": "kk", "back": "/queue"})
    elsewhere = TestClient(site.app, base_url="http://127.0.0.1")
    elsewhere.post("/login", data={"login": "aigerim", "password": PASSWORD})
    assert '<html lang="kk"' in elsewhere.get("/queue").text
