"""Voices on the desk and the pages of those who are asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from fastapi import FastAPI
from starlette.testclient import TestClient

from advisor.mail import MailServer
from tests.test_mail import SENDER, Post, free_port
from tests.web import desking
from tests.web.conftest import settings
from tests.web.desking import LINK, Member
from web.app import create_app

PRIVATE = "A nephew of the owner runs the workshop"


@pytest.fixture
def ada(app: FastAPI) -> Member:
    return desking.enter(app)


@pytest.fixture
def stranger(app: FastAPI) -> TestClient:
    return TestClient(app, raise_server_exceptions=False)


def test_someone_without_account_is_greeted_asked_and_thanked(ada: Member, stranger: TestClient) -> None:
    number = desking.case(ada)
    link = desking.ask(ada, number, "Olga Petrova", "sales")
    greeted = stranger.get(link)
    assert greeted.url.path == f"{link}/welcome"
    assert "Olga Petrova, your view is asked for" in greeted.text
    assert "Example Works" in greeted.text
    desking.give(ada, link, {"lead_followup": 5, "sellers": 4})
    assert "/q/" in stranger.get(link).url.path, "who has begun goes on"
    check = stranger.get(f"{link}/check")
    assert "Hand in my answers" in check.text
    assert "See the recommendation" not in check.text
    done = stranger.post(f"{link}/hand-in", data={"comment": "A word"})
    assert done.url.path == f"{link}/thanks"
    assert "Thank you" in done.text
    assert "Hand in again" in stranger.get(f"{link}/check").text


def test_a_voice_is_asked_only_what_its_role_knows(ada: Member, stranger: TestClient) -> None:
    link = desking.ask(ada, desking.case(ada), role="it")
    stranger.get(f"{link}/check")
    state = stranger.get(f"/api/v1/cases/{link.rpartition('/')[2]}").json()
    assert "other_systems" in state["open"]
    assert "lead_followup" not in state["open"]


def test_a_voice_is_asked_what_applies_by_the_answers_of_the_consultant(ada: Member, stranger: TestClient) -> None:
    """The number of warehouses is asked only where there is a stock; operations know both."""
    number = desking.case(ada)
    link = desking.ask(ada, number, role="operations")
    secret = link.rpartition("/")[2]
    assert "warehouses" not in stranger.get(f"/api/v1/cases/{secret}").json()["open"]
    desking.answer(ada, number, {"inventory": "large"})
    state = stranger.get(f"/api/v1/cases/{secret}").json()
    assert "warehouses" in state["open"]
    assert "inventory" in state["open"], "the consultant's answer does not stand for theirs"
    assert "inventory" not in state["answers"]


def test_a_voice_has_no_result_of_its_own(ada: Member, stranger: TestClient) -> None:
    link = desking.ask(ada, desking.case(ada))
    assert stranger.post(f"{link}/finish", follow_redirects=False).headers["location"] == f"{link}/check"
    assert stranger.get(f"{link}/result").status_code == 404
    api = stranger.post(f"/api/v1/cases/{link.rpartition('/')[2]}/recommendation")
    assert api.status_code == 422
    assert "one voice of a case" in api.json()["detail"]


def test_when_the_result_is_issued_nothing_can_be_changed(ada: Member, stranger: TestClient) -> None:
    number = desking.case(ada)
    desking.answer(ada, number)
    link = desking.ask(ada, number)
    desking.concluded(ada, number)
    ada.post(f"/en/desk/cases/{number}/issue")
    for path in ("", "/welcome", "/check"):
        assert "cannot be changed any more" in stranger.get(f"{link}{path}").text
    assert "change answers" not in stranger.get(f"{link}/thanks").text
    assert stranger.post(f"{link}/hand-in", data={}).status_code == 410
    secret = link.rpartition("/")[2]
    assert stranger.patch(f"/api/v1/cases/{secret}/answers", json={"answers": {"sellers": 3}}).status_code == 410
    assert stranger.post(f"{link}/delete").status_code == 410


def test_pages_of_voices_are_not_for_cases_that_stand_alone(stranger: TestClient) -> None:
    case = stranger.post("/api/v1/cases", json={}).json()["id"]
    assert stranger.get(f"/c/{case}/welcome").status_code == 404
    assert stranger.get(f"/c/{case}/thanks").status_code == 404
    assert stranger.post(f"/c/{case}/hand-in", data={}).status_code == 404


def test_consultants_are_told_and_viewers_do_not_read_what_is_private(
    app: FastAPI, ada: Member, stranger: TestClient
) -> None:
    viewer = desking.enter(app, "viewer", ada, "Vera")
    colleague = desking.enter(app, "consultant", ada, "Cora")
    number = desking.case(ada)
    first, second = desking.ask(ada, number), desking.ask(ada, number, "Dmytro", "operations")
    stranger.post(f"{first}/hand-in", data={"comment": PRIVATE})
    stranger.post(f"{second}/hand-in", data={"comment": "May be told", "quotable": "yes"})
    voices = f"/en/desk/cases/{number}/voices"
    assert PRIVATE in ada.get(voices).text
    assert PRIVATE in colleague.get(voices).text
    shown = viewer.get(voices).text
    assert PRIVATE.rsplit(maxsplit=1)[-1] not in shown
    assert "May be told" in shown
    assert "Olga handed in answers" in colleague.get("/en/desk/news").text
    assert "handed in answers" not in viewer.get("/en/desk/news").text


def test_what_is_private_is_on_no_other_page(ada: Member, stranger: TestClient) -> None:
    number = desking.case(ada)
    desking.answer(ada, number)
    first, second = desking.ask(ada, number), desking.ask(ada, number, "Boris", "sales")
    for link, followup, comment in ((first, 1, PRIVATE), (second, 5, "")):
        desking.give(ada, link, {"lead_followup": followup})
        stranger.post(f"{link}/hand-in", data={"comment": comment})
    desking.concluded(ada, number)
    for page in ("", "/differences", "/weights", "/overrides", "/result", "/trace", "/result.json", "/reports"):
        text = ada.get(f"/en/desk/cases/{number}{page}").text
        assert "workshop" not in text, page
    assert "workshop" not in stranger.get(f"{second}/check").text
    assert "workshop" in stranger.get(f"{first}/check").text, "who wrote it sees it"


def test_what_cannot_be_asked_is_said_beside_its_field(ada: Member) -> None:
    number = desking.case(ada)
    for wrong, field in (({"name": " "}, "name"), ({"role": "king"}, "role"), ({"email": "nobody"}, "email")):
        asked = {"name": "Olga", "role": "sales", "email": "", "weight": "1", "language": "en", **wrong}
        reply = ada.post(f"/en/desk/cases/{number}/voices", **asked)
        assert reply.status_code == 422
        assert f'id="{field}-error"' in reply.text
    assert ada.post(f"/en/desk/cases/{number}/voices", name="O", role="sales", weight="²").status_code == 422


def test_reminded_weighed_and_withdrawn(ada: Member, stranger: TestClient) -> None:
    number = desking.case(ada)
    link = desking.ask(ada, number)
    voices = f"/en/desk/cases/{number}/voices"
    row = re.search(r"/voices/(\d+)/link", ada.get(voices).text)
    assert row is not None
    again = ada.post(f"{voices}/{row[1]}/link")
    found = LINK.search(again.text)
    assert found is not None
    assert found[1] != link
    assert stranger.get(found[1]).status_code == stranger.get(link).status_code == 200
    assert "reminded on" in ada.get(voices).text
    assert ada.post(f"{voices}/{row[1]}/weight", weight="5").status_code == 303
    assert ada.post(f"{voices}/{row[1]}/weight", weight="99").status_code == 422
    assert ada.post(f"{voices}/{row[1]}/withdraw").status_code == 303
    assert stranger.get(link).status_code == stranger.get(found[1]).status_code == 404


def test_who_decides_is_kept(ada: Member) -> None:
    number = desking.case(ada)
    kept = ada.post(f"/en/desk/cases/{number}/rule", **{"r.inventory": "operations"})
    assert kept.headers["location"].startswith(f"/en/desk/cases/{number}/differences")
    assert ada.post(f"/en/desk/cases/{number}/rule", **{"r.inventory": "king"}).status_code == 422


def test_a_letter_goes_out_where_a_mail_server_is_named(tmp_path: Path) -> None:
    box = Post()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        mail = MailServer.of(f"smtp://127.0.0.1:{server.port}", SENDER)
        with TestClient(create_app(settings(f"sqlite:///{tmp_path}/m.db", mail=mail))) as client:
            ada = desking.enter(client.app)  # type: ignore[arg-type]
            voices = f"/en/desk/cases/{desking.case(ada)}/voices"
            asked = {"name": "Ольга", "role": "sales", "weight": "1", "language": "ru"}
            reply = ada.post(voices, email="olga@example.org", **asked)
            assert "It was sent to olga@example.org" in reply.text
            assert "It is shown this once" in ada.post(voices, email="", **asked).text
    finally:
        server.stop()
    (message,) = box.messages
    assert message["To"] == "olga@example.org"
    assert "/ru/c/" in message.get_content()


def test_a_letter_that_cannot_be_sent_shows_the_link_all_the_same(tmp_path: Path) -> None:
    mail = MailServer.of(f"smtp://127.0.0.1:{free_port()}", SENDER)
    with TestClient(create_app(settings(f"sqlite:///{tmp_path}/m.db", mail=mail))) as client:
        ada = desking.enter(client.app)  # type: ignore[arg-type]
        asked = {"name": "Olga", "role": "sales", "weight": "1", "language": "en", "email": "olga@example.org"}
        reply = ada.post(f"/en/desk/cases/{desking.case(ada)}/voices", **asked)
    assert "could not be sent now" in reply.text
    assert LINK.search(reply.text)


def test_several_are_asked_at_once_or_none(ada: Member, stranger: TestClient) -> None:
    number = desking.case(ada)
    voices = f"/en/desk/cases/{number}/voices"
    for wrong in ("", "Olga", "Olga; king", "Olga; Sales; nobody", "Olga; Sales\n; Finance", "a;b;c;d"):
        reply = ada.post(f"{voices}/several", people=f"Bo; IT\n{wrong}" if wrong else "")
        assert reply.status_code == 422, wrong
        assert 'id="people-error"' in reply.text
        assert "Bo; IT" in reply.text or not wrong
    assert "Withdraw" not in ada.get(voices).text
    made = ada.post(f"{voices}/several", people="Olga; Sales\nBo; it\n\nLi; Finance; li@example.org")
    links = LINK.findall(made.text)
    assert len(set(links)) == 3, "without a mail server every link is shown"
    assert all(stranger.get(link).url.path == f"{link}/welcome" for link in links)
    assert ada.post(f"{voices}/remind").status_code == 422
