"""Coming back later, showing a result to others, and putting it beside another one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from starlette.testclient import TestClient

from advisor.language import LANGUAGES
from advisor.mail import MailServer
from tests.recommendation.samples import SELLER
from tests.test_mail import SENDER, Post, free_port
from tests.web.conftest import settings
from tests.web.walking import COMPANY, DISTRIBUTOR, Page, Walk
from web.app import create_app
from web.routes import keep
from web.security import Limiter

PRIVATE = ("/check", "/delete", "/q/", "/result/what-if", "/result/budget", "/result/trace", "/result.json", "/share")


@pytest.fixture
def done(client: TestClient) -> Walk:
    walk = Walk.start(client)
    walk.conclude(DISTRIBUTOR)
    return walk


def made(walk: Walk, days: str = "30") -> str:
    """The path of a new link for others."""
    response = walk.post("/share", {"days": days})
    assert response.status_code == 200
    (link,) = re.findall(r'value="http://testserver(/s/[A-Za-z0-9_-]+)"', response.text)
    return str(link)


class TestLater:
    def test_the_link_is_there_to_copy_and_as_a_code(self, walk: Walk) -> None:
        walk.to("/q/company", COMPANY)
        text = walk.get("/keep").text
        assert f'value="http://testserver/c/{walk.secret}"' in text
        assert '<svg class="qr"' in text or 'class="qr"' in text
        assert "style=" not in text
        assert 'name="to"' not in text, "no mail server is named"
        assert walk.base in Page(text).links
        assert Page(text).mistakes == []

    def test_the_code_is_that_of_the_link(self) -> None:
        assert keep.qr("https://a.example/c/1") == keep.qr("https://a.example/c/1")
        assert keep.qr("https://a.example/c/1") != keep.qr("https://a.example/c/2")

    def test_every_question_leads_there(self, walk: Walk) -> None:
        assert f"{walk.base}/keep" in walk.page("/q/company").links
        assert f"{walk.base}/keep" in walk.page("/check").links

    def test_nothing_is_sent_without_a_server(self, walk: Walk) -> None:
        assert walk.post("/keep", {"to": "ann@example.net"}).status_code == 404


class TestMail:
    @pytest.fixture
    def post(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Post, MailServer]]:
        monkeypatch.setattr(keep, "MAILS", Limiter(burst=2, rate=0.0))
        monkeypatch.setattr(keep, "TO_ONE", Limiter(burst=2, rate=0.0))
        box = Post()
        controller = Controller(box, hostname="127.0.0.1", port=free_port())
        controller.start()
        yield box, MailServer.of(f"smtp://127.0.0.1:{controller.port}", SENDER)
        controller.stop()

    @pytest.fixture
    def sending(self, post: tuple[Post, MailServer], database_url: str) -> Iterator[Walk]:
        with TestClient(create_app(settings(database_url, mail=post[1]))) as client:
            yield Walk.start(client)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_the_link_is_sent_in_the_language_of_the_reader(
        self, language: str, sending: Walk, post: tuple[Post, MailServer]
    ) -> None:
        walk = Walk(sending.client, f"/{language}/c/{sending.secret}")
        assert walk.to("/keep", {"to": "ann@example.net"}) == "/keep?sent=1"
        (message,) = post[0].messages
        assert f"http://testserver/c/{walk.secret}" in message.get_content()  # type: ignore[attr-defined]
        assert (message["Subject"] == "Your private link") is (language == "en")
        assert 'role="status"' in walk.get("/keep?sent=1").text

    def test_a_wrong_address_stays_in_the_field(self, sending: Walk, post: tuple[Post, MailServer]) -> None:
        response = sending.post("/keep", {"to": "ann@<b>"})
        assert response.status_code == 422
        assert "This is not an e-mail address." in response.text
        assert Page(response.text).fields["to"] == ["ann@<b>"]
        assert 'aria-invalid="true"' in response.text
        assert post[0].messages == []

    def test_a_flood_is_stopped(self, sending: Walk, post: tuple[Post, MailServer]) -> None:
        found = [sending.post("/keep", {"to": "ann@example.net"}).status_code for _ in range(4)]
        assert found == [303, 303, 429, 429]
        assert len(post[0].messages) == 2
        assert "retry-after" in sending.post("/keep", {"to": "ann@example.net"}).headers

    def test_a_slip_of_the_pen_costs_nothing(self, sending: Walk) -> None:
        assert [sending.post("/keep", {"to": "ann"}).status_code for _ in range(4)] == [422] * 4
        assert sending.post("/keep", {"to": "ann@example.net"}).status_code == 303

    def test_a_server_that_does_not_answer_loses_nothing(self, database_url: str) -> None:
        gone = MailServer.of(f"smtp://127.0.0.1:{free_port()}", SENDER)
        with TestClient(create_app(settings(database_url, mail=gone))) as client:
            walk = Walk.start(client)
            response = walk.post("/keep", {"to": "ann@example.net"})
            assert response.status_code == 503
            assert "could not be sent now" in response.text
            assert f"/c/{walk.secret}" in response.text


class TestShare:
    def test_a_link_shows_the_result_and_nothing_private(self, done: Walk) -> None:
        path = made(done)
        response = done.client.get(path)
        assert response.status_code == 200
        page = Page(response.text)
        assert page.mistakes == []
        assert "for reading only" in response.text
        assert done.secret not in response.text
        assert not [link for link in page.links if any(part in link for part in PRIVATE)]
        assert "/c/" not in "".join(page.links)
        assert response.headers["x-robots-tag"] == "noindex, nofollow"
        assert response.headers["cache-control"] == "no-store"

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_others_read_it_in_their_language(self, language: str, done: Walk) -> None:
        text = done.client.get(f"/{language}{made(done)}").text
        assert f'<html lang="{language}"' in text

    def test_the_link_is_shown_once(self, done: Walk) -> None:
        path = made(done, "7")
        text = done.get("/share").text
        assert path not in text
        assert text.count("Withdraw<") == 1

    def test_a_withdrawn_link_says_so(self, done: Walk) -> None:
        path = made(done)
        (number,) = re.findall(r"/share/(\d+)/withdraw", done.get("/share").text)
        assert done.to(f"/share/{number}/withdraw") == "/share"
        response = done.client.get(path)
        assert response.status_code == 410
        assert "This link no longer works" in response.text
        assert "Nothing of what was sent is saved" not in response.text
        assert "None. Make one above" in done.get("/share").text

    @pytest.mark.parametrize("number", ["abc", "0", "-1", "9" * 20, "1e3", "%00", "٣"])
    def test_what_is_no_link_cannot_be_withdrawn(self, number: str, done: Walk) -> None:
        path = made(done)
        response = done.post(f"/share/{number}/withdraw")
        assert response.status_code == 404
        assert "There is no such link to withdraw." in response.text
        assert "leads to no answers" not in response.text
        assert done.client.get(path).status_code == 200

    def test_the_link_of_another_case_cannot_be_withdrawn(self, done: Walk, client: TestClient) -> None:
        path = made(done)
        (number,) = re.findall(r"/share/(\d+)/withdraw", done.get("/share").text)
        other = Walk.start(client)
        assert other.post(f"/share/{number}/withdraw").status_code == 404
        assert done.client.get(path).status_code == 200

    @pytest.mark.parametrize("days", ["", "0", "31", "x", "-7", "30 "])
    def test_a_time_that_is_not_offered_is_refused(self, days: str, done: Walk) -> None:
        assert done.post("/share", {"days": days}).status_code == 422
        assert "None. Make one above" in done.get("/share").text

    def test_there_is_nothing_to_show_without_a_result(self, walk: Walk) -> None:
        assert walk.client.get(f"{walk.base}/share").status_code == 404
        assert walk.post("/share", {"days": "30"}).status_code == 404

    def test_so_many_links_and_no_more(self, done: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(keep.shares, "MOST", 2)
        assert made(done) != made(done)
        response = done.post("/share", {"days": "30"})
        assert response.status_code == 422
        assert "as many links as there may be" in response.text

    @pytest.mark.parametrize("token", ["x", "a" * 22, "%2e%2e", "%00"])
    def test_a_link_that_never_was(self, token: str, client: TestClient) -> None:
        assert client.get(f"/s/{token}").status_code == 404


class TestCompare:
    @pytest.fixture
    def other(self, client: TestClient) -> Walk:
        walk = Walk.start(client)
        walk.conclude(SELLER)
        return walk

    def test_at_first_it_asks_for_the_other_link(self, done: Walk) -> None:
        text = done.get("/compare").text
        assert 'name="with"' in text
        assert "<table" not in text

    def test_two_results_stand_side_by_side(self, done: Walk, other: Walk) -> None:
        text = done.get(f"/compare?with=http://testserver/c/{other.secret}").text
        assert text.count('<tr class="differs">') >= 5
        assert "Only in this result" in text
        assert Page(text).mistakes == []
        assert other.secret not in "".join(Page(text).links)

    def test_a_link_for_others_will_do(self, done: Walk, other: Walk) -> None:
        assert "Only in the other result" in done.get(f"/compare?with=http://testserver{made(other)}").text

    def test_the_same_answers_differ_in_nothing(self, done: Walk, client: TestClient) -> None:
        twin = Walk.start(client)
        twin.conclude(DISTRIBUTOR)
        assert '<tr class="differs">' not in done.get(f"/compare?with=/c/{twin.secret}").text

    @pytest.mark.parametrize(
        ("link", "says"),
        [
            ("hello", "not a link of an assessment"),
            ("/c/short", "not a link of an assessment"),
            ("/c/" + "x" * 22, "no assessment under this link"),
            ("/s/" + "x" * 22, "no result under this link"),
            ("<script>", "not a link of an assessment"),
        ],
    )
    def test_a_link_that_leads_nowhere_stays_in_the_field(self, link: str, says: str, done: Walk) -> None:
        response = done.client.get(f"{done.base}/compare", params={"with": link})
        assert response.status_code == 422
        assert says in response.text
        assert Page(response.text).fields["with"] == [link]

    def test_not_with_itself_and_not_without_a_result(self, done: Walk, client: TestClient) -> None:
        assert "the same assessment" in done.get(f"/compare?with=/c/{done.secret}", 422).text
        assert "no result yet" in done.get(f"/compare?with=/c/{Walk.start(client).secret}", 422).text


class TestBroughtAlong:
    def test_answers_come_along_with_the_address(self, client: TestClient) -> None:
        text = client.get("/?track=full&a.employees=40&a.industry=retail&a.sites=many&a.nothing=1").text
        page = Page(text)
        assert page.fields["track"] == ["full"]
        assert (page.fields["a.employees"], page.fields["a.industry"]) == (["40"], ["retail"])
        assert "a.sites" not in page.fields
        assert "a.nothing" not in page.fields
        assert "2 answers were brought along" in text

    def test_they_are_the_answers_of_the_new_case(self, client: TestClient) -> None:
        sent = {"track": "full", "a.employees": "40", "a.budget": "60000", "a.budget.currency": "EUR", "a.sites": "x"}
        response = client.post("/start", data=sent, follow_redirects=False)
        walk = Walk(client, response.headers["location"])
        assert walk.answers() == {"employees": 40, "budget": {"amount": 60000, "currency": "EUR"}}
