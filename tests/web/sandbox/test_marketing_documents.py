"""Pages of a segment, a campaign and a mailing."""

from __future__ import annotations

from fastapi import FastAPI

from tests.web.sandbox.marketed import shop, texts


def test_a_segment_says_who_is_in_it_and_why(app: FastAPI) -> None:
    page = shop(app).page("/d/segment/1")
    shown = texts(page.text)
    assert "City is Bern" in shown
    assert "Number of deals won at least 1" in shown
    assert "6 contacts now." in shown
    assert "Free delivery in spring 12.5" in shown
    links = " ".join(page.links)
    assert "/new/segment.change?document=1" in links
    assert "/new/campaign.create?segment=1" in links


def test_a_campaign_shows_what_came_of_it(app: FastAPI) -> None:
    there = shop(app)
    spring, ads = (texts(there.page(f"/d/campaign/{number}").text) for number in (1, 2))
    assert "Reached 8" in spring
    assert "Answered 1" in spring
    assert "Cost per lead 120.00 EUR" in spring
    assert "Please call me" in spring
    assert "Mailing News" in spring
    assert "Event Open day" in spring
    assert "More was spent than the budget allows." in ads
    assert "Cost per deal won 140.50 EUR" in ads
    assert "Revenue for each unit spent 6.41" in ads


def test_figures_of_a_campaign_lead_to_their_rows(app: FastAPI) -> None:
    there = shop(app)
    links = there.page("/d/campaign/2").links
    leads = next(link for link in links if "/l/leads?campaign=2" in link)
    won = next(link for link in links if "/l/deals?campaign=2&state=won" in link.replace("&amp;", "&"))
    assert there.page(leads.removeprefix(there.base)).text.count("/d/lead/") >= 3
    assert "/d/deal/" in there.page(won.removeprefix(there.base).replace("&amp;", "&")).text


def test_a_draft_without_a_segment_is_told(app: FastAPI) -> None:
    from tests.sandbox.crm.promoting import campaign
    from tests.web.sandbox.trying import Trier

    there = Trier(app, lambda session: campaign(session, start=False, segment=None))
    assert "Choose a segment before it starts." in there.page("/d/campaign/1").text


def test_a_mailing_shows_its_mails_and_receivers(app: FastAPI) -> None:
    there = shop(app)
    shown = texts(there.page("/d/mailing/1").text)
    assert "Mail 0 0 Dear {name} of {company} 8 1 1" in shown
    assert "Ann 2 Mar 2026 Done" in shown
    nurturing = there.page("/d/mailing/2")
    assert "/new/nurture.start?mailing=2" in " ".join(nurturing.links)
    assert "For leads Yes" in texts(nurturing.text)
