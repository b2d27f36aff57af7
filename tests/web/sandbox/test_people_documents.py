"""Pages of staff files, absences, runs, slips and claims."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from advisor.sandbox.people.tables import Expense, Payslip
from tests.web.sandbox.staffed import fill, looked_at
from tests.web.sandbox.trying import Trier


@pytest.fixture
def there(app: FastAPI) -> Trier:
    return looked_at(app)


def test_a_staff_file_shows_pay_projects_and_what_happened(there: Trier) -> None:
    page = there.page("/d/employee/1")
    for shown in (
        "Ada Lund",
        "EUR 4,200.00",
        "Sales 60 %, Production 40 %",
        "North tower",
        "AB-0003",
        "Leads the tower",
    ):
        assert shown in page.text
    assert {f"{there.base}/d/project/1", f"{there.base}/d/absence/3", f"{there.base}/d/payslip/1"} <= set(page.links)
    assert f"{there.base}/new/absence.create?employee=1" in page.links


def test_an_applicant_is_offered_to_be_hired_only(there: Trier) -> None:
    page = there.page("/d/employee/4")
    assert "Hire" in page.text
    assert "Leave left" not in page.text
    assert not any("absence.create" in link for link in page.links)


def test_leave_that_waits_tells_who_is_away_too(app: FastAPI) -> None:
    trier = Trier(app, fill)
    made = trier.do("absence.create", employee="3", reason="leave", first="2026-03-16", last="2026-03-17")
    assert made.status_code == 303
    page = trier.page("/d/absence/4").text
    assert "Away on some of these days too: Ada Lund." in page
    assert "Bo Marsh" not in page


def test_leave_is_asked_for_and_approved(app: FastAPI) -> None:
    trier = Trier(app, fill)
    assert trier.do("absence.approve", document="3", reason="Enjoy it").status_code == 303
    assert "Approved" in trier.page("/d/absence/3").text
    refused = trier.do("absence.create", employee="1", reason="leave", first="2026-03-18", last="2026-03-19")
    assert refused.status_code == 409
    assert "Ada Lund is away from" in refused.text


def test_a_run_that_is_paid_offers_nothing_more(there: Trier) -> None:
    page = there.page("/d/payroll/1")
    for shown in ("Ada Lund", "4,200.00", "EUR 7,880.00", "PAY/2026-02/0001", "Wages payable"):
        assert shown in page.text
    assert "payroll.pay" not in page.text
    assert "payroll.reverse" not in page.text


def test_a_draft_is_approved_posted_and_paid(app: FastAPI) -> None:
    trier = Trier(app, fill)
    for verb in ("payroll.approve", "payroll.post"):
        assert trier.do(verb, document="2").status_code == 303
    assert "Still to be paid" in trier.page("/d/payroll/2").text
    assert trier.do("payroll.pay", document="2", method="bank").status_code == 303
    assert "Still to be paid" not in trier.page("/d/payroll/2").text


def test_less_than_nothing_is_told_before_it_is_tried(app: FastAPI) -> None:
    trier = Trier(app, fill)
    assert trier.do("employee.change", employee="2", deduction="99999").status_code == 303
    assert trier.do("payroll.compute", document="2").status_code == 303
    assert "left with less than nothing" in trier.page("/d/payroll/2").text


def test_a_slip_adds_up_before_the_eyes(there: Trier) -> None:
    with there.books.session(write=False) as session:
        assert session.scalar(select(func.count()).select_from(Payslip)) == 6
    page = there.page("/d/payslip/1").text
    for shown in ("Ada Lund", "Income tax", "−576.00", "3,233.40", "Pension fund, company", "4,590.60"):
        assert shown in page


def test_a_claim_shows_where_it_is_booked(there: Trier) -> None:
    page = there.page("/d/expense/1")
    for shown in ("Train to the site", "EUR 64.30", "6230 Travel", "Paid"):
        assert shown in page.text
    assert f"{there.base}/d/employee/1" in page.links
    assert "expense.pay" not in page.text


def test_a_claim_beyond_the_budget_says_so(app: FastAPI) -> None:
    trier = Trier(app, fill)
    with trier.books.session(write=False) as session:
        travel = str(session.get_one(Expense, 1).account_id)
    assert trier.do("budget.set", account=travel, year="2026", amount="120").status_code == 303
    trier.do("expense.create", employee="1", account=travel, amount="50", text="Taxi")
    assert trier.do("expense.submit", document="3").status_code == 303
    page = trier.page("/d/expense/3").text
    assert "It exceeds the budget of its account" in page
    assert "Claimed beyond the budget" in page


def test_everybody_reads_it_in_his_language(app: FastAPI) -> None:
    there = looked_at(app)
    for path in ("/d/employee/1", "/d/payslip/1", "/d/payroll/1", "/d/expense/1"):
        for language in ("fa", "uk", "zh"):
            address = there.base.replace("/en/", f"/{language}/", 1) + path
            assert there.client.get(address).status_code == 200
    persian = there.client.get(there.base.replace("/en/", "/fa/", 1) + "/d/payslip/1").text
    assert "۳٬۲۳۳٫۴۰" in persian
