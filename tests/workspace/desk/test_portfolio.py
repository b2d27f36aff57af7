"""Tables of companies on the desk: kept, ranked, told of, removed; twice comes to the same."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest
from sqlalchemy import func, select

from advisor.db import Database
from advisor.errors import BadInput, NotFound
from advisor.workspace.desk import portfolio, remarks
from advisor.workspace.jobs import Step
from advisor.workspace.work.files import Made, files_of
from advisor.workspace.work.tables import DONE, RUNNING, FileRecord, JobRecord
from tests.recommendation.samples import real
from tests.workspace.desk import offices
from tests.workspace.desk.offices import NOW

TABLE = b"id,employees,main_strain,erp_state\na,48,coordination,none\nb,12,acquisition,none\nc,many,acquisition,none\n"


def clock() -> datetime:
    return NOW


def ordered(database: Database, name: str = "companies.CSV", body: bytes = TABLE) -> tuple[int, int, int]:
    """The numbers of an organisation, a member and a job for a table."""
    with database.session() as session:
        ours = offices.organisation(session)
        ada = offices.member(session, ours)
        order = portfolio.order(session, ours.id, ada.id, Made(name, "", body), NOW)
        job = JobRecord(organisation_id=ours.id, kind=order.kind, about=order.about, arguments=order.arguments)
        job.created, job.state = NOW, RUNNING
        session.add(job)
        session.flush()
        return ours.id, ada.id, job.id


def test_a_table_comes_back_ranked_and_what_cannot_be_used_is_listed(database: Database) -> None:
    organisation, member, job = ordered(database)
    told: list[tuple[int, int]] = []
    step = Step(job, organisation, lambda done, total: told.append((done, total)))
    with database.session(write=False) as session:
        arguments = session.get_one(JobRecord, job).arguments
    assert portfolio.work(database, real(), clock)(step, arguments) == {"read": 3, "written": 2, "rejected": 1}
    assert told
    with database.session(write=False) as session:
        files = {file.name: file for file in files_of(session, job)}
        assert set(files) == {portfolio.RESULTS, portfolio.REJECTED}
        rows = list(csv.DictReader(io.StringIO(files[portfolio.RESULTS].body.decode())))
        assert [row["id"] for row in rows] == ["a", "b"]
        assert all(row["path"] for row in rows)
        assert "employees" in files[portfolio.REJECTED].body.decode()
        assert session.scalar(select(func.count()).where(FileRecord.media_type == portfolio.SENT)) == 0
        assert [n.kind for n in remarks.notices(session, member)] == [portfolio.KIND]


@pytest.mark.parametrize(
    ("name", "body"), [("companies.xlsx", TABLE), ("companies", TABLE), ("companies.csv", b""), (".csv", b"")]
)
def test_other_files_are_refused(name: str, body: bytes, database: Database) -> None:
    with pytest.raises(BadInput) as refused:
        ordered(database, name, body)
    assert refused.value.field == "file"


def test_too_large_a_file_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portfolio, "MOST_BYTES", 2**20)
    with pytest.raises(BadInput, match="more than 1 MB"):
        ordered(database, body=b"x" * (2**20 + 1))


def test_a_table_that_cannot_be_read_says_why(database: Database) -> None:
    organisation, _, job = ordered(database, body=b"\x00\xff\xfe nonsense")
    with database.session(write=False) as session:
        arguments = session.get_one(JobRecord, job).arguments
    with pytest.raises(BadInput):
        portfolio.work(database, real(), clock)(Step(job, organisation, lambda _d, _t: None), arguments)


def test_a_ranking_is_removed_with_its_files_once_it_is_over(database: Database) -> None:
    organisation, _, job = ordered(database)
    with database.session() as session:
        record = portfolio.find(session, organisation, job)
        with pytest.raises(BadInput):
            portfolio.remove(session, record)
        record.state = DONE
        portfolio.remove(session, record)
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(FileRecord)) == 0
        with pytest.raises(NotFound):
            portfolio.find(session, organisation, job)


def test_a_ranking_of_others_is_not_found(database: Database) -> None:
    organisation, _, job = ordered(database)
    with database.session() as session:
        assert [r.id for r in portfolio.of_organisation(session, organisation)] == [job]
        assert portfolio.of_organisation(session, organisation + 1) == ()
        with pytest.raises(NotFound):
            portfolio.find(session, organisation + 1, job)
