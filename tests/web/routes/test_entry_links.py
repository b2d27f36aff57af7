"""Coming in by a link or a code: the first owner, invitations, forgotten passwords."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from aiosmtpd.controller import Controller
from fastapi import FastAPI
from sqlalchemy import func, select

from advisor.language import LANGUAGES
from advisor.mail import MailServer
from advisor.workspace.access import audit, invitations, members, resets, throttle
from advisor.workspace.access.tables import MemberRecord, OrganisationRecord
from tests.test_mail import SENDER, Post, free_port
from tests.web.conftest import settings
from tests.web.desking import Member, enter
from tests.web.visiting import ANOTHER, PASSWORD, Visitor, known, log, quick, with_factor
from web.app import create_app

assert quick  # a fixture
pytestmark = pytest.mark.usefixtures("quick")
FORM = {"organisation": "Brook & Sons", "name": "Olga", "email": "olga@example.org", "password": PASSWORD}


@pytest.fixture
def visitor(app: FastAPI) -> Visitor:
    return Visitor(app)


class TestFirstRun:
    @pytest.fixture
    def fresh(self, database_url: str, caplog: pytest.LogCaptureFixture) -> Iterator[tuple[FastAPI, str]]:
        with caplog.at_level(logging.WARNING, "advisor.web"):
            app = create_app(settings(database_url))
        (line,) = [record.getMessage() for record in caplog.records if "first-run" in record.getMessage()]
        yield app, line.rpartition(" ")[2]
        app.state.database.close()

    def test_the_printed_code_makes_the_first_owner_once(self, fresh: tuple[FastAPI, str]) -> None:
        app, printed = fresh
        visitor = Visitor(app)
        assert "/desk/first-run" in visitor.get("/desk/sign-in").text
        reply = visitor.send("/fa/desk/first-run", code=printed.upper(), **FORM)
        assert (reply.status_code, reply.headers["location"]) == (303, "/fa/desk")
        assert visitor.get("/desk/organisation").status_code == 200, "signed in, as an owner"
        assert "first-run" not in Visitor(app).get("/desk/sign-in").text
        for other in (visitor, Visitor(app)):
            assert other.get("/desk/first-run").status_code == 410
        eve, form = Visitor(app), {**FORM, "email": "eve@example.org", "code": printed}
        assert eve.post("/desk/first-run", eve.token, **form).status_code == 410
        with app.state.database.session(write=False) as session:
            (organisation,) = members.organisations(session)
            assert audit.verify(session, organisation) is None
            assert session.scalar(select(func.count()).select_from(MemberRecord)) == 1

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"code": "0000-0000-0000-0000"}, "code"),
            ({"code": ""}, "code"),
            ({"organisation": " "}, "organisation"),
            ({"name": ""}, "name"),
            ({"email": "olga"}, "email"),
            ({"password": "short"}, "password"),
            ({"password": "password1234"}, "password"),
            ({"password": "Brook & Sons 12"}, "password"),
        ],
    )
    def test_what_cannot_be_used(self, wrong: dict[str, str], field: str, fresh: tuple[FastAPI, str]) -> None:
        app, printed = fresh
        reply = Visitor(app).send("/desk/first-run", **{"code": printed, **FORM, **wrong})
        assert reply.status_code == 422
        assert f'id="{field}-error"' in reply.text
        assert "olga" in reply.text, "what was typed stays"
        assert PASSWORD not in reply.text, "but for the password"
        with app.state.database.session(write=False) as session:
            assert members.is_empty(session)

    def test_codes_cannot_be_guessed(self, fresh: tuple[FastAPI, str], monkeypatch: pytest.MonkeyPatch) -> None:
        app, printed = fresh
        monkeypatch.setattr(throttle, "PER_ADDRESS", 3)
        visitor = Visitor(app)
        for _ in range(3):
            assert visitor.send("/desk/first-run", code="0" * 16, **FORM).status_code == 422
        assert visitor.send("/desk/first-run", code=printed, **FORM).status_code == 429


class TestInvitation:
    @pytest.fixture
    def invited(self, app: FastAPI) -> tuple[Member, str, str]:
        owner = enter(app)
        secret, email = f"invitation-{owner.id:012}", f"new{owner.id}@example.org"
        with app.state.database.session() as session:
            record = session.get(OrganisationRecord, owner.organisation)
            invitations.invite(session, record, email, "viewer", secret, datetime.now(UTC))
        return owner, secret, email

    def test_accepting(self, invited: tuple[Member, str, str], visitor: Visitor, app: FastAPI) -> None:
        owner, secret, email = invited
        assert email in visitor.get(f"/desk/join/{secret}").text
        reply = visitor.send(f"/fa/desk/join/{secret}", name="نینا", password=PASSWORD, role="owner")
        assert (reply.status_code, reply.headers["location"]) == (303, "/fa/desk")
        assert visitor.get("/desk/organisation").status_code == 403, "the role is that of the invitation"
        with app.state.database.session(write=False) as session:
            member = members.by_email(session, email)
            assert member is not None
            assert (member.organisation_id, member.role, member.name) == (owner.organisation, "viewer", "نینا")
        (entry,) = log(app, member.id, "member.joined")
        assert entry.details == {"role": "viewer"}
        assert Visitor(app).sign_in(email).status_code == 303

    def test_a_used_link_is_gone(self, invited: tuple[Member, str, str], app: FastAPI) -> None:
        _, secret, _ = invited
        assert Visitor(app).send(f"/desk/join/{secret}", name="Nina", password=PASSWORD).status_code == 303
        assert Visitor(app).get(f"/desk/join/{secret}").status_code == 410
        late = Visitor(app)
        reply = late.post(f"/desk/join/{secret}", late.token, name="Eve", password=ANOTHER)
        assert reply.status_code == 410
        assert "accepted already" in reply.text

    def test_links_that_never_were(self, visitor: Visitor) -> None:
        for secret in ("x", "x" * 300, "%00", "%F0%9F%92%A9"):
            assert visitor.get(f"/desk/join/{secret}").status_code == 404

    @pytest.mark.parametrize(
        ("form", "field"),
        [
            ({"name": "", "password": PASSWORD}, "name"),
            ({"name": "Nina", "password": "short"}, "password"),
            ({"name": "Nina Baumgartner", "password": "ninabaumgartner1"}, "password"),
        ],
    )
    def test_what_cannot_be_used(
        self, form: dict[str, str], field: str, invited: tuple[Member, str, str], visitor: Visitor
    ) -> None:
        reply = visitor.send(f"/desk/join/{invited[1]}", **form)
        assert reply.status_code == 422
        assert f'id="{field}-error"' in reply.text
        assert visitor.send(f"/desk/join/{invited[1]}", name="Nina", password=PASSWORD).status_code == 303

    def test_names_are_text(self, invited: tuple[Member, str, str], visitor: Visitor) -> None:
        evil = "<img src=x onerror=alert(1)>"
        visitor.send(f"/desk/join/{invited[1]}", name=evil, password=PASSWORD)
        for page in (visitor.get("/desk/account").text, invited[0].get("/desk/organisation/members").text):
            assert "<img" not in page
            assert "&lt;img" in page


class TestForgotten:
    @pytest.fixture
    def post(self) -> Iterator[tuple[Post, MailServer]]:
        box = Post()
        controller = Controller(box, hostname="127.0.0.1", port=free_port())
        controller.start()
        yield box, MailServer.of(f"smtp://127.0.0.1:{controller.port}", SENDER)
        controller.stop()

    @pytest.fixture
    def mailing(self, post: tuple[Post, MailServer], database_url: str) -> Iterator[FastAPI]:
        app = create_app(settings(database_url, mail=post[1]))
        yield app
        app.state.database.close()

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_a_link_is_sent_in_the_language_of_the_member(
        self, language: str, mailing: FastAPI, post: tuple[Post, MailServer]
    ) -> None:
        member, email = known(mailing)
        with mailing.state.database.session() as session:
            session.get(MemberRecord, member.id).language = language
        visitor = Visitor(mailing)
        reply = visitor.send("/desk/forgotten", email=email.upper())
        assert reply.headers["location"] == "/desk/forgotten?sent=1"
        assert "a link is on its way" in visitor.get("/desk/forgotten?sent=1").text
        (message,) = post[0].messages
        assert message["To"] == email
        text = message.get_payload(decode=True).decode()  # type: ignore[union-attr]
        (link,) = re.findall(r"http://testserver(/\S+)", text)
        assert link.startswith(f"/{language}/desk/reset/")
        assert visitor.send(link, password=ANOTHER).headers["location"] == f"/{language}/desk/sign-in?reset=1"
        assert member.get("/desk/account").status_code == 303, "signed out everywhere"
        assert visitor.get(link).status_code == 410
        assert visitor.sign_in(email).status_code == 422
        assert visitor.sign_in(email, ANOTHER).status_code == 303
        assert len(log(mailing, member.id, "member.password_changed")) == 1

    def test_nobody_learns_who_is_a_member(self, mailing: FastAPI, post: tuple[Post, MailServer]) -> None:
        _, email = known(mailing)
        replies = []
        for typed in (email, "nobody@example.org"):
            reply = Visitor(mailing).send("/desk/forgotten", email=typed)
            replies.append((reply.status_code, reply.headers["location"], reply.text))
        assert replies[0] == replies[1]
        assert [message["To"] for message in post[0].messages] == [email]

    def test_a_flood_is_stopped_for_members_and_others_alike(
        self, mailing: FastAPI, post: tuple[Post, MailServer]
    ) -> None:
        _, email = known(mailing)
        for typed in (email, "other@example.org"):
            for expected in (303, 303, 303, 429):
                assert Visitor(mailing).send("/desk/forgotten", email=typed).status_code == expected
        assert len(post[0].messages) == 3
        assert Visitor(mailing).sign_in(email).status_code == 303, "signing in is not held up by it"

    def test_a_server_that_does_not_answer_changes_nothing(self, database_url: str) -> None:
        app = create_app(settings(database_url, mail=MailServer.of(f"smtp://127.0.0.1:{free_port()}", SENDER)))
        _, email = known(app)
        assert Visitor(app).send("/desk/forgotten", email=email).status_code == 303
        app.state.database.close()

    def test_what_is_no_address(self, mailing: FastAPI) -> None:
        reply = Visitor(mailing).send("/desk/forgotten", email="a b")
        assert reply.status_code == 422
        assert 'id="email-error"' in reply.text

    def test_without_a_mail_server_nothing_is_sent(self, visitor: Visitor) -> None:
        assert "advisor member reset" in visitor.get("/desk/forgotten").text
        reply = visitor.post("/desk/forgotten", visitor.token, email="olga@example.org")
        assert reply.status_code == 404


class TestReset:
    def link(self, app: FastAPI, member: Member, secret: str) -> str:
        with app.state.database.session() as session:
            record = session.get(MemberRecord, member.id)
            resets.create(session, record, secret, resets.BY_COMMAND, datetime.now(UTC))
        return f"/desk/reset/{secret}"

    def test_opening_the_link_uses_nothing_up(self, visitor: Visitor, app: FastAPI) -> None:
        """Programs that look into mail open links before people do."""
        member, _ = known(app)
        link = self.link(app, member, f"reset-{member.id:020}")
        for _ in range(3):
            assert visitor.get(link).status_code == 200
        assert visitor.send(link, password=ANOTHER).status_code == 303
        assert visitor.post(link, visitor.token, password=PASSWORD).status_code == 410

    def test_the_first_password_of_an_owner(self, visitor: Visitor, app: FastAPI) -> None:
        member = enter(app)
        link = self.link(app, member, f"first-{member.id:020}")
        assert "Set your password" in visitor.get(link).text
        assert visitor.send(link, password=PASSWORD).status_code == 303

    def test_a_password_that_cannot_be_used_leaves_the_link(self, visitor: Visitor, app: FastAPI) -> None:
        member, email = known(app)
        link = self.link(app, member, f"again-{member.id:020}")
        for wrong in ("short", "password1234", f"{email.partition('@')[0]}-xyz-abcd"):
            assert 'id="password-error"' in visitor.send(link, password=wrong).text
        assert visitor.send(link, password=ANOTHER).status_code == 303

    def test_the_second_factor_stays(self, visitor: Visitor, app: FastAPI) -> None:
        member, email = known(app)
        with_factor(app, member)
        visitor.send(self.link(app, member, f"factor-{member.id:020}"), password=ANOTHER)
        assert visitor.sign_in(email, ANOTHER).headers["location"].endswith("/desk/second")
