"""Campaigns: money, answers, and what came of them."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.sandbox.core import clock
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Notice
from advisor.sandbox.crm import campaigns
from advisor.sandbox.crm.campaigns import Result
from advisor.sandbox.crm.marketing_tables import Enrolled
from advisor.sandbox.crm.tables import Lead
from tests.sandbox.crm.promoting import MIA, campaign, event, mailing, person, segment, won
from tests.sandbox.making import do, units


def test_what_comes_of_a_campaign(books: Database) -> None:
    with books.session() as session:
        ann, bob = person(session, "Ann"), person(session, "Bob")
        person(session, "Cid", consent="refused")
        of, other = campaign(session, budget=units(500)), campaign(session, name="Ads", channel="ads", segment=None)
        do(session, "campaign.spend", MIA, document=of.id, amount=units("300.30"), clicks=40)
        do(session, "campaign.spend", MIA, document=of.id, amount=units("99.70"))
        do(session, "campaign.spend", MIA, document=other.id, amount=units(7), clicks=2)
        mailing(session, 0, campaign=of.id)
        fair = event(session, campaign=of.id)
        do(session, "marketing_event.open", MIA, document=fair.id, segment=of.segment_id)
        for text in ("Tell me", "Once more"):
            do(session, "campaign.respond", MIA, campaign=of.id, contact=ann.id, text=text)
        do(session, "campaign.respond", MIA, campaign=of.id, person="Zoe", email="zoe@example.org", company="Zoe & Co")
        won(session, bob, 1000, campaign=of.id)
        do(session, "deal.create", contact=ann.id, amount=units(50), campaign=of.id)
        found = campaigns.results(session, [of.id, other.id])
        mine = found[of.id]
        assert mine == Result(40_000, 40, 2, 2, 2, 2, 1, 100_000)
        assert (mine.per_click, mine.per_lead, mine.per_won, mine.returned) == (1000, 20_000, 40_000, 2.5)
        assert found[other.id] == Result(spent=700, clicks=2)
        assert (found[other.id].per_lead, Result().returned) == (None, None)
        assert campaigns.total(found.values()) == Result(40_700, 42, 2, 2, 2, 2, 1, 100_000)
        leads = session.scalars(select(Lead).order_by(Lead.id)).all()
        assert [(lead.person, lead.company, lead.source, lead.campaign_id) for lead in leads] == [
            ("Ann", "", "email", of.id), ("Zoe", "Zoe & Co", "email", of.id),
        ]  # fmt: skip


def test_beyond_the_budget_it_is_kept_and_told_once(session: Session) -> None:
    of = campaign(session, budget=units(100))
    for amount in (100, 1, 5):
        do(session, "campaign.spend", MIA, document=of.id, amount=units(amount))
    told = session.scalars(select(Notice).where(Notice.kind == campaigns.OVERSPENT)).one()
    assert (told.role, told.document, told.values["spent"]) == ("marketing", of.id, 10_100)
    assert (campaigns.spent(session, of.id), campaigns.over_budget(session, of)) == (10_600, 600)
    do(session, "campaign.change", MIA, document=of.id, budget=units(200), goal="More")
    assert (campaigns.over_budget(session, of), of.goal) == (-9_400, "More")


def test_it_goes_from_draft_to_stopped(session: Session) -> None:
    person(session, "Ann")
    of = campaign(session, start=False)
    with pytest.raises(Refusal, match="does not run"):
        do(session, "campaign.respond", MIA, campaign=of.id, person="Zoe")
    do(session, "campaign.start", MIA, document=of.id)
    mailing(session, 0, 5, campaign=of.id)
    do(session, "campaign.stop", MIA, document=of.id)
    assert (of.state, of.last, of.number) == ("stopped", clock.today(session), "CA-0001")
    session.expire_all()
    assert session.scalars(select(Enrolled.state)).all() == ["stopped"], "no mail follows"
    with pytest.raises(Refusal, match="was stopped"):
        do(session, "campaign.change", MIA, document=of.id, goal="x")


def test_leads_are_made_only_where_there_are_leads(session: Session) -> None:
    ann, of = person(session, "Ann"), campaign(session)
    clock.trial(session).modules = ["crm-contacts", "crm-segmentation", "crm-campaigns"]
    answer = do(session, "campaign.respond", MIA, campaign=of.id, contact=ann.id)
    assert (answer.lead_id, answer.contact_id) == (None, ann.id)
    assert campaigns.results(session, [of.id])[of.id].answered == 1


def test_what_cannot_be(session: Session) -> None:
    today = clock.today(session)
    of = campaign(session)
    some = segment(session, name="Other").id
    late, early = today + datetime.timedelta(days=1), today - datetime.timedelta(days=1)
    for verb, given, said in (
        ("campaign.create", {"name": " "}, "name is needed"),
        ("campaign.create", {"name": "x", "last": early}, "before the first"),
        ("campaign.create", {"name": "x", "budget": units(-1)}, "nought or more"),
        ("campaign.spend", {"document": of.id, "amount": units(1), "on": late}, "still to come"),
        ("campaign.spend", {"document": of.id, "amount": units(-1)}, "nought or more"),
        ("campaign.spend", {"document": of.id, "amount": units(1), "clicks": -1}, "clicks"),
        ("campaign.respond", {"campaign": of.id}, "needed"),
    ):
        with pytest.raises(Refusal, match=said):
            do(session, verb, MIA, **given)
    draft = campaign(session, start=False, segment=None)
    with pytest.raises(Refusal, match="no segment"):
        do(session, "campaign.start", MIA, document=draft.id)
    do(session, "campaign.change", MIA, document=draft.id, segment=some)
    do(session, "campaign.start", MIA, document=draft.id)
    for verb, given in (("campaign.respond", {"campaign": 99}), ("campaign.change", {"document": 99})):
        with pytest.raises(NotFound):
            do(session, verb, MIA, **given)
    assert campaigns.get(session, None) is None
