"""Mailings: who gets what on which day, and that nobody who wants no mail ever gets one."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core import clock
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm import mailings
from advisor.sandbox.crm.marketing_tables import Enrolled, Mail, MailStop, Response
from advisor.sandbox.crm.tables import Activity, Interaction
from tests.sandbox.crm.promoting import MIA, after, campaign, lead, mailing, mails, person, segment
from tests.sandbox.making import do

NED = Actor("Ned", "sales")


def newest(session: Session) -> Mail:
    return session.scalars(select(Mail).order_by(Mail.id.desc())).first() or pytest.fail("no mail")


def states(session: Session) -> list[str]:
    return list(session.scalars(select(Enrolled.state).order_by(Enrolled.id)))


def test_a_sequence_goes_out_day_by_day_and_once(books: Database) -> None:
    with books.session() as session:
        firm = do(session, "contact.create", name="Acme", email="info@acme.example", customer=True)
        person(session, "Ann", organisation=firm.id)
        for consent in ("refused", "given"):
            person(session, f"C-{consent}", consent=consent)
        person(session, "Nobody", email="")
        sent = mailing(session, 3, 0, campaign=campaign(session).id)
        assert mails(session) == [("info", "Mail 0"), ("ann", "Mail 0"), ("c-given", "Mail 0")]
        person(session, "Late")
        first = session.scalars(select(Mail).where(Mail.to == "ann@example.org")).one()
        assert (first.text, first.state, first.opened) == ("Dear Ann of Acme", "queued", None)
        after(session, 2)
        assert len(mails(session)) == 3
        after(session, 5)
        assert mails(session)[3:] == [("info", "Mail 3"), ("ann", "Mail 3"), ("c-given", "Mail 3")]
        assert mailings.send_due(session) == mailings.send(session, sent) == 0
        assert states(session) == ["done"] * 3
        assert sent.number == "ML-0001"


def test_unsubscribing_between_steps_ends_it_for_the_address(books: Database) -> None:
    with books.session() as session:
        ann, bob = person(session, "Ann"), person(session, "Bob")
        mailing(session, 0, 2, segment=segment(session).id)
        mailing(session, 0, 2, name="Second", segment=segment(session, name="All").id)
        do(session, "mail.unsubscribe", mail=newest(session).id)
        assert (newest(session).to, bob.unsubscribed) == ("bob@example.org", clock.today(session))
        do(session, "contact.change", contact=bob.id, active=False)
        person(session, "Bobby", email=" Bob@Example.org")
        do(session, "contact.consent", contact=ann.id, consent="refused")
        lead(session, email="ANN@example.org")
        after(session, 3)
        assert {subject for _, subject in mails(session)} == {"Mail 0"}
        assert states(session) == ["left"] * 4
        mailing(session, 0, name="Third", segment=segment(session, name="More").id)
        assert len(mails(session)) == 4, "not to a new contact with the address either"
        do(session, "contact.consent", contact=ann.id, consent="given")
        assert session.scalars(select(MailStop.address)).all() == ["bob@example.org"]
        mailing(session, 0, name="Fourth", segment=segment(session, name="Last").id)
        assert mails(session)[4:] == [("ann", "Mail 0")]


def test_a_step_may_be_for_some_only(session: Session) -> None:
    ann, _ = person(session, "Ann"), person(session, "Bob")
    lyon = segment(session, ("city", "is", "Lyon"), name="Lyon")
    steps = [
        {"days": 1, "subject": "For Lyon", "text": "{name}", "segment": lyon.id},
        {"days": 2, "subject": "For all", "text": "{braces} stay"},
    ]
    made = do(session, "mailing.create", MIA, name="News", steps=steps, segment=segment(session).id)
    do(session, "mailing.start", MIA, document=made.id)
    do(session, "contact.change", contact=ann.id, city="Lyon")
    after(session, 2)
    assert mails(session) == [("ann", "For Lyon"), ("ann", "For all"), ("bob", "For all")]
    assert newest(session).text == "{braces} stay"


def test_two_contacts_with_one_address_get_one_mail(session: Session) -> None:
    person(session, "Ann")
    person(session, "Ann again", email="ann@example.org", anyway=True)
    mailing(session, 0, segment=segment(session).id)
    assert (mails(session), states(session)) == ([("ann", "Mail 0")], ["done", "done"])


def test_who_answers_leaves_and_becomes_a_lead(session: Session) -> None:
    do(session, "member.create", name="Ned", role="sales")
    ann = person(session, "Ann", owner="Ned")
    mailing(session, 0, 1, campaign=campaign(session).id)
    mail = newest(session)
    do(session, "mail.click", mail=mail.id)
    do(session, "mail.answer", mail=mail.id, text=" Please call me ")
    assert (mail.answer, mail.opened, mail.clicked, mail.answered) == ("Please call me", *[clock.now(session)] * 3)
    response = session.scalars(select(Response)).one()
    asked = session.get_one(mailings.Lead, response.lead_id)
    assert (asked.state, asked.source, asked.email, response.contact_id) == ("qualified", "email", ann.email, ann.id)
    planned = session.scalars(select(Activity).where(Activity.subject == "Mail 0")).one()
    assert (planned.kind, planned.owner, planned.contact_id, planned.about) == ("call", "Ned", ann.id, asked.id)
    said = session.scalars(select(Interaction)).one()
    assert (said.way, said.channel, said.text, said.contact_id) == ("in", "email", "Please call me", ann.id)
    after(session, 3)
    assert (len(mails(session)), states(session)) == (1, ["answered"])
    for text, told in (("Again", "answered already"), (" ", "text is needed")):
        with pytest.raises(Refusal, match=told):
            do(session, "mail.answer", mail=mail.id, text=text)


def test_leads_that_are_not_ready_are_nurtured_until_they_answer(session: Session) -> None:
    made, lost = lead(session), lead(session, person="Lo", email="lo@example.org")
    sequence = mailing(session, 0, 5, 9, nurture=True)
    for one in (made, lost):
        do(session, "nurture.start", NED, lead=one.id, mailing=sequence.id)
    assert mails(session) == [("lee", "Mail 0"), ("lo", "Mail 0")]
    do(session, "lead.lose", document=lost.id, reason="Bought elsewhere")
    after(session, 5)
    assert mails(session)[2:] == [("lee", "Mail 5")]
    before = made.score
    do(session, "mail.answer", mail=newest(session).id, text="Now I am ready")
    assert (made.state, made.score - before, states(session)) == ("qualified", 15, ["answered", "left"])
    assert session.scalars(select(Activity.about).where(Activity.subject == "Mail 5")).all() == [made.id]
    for given_, told in (
        ({"lead": made.id}, "already"),
        ({"lead": lost.id}, "open lead"),
        ({"lead": lead(session, email="").id}, "open lead"),
    ):
        with pytest.raises(Refusal, match=told):
            do(session, "nurture.start", NED, mailing=sequence.id, **given_)
    person(session, "Rex", email="rex@example.org", consent="refused")
    with pytest.raises(Refusal, match="wants no mail"):
        do(session, "nurture.start", NED, mailing=sequence.id, lead=lead(session, email="Rex@example.org").id)
    do(session, "mailing.stop", MIA, document=sequence.id)
    with pytest.raises(Refusal, match="sequence for leads that runs"):
        do(session, "nurture.start", NED, mailing=sequence.id, lead=lead(session).id)


def test_what_cannot_be(session: Session) -> None:
    some, good = segment(session).id, {"subject": "x", "text": "y"}
    for given_, told in (
        ({"name": " ", "segment": some, "steps": [good]}, "name is needed"),
        ({"name": "x", "steps": [good]}, "no segment"),
        ({"name": "x", "segment": some, "steps": []}, "one mail or more"),
        ({"name": "x", "segment": some, "steps": [good] * 13}, "12 at most"),
        ({"name": "x", "segment": some, "steps": [{**good, "text": " "}]}, "subject and a text"),
    ):
        with pytest.raises(Refusal, match=told):
            do(session, "mailing.create", MIA, **given_)
    of = campaign(session, start=False)
    made = do(session, "mailing.create", MIA, name="x", campaign=of.id, steps=[good])
    assert made.segment_id == of.segment_id
    with pytest.raises(Refusal, match="does not run"):
        do(session, "mailing.start", MIA, document=made.id)
    with pytest.raises(NotFound):
        do(session, "mail.open", mail=99)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("URGOAND"), st.integers(0, 3)), max_size=12))
def test_nobody_who_unsubscribed_is_ever_mailed(session: Session, walk: list[tuple[str, int]]) -> None:
    """Unsubscribe, refuse, give consent, leave, add, answer and a next day in any order."""
    with session.begin_nested() as inside:
        people = [person(session, f"P{n}", email=f"p{n % 3}@example.org", anyway=True) for n in range(4)]
        mailing(session, 0, 1, 2, 4, segment=segment(session).id)
        barred: dict[str, int] = {}
        for step, (what, number) in enumerate(walk):
            one = people[number]
            count = len(session.scalars(select(Mail.id).where(Mail.to == one.email)).all())
            if what == "U":
                newest_mail = session.scalars(select(Mail).where(Mail.to == one.email)).first()
                if newest_mail is None:
                    continue
                do(session, "mail.unsubscribe", mail=newest_mail.id)
                barred[one.email] = count
            elif what == "R":
                do(session, "contact.consent", contact=one.id, consent="refused")
                barred[one.email] = count
            elif what == "O":
                do(session, "contact.unsubscribe", contact=one.id)
                barred[one.email] = count
            elif what == "A":
                people.append(person(session, f"N{step}", email=one.email, anyway=True))
                mailing(session, 0, 2, name=f"M{step}", segment=segment(session, name=f"S{step}").id)
            elif what == "N":
                do(session, "contact.change", contact=one.id, active=False)
            elif what == "D":
                after(session, 1)
            for address, before in barred.items():
                assert len(session.scalars(select(Mail.id).where(Mail.to == address)).all()) == before, (walk, address)
        inside.rollback()
    session.expire_all()
