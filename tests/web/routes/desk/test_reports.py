"""Reports of a case: asked for, made in the background, downloaded, cancelled and removed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from advisor.recommendation.model import Recommendation, digest
from advisor.reports.printers import KINDS
from advisor.workspace.access import audit
from advisor.workspace.desk import made, remarks
from advisor.workspace.work.files import Made, files_of, keep_file
from advisor.workspace.work.tables import DONE, FAILED, RUNNING, JobRecord
from tests.recommendation.samples import SELLER
from tests.web import caseload, desking
from tests.web.desking import Member
from tests.web.walking import Page
from tests.workspace.work.working import until
from web import desk
from web.routes.desk.reports import AT_ONCE

ASKED = {"kinds": "data", "language": "en", "day": "2026-12-01", "title": "For all"}


@pytest.fixture
def ada(app: FastAPI) -> Member:
    return desking.enter(app)


@pytest.fixture
def number(app: FastAPI, ada: Member) -> int:
    """A case with a result that was issued and a voice with a private comment. Jobs wait: nobody does them here."""
    case = caseload.case(app, ada, caseload.folder(app, ada, "Köhler"), SELLER)
    caseload.ask(app, ada, case, {"employees": 12})
    caseload.conclude(app, ada, case, issue=True)
    return case


def jobs(app: FastAPI, member: Member, case: int) -> tuple[JobRecord, ...]:
    with app.state.database.session(write=False) as session:
        return made.of_case(session, member.organisation, case)


def result(app: FastAPI, member: Member, case: int) -> str:
    """The number of the result that the form offers first."""
    page = Page(member.get(f"/en/desk/cases/{case}/reports").text)
    return page.fields["result"][0]


def finished(app: FastAPI, member: Member, case: int, state: str = DONE, **values: object) -> tuple[int, int]:
    """A job that is over and its one file, as their numbers."""
    arguments = {"case": case, "kinds": ["data"], "language": "en", "title": "", "day": "2026-12-01", "result": 1}
    with app.state.database.session() as session:
        job = JobRecord(
            organisation_id=member.organisation, kind=made.KIND, about="x", arguments=arguments, state=state,
            created=desk.now(), **values,
        )  # fmt: skip
        session.add(job)
        session.flush()
        file = Made("Köhler - data - en.json", "application/json", b'{"a": 1}')
        return job.id, keep_file(session, member.organisation, file, desk.now(), job_id=job.id).id


def test_the_page_offers_every_kind_and_the_issued_result(app: FastAPI, ada: Member, number: int) -> None:
    page = Page(ada.get(f"/en/desk/cases/{number}/reports").text)
    assert (page.mistakes, page.open) == ([], [])
    assert page.text.count('name="kinds"') == len(KINDS)
    assert page.fields["kinds"] == ["board", "full"] and page.fields["language"] == ["en"]
    assert page.fields["day"] == [f"{desk.now():%Y-%m-%d}"] and len(page.fields["result"]) == 1
    assert "No report was made yet." in page.text and "data-poll" not in page.text


def test_a_case_without_a_result_has_no_reports(app: FastAPI, ada: Member) -> None:
    case = caseload.case(app, ada, caseload.folder(app, ada), SELLER)
    assert "has none yet" in ada.get(f"/en/desk/cases/{case}/reports").text
    reply = ada.post(f"/en/desk/cases/{case}/reports", **ASKED, result="1")
    assert (reply.status_code, "This case has no result yet." in reply.text) == (422, True)


def test_asking_makes_a_job_that_waits_and_is_told(app: FastAPI, ada: Member, number: int) -> None:
    sent = {**ASKED, "kinds": ["full", "data"], "result": result(app, ada, number)}
    reply = ada.post(f"/en/desk/cases/{number}/reports", **sent)
    (job,) = jobs(app, ada, number)
    assert reply.headers["location"] == f"/en/desk/cases/{number}/reports#job-{job.id}"
    assert (job.member_id, job.arguments["kinds"], job.arguments["title"]) == (ada.id, ["full", "data"], "For all")
    text = ada.get(f"/en/desk/cases/{number}/reports").text
    assert f'data-poll="/en/desk/cases/{number}/reports/part"' in text and "Waiting to begin" in text
    with app.state.database.session(write=False) as session:
        assert [one.action for one in audit.entries(session, ada.organisation)][-1] == "reports.started"


@pytest.mark.parametrize(
    ("change", "field", "told"),
    [
        ({"kinds": []}, "kinds", "Choose at least one kind"),
        ({"kinds": ["poem"]}, "kinds", "Choose at least one kind"),
        ({"language": "xx"}, "language", "Choose a language."),
        ({"day": "soon"}, "day", "Give the day"),
        ({"title": "x" * 201}, "title", "at most 200"),
        ({"result": "0"}, "result", "Choose a result."),
        ({"result": "x"}, "result", "Choose a result."),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    app: FastAPI, ada: Member, number: int, change: dict[str, object], field: str, told: str
) -> None:
    sent = {**ASKED, "kinds": ["word"], "title": "<b>Kept</b>", "result": result(app, ada, number), **change}
    reply = ada.post(f"/en/desk/cases/{number}/reports", **sent)
    assert reply.status_code == 422 and told in reply.text and f'id="{field}-error"' in reply.text
    page = Page(reply.text)
    assert page.fields["title"] == [str(sent["title"])] and "<b>Kept" not in reply.text
    if field != "kinds":
        assert page.fields["kinds"] == ["word"]
    assert jobs(app, ada, number) == ()


def test_only_so_many_at_the_same_time(app: FastAPI, ada: Member, number: int) -> None:
    sent = {**ASKED, "result": result(app, ada, number)}
    replies = [ada.post(f"/en/desk/cases/{number}/reports", **sent) for _ in range(AT_ONCE + 1)]
    assert [reply.status_code for reply in replies] == [303] * AT_ONCE + [422]
    assert "5 sets of reports are being made already" in replies[-1].text


def test_the_part_is_the_list_alone(app: FastAPI, ada: Member, number: int) -> None:
    ada.post(f"/en/desk/cases/{number}/reports", **ASKED, result=result(app, ada, number))
    with app.state.database.session() as session:
        job = session.scalars(select(JobRecord).where(JobRecord.organisation_id == ada.organisation)).one()
        job.state, job.done, job.total = RUNNING, 3, 7
    text = ada.get(f"/en/desk/cases/{number}/reports/part").text
    assert text.strip().startswith('<div id="made"') and "<html" not in text
    assert "3 of 7 made" in text and '<progress max="7" value="3"' in text
    assert "۳" in ada.get(f"/fa/desk/cases/{number}/reports/part").text
    page = Page(text)
    assert (page.mistakes, page.open) == ([], [])


def test_cancelling_leaves_nothing_to_wait_for(app: FastAPI, ada: Member, number: int) -> None:
    ada.post(f"/en/desk/cases/{number}/reports", **ASKED, result=result(app, ada, number))
    (job,) = jobs(app, ada, number)
    base = f"/en/desk/cases/{number}/reports"
    assert ada.post(f"{base}/{job.id}/delete").status_code == 422, "what runs is cancelled first"
    assert ada.post(f"{base}/{job.id}/cancel").status_code == 303
    text = ada.get(base).text
    assert "Cancelled" in text and "data-poll" not in text
    assert ada.post(f"{base}/{job.id}/delete").status_code == 303
    assert jobs(app, ada, number) == ()


def test_a_report_is_saved_under_its_name_and_never_shown(app: FastAPI, ada: Member, number: int) -> None:
    job, file = finished(app, ada, number)
    address = f"/en/desk/cases/{number}/reports/{job}/{file}"
    assert f'href="{address}"' in ada.get(f"/en/desk/cases/{number}/reports").text
    reply = ada.get(address)
    assert (reply.content, reply.headers["content-type"]) == (b'{"a": 1}', "application/json")
    assert reply.headers["x-content-type-options"] == "nosniff" and "no-store" in reply.headers["cache-control"]
    disposition = reply.headers["content-disposition"]
    assert disposition == "attachment; filename=\"K_hler - data - en.json\"; " \
        "filename*=UTF-8''K%C3%B6hler%20-%20data%20-%20en.json"  # fmt: skip


def test_reports_are_found_by_their_own_case_and_organisation_only(app: FastAPI, ada: Member, number: int) -> None:
    job, file = finished(app, ada, number)
    other = caseload.case(app, ada, caseload.folder(app, ada), SELLER)
    other_job, other_file = finished(app, ada, other)
    grace = desking.enter(app)
    assert grace.get(f"/en/desk/cases/{number}/reports/{job}/{file}").status_code == 404
    for case, one, this in ((other, job, file), (number, other_job, other_file), (number, job, other_file)):
        assert ada.get(f"/en/desk/cases/{case}/reports/{one}/{this}").status_code == 404
    for act in ("cancel", "delete"):
        assert ada.post(f"/en/desk/cases/{other}/reports/{job}/{act}").status_code == 404
        assert grace.post(f"/en/desk/cases/{number}/reports/{job}/{act}").status_code == 404
    assert ada.get(f"/en/desk/cases/{number}/reports/{job}/{file}").status_code == 200


def test_a_viewer_downloads_and_does_nothing_else(app: FastAPI, ada: Member, number: int) -> None:
    job, file = finished(app, ada, number)
    viewer = desking.enter(app, "viewer", ada)
    text = viewer.get(f"/en/desk/cases/{number}/reports").text
    assert 'name="kinds"' not in text and f"/{job}/delete" not in text
    assert viewer.get(f"/en/desk/cases/{number}/reports/{job}/{file}").status_code == 200
    for path in ("", f"/{job}/cancel", f"/{job}/delete"):
        assert viewer.post(f"/en/desk/cases/{number}/reports{path}", **ASKED).status_code == 403


def test_why_it_failed_is_told_in_the_readers_language(app: FastAPI, ada: Member, number: int) -> None:
    finished(app, ada, number, FAILED, error="There is no such case. It may have been deleted.")
    finished(app, ada, number, FAILED, error="A name has at most {most} characters.", error_values={"most": 200})
    text = ada.get(f"/en/desk/cases/{number}/reports").text
    assert "There is no such case." in text and "at most 200 characters." in text and "Failed" in text


@pytest.fixture
def office(either: TestClient) -> Iterator[Member]:
    """A member of an application whose jobs run, once on each database."""
    yield desking.enter(either.app)  # type: ignore[arg-type]


def test_from_the_form_to_the_file(office: Member) -> None:
    app: FastAPI = office.client.app  # type: ignore[assignment]
    case = caseload.case(app, office, caseload.folder(app, office, "Köhler"), SELLER)
    caseload.ask(app, office, case, {"employees": 12})
    caseload.conclude(app, office, case)
    sent = {**ASKED, "kinds": ["board", "data"], "language": "fa", "result": result(app, office, case)}
    assert office.post(f"/en/desk/cases/{case}/reports", **sent).status_code == 303
    base = f"/en/desk/cases/{case}/reports"
    until(lambda: "data-poll" not in office.get(f"{base}/part").text, 60)
    text = office.get(base).text
    assert ">Ready<" in text
    board, data = re.findall(rf'href="({base}/\d+/\d+)"', text)
    assert office.get(board).content.startswith(b"%PDF-")
    plain = json.loads(office.get(data).content)
    assert digest(plain) == plain["hash"] == Recommendation.model_validate(plain).hash
    assert caseload.FORBIDDEN not in office.get(data).text
    assert "are ready" in office.get("/en/desk/news").text
    with app.state.database.session(write=False) as session:
        (job,) = made.of_case(session, office.organisation, case)
        assert (job.state, job.done, job.total, len(files_of(session, job.id))) == (DONE, 2, 2, 2)
        assert len(remarks.notices(session, office.id)) == 1
