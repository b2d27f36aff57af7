"""A client with everything that a folder can hold, for tests of what leaves the desk and comes in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.questionnaire.answers import plain
from advisor.recommendation.model import Recommendation
from advisor.workspace.access.tables import OrganisationRecord
from advisor.workspace.desk import adjusting, casework, concluding, folders, remarks, voices
from advisor.workspace.desk.casework import Token
from advisor.workspace.desk.made import KIND
from advisor.workspace.desk.remarks import Author, Task
from advisor.workspace.desk.tables import DeskCaseRecord, FolderRecord, VoiceRecord
from advisor.workspace.desk.voices import Invited
from advisor.workspace.work.files import Made, keep_file
from advisor.workspace.work.tables import DONE, JobRecord
from tests.recommendation.samples import MAKER, SELLER, real, typed
from tests.workspace.desk import offices
from tests.workspace.desk.offices import NOW

FEW = 64
FORBIDDEN = "for the consultant alone: my boss is the problem"
OPEN_WORDS = "everybody may read this"
SECRET = "secret-of-a-link-nobody-may-see"
LATER = NOW + timedelta(hours=3)


def plain_answers(raw: dict[str, Any]) -> dict[str, Any]:
    return {key: plain(answer) for key, answer in typed(raw).items()}


def concluded(session: Session, case: DeskCaseRecord, now: Any = LATER) -> Recommendation:
    worked = concluding.work_out(real(), concluding.gather(session, real(), case), FEW)
    concluding.store(session, case, worked, now)
    return worked.recommendation


def own(session: Session, case: DeskCaseRecord) -> VoiceRecord:
    return voices.of_case(session, case)[0]


def simple(session: Session, token: Token, of: FolderRecord, title: str, raw: dict[str, Any]) -> DeskCaseRecord:
    """A case with the consultant's answers."""
    made = casework.create(session, of, title, ["pumps"], token, NOW)
    case = casework.find(session, of.organisation_id, made.id)
    own(session, case).case.raw_answers = plain_answers(raw)
    session.flush()
    return case


def rich(session: Session, organisation: OrganisationRecord, token: Token) -> FolderRecord:
    """A folder with two cases: one with voices that differ, weights, an override, remarks, two results of which the
    first is issued, and reports; one without a result that was put away."""
    ada = offices.member(session, organisation)
    folder = folders.create(session, organisation.id, "پارس پمپ و Söhne", "Makes pumps\nand valves", NOW)
    case = simple(session, token, folder, "CRM or ERP", MAKER)
    asked = Invited("Olga", "sales", "olga@client.example", 3, "uk")
    voice, _ = voices.invite(session, real().questionnaire, case, asked, token, NOW)
    voice.case.raw_answers = {"sales_driven": 5, "stock_trouble": 1, "budget": {"amount": 90000, "currency": "EUR"}}
    voices.hand_in(voice, case, FORBIDDEN, NOW, private=True)
    voices.renew(session, voice, lambda: SECRET, NOW)
    talker, _ = voices.invite(session, real().questionnaire, case, Invited("Ivan", "it"), token, NOW)
    talker.case.raw_answers = {"it_staff": 4}
    voices.remind(talker, NOW)
    voices.hand_in(talker, case, OPEN_WORDS, NOW, private=False)
    voices.invite(session, real().questionnaire, case, Invited("Late", "hr"), token, NOW)
    scheme = real().scheme
    adjusting.set_weights(case, scheme, "case", "direct", {c.id: 10 + n for n, c in enumerate(scheme.criteria)}, NOW)
    adjusting.weigh_roles(case, {"case": 2}, "The owner wants control above all.", NOW)
    adjusting.override_option(case, real(), ("both", "saas"), "A sister company runs both already.", ("Ada", NOW))
    concluded(session, case)
    casework.issue(session, case, LATER)
    issued = case.issued_id
    concluded(session, case, LATER + timedelta(minutes=5))
    author = Author(ada.id, ada.name)
    remarks.write(session, case, author, "Ask about the warehouse", NOW)
    done = remarks.write(session, case, author, "Call them", NOW, Task(ada.id, NOW.date()))
    remarks.finish(done, LATER, done=True)
    session.flush()
    _report(session, organisation, case, issued)
    away = simple(session, token, folder, "Second look", SELLER)
    folders.move(away, "archived", LATER)
    thrown = simple(session, token, folder, "Thrown away", {"employees": "5"})
    folders.move(thrown, "trash", LATER)
    session.flush()
    return folder


def _report(session: Session, organisation: OrganisationRecord, case: DeskCaseRecord, result: int | None) -> None:
    arguments = {
        "case": case.id, "result": result, "language": "fa", "kinds": ["board", "data"], "title": "Für alle",
        "day": "2026-12-01", "member": 1, "base": "/desk",
    }  # fmt: skip
    job = JobRecord(
        organisation_id=organisation.id, kind=KIND, about=case.title, arguments=arguments, state=DONE, created=NOW
    )
    session.add(job)
    session.flush()
    keep_file(session, organisation.id, Made("a - board - fa.pdf", "application/pdf", b"%PDF-x"), NOW, job_id=job.id)
    keep_file(session, organisation.id, Made("a - data - fa.json", "application/json", b"{}"), NOW, job_id=job.id)


def cases_of(session: Session, folder: FolderRecord) -> list[DeskCaseRecord]:
    found = select(DeskCaseRecord).where(DeskCaseRecord.folder_id == folder.id).order_by(DeskCaseRecord.id)
    return list(session.scalars(found))
