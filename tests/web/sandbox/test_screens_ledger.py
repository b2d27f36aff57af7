"""Finance as a visitor sees it: lists, documents and forms of the ledger."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from advisor.sandbox.ledger.accounts import account
from advisor.sandbox.ledger.tables import Account, Entry, Period, Term
from advisor.sandbox.ledger.verify import verify
from tests.web.sandbox.furnishing import fill
from tests.web.sandbox.trying import Trier
from web.sandbox.screens_ledger import AREA


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A furnished trial that is only looked at."""
    return Trier(app, fill)


@pytest.fixture
def mine(app: FastAPI) -> Trier:
    """A furnished trial of one's own."""
    return Trier(app, fill)


def use(trier: Trier, name: str) -> int:
    """The id of the account of a use."""
    with trier.books.session(write=False) as session:
        return account(session, name).id


def test_the_menu_leads_to_every_page_of_finance(there: Trier) -> None:
    links = there.page("/").links
    for screen in AREA.screens:
        assert (f"{there.base}/l/{screen.id}" in links) is not screen.hidden
    for special in AREA.specials:
        assert f"{there.base}/p/{special.id}" in links


def test_the_chart_shows_what_stands_on_each_account(there: Trier) -> None:
    page = there.get("/l/accounts?kind_of=expense").text
    assert "Other expenses" in page and "315.00" in page
    assert "Trade receivables" not in page


def test_entries_are_found_by_their_state_and_text(there: Trier) -> None:
    drafts = there.get("/l/entries?state=draft").text
    assert "Repair" in drafts and "Rent" not in drafts
    assert "GEN/2026-03/0001" in there.get("/l/entries?q=rent").text


def test_the_journal_has_both_sides_of_an_entry(there: Trier) -> None:
    page = there.page("/l/journal?q=Rent")
    assert page.text.count("GEN/2026-03/0001") == 2
    assert {f"{there.base}/d/account/{use(there, name)}" for name in ("bank", "expense")} <= set(page.links)
    assert "SALES" in page.text


def test_the_ledger_of_an_account_runs_on(there: Trier) -> None:
    page = there.page(f"/l/ledger?account={use(there, 'bank')}")
    for shown in ("100.00", "130.00", "215.00", "−100.00", "Transfer"):
        assert shown in page.text
    later = there.get(f"/l/ledger?account={use(there, 'receivable')}&on.from=2026-03-01").text
    assert "Opening balance" in later and "390.00" in later
    assert "Choose an account" in there.get("/l/ledger").text
    assert "Nothing fits" in there.get("/l/ledger?account=x").text


def test_open_items_tell_how_late_they_are(there: Trier) -> None:
    page = there.get("/l/open-items?sort=-open").text
    assert page.index("250.00") < page.index("100.00") < page.index("40.00")
    assert "INV-0002" in page and ">16<" in page
    assert "SAL/2026-03/0001" not in page  # the dollars are settled


def test_the_trial_balance_is_a_file_too(there: Trier) -> None:
    lines = there.get("/l/balances.csv?on.from=2026-03-01&on.to=2026-03-31").text.splitlines()
    assert any(line.startswith("1100,Trade receivables,390") for line in lines)


def test_a_match_shows_both_sides_and_what_it_booked(there: Trier) -> None:
    assert "BNK/2026-03/0003" in there.get("/l/matches").text
    page = there.page("/d/match/1")
    for shown in ("SAL/2026-03/0001 · BNK/2026-03/0003", "Exchange differences", "Undo the match", "5.00"):
        assert shown in page.text
    assert any("/p/matching?" in link for link in page.links)


def test_a_month_says_why_it_cannot_be_closed(there: Trier) -> None:
    with there.books.session(write=False) as session:
        [month] = session.scalars(select(Period.id).where(Period.first == "2026-03-01")).all()
    page = there.page(f"/d/period/{month}").text
    assert "Entries of 2026-03 are still drafts: 1." in page
    assert "Repair" in page
    refused = there.do("period.close", document=str(month))
    assert refused.status_code == 409 and "still drafts" in refused.text


def test_set_up_lists_have_taxes_terms_rates_and_cost_centres(there: Trier) -> None:
    for path, shown in (("taxes", "20%"), ("terms", "30 days"), ("rates", "1.25"), ("cost-centres", "315.00")):
        assert shown in there.get(f"/l/{path}").text, path
    with there.books.session(write=False) as session:
        [term] = session.scalars(select(Term.id).where(Term.code == "HALF")).all()
    page = there.page(f"/d/term/{term}").text
    assert "50%" in page and "All that is left" in page


def test_an_entry_is_entered_corrected_and_posted(mine: Trier) -> None:
    rent, bank = str(use(mine, "expense")), str(use(mine, "bank"))
    lines = {"lines.0.account": rent, "lines.0.debit": "12.50", "lines.1.account": bank, "lines.1.credit": "12"}
    sent = mine.do("entry.create", on="2026-03-02", text="Stamps", **lines)
    assert sent.status_code == 303
    place = sent.headers["location"].split("?")[0]
    number = place.rpartition("/")[2]
    draft = mine.client.get(place).text
    assert "Debit and credit differ" in draft
    assert 'value="12.5"' in draft  # the form to change it begins with what it is
    assert mine.do("entry.post", document=number).status_code == 409
    lines["lines.1.credit"] = "12.5"
    assert mine.do("entry.change", document=number, on="2026-03-02", text="Stamps", **lines).status_code == 303
    assert mine.do("entry.post", document=number).status_code == 303
    assert "GEN/2026-03/0002" in mine.client.get(place).text
    assert mine.do("entry.reverse", document=number, on="2026-03-02").status_code == 303
    assert "was reversed" in mine.client.get(place).text


def test_a_draft_is_removed(mine: Trier) -> None:
    with mine.books.session(write=False) as session:
        [draft] = session.scalars(select(Entry.id).where(Entry.state == "draft")).all()
    page = mine.page(f"/d/entry/{draft}")
    assert any(f"/new/entry.remove?document={draft}" in link for link in page.links)
    assert mine.do("entry.remove", document=str(draft)).status_code == 303
    assert mine.get(f"/d/entry/{draft}").status_code == 404


def test_a_line_that_cannot_be_is_told_at_its_field(there: Trier) -> None:
    sent = there.do("entry.create", on="2026-03-02", text="Goods",
                    **{"lines.0.account": str(use(there, "stock")), "lines.0.debit": "5"})  # fmt: skip
    assert sent.status_code == 409
    assert "follows the moves of goods" in sent.text
    assert 'value="Goods"' in sent.text


@pytest.mark.parametrize(
    ("verb", "typed", "place", "shown"),
    [
        ("tax.create", {"code": "ECO", "name": "Eco tax", "percent": "5"}, "/l/taxes", "Eco tax"),
        ("rate.set", {"currency": "PLN", "rate": "4.25", "on": "2026-03-01"}, "/l/rates", "4.25"),
        ("cost_centre.create", {"code": "LAB", "name": "Laboratory"}, "/l/cost-centres", "Laboratory"),
        (
            "term.create",
            {"code": "Q", "name": "Quarter", "parts.0.kind": "share", "parts.0.percent": "25", "parts.1.kind": "rest",
             "parts.1.days": "60"},
            "/l/terms",
            "Quarter",
        ),
        ("account.create", {"code": "6250", "name": "Insurance", "kind": "expense", "parent": "6"}, "/l/accounts",
         "Insurance"),
        ("period.add_year", {"year": "2028"}, "/l/periods?sort=-first", "31 December 2028"),
    ],
)  # fmt: skip
def test_what_the_books_need_is_entered_by_forms(
    mine: Trier, verb: str, typed: dict[str, str], place: str, shown: str
) -> None:
    mine.page(f"/new/{verb}")
    sent = mine.do(verb, **typed)
    assert sent.status_code == 303, sent.text
    assert shown in mine.get(place).text


def test_an_account_is_renamed(mine: Trier) -> None:
    with mine.books.session(write=False) as session:
        [rent] = session.scalars(select(Account.id).where(Account.code == "6210")).all()
    form = mine.page(f"/new/account.change?account={rent}&name=Rent")
    assert form.fields["name"] == ["Rent"]
    assert mine.do("account.change", account=str(rent), name="Rent of rooms", active="1").status_code == 303
    assert "Rent of rooms" in mine.get(f"/d/account/{rent}").text


def test_opening_balances_are_entered(mine: Trier) -> None:
    typed = {"lines.0.account": str(use(mine, "cash")), "lines.0.debit": "75"}
    assert mine.do("entry.opening", on="2026-01-01", **typed).status_code == 303
    assert "75.00" in mine.get(f"/l/ledger?account={use(mine, 'opening')}").text


def test_the_books_of_these_tests_are_sound(there: Trier) -> None:
    with there.books.session(write=False) as session:
        assert verify(session) == []
