"""Matching by hand: a proposal is ticked, what is left can be written off, and everything can be taken back."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from advisor.sandbox.ledger.open_items import open_items
from advisor.sandbox.ledger.tables import Match
from advisor.sandbox.ledger.verify import verify
from tests.web.sandbox.furnishing import fill
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.visiting import visit
from web.sandbox.ledger_matching import matching


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    return Trier(app, fill)


@pytest.fixture
def mine(app: FastAPI) -> Trier:
    return Trier(app, fill)


def ticked(trier: Trier, party: str) -> list[str]:
    """The lines that are proposed for a contact."""
    with visit(trier, party=party) as here:
        [sheet] = matching(here).sheets
    return [str(tick.line) for tick in (*sheet.debits, *sheet.credits) if tick.ticked]


def test_contacts_with_open_items_are_listed(there: Trier) -> None:
    page = there.page("/p/matching")
    assert "Settles exactly" in page.text and "Can be matched in part" in page.text
    assert any("party=1" in link for link in page.links)
    with visit(there) as here:
        acme, bolt = matching(here).whose
    assert (acme.debit.text, acme.credit.text, acme.rest.text, acme.exact) == ("350.00", "100.00", "250.00", True)
    assert (bolt.rest.text, bolt.both, bolt.exact) == ("10.00", True, False)


def test_other_accounts_can_be_chosen(there: Trier) -> None:
    with visit(there) as here:
        payable = next(one.value for one in matching(here).accounts if one.label.startswith("2000"))
    assert "Nothing is open." in there.get(f"/p/matching?account={payable}").text
    assert there.get("/p/matching?account=999&party=x").status_code == 200


def test_what_settles_exactly_is_ticked(there: Trier) -> None:
    page = there.page("/p/matching?party=1")
    assert "The ticked lines settle each other exactly." in page.text
    assert len(ticked(there, "1")) == 2


def test_what_would_stay_open_is_said(there: Trier) -> None:
    assert "Of the ticked lines 10.00 EUR would stay open." in there.get("/p/matching?party=2").text


def test_the_ticked_lines_are_matched_and_taken_back(mine: Trier) -> None:
    lines = ticked(mine, "1")
    sent = mine.client.post(f"{mine.base}/do/match.create", data={"lines": lines, "key": "k1"}, follow_redirects=False)
    assert sent.status_code == 303
    with mine.books.session(write=False) as session:
        assert [item.open for item in open_items(session, "receivable", 1)] == [25000]
        made = session.scalars(select(Match).order_by(Match.id.desc())).first()
        assert made is not None
    page = mine.page(f"/d/match/{made.id}")
    assert page.fields["lines"] == [str(made.credit_id)]
    assert mine.do("match.remove", lines=str(made.credit_id)).status_code == 303
    with mine.books.session(write=False) as session:
        assert len(open_items(session, "receivable", 1)) == 3
        assert verify(session) == []


def test_what_is_left_is_written_off(mine: Trier) -> None:
    lines = ", ".join(ticked(mine, "2"))
    assert mine.do("match.create", lines=lines, write_off="1", on="2026-03-02").status_code == 303
    with mine.books.session(write=False) as session:
        assert open_items(session, "receivable", 2) == []
        assert verify(session) == []


def test_a_refusal_is_told_with_the_lines_kept(mine: Trier) -> None:
    [first, *_] = ticked(mine, "1")
    sent = mine.do("match.create", lines=first)
    assert sent.status_code == 409
    assert "choose at least one open debit and one open credit" in sent.text
    assert f'value="{first}"' in sent.text


def test_everything_that_settles_is_matched_at_once(mine: Trier) -> None:
    assert mine.do("match.automatic").status_code == 303
    with mine.books.session(write=False) as session:
        assert sorted(item.open for item in open_items(session, "receivable")) == [-3000, 4000, 25000]


def test_who_may_not_match_sees_no_button(there: Trier) -> None:
    with visit(there, "sales", party="1") as here:
        assert not matching(here).may
    with visit(there, "accounting", party="1") as here:
        assert matching(here).may


def test_currencies_stand_apart(app: FastAPI) -> None:
    def dollars(session: object) -> None:
        fill(session)  # type: ignore[arg-type]
        from advisor.sandbox.ledger.posting import Item, Posting, post
        from tests.web.sandbox.trying import DAY

        items = [Item("receivable", 800, "USD", 1000, 1), Item("revenue", -800, "USD", -1000)]
        post(session, Posting("SAL", DAY, items))  # type: ignore[arg-type]

    trier = Trier(app, dollars)
    with visit(trier, party="1") as here:
        sheets = matching(here).sheets
    assert [sheet.currency for sheet in sheets] == ["EUR", "USD"]
    assert [tick.open for tick in sheets[1].debits] == ["10.00"]
    assert not sheets[1].both
    assert "Write off the ticked lines" in trier.page("/p/matching?party=1").text
