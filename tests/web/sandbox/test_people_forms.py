"""Forms of people: they begin with what is there, and lose nothing when they are refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from advisor.sandbox.core import clock
from advisor.sandbox.core.tables import Party
from advisor.sandbox.people.tables import Employee, Expense, Shift, Stamp
from tests.web.sandbox.staffed import fill, looked_at
from tests.web.sandbox.trying import Trier
from web.sandbox.people_forms import CHOICES, EVENTS, FORMS, LABELS, amount


@pytest.fixture
def there(app: FastAPI) -> Trier:
    return looked_at(app)


def test_every_form_opens(there: Trier) -> None:
    for form in FORMS:
        if "." in form.verb and form.verb.split(".")[1] in ("create", "change", "plan", "set_rates", "pay_all"):
            there.page(f"/new/{form.verb}")


def test_a_file_is_changed_from_what_it_says(there: Trier) -> None:
    fields = there.page("/new/employee.change?employee=1").fields
    assert fields["wage"] == ["4200"]
    assert fields["job"] == ["Engineer"]
    assert [fields[f"centres.{row}.percent"] for row in (0, 1)] == [["60"], ["40"]]


def test_an_applicant_is_entered_with_cost_centres(app: FastAPI) -> None:
    trier = Trier(app)
    made = trier.do(
        "employee.create",
        name="Eve Ost",
        wage="3,100.50",
        **{"centres.0.centre": "1", "centres.0.percent": "70", "centres.1.centre": "2", "centres.1.percent": "30"},
    )
    assert made.headers["location"] == f"{trier.base}/d/employee/1?done=employee.create"
    with trier.books.session(write=False) as session:
        kept = session.get_one(Employee, 1)
        assert (kept.wage, kept.centres) == (310050, {"1": 7000, "2": 3000})


def test_shares_that_do_not_add_up_are_told_and_kept(app: FastAPI) -> None:
    trier = Trier(app)
    refused = trier.do("employee.create", name="Eve Ost", **{"centres.0.centre": "1", "centres.0.percent": "70"})
    assert refused.status_code == 409
    assert "The cost centres bear 70 % together. Make it 100 %." in refused.text
    assert 'value="Eve Ost"' in refused.text


def test_times_are_typed_in_any_digits(app: FastAPI) -> None:
    trier = Trier(app, fill, "fa")
    made = trier.do("stamp.create", employee="3", time="۰۷:۴۵", kind="come")
    assert made.status_code == 303
    with trier.books.session(write=False) as session:
        last = session.scalars(select(Stamp).where(Stamp.employee_id == 3).order_by(Stamp.at.desc())).first()
        assert last is not None
        assert f"{last.at:%H:%M}" == "07:45"


def test_a_time_that_is_none_is_told_at_its_field(app: FastAPI) -> None:
    refused = Trier(app, fill).do("shift.plan", employee="2", first="2026-03-12", begins="morning", ends="16:00")
    assert refused.status_code == 409
    assert "This is no time of day." in refused.text
    assert 'value="morning"' in refused.text


def test_shifts_are_planned(app: FastAPI) -> None:
    trier = Trier(app, fill)
    trier.do("shift.plan", employee="2", first="2026-03-12", last="2026-03-13", begins="9:00", ends="17:00")
    with trier.books.session(write=False) as session:
        found = session.scalars(select(Shift).where(Shift.employee_id == 2)).all()
        assert [(one.on.day, one.begins, one.ends) for one in found] == [(12, 540, 1020), (13, 540, 1020)]


def test_the_table_of_rates_is_changed_line_by_line(app: FastAPI) -> None:
    trier = Trier(app, fill)
    fields = trier.page("/new/payroll.set_rates").fields
    assert fields["rates.0.name"] == ["Income tax"]
    made = trier.do("payroll.set_rates", **{"rates.0.name": "Tax", "rates.0.side": "employee", "rates.0.percent": "20"})
    assert made.headers["location"].startswith(f"{trier.base}/l/payrolls")
    assert trier.page("/new/payroll.set_rates").fields["rates.0.percent"] == ["20"]


def test_only_accounts_for_expenses_are_offered(there: Trier) -> None:
    page = there.get("/new/expense.create").text
    assert "6230 Travel" in page
    assert "1000 Bank" not in page
    assert "North tower" in page


def test_a_claim_is_entered(app: FastAPI) -> None:
    trier = Trier(app, fill)
    with trier.books.session(write=False) as session:
        account = session.scalars(select(Expense.account_id)).first()
    made = trier.do("expense.create", employee="1", account=str(account), amount="12.40", text="Taxi")
    assert made.headers["location"] == f"{trier.base}/d/expense/3?done=expense.create"


def test_amounts_are_typed_in_whole_units(there: Trier) -> None:
    with there.books.session(write=False) as session:
        assert clock.trial(session).currency == "EUR"
        assert amount(session, 123456) == Decimal("1234.56")
        assert session.scalars(select(Party.name).where(Party.employee)).all() == ["Ada Lund", "Bo Marsh", "Cem Aydin"]


def test_words_are_sentences_for_people() -> None:
    for words in (CHOICES, LABELS, EVENTS):
        assert all(text and (text[0].isupper() or text.isdecimal()) for text in words.values())
