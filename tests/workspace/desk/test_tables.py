"""Tables of the desk: what belongs to a case goes with it, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from advisor.db import Base, Database
from advisor.questionnaire.schema import Questionnaire
from advisor.workspace import cases
from advisor.workspace.desk import remarks, voices
from advisor.workspace.desk.remarks import Author
from advisor.workspace.desk.tables import DeskCaseRecord, FolderRecord, NoticeRecord, RemarkRecord, VoiceRecord
from advisor.workspace.desk.voices import Invited
from advisor.workspace.tables import CaseRecord, LinkRecord
from tests.recommendation.samples import real
from tests.workspace.desk import offices
from tests.workspace.desk.offices import NOW

OWNED: tuple[type[Base], ...] = (FolderRecord, DeskCaseRecord, VoiceRecord, RemarkRecord, LinkRecord, NoticeRecord)


def bank() -> Questionnaire:
    return real().questionnaire


def test_an_organisation_takes_all_its_desk_along(database: Database) -> None:
    with database.session() as session:
        token = offices.tokens()
        ours = offices.organisation(session)
        who = offices.member(session, ours)
        case = offices.case(session, token, offices.folder(session, ours))
        voice, _ = voices.invite(session, bank(), case, Invited("Olga", "sales"), token, NOW)
        cases.link(session, voice.case, token(), NOW)
        remarks.write(session, case, Author(who.id, who.name), "A word", NOW)
        remarks.tell(session, [who.id], "comment", {}, "/desk", NOW)
        assert [session.scalar(select(func.count()).select_from(table)) for table in OWNED] == [1, 1, 2, 1, 1, 1]
        session.delete(ours)
    with database.session() as session:
        assert [session.scalar(select(func.count()).select_from(table)) for table in OWNED[:4]] == [0, 0, 0, 0]
        assert session.scalar(select(func.count()).select_from(NoticeRecord)) == 0


def test_a_case_of_the_workspace_serves_one_desk_case(database: Database) -> None:
    with database.session() as session:
        case = offices.case(session, offices.tokens())
        number, shared, folder = case.id, case.case_id, case.folder_id
    with pytest.raises(IntegrityError), database.session() as session:
        twin = DeskCaseRecord(folder_id=folder, case_id=shared, title="Twin", created=NOW, changed=NOW)
        twin.tags, twin.gaps, twin.rule, twin.weighting, twin.overrides = [], [], {}, {}, {}
        session.add(twin)
        session.flush()
    with database.session() as session:
        assert session.scalars(select(DeskCaseRecord.id)).all() == [number]


def test_deleting_the_answers_of_a_voice_takes_the_voice_and_its_links(database: Database) -> None:
    """A person may delete own answers; the case of the others stays."""
    with database.session() as session:
        token = offices.tokens()
        case = offices.case(session, token)
        voice, secret = voices.invite(session, bank(), case, Invited("Olga", "sales"), token, NOW)
        further = voices.renew(session, voice, token, NOW)
        assert cases.find(session, further, NOW).id == cases.find(session, secret, NOW).id
        cases.delete(session, cases.find(session, further, NOW))
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(VoiceRecord)) == 1
        assert session.scalar(select(func.count()).select_from(LinkRecord)) == 0
        assert session.scalar(select(func.count()).select_from(CaseRecord)) == 2
        assert session.scalar(select(func.count()).select_from(DeskCaseRecord)) == 1
