"""Rows of the lists on the desk."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from advisor.workspace.desk.casework import Status
from advisor.workspace.desk.tables import DeskCaseRecord, FolderRecord
from web.desk_case_pages import Looking, case_row, day, folder_row

NOW = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
FOLDER = FolderRecord(id=3, organisation_id=1, client="Example Works", about="Pumps", created=NOW)


def record(**changed: object) -> DeskCaseRecord:
    made = DeskCaseRecord(id=7, folder_id=3, title="CRM or ERP", tags=["pumps"], created=NOW, changed=NOW)
    made.folder = FOLDER
    for name, value in changed.items():
        setattr(made, name, value)
    return made


@pytest.mark.parametrize("when", [NOW, NOW.replace(tzinfo=None)])
def test_a_day_is_that_of_utc_also_where_the_database_forgets_the_zone(when: datetime) -> None:
    assert day(when) == date(2026, 12, 1)


def test_a_case_in_a_list() -> None:
    status = Status("ready", 0, concluded=True, changed=False)
    row = case_row(record(), status)
    assert (row.number, row.title, row.client, row.tags, row.shelf) == (
        7,
        "CRM or ERP",
        "Example Works",
        ("pumps",),
        "open",
    )
    assert row.issued is None
    assert case_row(record(issued=NOW), status).issued == date(2026, 12, 1)
    assert case_row(record(archived=NOW), status).shelf == "archived"
    assert case_row(record(archived=NOW, trashed=NOW), status).shelf == "trash"


def test_a_folder_in_a_list() -> None:
    row = folder_row(FOLDER, 4)
    assert (row.number, row.client, row.about, row.cases, row.shelf) == (3, "Example Works", "Pumps", 4, "open")


@pytest.mark.parametrize(
    ("looking", "narrow"),
    [
        (Looking("", "", "", "open"), False),
        (Looking("", "", "", "archived"), False),
        (Looking("pumps", "", "", "open"), True),
        (Looking("", "pumps", "", "open"), True),
        (Looking("", "", "draft", "open"), True),
    ],
)
def test_looking_for_cases_or_at_all_clients(looking: Looking, narrow: bool) -> None:
    assert looking.narrow is narrow
