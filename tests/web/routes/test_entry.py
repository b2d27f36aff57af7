"""Signing in and out, and the second factor: as a browser does it, and as an attacker would."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import update

from advisor.workspace.access import second, sessions, throttle
from advisor.workspace.access.tables import MemberRecord, SessionRecord
from tests.web.desking import enter
from tests.web.visiting import ANOTHER, PASSWORD, Visitor, code, known, log, quick, with_factor

assert quick  # a fixture
pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def visitor(app: FastAPI) -> Visitor:
    return Visitor(app)


class TestSigningIn:
    def test_with_the_right_password(self, visitor: Visitor, app: FastAPI) -> None:
        member, email = known(app)
        reply = visitor.sign_in(f" {email.upper()} ")
        assert (reply.status_code, reply.headers["location"]) == (303, "/en/desk")
        assert visitor.get("/desk/account").status_code == 200
        (entry,) = log(app, member.id, "member.signed_in")
        assert entry.details == {"by": "password"}
        with app.state.database.session(write=False) as session:
            newest = sessions.of_member(session, member.id, datetime.now(UTC))[0]
            assert newest.device == "Firefox, Linux"

    def test_the_cookie(self, visitor: Visitor, app: FastAPI) -> None:
        _, email = known(app)
        flags = visitor.sign_in(email).headers["set-cookie"]
        assert re.fullmatch(r"advisor=[\w-]{43}; HttpOnly; Max-Age=1209600; Path=/; SameSite=lax", flags)
        assert visitor.secret not in visitor.get("/desk/account").text

    def test_every_wrong_pair_gets_the_same_page(self, visitor: Visitor, app: FastAPI) -> None:
        _, email = known(app)
        _, without = known(app)
        with app.state.database.session() as session:
            session.execute(update(MemberRecord).where(MemberRecord.email == without).values(password=""))
        pages = set()
        for typed, password in ((email, ANOTHER), ("nobody@example.org", PASSWORD), (without, ""), (without, PASSWORD)):
            reply = visitor.sign_in(typed, password)
            assert reply.status_code == 422
            assert password == "" or password not in reply.text
            pages.add(reply.text.replace(typed, "TYPED"))
        assert len(pages) == 1
        assert "The address or the password is not right." in pages.pop()
        assert visitor.secret == ""

    def test_an_account_is_closed_after_ten_tries(self, visitor: Visitor, app: FastAPI) -> None:
        member, email = known(app)
        pages = {}
        for typed in (email, f"nobody{member.id}@example.org"):
            for _ in range(throttle.PER_ACCOUNT):
                assert visitor.sign_in(typed, ANOTHER).status_code == 422
            reply = visitor.sign_in(typed)
            assert (reply.status_code, reply.headers["retry-after"]) == (429, "900")
            pages[reply.text.replace(typed, "TYPED")] = typed
        assert len(pages) == 1, "the same for an account that there is not"

    @pytest.mark.parametrize(
        ("wanted", "goal"),
        [
            ("/desk/account", "/en/desk/account"),
            ("/fa/desk/organisation?x=1", "/fa/desk/organisation?x=1"),
            ("https://evil.example/desk", "/en/desk"),
            ("//evil.example/desk", "/en/desk"),
            ("/c/secret", "/en/desk"),
            ("", "/en/desk"),
        ],
    )
    def test_where_it_leads(self, wanted: str, goal: str, visitor: Visitor, app: FastAPI) -> None:
        _, email = known(app)
        page = visitor.client.get("/desk/sign-in", params={"next": wanted})
        assert "evil" not in re.sub(r"/sign-in\?next=[^\"]*", "", page.text)
        assert visitor.sign_in(email, next=wanted).headers["location"] == goal
        again = visitor.client.get("/desk/sign-in", params={"next": wanted}, follow_redirects=False)
        assert (again.status_code, again.headers["location"]) == (303, goal)

    def test_in_the_own_language(self, visitor: Visitor, app: FastAPI) -> None:
        member, email = known(app)
        with app.state.database.session() as session:
            session.get(MemberRecord, member.id).language = "fa"
        assert visitor.sign_in(email).headers["location"] == "/fa/desk"

    def test_a_planted_session_is_not_taken_over(self, visitor: Visitor, app: FastAPI) -> None:
        """Fixation: the secret in the browser before is never the one after, and it is worth nothing any more."""
        attacker, _ = known(app)
        victim, email = known(app)
        planted = attacker.client.cookies["advisor"]
        visitor.client.cookies.set("advisor", planted, domain="testserver.local", path="/")
        reply = visitor.post("/desk/sign-in", visitor.token, email=email, password=PASSWORD)
        assert reply.status_code == 303
        assert planted not in reply.headers["set-cookie"]
        assert attacker.get("/desk/account").status_code == 303, "it ended with the new one"
        assert victim.get("/desk/account").status_code == 200

    def test_signing_out(self, visitor: Visitor, app: FastAPI) -> None:
        member, email = known(app)
        visitor.sign_in(email)
        kept = visitor.secret
        token = sessions.csrf(kept)
        reply = visitor.client.post("/fa/desk/sign-out", data={"csrf": token}, follow_redirects=False)
        assert reply.headers["location"] == "/fa/desk/sign-in?out=1"
        assert visitor.secret == ""
        visitor.client.cookies.set("advisor", kept)
        assert visitor.get("/desk/account").status_code == 303, "the table knows that it has ended"
        assert log(app, member.id, "member.signed_out")

    def test_every_use_of_other_methods_is_refused(self, visitor: Visitor) -> None:
        for method in ("PUT", "DELETE", "PATCH"):
            assert visitor.client.request(method, "/desk/sign-in").status_code == 405


class TestSecondFactor:
    def test_the_password_alone_opens_nothing(self, visitor: Visitor, app: FastAPI) -> None:
        member, email = known(app)
        secret = with_factor(app, member)
        reply = visitor.sign_in(email, next="/desk/account")
        assert reply.headers["location"] == "/en/desk/second?next=/desk/account"
        first = visitor.secret
        assert visitor.get("/desk/account").headers["location"].startswith("/desk/second")
        assert log(app, member.id, "member.signed_in") == []
        reply = visitor.send("/desk/second", code=code(secret), next="/desk/account")
        assert reply.headers["location"] == "/en/desk/account"
        assert visitor.secret != first, "a new secret for what may do more"
        assert visitor.get("/desk/account").status_code == 200
        assert [entry.details for entry in log(app, member.id, "member.signed_in")] == [{"by": "app"}]
        old = Visitor(app)
        old.client.cookies.set("advisor", first)
        assert old.get("/desk/second").status_code == 303, "the half-open session is gone"
        assert "/sign-in" in old.get("/desk/second").headers["location"]

    def test_a_code_is_not_taken_twice(self, app: FastAPI) -> None:
        member, email = known(app)
        typed = code(with_factor(app, member))
        one, other = Visitor(app), Visitor(app)
        for visitor in (one, other):
            visitor.sign_in(email)
        assert one.send("/desk/second", code=typed).status_code == 303
        reply = other.send("/desk/second", code=typed)
        assert reply.status_code == 422
        assert "used before" in reply.text
        assert other.get("/desk/account").status_code == 303

    def test_a_recovery_code_helps_once(self, app: FastAPI) -> None:
        member, email = known(app)
        codes = second.fresh_codes(bytes(range(100)))
        with_factor(app, member, codes)
        for expected in (303, 422):
            visitor = Visitor(app)
            visitor.sign_in(email)
            assert visitor.send("/desk/second", code=codes[0]).status_code == expected
        assert [entry.details for entry in log(app, member.id, "member.signed_in")] == [{"by": "recovery"}]

    def test_codes_cannot_be_guessed(self, visitor: Visitor, app: FastAPI) -> None:
        member, email = known(app)
        secret = with_factor(app, member)
        visitor.sign_in(email)
        for _ in range(throttle.PER_CODE):
            assert visitor.send("/desk/second", code="000000").status_code == 422
        assert visitor.send("/desk/second", code=code(secret)).status_code == 429
        other = Visitor(app)
        other.sign_in(email)
        assert other.send("/desk/second", code=code(secret)).status_code == 429, "from another browser as well"

    def test_the_wait_is_short(self, visitor: Visitor, app: FastAPI) -> None:
        member, email = known(app)
        secret = with_factor(app, member)
        visitor.sign_in(email)
        earlier = datetime.now(UTC) - timedelta(minutes=10)
        with app.state.database.session() as session:
            mine = (SessionRecord.member_id == member.id, SessionRecord.passed.is_(False))
            session.execute(update(SessionRecord).where(*mine).values(created=earlier))
        assert visitor.send("/desk/second", code=code(secret)).status_code == 401

    def test_who_is_in_needs_no_code(self, app: FastAPI) -> None:
        member = enter(app)
        assert member.get("/desk/second?next=/desk/account").headers["location"] == "/en/desk/account"
        assert member.post("/desk/second", code="x", next="//evil").headers["location"] == "/en/desk"
