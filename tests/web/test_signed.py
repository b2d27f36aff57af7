"""Who may use what: every route of the desk against every role, the token of forms, and the cookie."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from httpx2 import Response
from sqlalchemy import update
from starlette.testclient import TestClient

from advisor.workspace.access import members, sessions
from advisor.workspace.access.members import ROLES
from advisor.workspace.access.tables import MemberRecord, OrganisationRecord, SessionRecord
from advisor.workspace.desk.tables import NoticeRecord
from tests.web.conftest import settings
from tests.web.desk_access import ACCESS, CONSULTANT, ENTERED, FILLED, OWNER, PASSED, PUBLIC, VIEWER
from tests.web.desking import Member, enter
from web.app import create_app
from web.signed import Signed, same

REFUSED = (401, 403)
SIGNED_ROUTES = {key: who for key, who in ACCESS.items() if who != PUBLIC}
PAIRS = [(method, path, role) for method, path in sorted(SIGNED_ROUTES) for role in ROLES]


def routes(of: Any) -> Iterator[tuple[str, str]]:
    """Method and path of every route below the desk, also of those that were included."""
    for route in of:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes(inner.routes)
        elif isinstance(route, APIRoute) and route.path.startswith("/desk"):
            yield from ((method, route.path) for method in route.methods)


def filled(path: str) -> str:
    return re.sub(r"\{(\w+)[^}]*\}", lambda found: FILLED.get(found[1], "2000000000"), path)


def send(member: Member, method: str, path: str, token: str | None = None) -> Response:
    if method == "GET":
        return member.get(filled(path))
    return member.post(filled(path), csrf=member.csrf if token is None else token)


def stranger(app: FastAPI) -> Member:
    return Member(TestClient(app, raise_server_exceptions=False), "", 0, 0, "")


def half_way(app: FastAPI) -> Member:
    """Someone who has shown the password and not the second factor."""
    member = enter(app)
    with app.state.database.session() as session:
        session.execute(update(SessionRecord).where(SessionRecord.member_id == member.id).values(passed=False))
    return member


def without_factor(app: FastAPI) -> Member:
    """An owner whose organisation asks for a second factor, without one."""
    member = enter(app)
    with app.state.database.session() as session:
        session.get(OrganisationRecord, member.organisation).require_second = True
    return member


def test_every_route_says_who_may_use_it(app: FastAPI) -> None:
    there = set(routes(app.routes))
    assert len(there) > 40
    assert sorted(there ^ ACCESS.keys()) == [], "list it in tests/web/desk_access.py"
    assert set(ACCESS.values()) == {PUBLIC, ENTERED, PASSED, VIEWER, CONSULTANT, OWNER}


@pytest.mark.parametrize(("method", "path", "role"), PAIRS)
def test_each_role_may_use_its_routes_and_no_other(method: str, path: str, role: str, app: FastAPI) -> None:
    wanted = ACCESS[method, path]
    reply = send(enter(app, role), method, path)
    assert reply.status_code < 500, reply.text
    if wanted in ROLES and not members.reaches(role, wanted):
        assert reply.status_code == 403
        assert "Ask an owner of your organisation" in reply.text
    else:
        assert reply.status_code not in REFUSED, reply.text


@pytest.mark.parametrize(("method", "path"), sorted(SIGNED_ROUTES))
class TestWithoutBeingIn:
    def test_strangers_are_led_to_sign_in(self, method: str, path: str, app: FastAPI) -> None:
        reply = send(stranger(app), method, path)
        if method == "GET":
            assert reply.status_code == 303
            assert reply.headers["location"].startswith("/desk/sign-in?next=/desk")
        else:
            assert reply.status_code == 401
            assert "You are not signed in" in reply.text

    def test_a_form_without_the_token_of_the_session_is_refused(self, method: str, path: str, app: FastAPI) -> None:
        member = enter(app)
        if method == "GET":
            assert send(member, method, path).status_code not in REFUSED
            return
        for token in ("", "x", enter(app).csrf, member.csrf[:-1], member.csrf.upper()):
            reply = send(member, method, path, token)
            assert reply.status_code == 403
            assert "not from your present session" in reply.text
        assert member.client.post(filled(path)).status_code == 403, "no form at all"

    def test_the_second_factor_comes_first(self, method: str, path: str, app: FastAPI) -> None:
        reply = send(half_way(app), method, path)
        if ACCESS[method, path] == ENTERED:
            assert reply.status_code not in REFUSED
        elif method == "GET":
            assert reply.headers["location"].startswith("/desk/second?next=/desk")
        else:
            assert reply.status_code == 403
            assert "second factor first" in reply.text

    def test_where_it_is_asked_for_it_is_set_up_first(self, method: str, path: str, app: FastAPI) -> None:
        reply = send(without_factor(app), method, path)
        if ACCESS[method, path] in (ENTERED, PASSED):
            assert reply.status_code not in REFUSED
        elif method == "GET":
            assert reply.headers["location"].startswith("/desk/account/second?next=/desk")
        else:
            assert reply.status_code == 403
            assert "Set it up first" in reply.text


@pytest.mark.parametrize("path", sorted(path for method, path in ACCESS if method == "GET"))
def test_nothing_of_the_desk_is_kept_or_indexed(path: str, app: FastAPI) -> None:
    for member in (enter(app), stranger(app)):
        headers = member.get(f"/fa{filled(path)}").headers
        assert headers["cache-control"] == "no-store"
        assert "noindex" in headers["x-robots-tag"]


class TestToken:
    def test_it_may_stand_in_a_header(self, app: FastAPI) -> None:
        member = enter(app)
        headers = {"X-CSRF": member.csrf}
        assert member.client.post("/desk/sign-out", headers=headers, follow_redirects=False).status_code == 303

    def test_a_wrong_header_is_not_made_up_for_by_the_form(self, app: FastAPI) -> None:
        member = enter(app)
        reply = member.client.post("/desk/sign-out", data={"csrf": member.csrf}, headers={"X-CSRF": "x"})
        assert reply.status_code == 403

    def test_it_does_not_count_in_the_address(self, app: FastAPI) -> None:
        member = enter(app)
        assert member.client.post(f"/desk/sign-out?csrf={member.csrf}").status_code == 403

    @pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "none"}, {"Origin": "null"}, {}])
    def test_what_may_pass_elsewhere_is_not_enough_here(self, headers: dict[str, str], app: FastAPI) -> None:
        member = enter(app)
        assert member.client.post("/desk/sign-out", headers=headers).status_code == 403
        assert member.get("/desk/account").status_code == 200, "still signed in"

    def test_other_sites_are_refused_even_with_it(self, app: FastAPI) -> None:
        member = enter(app)
        headers = {"Sec-Fetch-Site": "cross-site"}
        reply = member.client.post("/desk/sign-out", data={"csrf": member.csrf}, headers=headers)
        assert reply.status_code == 403

    def test_it_may_come_with_files(self, app: FastAPI) -> None:
        member = enter(app)
        reply = member.client.post(
            "/desk/sign-out", data={"csrf": member.csrf}, files={"f": ("a", b"x")}, follow_redirects=False
        )
        assert reply.status_code == 303

    def test_another_kind_of_body_holds_none(self, app: FastAPI) -> None:
        member = enter(app)
        assert member.client.post("/desk/sign-out", json={"csrf": member.csrf}).status_code == 403

    def test_it_is_in_every_form_of_the_page(self, app: FastAPI) -> None:
        member = enter(app)
        for path in ("/desk/account", "/desk/organisation", "/desk/organisation/members", "/desk/account/second"):
            forms = re.findall(r'<form method="post".*?</form>', member.get(path).text, re.DOTALL)
            assert len(forms) >= 2
            assert all(member.csrf in form for form in forms), path

    def test_comparing_takes_text_of_any_kind(self) -> None:
        assert same("é", "é")
        assert not same("é", "e")
        assert not same("", "x")


class TestTime:
    def aged(self, app: FastAPI, member: Member, **ages: timedelta) -> None:
        now = datetime.now(UTC)
        values = {name: now - age for name, age in ages.items()}
        with app.state.database.session() as session:
            session.execute(update(SessionRecord).where(SessionRecord.member_id == member.id).values(**values))

    @pytest.mark.parametrize(
        ("created", "seen", "status"),
        [
            (timedelta(days=13), timedelta(hours=11), 200),
            (timedelta(days=13), timedelta(hours=12), 303),
            (timedelta(days=14), timedelta(hours=1), 303),
        ],
    )
    def test_a_session_ends(self, created: timedelta, seen: timedelta, status: int, app: FastAPI) -> None:
        member = enter(app)
        self.aged(app, member, created=created, seen=seen)
        assert member.get("/desk/account").status_code == status

    def test_each_use_prolongs_it(self, app: FastAPI) -> None:
        member = enter(app)
        self.aged(app, member, seen=timedelta(hours=11))
        assert member.get("/desk/account").status_code == 200
        with app.state.database.session() as session:
            (record,) = sessions.of_member(session, member.id, datetime.now(UTC))
            assert not sessions.is_stale(record, datetime.now(UTC))

    def test_a_removed_member_is_out_at_once(self, app: FastAPI) -> None:
        owner = enter(app)
        other = enter(app, "owner", owner)
        with app.state.database.session() as session:
            members.remove(session, members.get(session, owner.organisation, other.id), datetime.now(UTC))
        assert other.get("/desk/account").status_code == 303
        assert owner.get("/desk/account").status_code == 200


class TestSigned:
    def of(self, language: str = "en") -> Signed:
        member = MemberRecord(id=1, organisation_id=2, name="Olga", role="consultant", second_since=None)
        return Signed(member, OrganisationRecord(id=2, require_second=False), "t", 3, language=language)

    def test_what_it_tells(self) -> None:
        signed = self.of("fa")
        assert signed.desk == "/fa/desk"
        assert (signed.actor.organisation_id, signed.actor.member_id, signed.actor.name) == (2, 1, "Olga")
        assert [signed.may(role) for role in ROLES] == [True, True, False]

    def test_when_the_factor_must_be_set_up(self) -> None:
        signed = self.of()
        assert not signed.must_enrol
        signed.organisation.require_second = True
        assert signed.must_enrol
        signed.member.second_since = datetime.now(UTC)
        assert not signed.must_enrol


class TestLanguage:
    def test_the_own_language_unless_the_address_names_one(self, app: FastAPI) -> None:
        member = enter(app)
        with app.state.database.session() as session:
            session.get(MemberRecord, member.id).language = "uk"
        assert '<html lang="uk"' in member.get("/desk/account").text
        assert '<html lang="fa" dir="rtl"' in member.get("/fa/desk/account").text
        assert 'action="/fa/desk/account/profile"' in member.get("/fa/desk/account").text

    def test_the_way_back_keeps_the_language(self, app: FastAPI) -> None:
        location = stranger(app).get("/fa/desk/account?done=x&y=%2F").headers["location"]
        assert location == "/fa/desk/sign-in?next=/fa/desk/account%3Fdone%3Dx%26y%3D%252F"


class TestUnread:
    def counted(self, member: Member) -> str:
        """What the bar at the top says besides the word."""
        (link,) = re.findall(r'<a class="desk-link" href="/en/desk/news".*?</a>', member.get("/desk/account").text)
        return re.sub(r"<[^>]+>", "", link).removeprefix("Notifications").strip()

    def test_notifications_are_counted_in_the_bar(self, app: FastAPI) -> None:
        member, now = enter(app), datetime.now(UTC)
        assert self.counted(member) == ""
        with app.state.database.session() as session:
            for read in (None, None, now):
                session.add(NoticeRecord(member_id=member.id, kind="x", about={}, address="", created=now, read=read))
        assert self.counted(member) == "Unread: 2"


def test_the_cookie_is_bound_to_the_host_over_tls(database_url: str) -> None:
    app = create_app(settings(database_url, origin="https://advisor.example.org"))
    member = enter(app)
    with TestClient(app, base_url="https://testserver") as client:
        secret = next(iter(member.client.cookies.values()))
        client.cookies.set("advisor", secret)
        assert client.get("/desk/account", follow_redirects=False).status_code == 303, "without __Host- it is nothing"
        client.cookies.set("__Host-advisor", secret)
        assert client.get("/desk/account", follow_redirects=False).status_code == 200
        reply = client.post("/desk/sign-out", data={"csrf": member.csrf}, follow_redirects=False)
        flags = reply.headers["set-cookie"].lower()
        for flag in ("__host-advisor=", "secure", "httponly", "samesite=lax", "path=/", "max-age=0"):
            assert flag in flags
        assert "domain" not in flags
