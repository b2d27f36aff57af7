"""Files that come in: looked through without writing, faults with their place, and cases made of what is left."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import BadInput
from advisor.questionnaire.answers import plain
from advisor.workspace.desk import casework, folders, intake
from advisor.workspace.desk.exchange import FORMAT, gathered, to_csv, to_json
from advisor.workspace.desk.intake import MOST_BYTES, MOST_CASES, Plan, clients, make, read
from advisor.workspace.desk.tables import DeskCaseRecord, FolderRecord
from tests.recommendation.samples import MAKER, SELLER, SETTLED, random_answers, real
from tests.workspace.desk import clients as sample
from tests.workspace.desk import offices
from tests.workspace.desk.offices import NOW

BANK = real().questionnaire


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    with database.session() as opened:
        yield opened


def table(text: str) -> Plan:
    return read(BANK, text.encode())


def data(*cases: Any, **more: Any) -> Plan:
    return read(BANK, json.dumps({"format": FORMAT, "version": 1, "cases": cases, **more}).encode())


def test_a_line_becomes_a_case() -> None:
    plan = table(
        "client,title,tags,employees,budget,channels,project_work\r\n"
        'Northwind,First look,"pumps, 2027",48,60000 EUR,"email, ads",no\r\n'
    )
    (entry,) = plan.entries
    assert (entry.place, entry.client, entry.title, entry.tags) == (2, "Northwind", "First look", ("pumps", "2027"))
    assert entry.answers == {
        "employees": 48,
        "budget": {"amount": 60000, "currency": "EUR"},
        "channels": ["ads", "email"],
        "project_work": False,
    }
    assert (plan.faults, plan.ignored, plan.lines) == ((), (), True)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_spreadsheets_separate_cells_in_several_ways(separator: str, mark: str) -> None:
    rows = [["client", "employees", "main_goal"], ["Northwind", "48", "cost"]]
    plan = table(mark + "\n".join(separator.join(row) for row in rows))
    assert plan.entries[0].answers == {"employees": 48, "main_goal": "cost"}


def test_faults_name_their_line_column_and_reason() -> None:
    plan = table(
        "client,title,employees,main_goal,industry\n"
        "Northwind,A,many,cost,distribution\n"
        "\n"
        '"South\nwind",B,12,glory,\n'
        ",C,1,cost,\n"
        "Eastwind,,unknown,,\n"
    )
    assert [(f.place, f.column, f.value, f.whole) for f in plan.faults] == [
        (2, "employees", "many", False),
        (4, "main_goal", "glory", False),
        (6, "client", "", True),
    ]
    assert "not a whole number" in plan.faults[0].error.message
    assert [(e.place, e.client, e.title) for e in plan.entries] == [
        (2, "Northwind", "A"),
        (4, "South wind", "B"),
        (7, "Eastwind", "Eastwind"),
    ]
    assert plan.entries[0].answers == {"main_goal": "cost", "industry": "distribution"}
    assert plan.entries[2].answers == {"employees": "unknown"}


def test_columns_that_are_no_questions_are_named_but_not_those_of_an_export() -> None:
    plan = table("client,colour,status,path,robustness,employees\nA,red,issued,both,0.9,5\n")
    assert plan.ignored == ("colour",)
    assert plan.entries[0].answers == {"employees": 5}


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        ("client,title\nÄ".encode("latin-1"), "not UTF-8"),
        (b"\xff\xfec\0l\0", "not UTF-8"),
        (b"title,employees\nA,5\n", "no column"),
        (b"client,employees,employees\nA,5,6\n", "more than once"),
        (b"client,title\nA,B,C\n", "Line 2 has more cells"),
        (b'client,title\nA,"B\n', "not CSV"),
        (b'client,title\nA,"B" C\n', "not CSV"),
        (b"client,title\n", "no case"),
        (b"{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"a": 1}', "format must be"),
        (b'{"format": "advisor-cases", "version": 2, "cases": []}', "another version"),
        (b'{"format": "advisor-cases", "version": 1}', "no list"),
        (b'{"format": "advisor-cases", "version": 1, "cases": [1]}', "no list"),
        (b'[{"client": "A", "answers": []}]', "mapping of questions"),
        (b"[]", "no case"),
        (b"x" * (MOST_BYTES + 1), "at most 2 MB"),
        (b"client\n" + b"A\n" * (MOST_CASES + 1), f"more than {MOST_CASES} cases"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_what_is_wrong(body: bytes, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        read(BANK, body)
    assert sentence in refused.value.message


def test_as_many_cases_as_are_allowed() -> None:
    assert len(table("client\n" + "A\n" * MOST_CASES).entries) == MOST_CASES


def test_data_is_read_like_a_table() -> None:
    case = {"client": "A", "title": "T", "tags": ["x", "y"], "answers": {"employees": 5, "colour": "red"}}
    plan = data(
        case, {"client": 5}, {"client": "B", "answers": {"employees": {"amount": 1}}}, {"client": "C", "tags": 7}
    )
    assert not plan.lines
    assert [(e.place, e.client, e.tags, e.answers) for e in plan.entries] == [
        (1, "A", ("x", "y"), {"employees": 5}),
        (3, "B", (), {}),
    ]
    assert [(f.place, f.column, f.whole) for f in plan.faults] == [
        (2, "client", True),
        (3, "employees", False),
        (4, "tags", True),
    ]
    assert plan.ignored == ("colour",)


@pytest.mark.parametrize("name", ["a\x00b", "half\ud800", "\u202eturned", "<b>bold</b>", "'; DROP TABLE cases; --"])
def test_odd_names_are_cleaned_and_kept_by_every_database(session: Session, name: str) -> None:
    ours = offices.organisation(session)
    plan = data({"client": name, "title": name, "tags": [name[:30]], "about": name, "answers": {}})
    (number,) = make(session, ours.id, plan, offices.tokens(), NOW)
    session.expire_all()
    case = casework.find(session, ours.id, number)
    assert case.title == case.folder.client == folders.named(name, "title")


def test_nothing_is_written_while_a_file_is_looked_through(session: Session) -> None:
    ours = offices.organisation(session)
    offices.folder(session, ours, "northwind")
    plan = table("client,employees\nNorthwind,5\nSouthwind,6\nNORTHWIND,7\nsouthwind,8\n")
    named = clients(session, ours.id, plan)
    assert (named.fresh, named.there) == (("Southwind",), ("northwind",))
    assert session.scalar(select(func.count()).select_from(DeskCaseRecord)) == 0
    assert session.scalar(select(func.count()).select_from(FolderRecord)) == 1


def test_clients_with_a_folder_in_work_are_found_by_name(session: Session) -> None:
    ours, others = offices.organisation(session), offices.organisation(session, "Südwind")
    there = offices.folder(session, ours, "northwind")
    offices.folder(session, others, "Southwind")
    away = offices.folder(session, ours, "Eastwind")
    folders.move(away, "archived", NOW)
    plan = table("client,about,employees\nNorthwind,new,5\nSouthwind,mills,6\nsouthwind,,7\nEastwind,,8\n")
    made = make(session, ours.id, plan, offices.tokens(), NOW)
    found = [casework.find(session, ours.id, number) for number in made]
    assert [case.folder.client for case in found] == ["northwind", "Southwind", "Southwind", "Eastwind"]
    assert found[0].folder_id == there.id and there.about == "Makes pumps"
    assert found[1].folder_id == found[2].folder_id and found[1].folder.about == "mills"
    assert found[3].folder_id != away.id, "what was put away stays as it was"
    assert [sample.own(session, case).case.raw_answers for case in found] == [{"employees": n} for n in (5, 6, 7, 8)]


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_an_export_comes_back_equal(session: Session, kind: str) -> None:
    ours, others = offices.organisation(session), offices.organisation(session, "Südwind")
    token = offices.tokens()
    odd = folders.create(session, ours.id, "=cmd|' /C calc'!A1", "two\nlines; with, signs", NOW)
    works = offices.folder(session, ours, '\'s-Hertogenbosch "Werke"')
    made = [sample.simple(session, token, odd, title, raw) for title, raw in (("-1", MAKER), ("@b", SELLER))]
    made += [sample.simple(session, token, works, "می\u200cخواهیم", SETTLED)]
    for seed in range(6):
        case = sample.simple(session, token, works, f"Random {seed}", {})
        sample.own(session, case).case.raw_answers = {k: plain(v) for k, v in random_answers(seed).items()}
        made.append(case)
    sample.concluded(session, made[0])
    session.flush()

    def out(records: list[DeskCaseRecord]) -> list[Any]:
        return [
            (case.client, case.about, case.title, case.tags, case.answers)
            for case in gathered(session, real(), records)
        ]

    leaving = gathered(session, real(), made)
    body = to_csv(BANK, leaving) if kind == "csv" else to_json(real(), leaving, NOW)
    plan = read(BANK, body)
    assert (plan.faults, plan.ignored) == ((), ())
    numbers = make(session, others.id, plan, token, NOW)
    session.flush()
    back = [casework.find(session, others.id, number) for number in numbers]
    assert out(back) == out(made)


def test_what_is_shown_again_is_short_and_on_one_line() -> None:
    assert intake.shown("a\n b\t c") == "a b c"
    assert intake.shown({"amount": 1}) == '{"amount": 1}'
    assert intake.shown("half\ud800") == "half?"
    assert len(intake.shown("x" * 500)) == intake.SHOWN + 1
