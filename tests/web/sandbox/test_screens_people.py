"""Lists of people as a visitor sees them."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from advisor.sandbox.core.clock import trial
from tests.web.sandbox.staffed import looked_at
from tests.web.sandbox.trying import Trier
from web.sandbox.screens_people import AREA


@pytest.fixture
def there(app: FastAPI) -> Trier:
    return looked_at(app)


def rows(there: Trier, path: str) -> list[dict[str, object]]:
    """A list as a program reads it."""
    found: list[dict[str, object]] = there.get(f"/api/l/{path}").json()["rows"]
    return found


def test_the_menu_leads_to_lists_and_pages(there: Trier) -> None:
    links = there.page("/").links
    for screen in AREA.screens:
        assert f"{there.base}/l/{screen.id}" in links
    for special in AREA.specials:
        assert f"{there.base}/p/{special.id}" in links


def test_employees_are_found_by_name_job_or_department(there: Trier) -> None:
    for text, name in (("lund", "Ada Lund"), ("design", "Bo Marsh"), ("EMP-0003", "Cem Aydin")):
        page = there.get(f"/l/employees?q={text}").text
        assert name in page
    assert "Cem Aydin" not in there.get("/l/employees?q=design").text
    assert "Dee Park" in there.get("/l/employees?state=applicant").text


def test_who_is_paid_by_the_hour_has_no_wage(there: Trier) -> None:
    found = {row["name"]: row for row in rows(there, "employees")}
    assert found["Cem Aydin"]["wage"] in (None, "")
    assert found["Ada Lund"]["leave"] == 20
    assert found["Dee Park"]["leave"] in (None, "")


def test_absences_are_filtered_by_state_reason_and_person(there: Trier) -> None:
    assert [row["employee"] for row in rows(there, "absences?state=waiting")] == ["Ada Lund"]
    assert [row["employee"] for row in rows(there, "absences?reason=illness")] == ["Cem Aydin"]
    assert [row["number"] for row in rows(there, "absences?employee=2")] == ["AB-0001"]


def test_stamps_show_day_and_time(there: Trier) -> None:
    found = rows(there, "stamps?employee=3&kind_of=go")
    assert len(found) == 3
    page = there.page("/l/stamps").text
    for shown in ("08:20", "Comes", "Goes"):
        assert shown in page


def test_runs_add_up_their_slips_and_say_what_is_paid(there: Trier) -> None:
    found = rows(there, "payrolls?state=paid")
    assert [(row["number"], row["people"]) for row in found] == [("PR-RUN-0001", 3)]
    assert str(found[0]["gross"]) in ("7880", "7880.0", "7880.00")
    assert [row["number"] for row in rows(there, "payrolls?state=draft")] == ["PR-RUN-0002"]


def test_claims_that_are_paid_are_told_apart(there: Trier) -> None:
    assert [row["number"] for row in rows(there, "expenses?state=paid")] == ["EX-0001"]
    assert [row["number"] for row in rows(there, "expenses?state=waiting")] == ["EX-0002"]
    assert there.get("/l/expenses.csv").text.count("\n") >= 3


def test_without_the_modules_there_are_no_lists(app: FastAPI) -> None:
    trier = Trier(app, lambda session: setattr(trial(session), "modules", ["erp-gl"]))
    links = trier.page("/").links
    assert not {f"{trier.base}/l/{screen.id}" for screen in AREA.screens} & set(links)
    assert trier.get("/l/employees").status_code == 403


def test_a_new_sandbox_says_what_to_do_first(trier: Trier) -> None:
    for screen in AREA.screens:
        assert screen.empty in trier.get(f"/l/{screen.id}").text
