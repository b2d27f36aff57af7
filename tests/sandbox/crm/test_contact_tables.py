"""Tables of contacts: a customer has one partner at most, and a pair is told apart once."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from advisor.sandbox.crm.contact_tables import ContactPair, PartnerCustomer
from tests.sandbox.conftest import DAY
from tests.sandbox.crm.meeting import contact


def test_what_the_database_itself_refuses(session: Session) -> None:
    one, two, three = (contact(session, name).id for name in ("One", "Two", "Three"))
    session.add_all(
        [PartnerCustomer(partner_id=one, customer_id=three, since=DAY), ContactPair(first_id=one, second_id=two)]
    )
    session.flush()
    session.expunge_all()
    for again in (
        PartnerCustomer(partner_id=two, customer_id=three, since=DAY),
        ContactPair(first_id=one, second_id=two),
    ):
        with pytest.raises(IntegrityError), session.begin_nested():
            session.add(again)
            session.flush()
