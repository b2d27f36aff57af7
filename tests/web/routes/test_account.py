"""One's own account: what can be changed, what it takes, and who is signed out by it."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI

from advisor.workspace.access import members, second, sessions, throttle
from advisor.workspace.access.tables import MemberRecord, OrganisationRecord
from tests.web.desking import Member, enter
from tests.web.visiting import ANOTHER, PASSWORD, Visitor, code, known, log, quick, with_factor

assert quick  # a fixture
pytestmark = pytest.mark.usefixtures("quick")


def another_browser(app: FastAPI, member: Member) -> Visitor:
    """The same member, signed in elsewhere."""
    visitor, secret = Visitor(app), f"elsewhere-{member.id:020}"
    with app.state.database.session() as session:
        record = session.get(MemberRecord, member.id)
        sessions.begin(session, record, secret, "Safari, iPhone", True, datetime.now(UTC))
    visitor.client.cookies.set("advisor", secret)
    return visitor


def stored(app: FastAPI, member: Member) -> MemberRecord:
    with app.state.database.session(write=False) as session:
        return members.get(session, member.organisation, member.id)


def is_in(browser: Visitor | Member) -> bool:
    return bool(browser.get("/desk/account").status_code == 200)


class TestProfile:
    def test_name_and_language(self, app: FastAPI) -> None:
        member = enter(app)
        reply = member.post("/desk/account/profile", name="  Олена \u202e Коваль ", language="uk")
        assert reply.headers["location"] == "/uk/desk/account?done=profile"
        assert (stored(app, member).name, stored(app, member).language) == ("Олена Коваль", "uk")
        (entry,) = log(app, member.id, "member.profile_changed")
        assert entry.details == {"name": "Олена Коваль", "language": "uk"}
        assert entry.actor_name == member.name, "as the member was called then"

    @pytest.mark.parametrize(
        ("form", "says"),
        [
            ({"name": " ", "language": "en"}, "Give a name"),
            ({"name": "x" * 121, "language": "en"}, "at most 120"),
            ({"name": "Olga", "language": "xx"}, "Choose a language"),
            ({}, "Give a name"),
        ],
    )
    def test_what_cannot_be_used(self, form: dict[str, str], says: str, app: FastAPI) -> None:
        member = enter(app, name="Olga Sommer")
        reply = member.post("/desk/account/profile", **form)
        assert reply.status_code == 422
        assert says in reply.text
        assert stored(app, member).name == "Olga Sommer"

    def test_the_address_and_the_role_cannot_be_changed_here(self, app: FastAPI) -> None:
        member = enter(app, "viewer")
        before = stored(app, member).email
        member.post("/desk/account/profile", name="X", language="en", email="x@example.org", role="owner")
        assert (stored(app, member).email, stored(app, member).role) == (before, "viewer")


class TestPassword:
    def test_changing_it_signs_the_other_browsers_out(self, app: FastAPI) -> None:
        member, email = known(app)
        other = another_browser(app, member)
        assert is_in(other)
        reply = member.post("/desk/account/password", present=PASSWORD, password=ANOTHER)
        assert reply.headers["location"] == "/en/desk/account?done=password"
        assert "Every other browser was signed out" in member.get("/en/desk/account?done=password").text
        assert is_in(member)
        assert not is_in(other)
        assert Visitor(app).sign_in(email).status_code == 422
        assert Visitor(app).sign_in(email, ANOTHER).status_code == 303
        (entry,) = log(app, member.id, "member.password_changed")
        assert ANOTHER not in str(entry.details)

    @pytest.mark.parametrize(
        ("present", "password", "field"),
        [
            ("", ANOTHER, "present"),
            (ANOTHER, ANOTHER, "present"),
            (PASSWORD, "short", "password"),
            (PASSWORD, "password1234", "password"),
            (PASSWORD, "", "password"),
        ],
    )
    def test_what_cannot_be_used(self, present: str, password: str, field: str, app: FastAPI) -> None:
        member, _ = known(app)
        before = stored(app, member).password
        reply = member.post("/desk/account/password", present=present, password=password)
        assert reply.status_code == 422
        assert f'id="{field}-error"' in reply.text
        assert f'value="{PASSWORD}"' not in reply.text
        assert stored(app, member).password == before

    def test_a_stolen_browser_cannot_guess_it(self, app: FastAPI) -> None:
        member, _ = known(app)
        for _ in range(throttle.PER_ACCOUNT):
            assert member.post("/desk/account/password", present="x", password=ANOTHER).status_code == 422
        reply = member.post("/desk/account/password", present=PASSWORD, password=ANOTHER)
        assert (reply.status_code, reply.headers["retry-after"]) == (429, "900")
        assert "too many tries" in reply.text


class TestSecondFactor:
    def enrol(self, member: Member) -> str:
        """Open the page; the secret that it shows."""
        page = member.get("/desk/account/second").text
        found = re.search(r'class="typed-secret">([A-Z2-7 ]+)<', page)
        assert found is not None
        assert '<svg class="qr"' in page or 'class="qr"' in page
        return found[1].replace(" ", "")

    def test_turning_it_on(self, app: FastAPI) -> None:
        member, email = known(app)
        other = another_browser(app, member)
        secret = self.enrol(member)
        assert self.enrol(member) == secret, "the page can be opened again"
        assert stored(app, member).second_since is None
        assert Visitor(app).sign_in(email).headers["location"] == "/en/desk", "it does not count yet"
        reply = member.post("/desk/account/second", code=code(secret))
        assert reply.status_code == 200
        codes = re.findall(r"<code>([a-z2-7]{4}(?:-[a-z2-7]{4}){3})</code>", reply.text)
        assert len(set(codes)) == second.CODES
        assert not is_in(other)
        assert is_in(member)
        assert codes[0] not in member.get("/desk/account").text, "shown once"
        assert Visitor(app).sign_in(email).headers["location"] == "/en/desk/second"
        assert len(log(app, member.id, "member.second_on")) == 1
        assert member.get("/desk/account/second").headers["location"] == "/en/desk/account#second"

    def test_a_wrong_code_turns_nothing_on(self, app: FastAPI) -> None:
        member = enter(app)
        secret = self.enrol(member)
        for wrong in ("", "000000", secret):
            reply = member.post("/desk/account/second", code=wrong)
            assert reply.status_code == 422
            assert 'id="code-error"' in reply.text
        assert self.enrol(member) == secret
        assert stored(app, member).second_since is None

    def test_confirming_before_opening_leads_to_the_page(self, app: FastAPI) -> None:
        assert enter(app).post("/desk/account/second", code="1").headers["location"] == "/en/desk/account/second"

    def test_guessing_is_stopped(self, app: FastAPI) -> None:
        member = enter(app)
        secret = self.enrol(member)
        for _ in range(throttle.PER_CODE):
            assert member.post("/desk/account/second", code="000000").status_code == 422
        assert member.post("/desk/account/second", code=code(secret)).status_code == 429

    def test_where_it_is_asked_for_one_goes_on_afterwards(self, app: FastAPI) -> None:
        member = enter(app)
        with app.state.database.session() as session:
            session.get(OrganisationRecord, member.organisation).require_second = True
        location = member.get("/desk/cases/7?tab=x").headers["location"]
        assert location == "/desk/account/second?next=/desk/cases/7%3Ftab%3Dx"
        page = member.get(location).text
        assert "asks every member for a second factor" in page
        assert 'name="next" value="/desk/cases/7?tab=x"' in page
        secret = self.enrol(member)
        reply = member.post("/desk/account/second", code=code(secret), next="/desk/cases/7?tab=x")
        assert 'href="/en/desk/cases/7?tab=x"' in reply.text
        assert is_in(member)

    def test_turning_it_off_needs_the_password(self, app: FastAPI) -> None:
        member, email = known(app)
        with_factor(app, member)
        for wrong in ("", ANOTHER):
            reply = member.post("/desk/account/second/off", present=wrong)
            assert reply.status_code == 422
            assert 'id="second-error"' in reply.text
        assert stored(app, member).second_since is not None
        other = another_browser(app, member)
        assert member.post("/desk/account/second/off", present=PASSWORD).status_code == 303
        assert stored(app, member).second_secret == ""
        assert not is_in(other)
        assert Visitor(app).sign_in(email).headers["location"] == "/en/desk"

    def test_where_it_is_asked_for_it_stays_on(self, app: FastAPI) -> None:
        member, _ = known(app)
        with_factor(app, member)
        with app.state.database.session() as session:
            session.get(OrganisationRecord, member.organisation).require_second = True
        reply = member.post("/desk/account/second/off", present=PASSWORD)
        assert reply.status_code == 422
        assert "asks every member" in reply.text
        assert stored(app, member).second_since is not None

    def test_new_recovery_codes(self, app: FastAPI) -> None:
        member, email = known(app)
        old = second.fresh_codes(bytes(range(100)))
        with_factor(app, member, old)
        assert "Recovery codes left: 10" in member.get("/desk/account").text
        assert member.post("/desk/account/second/codes", present="x").status_code == 422
        reply = member.post("/desk/account/second/codes", present=PASSWORD)
        fresh = re.findall(r"<code>([a-z2-7-]{19})</code>", reply.text)
        assert len(fresh) == 10
        for typed, status in ((old[0], 422), (fresh[0], 303)):
            visitor = Visitor(app)
            visitor.sign_in(email)
            assert visitor.send("/desk/second", code=typed).status_code == status

    def test_no_codes_without_a_factor(self, app: FastAPI) -> None:
        member, _ = known(app)
        reply = member.post("/desk/account/second/codes", present=PASSWORD)
        assert reply.status_code == 422
        assert "Turn it on first" in reply.text


class TestBrowsers:
    def number(self, app: FastAPI, member: Member, device: str) -> int:
        with app.state.database.session(write=False) as session:
            found = sessions.of_member(session, member.id, datetime.now(UTC))
            return next(record.id for record in found if record.device == device)

    def test_one_is_signed_out(self, app: FastAPI) -> None:
        member = enter(app)
        other = another_browser(app, member)
        assert "Safari, iPhone" in member.get("/desk/account").text
        number = self.number(app, member, "Safari, iPhone")
        assert member.post(f"/desk/account/sessions/{number}/end").status_code == 303
        assert not is_in(other)
        assert is_in(member)
        assert member.post(f"/desk/account/sessions/{number}/end").status_code == 404

    def test_those_of_others_are_out_of_reach(self, app: FastAPI) -> None:
        owner = enter(app)
        colleague = enter(app, "viewer", owner)
        number = self.number(app, colleague, "a browser")
        assert owner.post(f"/desk/account/sessions/{number}/end").status_code == 404
        assert is_in(colleague)

    @pytest.mark.parametrize("number", ["0", "-1", "x", "99999999999999999999"])
    def test_numbers_that_are_none(self, number: str, app: FastAPI) -> None:
        assert enter(app).post(f"/desk/account/sessions/{number}/end").status_code == 404

    def test_all_others_at_once(self, app: FastAPI) -> None:
        member, colleague = enter(app), enter(app)
        other = another_browser(app, member)
        assert member.post("/desk/account/sessions/end-others").headers["location"].endswith("done=ended")
        assert not is_in(other)
        assert is_in(member)
        assert is_in(colleague)
        (entry,) = log(app, member.id, "member.sessions_ended")
        assert entry.details == {"count": 1}
