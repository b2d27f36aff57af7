"""Merging: everything goes over, nothing is lost, and it can be taken back exactly."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.sandbox.core.events import history
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.store import Table
from advisor.sandbox.crm import contacts, merging
from advisor.sandbox.crm.contact_tables import PartnerTerms
from advisor.sandbox.crm.tables import Contact
from tests.sandbox.conftest import DAY
from tests.sandbox.crm.meeting import ANN, activity, contact
from tests.sandbox.making import BOSS, do, units


def state(contact: Contact) -> dict[str, object]:
    return {column.name: getattr(contact, column.key) for column in Contact.__table__.columns}


def test_everything_goes_over_and_comes_back(books: Database) -> None:
    with books.session() as session:
        keep = contact(session, "Acme", partner=True, city="Ulm")
        other = contact(session, "Acme Ltd", email="a@acme.example", city="Bonn", customer=True, partner=True)
        lee = contact(session, "Lee", kind="person", organisation=other.id)
        call, deal = activity(session, contact=other.id), do(session, "deal.create", ANN, contact=other.id)
        partner = contact(session, "Dealer", partner=True)
        do(session, "partner.serve", ANN, partner=partner.id, customer=other.id)
        for one in (keep, other):
            do(session, "partner.terms", BOSS, partner=one.id, commission=units(one.id))
        do(session, "contact.consent", ANN, contact=other.id, consent="refused")
        before = state(keep), state(other)

        do(session, "contact.merge", ANN, keep=keep.id, other=other.id)
        assert [one.contact_id for one in (call, deal)] == [keep.id, keep.id] and lee.organisation_id == keep.id
        assert (keep.email, keep.city, keep.customer, keep.consent) == ("a@acme.example", "Ulm", True, "refused")
        assert (other.active, other.merged_into_id, other.email_key) == (False, keep.id, "")
        assert contacts.get(session, other.id) is keep and contacts.with_merged(session, keep.id) == [keep.id, other.id]
        # what the kept one has already stays with the other
        assert session.scalars(select(PartnerTerms.commission).order_by(PartnerTerms.partner_id)).all() == [100, 200]
        new = activity(session, contact=other.id)
        assert new.contact_id == keep.id

        do(session, "contact.unmerge", ANN, contact=other.id)
        assert (state(keep), state(other)) == before
        assert [one.contact_id for one in (call, deal, new)] == [other.id, other.id, keep.id]
        assert lee.organisation_id == other.id
        assert [one.what for one in history(session, "contact", other.id)][-1] == "unmerge"
        with pytest.raises(Refusal, match="not merged"):
            do(session, "contact.unmerge", ANN, contact=other.id)


def test_what_was_changed_since_stays(session: Session) -> None:
    keep, other = contact(session, "Acme"), contact(session, "Acme Ltd", email="a@acme.example", phone="+49 30 123456")
    third = contact(session, "Third")
    call = activity(session, contact=other.id)
    do(session, "contact.merge", ANN, keep=keep.id, other=other.id)
    do(session, "contact.change", ANN, contact=keep.id, email="b@acme.example")
    call.contact_id = third.id
    do(session, "contact.unmerge", ANN, contact=other.id)
    assert (keep.email, keep.phone, call.contact_id) == ("b@acme.example", "", third.id)


def test_the_earlier_day_counts(session: Session) -> None:
    keep, other = contact(session, "Acme"), contact(session, "Acme Ltd")
    other.since, other.unsubscribed = DAY - datetime.timedelta(days=9), DAY
    do(session, "contact.merge", ANN, keep=keep.id, other=other.id)
    assert (keep.since, keep.unsubscribed) == (DAY - datetime.timedelta(days=9), DAY)
    do(session, "contact.unmerge", ANN, contact=other.id)
    assert (keep.since, keep.unsubscribed) == (DAY, None)


def test_what_cannot_be_merged(session: Session) -> None:
    one, two, three = (contact(session, name) for name in ("One", "Two", "Three"))
    lee = contact(session, "Lee", kind="person")
    for keep, other in ((one.id, one.id), (one.id, lee.id), (one.id, 99), (99, one.id)):
        with pytest.raises(Refusal):
            do(session, "contact.merge", ANN, keep=keep, other=other)
    do(session, "contact.merge", ANN, keep=one.id, other=two.id)
    for keep, other in ((one.id, two.id), (two.id, three.id), (three.id, two.id)):
        with pytest.raises(Refusal, match="Two was merged into another contact before"):
            do(session, "contact.merge", ANN, keep=keep, other=other)
    do(session, "contact.merge", ANN, keep=three.id, other=one.id)
    assert contacts.get(session, two.id) is three
    assert contacts.with_merged(session, three.id) == [three.id, one.id, two.id]
    with pytest.raises(Refusal, match="Take that back first"):
        do(session, "contact.unmerge", ANN, contact=two.id)
    do(session, "contact.unmerge", ANN, contact=one.id)
    do(session, "contact.unmerge", ANN, contact=two.id)
    assert contacts.get(session, two.id) is two


def test_two_that_are_not_the_same_are_remembered(session: Session) -> None:
    one, two = contact(session, "Acme"), contact(session, "ACME")
    do(session, "contact.distinct", ANN, contact=two.id, other=one.id)
    do(session, "contact.distinct", ANN, contact=one.id, other=two.id)
    assert merging.apart(session, [one.id]) == {(one.id, two.id)}
    with pytest.raises(Refusal):
        do(session, "contact.distinct", ANN, contact=one.id, other=one.id)


@pytest.fixture
def mover() -> Iterator[list[object]]:
    """Somebody else who takes part in merges, and what they were told."""
    told: list[object] = []
    merging.MOVERS["noted"] = merging.Mover(
        lambda _session, kept, other: {"pair": [kept.id, other.id]},
        lambda _session, kept, other, undo: told.append((kept.id, other.id, undo)),
    )
    yield told
    del merging.MOVERS["noted"]


def test_others_take_part_and_take_it_back(session: Session, mover: list[object]) -> None:
    one, two = contact(session, "One"), contact(session, "Two")
    do(session, "contact.merge", ANN, keep=one.id, other=two.id)
    do(session, "contact.unmerge", ANN, contact=two.id)
    assert mover == [(one.id, two.id, {"pair": [one.id, two.id]})]


def test_every_column_that_names_a_contact_moves_or_is_known_to_stay() -> None:
    named = {
        f"{table.name}.{column.name}"
        for table in Table.metadata.tables.values()
        for column in table.columns
        if any(key.target_fullname == "contact.id" for key in column.foreign_keys)
    }
    moved = {f"{column.table.name}.{column.name}" for column in merging.references()}
    assert named - moved == {
        "contact.merged_into_id", "event.contact_id", "contact_merge.kept_id", "contact_merge.other_id",
        "contact_pair.first_id", "contact_pair.second_id",
    }  # fmt: skip


def test_two_who_merge_at_once_the_other_way_round(postgres_books: Database) -> None:
    with postgres_books.session() as session:
        one, two = contact(session, "One").id, contact(session, "Two").id

    def merge(keep: int, other: int) -> str:
        try:
            with postgres_books.session() as session:
                do(session, "contact.merge", ANN, keep=keep, other=other)
        except Refusal:
            return "refused"
        return "merged"

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(merge, (one, two), (two, one)))
    assert sorted(done) == ["merged", "refused"]
