"""Pages of documents: status bar, buttons by role, what came of them, and what was refused."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from advisor.errors import NotFound
from advisor.sandbox.core import events
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import machines
from advisor.sandbox.ledger.posting import Item, Posting, draft, post
from tests.sandbox.conftest import blank_file, session, sqlite_books
from tests.sandbox.making import BOOKKEEPER, customer, do, product
from tests.web.sandbox.trying import DAY
from web.sandbox import areas as _areas  # noqa: F401 - pages are declared
from web.sandbox import documents, registry
from web.sandbox.declared import DocumentPage, Field, Link, Next, Ref, Told
from web.sandbox.pages import DocPage
from web.sandbox.posted import read
from web.sandbox.visit import Visit

__all__ = ["blank_file", "session", "sqlite_books"]
TWO = [Item("bank", 500), Item("cash", -500)]


def visit(session: Session, role: str = "accounting") -> Visit:
    return Visit(session, "s" * 32, "en", role)


def page(session: Session, number: int, role: str = "accounting") -> DocPage:
    return documents.page(visit(session, role), "entry", number)


def titles(page: DocPage) -> list[str]:
    return [form.title for form in page.actions]


def test_buttons_are_those_of_state_and_role(session: Session) -> None:
    entry = draft(session, Posting("GEN", DAY, TWO))
    assert "Post" in titles(page(session, entry.id))
    assert titles(page(session, entry.id, "warehouse")) == []
    do(session, "entry.post", BOOKKEEPER, document=entry.id)
    assert titles(page(session, entry.id)) == ["Reverse"]


def test_the_first_step_forward_is_the_coloured_button(session: Session) -> None:
    entry = draft(session, Posting("GEN", DAY, TWO))
    coloured = [form.verb for form in page(session, entry.id).actions if form.primary]
    assert coloured == ["entry.post"]
    posted = post(session, Posting("GEN", DAY, TWO))
    assert not any(form.primary for form in page(session, posted.id).actions), "a reversal is no step forward"


def test_the_bar_shows_where_it_stands(session: Session) -> None:
    entry = post(session, Posting("GEN", DAY, TWO))
    steps = page(session, entry.id).steps
    assert [(step.title, step.passed, step.now) for step in steps] == [("Draft", True, False), ("Posted", False, True)]


@pytest.mark.parametrize("kind", sorted(machines()))
def test_ways_out_stand_in_the_bar_only_when_they_were_taken(session: Session, kind: str) -> None:
    machine = machines()[kind]
    for state in (*machine.states, *machine.computed):
        steps = documents._steps(visit(session), kind, state)
        assert [step.now for step in steps].count(True) == 1, state
    usual = {step.title for step in documents._steps(visit(session), kind, machine.initial)}
    assert "Cancelled" not in usual
    assert "Failed" not in usual


def test_the_bar_says_only_what_surely_came_before(session: Session) -> None:
    def bar(kind: str, state: str) -> list[str]:
        return [step.title for step in documents._steps(visit(session), kind, state)]

    assert bar("deal", "lost") == ["Prospecting", "Lost"], "it can be lost from each stage"
    assert bar("quote", "declined") == ["Draft", "Sent", "Declined"]
    assert bar("quote", "expired") == ["Draft", "Sent", "Expired", "Accepted"]
    assert bar("quote", "sent") == ["Draft", "Sent", "Accepted"], "most quotes need no approval"


def test_what_was_heard_in_a_row_is_told_once(session: Session) -> None:
    entry = draft(session, Posting("GEN", DAY, TWO))
    for state in ("confirmed", "in_production", "confirmed"):
        events.record(session, BOOKKEEPER, "entry", entry.id, "heard", {"state": state})
    events.record(session, BOOKKEEPER, "entry", entry.id, "paid")
    events.record(session, BOOKKEEPER, "entry", entry.id, "heard")
    told = [event.what for event in events.history(session, "entry", entry.id)]
    shown = page(session, entry.id).history
    assert told.count("heard") == 4
    assert len(shown) == len(told) - 2


def test_lines_of_a_journal_entry(session: Session) -> None:
    entry = post(session, Posting("GEN", DAY, TWO, text="Till"))
    found = page(session, entry.id)
    assert found.title == entry.number
    (section,) = found.sections
    rows = [[cell.text for cell in row if cell.text] for row in section.table.rows]
    assert rows == [["1000 Bank", "5.00"], ["1010 Cash", "5.00"]]
    assert {"Date", "Journal", "Text"} <= {one.title for one in found.fields}


def test_a_document_shows_the_entries_it_made(session: Session) -> None:
    made = product(session, "valve")
    post(session, Posting("STK", DAY, TWO, source_kind="product", source=made.id))
    (section,) = documents.page(visit(session), "product", made.id).entries
    assert section.title.endswith("2 March 2026")
    assert "/d/entry/" in section.empty
    assert [cell.text for cell in section.table.rows[0]] == ["1000 Bank", "", "5.00", ""]


def test_without_the_ledger_no_entries_are_shown(session: Session) -> None:
    made = product(session, "valve")
    post(session, Posting("STK", DAY, TWO, source_kind="product", source=made.id))
    there = visit(session)
    there.trial.modules = ["erp-master-data"]
    assert documents.page(there, "product", made.id).entries == ()


def test_what_was_refused_is_shown_open_with_its_reason(session: Session) -> None:
    entry = post(session, Posting("GEN", DAY, TWO))
    tried = read("entry.reverse", FormData({"document": str(entry.id), "on": "2020-01-01"}))
    found = documents.page(visit(session), "entry", entry.id, (tried, Refusal("Closed.", field="on")))
    (form,) = (one for one in found.actions if one.verb == "entry.reverse")
    assert form.open
    on = next(control for control in form.controls if control.name == "on")
    assert (on.value, on.error) == ("2020-01-01", "Closed.")


def test_history_says_who_and_what(session: Session) -> None:
    entry = draft(session, Posting("GEN", DAY, TWO))
    do(session, "entry.post", BOOKKEEPER, document=entry.id)
    (line,) = page(session, entry.id).history
    assert (line.on, line.what, line.who, line.more) == (DAY, "Posted", "Alex (Accounting)", "")


def test_the_timeline_of_a_contact_names_documents(session: Session) -> None:
    made = customer(session, "acme")
    (line,) = documents.timeline(visit(session), made)
    assert (line.what, line.subject) == ("Created", None)


def test_what_an_area_declares_is_shown(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    made, other = customer(session, "acme"), customer(session, "other")
    declared = DocumentPage(
        "party",
        "",
        (Field("Name", "name"), Field("Phone", "phone"), Field("Friend", lambda *_: other.id, to="party")),
        name=lambda _, party: f"* {party.name}",
        related=lambda *_: [Ref("party", other.id), Ref("party", 77, "gone")],
        told=lambda *_: [Told("Owes {n}.", "bad", {"n": 3})],
        state=lambda *_: "overdue",
        next=(
            Next("party.create", {"name": "code", "city": "city"}),
            Next("party.create", states=("draft",)),
            Next("party.create", when=lambda *_: False),
        ),
        links=(Link("products", {"supplier": "id"}), Link("companies", when=lambda *_: False), Link("nothing")),
    )
    monkeypatch.setitem(registry.DOCUMENTS, "party", declared)
    found = documents.page(visit(session), "party", made.id)
    assert found.title == "* Acme"
    assert found.state.text == "Overdue"
    assert [(one.title, one.cell.text) for one in found.fields] == [("Name", "Acme"), ("Friend", "Other")]
    assert [(one.cell.text, one.kind) for one in found.related] == [
        ("Other", "Business partner"),
        ("gone", "Business partner"),
    ]
    assert [(note.text, note.tone) for note in found.notes] == [("Owes 3.", "bad")]
    assert [place.href.rpartition("/")[2] for place in found.next] == ["party.create?name=acme"]
    assert [place.href.rpartition("/")[2] for place in found.links] == [f"products?supplier={made.id}"]


@pytest.mark.parametrize(("kind", "number"), [("entry", 99), ("product", 99), ("account", 999), ("nothing", 1)])
def test_what_is_not_there_is_told(session: Session, kind: str, number: int) -> None:
    with pytest.raises(NotFound):
        documents.page(visit(session), kind, number)
