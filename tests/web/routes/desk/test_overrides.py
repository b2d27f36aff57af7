"""Overrides over HTTP: made with a reason, refused with what was typed, taken back, and shown beside the original."""

from __future__ import annotations

import html
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from advisor.recommendation.model import Recommendation
from advisor.workspace.access.tables import AuditRecord
from tests.web.officework import SECRET, Office
from tests.web.walking import DISTRIBUTOR, Page

REASON = "The client merges with a distributor in spring."


@pytest.fixture
def office(app: FastAPI) -> Office:
    return Office.open(app, "Ada")


@pytest.fixture
def number(office: Office) -> int:
    made = office.case(office.folder(), DISTRIBUTOR)
    office.ask(made, {"sales_driven": 5})
    office.conclude(made)
    return made


def page(office: Office, number: int, query: str = "") -> Page:
    found = Page(office.get(f"/cases/{number}/overrides{query}").text)
    assert found.mistakes == []
    assert len(found.ids) == len(set(found.ids))
    assert SECRET not in found.text
    return found


def result(office: Office, number: int) -> Recommendation:
    return Recommendation.model_validate_json(office.get(f"/cases/{number}/result.json").text)


def override(office: Office, number: int, status: int = 303, **form: str) -> Any:
    return office.send(f"/cases/{number}/overrides", {"reason": REASON, **form}, status)


def test_the_verdict_is_overridden_and_stands_beside_the_original(office: Office, number: int) -> None:
    before = result(office, number)
    reply = override(office, number, option="crm/saas")
    assert reply.headers["location"] == f"/en/desk/cases/{number}/overrides?done=saved"
    text = page(office, number, "?done=saved").text
    assert "Start with a CRM in the cloud." in text
    assert REASON in text
    office.conclude(number)
    after = result(office, number)
    assert (after.path, after.deployment) == (before.path, before.deployment)
    assert after.decided.id == "crm/saas"
    shown = office.get(f"/cases/{number}/result").text.partition("<article>")[2]
    assert "The consultant&#39;s judgement" in shown or "The consultant's judgement" in shown
    assert REASON in shown
    for hidden in (">Ada", "Olga", SECRET):
        assert hidden not in shown


def test_a_module_is_overridden(office: Office, number: int) -> None:
    module = next(m for m in reversed(result(office, number).modules) if not m.needed_by and m.priority != "must")
    override(office, number, module=module.id, priority="left-out")
    office.conclude(number)
    assert module.id in {m.id for m in result(office, number).left_out}
    shown = office.get(f"/cases/{number}/result").text
    assert "Modules judged otherwise" in shown
    assert "Left out" in shown


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"option": "crm/cellar"}, "Choose an option."),
        ({"option": ""}, "Choose an option."),
        ({"option": "crm/saas", "reason": "no"}, "Say why, in a sentence"),
        ({"option": "crm/saas", "reason": "x" * 2001}, "A text has at most 2,000 characters."),
        ({"module": "", "priority": "must"}, "Choose a module."),
        ({"module": "crm-leads", "priority": ""}, "Choose a priority"),
        ({"module": "crm-leads", "priority": "must", "reason": ""}, "Say why, in a sentence"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    office: Office, number: int, form: dict[str, str], said: str
) -> None:
    reply = override(office, number, 422, **form)
    found = Page(reply.text)
    assert said in html.unescape(reply.text)
    assert 'aria-invalid="true"' in reply.text
    assert form.get("reason", REASON) in reply.text
    for name in ("module", "priority", "option"):
        if form.get(name) not in (None, "", "crm/cellar"):
            assert found.fields[name] == [form[name]]
    assert office.record(number).overrides == {}


def test_a_contradiction_is_refused_in_words_and_leaves_nothing_behind(office: Office, number: int) -> None:
    needed = next(m for m in result(office, number).modules if m.needed_by)
    changed = office.record(number).changed
    reply = override(office, number, 422, module=needed.id, priority="left-out")
    assert "cannot be left out" in reply.text
    assert office.content.texts["en"].say("modules", needed.id, "name") in html.unescape(reply.text)
    assert Page(reply.text).fields["module"] == [needed.id]
    assert (office.record(number).overrides, office.record(number).changed) == ({}, changed)


def test_contradictions_that_came_later_can_be_put_right_one_by_one(office: Office, number: int) -> None:
    """As when the content changed: any override can be taken back, and made anew."""
    override(office, number, option="both/saas")
    override(office, number, module="crm-campaigns", priority="must")
    office.send(f"/cases/{number}/overrides/back", {"module": ""})
    override(office, number, option="both/saas")
    with office.database.session() as session:
        record = session.merge(office.record(number))
        record.overrides = {**record.overrides, "option": {**record.overrides["option"], "path": "erp"}}
    assert "The overrides contradict each other" in page(office, number).text
    assert "does not bring in" in page(office, number).text
    office.send(f"/cases/{number}/conclude", {}, 422)
    override(office, number, option="both/hybrid")
    assert "The overrides contradict each other" not in page(office, number).text


def test_an_override_is_taken_back(office: Office, number: int) -> None:
    override(office, number, option="crm/saas")
    reply = office.send(f"/cases/{number}/overrides/back", {"module": ""})
    assert reply.headers["location"].endswith("/overrides?done=back")
    assert "Nothing is overridden." in page(office, number, "?done=back").text


def test_every_change_is_written_down_with_its_reason(office: Office, number: int) -> None:
    override(office, number, option="crm/saas")
    override(office, number, 422, option="crm/saas", reason="")
    office.send(f"/cases/{number}/overrides/back", {"module": ""})
    with office.database.session(write=False) as session:
        query = select(AuditRecord).where(AuditRecord.organisation_id == office.organisation).order_by(AuditRecord.id)
        entries = [(entry.action, entry.details) for entry in session.scalars(query)]
    assert [action for action, _ in entries] == ["case.overridden", "case.override_withdrawn"]
    assert REASON in str(entries[0][1])


def test_reasons_are_escaped(office: Office, number: int) -> None:
    override(office, number, option="crm/saas", reason="<script>alert('merger')</script>")
    assert "<script>alert" not in page(office, number).text
    office.conclude(number)
    assert "<script>alert" not in office.get(f"/cases/{number}/result").text


def test_a_viewer_reads_and_is_offered_no_change(app: FastAPI, office: Office, number: int) -> None:
    override(office, number, option="crm/saas")
    viewer = Office.open(app, "Vera", "viewer", office.organisation)
    text = page(viewer, number).text
    assert REASON in text
    assert "Override a module" not in text
    assert "Take back" not in text
    viewer.send(f"/cases/{number}/overrides", {"option": "crm/saas", "reason": REASON}, 403)
    viewer.send(f"/cases/{number}/overrides/back", {"module": ""}, 403)


def test_of_an_issued_case_nothing_can_be_changed(office: Office, number: int) -> None:
    office.send(f"/cases/{number}/issue")
    assert "Override a module" not in page(office, number).text
    override(office, number, 410, option="crm/saas")
    office.send(f"/cases/{number}/overrides/back", {"module": ""}, 410)


def test_nobody_of_another_organisation_reaches_it(app: FastAPI, number: int) -> None:
    stranger = Office.open(app, "Sam")
    stranger.get(f"/cases/{number}/overrides", 404)
    override(stranger, number, 404, option="crm/saas")
    stranger.send(f"/cases/{number}/overrides/back", {"module": ""}, 404)
