"""Reports of a stored result: what can be asked for, what is made, and a job that may run twice."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from advisor.db import Database, open_database
from advisor.errors import BadInput, NotFound
from advisor.language import LANGUAGES
from advisor.migrations import upgrade
from advisor.recommendation.model import Recommendation
from advisor.reports.document import Brand, Cover
from advisor.reports.printers import KINDS, Printed, render
from advisor.workspace.desk import casework, folders, made, printing, remarks
from advisor.workspace.desk.printing import file_name, saved_as, wanted
from advisor.workspace.work.files import file_of, files_of
from advisor.workspace.work.running import Cancelled, Step
from advisor.workspace.work.tables import JobRecord
from tests.recommendation.advices import advice
from tests.recommendation.samples import real
from tests.workspace.desk import clients, offices
from tests.workspace.desk.clients import FORBIDDEN
from tests.workspace.desk.offices import NOW
from web.render import translations

DAY = date(2026, 12, 1)


def words_of(language: str) -> Callable[[str], str]:
    return translations(language).gettext


def asked(**change: Any) -> printing.Wanted:
    given = {"result": 1, "language": "fa", "kinds": ["full", "board"], "title": " A  title ", "day": "2026-12-01"}
    return wanted(**given | change)


def test_what_is_asked_for_is_put_in_order() -> None:
    found = asked()
    assert found == printing.Wanted(1, "fa", ("board", "full"), "A title", DAY)
    assert asked(title="nul\x00 half\ud800 می\u200cشود").title == "nul half می\u200cشود"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"language": "de"}, "language"),
        ({"kinds": []}, "kinds"),
        ({"kinds": ["board", "poem"]}, "kinds"),
        ({"day": ""}, "day"),
        ({"day": "31.12.2026"}, "day"),
        ({"day": "1066-10-14"}, "day"),
        ({"day": "2100-01-01"}, "day"),
        ({"title": "x" * 201}, "title"),
    ],
)
def test_what_cannot_be_asked_for(change: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as refused:
        asked(**change)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("client", "name"),
    [
        ("Nordwind GmbH", "Nordwind GmbH - board - de.pdf"),
        ("../../etc/passwd", "etc passwd - board - de.pdf"),
        ('a"b\r\nc: d;e', "a b c d e - board - de.pdf"),
        ("پارس\u200cپمپ", "پارس پمپ - board - de.pdf"),
        ("...", "board - de.pdf"),
        ("", "board - de.pdf"),
        ("con/nul|x?*<>", "con nul x - board - de.pdf"),
    ],
)
def test_file_names_are_safe_everywhere(client: str, name: str) -> None:
    assert file_name(client, "board", "de") == name
    assert len(saved_as("x " * 500)) <= printing.LONGEST_NAME


def printed(language: str, brand: Brand | None = None) -> Printed:
    cover = Cover("Example Works", "", DAY, brand or Brand())
    return Printed(real(), advice("ukrainian-bakery"), language, words_of(language), cover)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_what_its_ending_says(kind: str) -> None:
    body = render(kind, printed("en"))
    ending = KINDS[kind][0]
    if ending == "pdf":
        assert body.startswith(b"%PDF-") and body.rstrip().endswith(b"%%EOF")
    elif ending == "json":
        assert Recommendation.model_validate_json(body) == advice("ukrainian-bakery")
    else:
        part = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsx": "xl/workbook.xml"}[ending]
        with zipfile.ZipFile(io.BytesIO(body)) as container:
            assert part in container.namelist()


def logo() -> bytes:
    """A PNG of one blue point."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0\x10\x20\xf0"))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_board_paper_in_every_language_with_a_brand(language: str) -> None:
    brand = Brand("Müller & Söhne", "#aa3300", "For the board only.", logo())
    assert render("board", printed(language, brand)).startswith(b"%PDF-")


class Case:
    """A case with an issued result and a job that is to make reports of it."""

    def __init__(self, database: Database, kinds: list[str], language: str = "en") -> None:
        self.database = database
        with database.session() as session:
            ours = offices.organisation(session)
            ours.colour, ours.disclaimer, ours.logo = "#aa3300", "For you.", logo()
            folder = clients.rich(session, ours, offices.tokens())
            record = casework.find(session, ours.id, clients.cases_of(session, folder)[0].id)
            member = offices.member(session, ours, "Grace")
            assert record.issued_id is not None
            want = wanted(record.issued_id, language, kinds, "For all", "2026-12-01")
            self.order = printing.order(record, want, member.id, f"/desk/cases/{record.id}/reports")
            self.organisation, self.number, self.member = ours.id, record.id, member.id
            order = self.order
            job = JobRecord(
                organisation_id=ours.id, kind=order.kind, about=order.about, arguments=order.arguments, created=NOW
            )
            session.add(job)
            session.flush()
            self.job = job.id
        self.told: list[tuple[int, int]] = []

    def run(self, progress: Callable[[int, int], None] | None = None) -> dict[str, Any]:
        step = Step(self.job, self.organisation, progress or (lambda done, total: self.told.append((done, total))))
        work = printing.work(self.database, real(), words_of, lambda: NOW)
        return work(step, json.loads(json.dumps(self.order.arguments)))

    def files(self) -> dict[str, bytes]:
        with self.database.session(write=False) as session:
            numbers = [file.id for file in files_of(session, self.job)]
            found = [file_of(session, self.organisation, number, NOW) for number in numbers]
            return {file.name: file.body for file in found}


def test_a_job_makes_every_report_and_tells_who_asked(database: Database) -> None:
    case = Case(database, ["board", "data"])
    assert case.run() == {"files": 2}
    assert case.told == [(0, 2), (1, 2), (2, 2)]
    found = case.files()
    assert list(found) == ["پارس پمپ و Söhne - board - en.pdf", "پارس پمپ و Söhne - data - en.json"]
    with database.session(write=False) as session:
        record = casework.find(session, case.organisation, case.number)
        stored = casework.shown(session, record)
        assert stored is not None
        assert json.loads(found["پارس پمپ و Söhne - data - en.json"]) == json.loads(stored.body)
        (notice,) = remarks.notices(session, case.member)
        assert (notice.kind, notice.about) == ("reports", {"case": record.title, "client": record.folder.client})
        assert notice.address == f"/desk/cases/{record.id}/reports#job-{case.job}"


def test_a_job_that_runs_twice_leaves_the_same(database: Database) -> None:
    case = Case(database, ["board", "data"], "fa")
    case.run()
    before = case.files()
    case.run()
    assert case.files() == before, "the same names and the same bytes"
    with database.session(write=False) as session:
        assert len(remarks.notices(session, case.member)) == 1


def test_a_job_that_is_not_wanted_any_more_ends_between_two_reports(database: Database) -> None:
    case = Case(database, ["board", "data"])

    def progress(done: int, total: int) -> None:
        if done == 1:
            raise Cancelled

    with pytest.raises(Cancelled):
        case.run(progress)
    assert len(case.files()) == 1
    with database.session(write=False) as session:
        assert remarks.notices(session, case.member) == ()


@pytest.mark.parametrize("change", [{"case": 99_999}, {"result": 99_999}])
def test_what_was_deleted_in_between_ends_the_job(database: Database, change: dict[str, int]) -> None:
    case = Case(database, ["data"])
    case.order.arguments.update(change)
    with pytest.raises(NotFound):
        case.run()


def test_a_case_of_another_organisation_is_not_printed(database: Database) -> None:
    case = Case(database, ["data"])
    with database.session() as session:
        case.organisation = offices.organisation(session, "Southwind").id
    with pytest.raises(NotFound):
        case.run()
    assert case.files() == {}


def test_the_brand_is_the_organisations_or_ours(database: Database) -> None:
    with database.session() as session:
        plain, own = offices.organisation(session, "Plain"), offices.organisation(session, "Own")
        own.colour, own.disclaimer, own.logo = "#aa3300", "For you.", logo()
        session.flush()
        assert printing.brand(session, plain.id) == Brand("Plain", Brand().colour, "", b"")
        assert printing.brand(session, own.id) == Brand("Own", "#aa3300", "For you.", logo())
        with pytest.raises(NotFound):
            printing.brand(session, 99_999)


def text_of(body: bytes) -> str:
    """All text parts of an office file."""
    with zipfile.ZipFile(io.BytesIO(body)) as container:
        return "".join(container.read(name).decode("utf-8", "replace") for name in container.namelist())


def test_no_private_comment_is_in_any_report(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'reports.db'}")
    upgrade(database)
    case = Case(database, ["word", "slides", "workbook", "rfp-word", "data"])
    case.run()
    found = case.files()
    assert len(found) == 5
    for name, body in found.items():
        text = body.decode() if name.endswith("json") else text_of(body)
        for hidden in (FORBIDDEN, "my boss", "Olga", "olga@", clients.SECRET):
            assert hidden not in text, name
    database.close()


def test_reports_are_gone_with_their_folder(database: Database) -> None:
    case = Case(database, ["data"])
    case.run()
    with database.session() as session:
        record = casework.find(session, case.organisation, case.number)
        folders.move(record, "trash", NOW)
        casework.delete(session, [record])
    assert case.files() == {}
    with database.session(write=False) as session:
        assert made.of_case(session, case.organisation, case.number) == ()
