"""The organisation: its look, its members and invitations, its audit log, and nothing of any other organisation."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from aiosmtpd.controller import Controller
from fastapi import FastAPI
from sqlalchemy import update

from advisor.mail import MailServer
from advisor.workspace.access import audit, invitations, members
from advisor.workspace.access.tables import AuditRecord, MemberRecord, OrganisationRecord
from tests.test_mail import SENDER, Post, free_port
from tests.web.conftest import settings
from tests.web.desking import Member, enter
from tests.web.visiting import Visitor, log, with_factor
from tests.workspace.access.test_branding import jpeg, png
from web.app import create_app

LOOK = {"name": "Brook & Sons", "language": "fa", "colour": "#7A1F5C", "disclaimer": "No warranty.\r\nNone."}


def organisation(app: FastAPI, member: Member) -> OrganisationRecord:
    with app.state.database.session(write=False) as session:
        found = session.get(OrganisationRecord, member.organisation)
        assert found.logo is None or found.logo  # read it while the session is open
        return found


def role(app: FastAPI, member: Member) -> str:
    with app.state.database.session(write=False) as session:
        return str(session.get(MemberRecord, member.id).role)


class TestLook:
    def test_it_is_kept(self, app: FastAPI) -> None:
        owner = enter(app)
        reply = owner.post("/desk/organisation", **LOOK)
        assert reply.headers["location"] == "/en/desk/organisation?done=saved"
        found = organisation(app, owner)
        kept = (found.name, found.language, found.colour, found.disclaimer)
        assert kept == ("Brook & Sons", "fa", "#7a1f5c", "No warranty.\nNone.")
        page = owner.get("/en/desk/organisation?done=saved").text
        assert "Brook &amp; Sons" in page
        assert 'fill="#7a1f5c"' in page
        (entry,) = log(app, owner.id, "organisation.changed")
        assert entry.details == {"changed": ["name", "language", "colour", "disclaimer"]}

    @pytest.mark.parametrize(("data", "kind"), [(png(), "image/png"), (jpeg(), "image/jpeg")])
    def test_a_logo_is_shown_to_members_only(self, data: bytes, kind: str, app: FastAPI) -> None:
        owner = enter(app)
        form = {"csrf": owner.csrf, **LOOK}
        files = {"logo": ("evil.svg", data, "image/svg+xml")}
        assert owner.client.post("/desk/organisation", data=form, files=files).status_code == 200
        reply = enter(app, "viewer", owner).get("/desk/organisation/logo")
        assert (reply.content, reply.headers["content-type"]) == (data, kind), "what it is, not what it was called"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert enter(app).get("/desk/organisation/logo").status_code == 404, "another organisation"
        owner.post("/desk/organisation", **LOOK)
        assert organisation(app, owner).logo == data, "without a new one it stays"
        owner.post("/desk/organisation", without_logo="1", **LOOK)
        assert organisation(app, owner).logo_type == ""

    @pytest.mark.parametrize(
        ("form", "field"),
        [
            ({"name": ""}, "name"),
            ({"colour": "red"}, "colour"),
            ({"colour": "#ffffff"}, "colour"),
            ({"disclaimer": "x" * 2001}, "disclaimer"),
        ],
    )
    def test_what_cannot_be_used(self, form: dict[str, str], field: str, app: FastAPI) -> None:
        owner = enter(app)
        before = organisation(app, owner).name
        reply = owner.post("/desk/organisation", **{**LOOK, **form})
        assert reply.status_code == 422
        assert f'id="{field}-error"' in reply.text
        assert organisation(app, owner).name == before

    @pytest.mark.parametrize("data", [b"<svg onload=alert(1)>", png()[:-4], b"x" * 210_000])
    def test_files_that_are_no_logo(self, data: bytes, app: FastAPI) -> None:
        owner = enter(app)
        reply = owner.client.post(
            "/desk/organisation", data={"csrf": owner.csrf, **LOOK}, files={"logo": ("a.png", data)}
        )
        assert reply.status_code == 422
        assert 'id="logo-error"' in reply.text
        assert organisation(app, owner).logo_type == ""

    def test_a_file_larger_than_any_form(self, app: FastAPI) -> None:
        owner = enter(app)
        files = {"logo": ("a.png", b"x" * 300_000)}
        assert owner.client.post("/desk/organisation", data={"csrf": owner.csrf}, files=files).status_code == 413

    def test_one_file_and_no_more(self, app: FastAPI) -> None:
        owner = enter(app)
        files = [("logo", ("a.png", png())), ("logo", ("b.png", png()))]
        assert owner.client.post("/desk/organisation", data={"csrf": owner.csrf}, files=files).status_code == 400

    def test_an_unknown_language(self, app: FastAPI) -> None:
        reply = enter(app).post("/desk/organisation", **{**LOOK, "language": "xx"})
        assert reply.status_code == 422
        assert "Choose a language" in reply.text


class TestInviting:
    def test_the_link_is_shown_once_and_works(self, app: FastAPI) -> None:
        owner = enter(app)
        reply = owner.post("/desk/organisation/invitations", email=" new@brook.example.org ", role="consultant")
        (link,) = re.findall(r'value="http://testserver(/en/desk/join/[\w-]{32})"', reply.text)
        assert "new@brook.example.org" in Visitor(app).get(link).text
        page = owner.get("/desk/organisation/members").text
        assert link not in page
        assert "new@brook.example.org" in page
        (entry,) = log(app, owner.id, "member.invited")
        assert (entry.object_name, entry.details) == ("new@brook.example.org", {"role": "consultant"})
        assert link.rpartition("/")[2] not in str(audit.plain(entry))

    @pytest.mark.parametrize(
        ("email", "role", "says"),
        [
            ("new", "viewer", "not an e-mail address"),
            ("", "viewer", "not an e-mail address"),
            ("a@example.org", "admin", "Choose a role"),
        ],
    )
    def test_what_cannot_be_used(self, email: str, role: str, says: str, app: FastAPI) -> None:
        reply = enter(app).post("/desk/organisation/invitations", email=email, role=role)
        assert reply.status_code == 422
        assert says in reply.text
        assert "/desk/join/" not in reply.text

    def test_withdrawing(self, app: FastAPI) -> None:
        owner = enter(app)
        reply = owner.post("/desk/organisation/invitations", email="late@brook.example.org", role="viewer")
        (link,) = re.findall(r'value="http://testserver(/en/desk/join/[\w-]+)"', reply.text)
        (number,) = re.findall(r"/invitations/(\d+)/withdraw", reply.text)
        path = f"/desk/organisation/invitations/{number}/withdraw"
        assert enter(app).post(path).status_code == 404, "an owner of another organisation"
        assert Visitor(app).get(link).status_code == 200
        assert owner.post(path).status_code == 303
        assert Visitor(app).get(link).status_code == 410

    def test_sending_the_link(self, database_url: str) -> None:
        box = Post()
        controller = Controller(box, hostname="127.0.0.1", port=free_port())
        controller.start()
        app = create_app(settings(database_url, mail=MailServer.of(f"smtp://127.0.0.1:{controller.port}", SENDER)))
        owner = enter(app, name="Olga\nBcc: eve@example.org")
        form = {"role": "viewer", "send": "1"}
        reply = owner.post("/desk/organisation/invitations", email="new@example.net", **form)
        assert "It was also sent by e-mail." in reply.text
        (link,) = re.findall(r'value="(http://testserver/en/desk/join/[\w-]+)"', reply.text)
        (message,) = box.messages
        assert message["To"] == "new@example.net"
        assert message["Bcc"] is None
        assert link in message.get_payload(decode=True).decode()  # type: ignore[union-attr]
        controller.stop()
        reply = owner.post("/desk/organisation/invitations", email="other@example.net", **form)
        assert reply.status_code == 200
        assert "could not be sent now" in reply.text
        assert "/desk/join/" in reply.text, "the link can be copied instead"
        app.state.database.close()


class TestMembers:
    @pytest.fixture
    def pair(self, app: FastAPI) -> Iterator[tuple[Member, Member]]:
        owner = enter(app, name="Olga")
        yield owner, enter(app, "viewer", owner, "Vera")

    def test_the_list(self, pair: tuple[Member, Member], app: FastAPI) -> None:
        with_factor(app, pair[1])
        enter(app, name="Somebody else")
        page = pair[0].get("/desk/organisation/members").text
        assert "Vera" in page
        assert "Somebody else" not in page
        assert page.count('class="state-on"') == 1

    def test_a_role_counts_from_the_next_time(self, pair: tuple[Member, Member], app: FastAPI) -> None:
        owner, viewer = pair
        path = f"/desk/organisation/members/{viewer.id}"
        assert owner.post(f"{path}/role", role="consultant").headers["location"] == f"/en{path}?done=role"
        assert role(app, viewer) == "consultant"
        assert viewer.get("/desk/account").status_code == 303, "signed out"
        (entry,) = log(app, owner.id, "member.role_changed")
        assert (entry.object_id, entry.details) == (str(viewer.id), {"from": "viewer", "to": "consultant"})
        assert owner.post(f"{path}/role", role="admin").status_code == 422

    def test_the_last_owner_stays(self, pair: tuple[Member, Member], app: FastAPI) -> None:
        owner, viewer = pair
        path = f"/desk/organisation/members/{owner.id}"
        for action, form in (("role", {"role": "viewer"}), ("remove", {})):
            reply = owner.post(f"{path}/{action}", **form)
            assert reply.status_code == 422
            assert "the only owner" in reply.text
        assert role(app, owner) == "owner"
        owner.post(f"/desk/organisation/members/{viewer.id}/role", role="owner")
        assert owner.post(f"{path}/role", role="viewer").status_code == 303
        assert role(app, owner) == "viewer"
        assert owner.get("/desk/account").status_code == 303

    def test_removing(self, pair: tuple[Member, Member], app: FastAPI) -> None:
        owner, viewer = pair
        path = f"/desk/organisation/members/{viewer.id}"
        assert owner.post(f"{path}/remove").headers["location"].endswith("members?done=removed")
        assert viewer.get("/desk/account").status_code == 303
        assert owner.get(path).status_code == 404
        assert owner.post(f"{path}/remove").status_code == 404
        (entry,) = log(app, owner.id, "member.removed")
        assert (entry.object_name, entry.details) == ("Vera", {"role": "viewer"})

    def test_leaving_oneself(self, pair: tuple[Member, Member]) -> None:
        owner, viewer = pair
        owner.post(f"/desk/organisation/members/{viewer.id}/role", role="owner")
        reply = owner.post(f"/desk/organisation/members/{owner.id}/remove")
        assert reply.headers["location"] == "/en/desk/sign-in"
        assert owner.get("/desk/account").status_code == 303

    def test_turning_the_factor_of_somebody_else_off(self, pair: tuple[Member, Member], app: FastAPI) -> None:
        owner, viewer = pair
        for member in pair:
            with_factor(app, member)
        assert owner.post(f"/desk/organisation/members/{viewer.id}/second-off").status_code == 303
        assert viewer.get("/desk/account").status_code == 303, "signed out"
        reply = owner.post(f"/desk/organisation/members/{owner.id}/second-off")
        assert reply.status_code == 422
        assert "in your account" in reply.text
        with app.state.database.session(write=False) as session:
            assert session.get(MemberRecord, owner.id).second_since is not None
            assert session.get(MemberRecord, viewer.id).second_since is None

    @pytest.mark.parametrize("action", ["", "/role", "/second-off", "/remove"])
    def test_members_of_others_are_not_there(self, action: str, pair: tuple[Member, Member], app: FastAPI) -> None:
        stranger = enter(app)
        path = f"/desk/organisation/members/{pair[1].id}{action}"
        reply = stranger.post(path, role="owner") if action else stranger.get(path)
        assert reply.status_code == 404
        assert "Vera" not in reply.text
        assert role(app, pair[1]) == "viewer"

    def test_asking_everyone_for_a_factor(self, pair: tuple[Member, Member], app: FastAPI) -> None:
        owner, viewer = pair
        assert owner.post("/desk/organisation/second", require_second="1").status_code == 303
        for member in pair:
            assert member.get("/desk/account").headers["location"].startswith("/desk/account/second")
        with_factor(app, owner)
        assert owner.get("/desk/account").status_code == 200
        assert owner.post("/desk/organisation/second").status_code == 303
        assert viewer.get("/desk/account").status_code == 200


class TestLog:
    def filled(self, app: FastAPI, count: int) -> Member:
        owner = enter(app, name="Olga")
        with app.state.database.session() as session:
            for number in range(count):
                actor = audit.Actor(owner.organisation, owner.id, owner.name)
                audit.record(session, actor, "x.y", audit.Thing("x", number, f"Thing {number}"), {}, datetime.now(UTC))
        return owner

    def test_page_by_page(self, app: FastAPI) -> None:
        owner = self.filled(app, 120)
        seen: list[str] = []
        path = "/en/desk/organisation/audit"
        while path and len(seen) < 200:
            page = owner.get(path).text
            seen += re.findall(r"<bdi>Thing (\d+)</bdi>", page)
            found = re.search(r'href="([^"]+before=\d+)">Older entries', page)
            path = found[1] if found else ""
        assert seen == [str(number) for number in reversed(range(120))]

    @pytest.mark.parametrize("before", ["x", "-1", "²", "9" * 30, "1' OR 1=1", "0"])
    def test_pages_that_are_none(self, before: str, app: FastAPI) -> None:
        reply = self.filled(app, 1).client.get("/desk/organisation/audit", params={"before": before})
        assert reply.status_code == 200

    def test_verifying(self, app: FastAPI) -> None:
        owner = self.filled(app, 5)
        assert "The log is whole" in owner.get("/desk/organisation/audit?verify=1").text
        with app.state.database.session() as session:
            mine = (AuditRecord.organisation_id == owner.organisation, AuditRecord.number == 3)
            session.execute(update(AuditRecord).where(*mine).values(object_name="Another"))
        page = owner.get("/desk/organisation/audit?verify=1").text
        assert "does not fit from entry 3 on" in page
        assert "The log is whole" not in page

    def test_files(self, app: FastAPI) -> None:
        owner = self.filled(app, 3)
        enter(app)
        reply = owner.get("/desk/organisation/audit.json")
        assert reply.headers["content-disposition"] == 'attachment; filename="audit.json"'
        assert [entry["number"] for entry in json.loads(reply.text)] == [1, 2, 3]
        reply = owner.get("/desk/organisation/audit.csv")
        assert reply.headers["content-type"] == "text/csv; charset=utf-8"
        rows = list(csv.DictReader(io.StringIO(reply.text.lstrip("\ufeff"))))
        assert [row["action"] for row in rows] == ["x.y", "x.y", "x.y", "audit.exported"]
        assert {entry.details["format"] for entry in log(app, owner.id, "audit.exported")} == {"csv", "json"}
        assert "The log is whole" in owner.get("/desk/organisation/audit?verify=1").text

    def test_names_are_text(self, app: FastAPI) -> None:
        owner = enter(app, name="<img src=x onerror=alert(1)>")
        owner.post("/desk/organisation", **{**LOOK, "name": "<script>alert(1)</script>"})
        for path in ("", "/members", f"/members/{owner.id}", "/audit"):
            page = owner.get(f"/desk/organisation{path}").text
            assert "<img src=x" not in page
            assert "<script>alert" not in page


def test_the_whole_way_on_both_databases(database_url: str) -> None:
    """An invitation, a role, a removal, and a log that fits."""
    app = create_app(settings(database_url))
    owner = enter(app)
    owner.post("/desk/organisation/invitations", email="new@example.org", role="viewer")
    with app.state.database.session() as session:
        place = session.get(OrganisationRecord, owner.organisation)
        invitations.invite(session, place, "new@example.org", "consultant", "known-secret", datetime.now(UTC))
        member = invitations.accept(session, "known-secret", "Nina", "hash", datetime.now(UTC))
    path = f"/desk/organisation/members/{member.id}"
    assert owner.post(f"{path}/role", role="owner").status_code == 303
    assert owner.post(f"{path}/remove").status_code == 303
    assert "The log is whole" in owner.get("/desk/organisation/audit?verify=1").text
    with app.state.database.session(write=False) as session:
        assert [one.id for one in members.every(session, owner.organisation)] == [owner.id]
    app.state.database.close()
