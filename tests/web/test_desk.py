"""What routes of the desk share: fields of forms, the log, cases of the own organisation only."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.datastructures import FormData, Headers, UploadFile

from advisor.errors import NotFound
from advisor.workspace.access.tables import AuditRecord, MemberRecord, OrganisationRecord
from tests.web import desking
from tests.web.desking import Member
from web import desk
from web.signed import Signed


def signed(app: FastAPI, who: Member) -> Signed:
    with app.state.database.session(write=False) as session:
        found = session.get_one(MemberRecord, who.id), session.get_one(OrganisationRecord, who.organisation)
    return Signed(*found, who.csrf, 1)


def test_fields_are_read_as_they_were_typed_and_files_are_none() -> None:
    form = FormData([("a", "  text "), ("b", UploadFile(b"", filename="x", headers=Headers()))])  # type: ignore[arg-type]
    assert [desk.text(form, name) for name in "abc"] == ["text", "", ""]


@pytest.mark.parametrize("typed", ["a,b,c", "a، b؛c".replace("؛", "،"), "a、b、c", "a，b；c", "a; b; c"])
def test_tags_are_apart_by_the_commas_of_every_language(typed: str) -> None:
    assert [tag.strip() for tag in desk.tags(FormData([("tags", typed)]))] == ["a", "b", "c"]


def test_secrets_are_long_and_never_the_same() -> None:
    made = {desk.token() for _ in range(100)}
    assert len(made) == 100
    assert min(map(len, made)) >= 20


def test_a_case_opens_for_its_organisation_only(app: FastAPI) -> None:
    ada, mallory = desking.enter(app), desking.enter(app)
    number = desking.case(ada)
    with desk.opened(app.state.database, signed(app, ada), number) as work:
        assert work.record.title == "CRM or ERP"
    with pytest.raises(NotFound), desk.opened(app.state.database, signed(app, mallory), number):
        raise AssertionError("opened")


def test_what_is_noted_stands_in_the_log_of_the_organisation(app: FastAPI) -> None:
    ada = desking.enter(app)
    number = desking.case(ada)
    with desk.opened(app.state.database, signed(app, ada), number, write=True) as work:
        work.note("case.tried", how="well")
    with app.state.database.session(write=False) as session:
        entry = session.scalars(
            select(AuditRecord).where(AuditRecord.organisation_id == ada.organisation).order_by(AuditRecord.id.desc())
        ).first()
        assert entry is not None
        assert (entry.action, entry.object_kind, entry.object_id) == ("case.tried", "case", str(number))
        assert entry.details == {"how": "well"}
        assert (entry.actor_id, entry.actor_name) == (ada.id, "Ada")


def test_the_desk_is_left_in_the_language_it_was_entered(app: FastAPI) -> None:
    ada = desking.enter(app)
    assert desk.to(signed(app, ada), "/trash").headers["location"] == "/en/desk/trash"
    reply = ada.post("/fa/desk/clients", client="نمونه")
    assert reply.headers["location"].startswith("/fa/desk/clients/")
