"""Companies of the group: their books are their own."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core.refusals import Refusal, Unbalanced, WrongRole
from advisor.sandbox.core.tables import Company, Party
from advisor.sandbox.insight.companies import noted
from advisor.sandbox.insight.sums import standing
from tests.sandbox.conftest import DAY
from tests.sandbox.insight.posting import id_of
from tests.sandbox.making import BOOKKEEPER, customer, do, units


def sister(session: Session, code: str = "north", **columns: object) -> Company:
    made = do(session, "company.create", name=code.title(), code=code, **columns)
    assert isinstance(made, Company)
    return made


def test_a_sister_has_a_contact_to_trade_with(books: Database) -> None:
    with books.session() as session:
        made = sister(session, share=80)
        found = session.scalars(select(Party).where(Party.sister_id == made.id)).one()
        assert (found.name, found.customer, found.supplier, made.share) == ("North", True, True, 80)


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"name": "", "code": "a"}, "name"),
        ({"name": "A", "code": "main"}, "code"),
        ({"name": "A", "code": "acme"}, "code"),
        ({"name": "A", "code": "a", "share": 0}, "share"),
        ({"name": "A", "code": "a", "paid": -1}, "amount"),
    ],
)
def test_companies_that_cannot_be(session: Session, columns: dict[str, object], field: str) -> None:
    customer(session, "acme")
    with pytest.raises(Refusal) as caught:
        do(session, "company.create", **columns)
    assert caught.value.field == field


def test_an_entry_in_the_books_of_a_sister(books: Database) -> None:
    with books.session() as session:
        made = sister(session)
        bank, revenue = id_of(session, "bank"), id_of(session, "revenue")
        lines = [{"account": bank, "debit": units("12.50")}, {"account": revenue, "credit": units("12.50")}]
        entry = do(session, "company.book", BOOKKEEPER, company=made.id, lines=lines, text="Sold")
        assert (entry.company_id, entry.number, entry.on) == (made.id, "GEN/2026-03/0001", DAY)
        assert standing(session, DAY, company=made.id) == {bank: 1250, revenue: -1250}
        assert standing(session, DAY) == {}


def test_it_must_balance_and_name_what_is_there(session: Session) -> None:
    made, bank = sister(session), id_of(session, "bank")
    lines = [{"account": bank, "debit": units(1)}, {"account": id_of(session, "revenue"), "credit": units(2)}]
    with pytest.raises(Unbalanced):
        do(session, "company.book", company=made.id, lines=lines)
    with pytest.raises(NotFound):
        do(session, "company.book", company=99, lines=lines)
    with pytest.raises(NotFound):
        do(session, "company.book", company=made.id, lines=[{"account": 9999, "debit": units(1)}])
    with pytest.raises(NotFound):
        do(session, "company.book", company=made.id, lines=[{"account": bank, "debit": units(1), "party": 99}])


def test_what_a_consolidation_must_know(session: Session) -> None:
    stock = id_of(session, "stock")
    made = sister(session, paid=units(900), account=stock)
    do(session, "company.adjust", BOOKKEEPER, company=made.id, unrealised=units("1.5"), share=60)
    assert noted(session, made) == {"paid": 90_000, "account": stock, "unrealised": 150}
    assert made.share == 60
    assert noted(session, session.get_one(Company, 1)) == {}


def test_only_what_makes_sense_is_kept(session: Session) -> None:
    made = sister(session)
    with pytest.raises(Refusal):
        do(session, "company.adjust", company=made.id, account=id_of(session, "revenue"))
    with pytest.raises(Refusal):
        do(session, "company.adjust", company=1, share=50)
    with pytest.raises(WrongRole):
        do(session, "company.create", BOOKKEEPER, name="A", code="a")


def test_what_is_said_of_one_company_leaves_the_others(session: Session) -> None:
    north, south = sister(session), sister(session, "south")
    do(session, "company.adjust", company=north.id, unrealised=units(1))
    do(session, "company.adjust", company=south.id, unrealised=units(2))
    assert (noted(session, north)["unrealised"], noted(session, south)["unrealised"]) == (100, 200)


def test_what_is_not_given_stays(session: Session) -> None:
    made = sister(session, share=70, paid=units(5), account=id_of(session, "asset"))
    do(session, "company.adjust", company=made.id, unrealised=units(1))
    assert (made.share, noted(session, made)["paid"]) == (70, 500)
    do(session, "company.adjust", company=made.id, unrealised=units(0))
    assert noted(session, made)["unrealised"] == 0


def test_a_receivable_in_the_books_of_a_sister_needs_its_contact(session: Session) -> None:
    made = sister(session)
    receivable, revenue = id_of(session, "receivable"), id_of(session, "revenue")
    lines = [{"account": receivable, "debit": units(1)}, {"account": revenue, "credit": units(1)}]
    with pytest.raises(Refusal) as caught:
        do(session, "company.book", company=made.id, lines=lines)
    assert caught.value.field == "party"
    lines[0]["party"] = customer(session, "acme").id
    assert do(session, "company.book", company=made.id, lines=lines).company_id == made.id


def test_the_own_books_can_be_booked_too(session: Session) -> None:
    bank, revenue = id_of(session, "bank"), id_of(session, "revenue")
    lines = [{"account": bank, "debit": units(3)}, {"account": revenue, "credit": units(3)}]
    do(session, "company.book", company=1, lines=lines, on=DAY)
    assert standing(session, DAY)[bank] == 300


def test_an_amount_finer_than_the_currency_is_refused(session: Session) -> None:
    made = sister(session)
    with pytest.raises(Refusal):
        do(session, "company.adjust", company=made.id, unrealised=units("0.001"))
