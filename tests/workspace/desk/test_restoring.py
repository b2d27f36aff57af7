"""An archive written into an organisation: everything is there, under new numbers, and can be worked with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.workspace import cases
from advisor.workspace.access.tables import OrganisationRecord
from advisor.workspace.cases import moment
from advisor.workspace.desk import casework, concluding, folders, made, remarks, voices
from advisor.workspace.desk.restoring import restore
from advisor.workspace.desk.tables import DeskCaseRecord, FolderRecord, VoiceRecord
from advisor.workspace.desk.unpacking import Unpacked, unpack
from advisor.workspace.tables import CaseRecord, LinkRecord, ShareRecord
from advisor.workspace.work.files import file_of, files_of
from tests.recommendation.samples import real
from tests.workspace.desk import clients, offices
from tests.workspace.desk.offices import NOW
from tests.workspace.desk.test_unpacking import sound

BANK = real().questionnaire


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


@pytest.fixture
def there(session: Session) -> OrganisationRecord:
    """An organisation that has cases of its own already, so that no number can be the one it had."""
    ours = offices.organisation(session)
    token = offices.tokens()
    for name in ("One", "Two", "Three"):
        offices.case(session, lambda: f"own-{token()}", offices.folder(session, ours, name))
    return ours


def found() -> Unpacked:
    return unpack(sound())


def restored(session: Session, there: OrganisationRecord) -> FolderRecord:
    folder = restore(session, there.id, found(), offices.tokens())
    session.expire_all()
    return folder


def first(session: Session, folder: FolderRecord) -> DeskCaseRecord:
    return casework.find(session, folder.organisation_id, clients.cases_of(session, folder)[0].id)


def test_the_folder_is_as_it_was(session: Session, there: OrganisationRecord) -> None:
    folder = restored(session, there)
    assert (folder.client, folder.about) == ("پارس پمپ و Söhne", "Makes pumps\nand valves")
    assert moment(folder.created) == NOW and folders.shelf_of(folder) == "open"
    titles = [(case.title, folders.shelf_of(case)) for case in clients.cases_of(session, folder)]
    assert titles == [("CRM or ERP", "open"), ("Second look", "archived")]
    assert len(folders.listed(session, there.id)) == 4


def test_results_keep_bytes_hashes_and_which_one_is_issued(session: Session, there: OrganisationRecord) -> None:
    case = first(session, restored(session, there))
    newest, oldest = casework.results(session, case)
    told = found().cases[0]
    assert (oldest.body, newest.body) == told.results
    assert [one.hash for one in (oldest, newest)] == [one.hash for one in told.case.results]
    shown = casework.shown(session, case)
    assert shown is not None and shown.id == oldest.id == case.issued_id
    assert casework.statuses(session, BANK, [case])[case.id].state == "issued"


def test_voices_answers_and_who_handed_in(session: Session, there: OrganisationRecord) -> None:
    case = first(session, restored(session, there))
    spoken = voices.of_case(session, case)
    assert [(v.role, v.name, v.weight, v.handed_in is not None) for v in spoken] == [
        ("consultant", "", 1, False),
        ("sales", "Olga", 3, True),
        ("it", "Ivan", 1, True),
        ("hr", "Late", 1, False),
    ]
    assert spoken[1].case.language == "uk" and spoken[1].case.raw_answers["sales_driven"] == 5
    assert (spoken[1].comment, spoken[1].private) == ("", True), "it was packed without private comments"
    assert spoken[2].comment == clients.OPEN_WORDS


def test_differences_name_the_voices_by_their_new_numbers(session: Session, there: OrganisationRecord) -> None:
    case = first(session, restored(session, there))
    numbers = {str(voice.id): voice.role for voice in voices.of_case(session, case)}
    assert case.gaps
    for gap in case.gaps:
        for said in gap["said"]:
            assert numbers[said["voice"]] == said["role"]
    assert len(concluding.differences(real(), case)) == len(case.gaps)


def test_no_link_of_the_old_place_works_and_new_ones_do(session: Session, there: OrganisationRecord) -> None:
    case = first(session, restored(session, there))
    for table in (LinkRecord, ShareRecord):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    with pytest.raises(NotFound):
        cases.find(session, clients.SECRET, NOW)
    voice = voices.of_case(session, case)[1]
    secret = voices.renew(session, voice, lambda: "a-new-secret-of-this-voice", NOW)
    assert cases.find(session, secret, NOW).id == voice.case_id
    digests = session.scalars(select(CaseRecord.secret_digest)).all()
    assert len(digests) == len(set(digests))


def test_tasks_go_to_the_member_of_the_same_name(session: Session, there: OrganisationRecord) -> None:
    ada = offices.member(session, there, "ADA")
    offices.member(session, offices.organisation(session, "Southwind"), "Ada")
    case = first(session, restored(session, there))
    done, comment = sorted(remarks.of_case(session, case), key=lambda one: not one.task)
    assert (done.text, done.assigned_id, done.done is not None) == ("Call them", ada.id, True)
    assert (comment.text, comment.author, comment.member_id) == ("Ask about the warehouse", "Ada", None)


def test_a_task_of_nobody_here_is_for_anybody(session: Session, there: OrganisationRecord) -> None:
    case = first(session, restored(session, there))
    assert {one.assigned_id for one in remarks.of_case(session, case)} == {None}


def test_reports_can_be_downloaded_again(session: Session, there: OrganisationRecord) -> None:
    case = first(session, restored(session, there))
    (job,) = made.of_case(session, there.id, case.id)
    files = files_of(session, job.id)
    assert [file.name for file in files] == ["a - board - fa.pdf", "a - data - fa.json"]
    assert file_of(session, there.id, files[0].id, NOW).body == b"%PDF-x"
    assert (job.state, job.arguments["language"], job.arguments["title"]) == ("done", "fa", "Für alle")
    assert job.arguments["result"] == case.issued_id
    with pytest.raises(NotFound):
        file_of(session, there.id + 1, files[0].id, NOW)


def test_work_goes_on_as_with_any_other_case(session: Session, there: OrganisationRecord) -> None:
    case = first(session, restored(session, there))
    before = casework.shown(session, case)
    casework.reopen(case)
    told = clients.concluded(session, case)
    assert before is not None and told.plain()["answers"] == found_answers(before.body)
    assert len(casework.results(session, case)) == 3
    copy = casework.copy(session, case, "Scenario", lambda: f"copied-{len(rows(session))}", NOW)
    assert copy.weighting == case.weighting and copy.overrides == case.overrides


def found_answers(body: str) -> object:
    import json

    return json.loads(body)["answers"]


def rows(session: Session) -> list[int]:
    return list(session.scalars(select(CaseRecord.id)))


def test_an_archive_can_come_in_twice(session: Session, there: OrganisationRecord) -> None:
    token = offices.tokens()
    one, other = (restore(session, there.id, found(), token) for _ in range(2))
    assert one.id != other.id and one.client == other.client
    kept = {case.case_id for folder in (one, other) for case in clients.cases_of(session, folder)}
    assert len(kept) == 4
    casework.delete(session, clients.cases_of(session, one))
    assert clients.cases_of(session, one) == [] and len(clients.cases_of(session, other)) == 2
    assert session.scalar(select(func.count()).select_from(VoiceRecord)) == 3 + 5
