"""Each industry is a company whose books are whole, with enough in it for a filter to matter."""

from __future__ import annotations

import datetime
from itertools import cycle

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.language import LANGUAGES
from advisor.sandbox.bridge.tables import Message
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.tables import Party
from advisor.sandbox.crm.tables import Activity, Contact, Deal, Ticket
from advisor.sandbox.founding import read
from advisor.sandbox.insight.compliance import findings
from advisor.sandbox.ledger.tables import Entry
from advisor.sandbox.modules import SHAPES
from advisor.sandbox.trade.tables import Order
from advisor.sandbox.trials.industries import actors, industries, recipe, words
from tests.sandbox.sums import SUMS
from tests.sandbox.trials.conftest import Built
from tests.sandbox.trials.days import DAY


@pytest.mark.parametrize("industry", industries())
def test_its_books_are_whole_and_there_is_enough_to_look_at(industry: str, built: Built) -> None:
    with built(industry, "both").session(write=False) as session:
        assert [str(finding) for finding in findings(session)] == []
        for check in SUMS:
            check(session)
        first, last = session.execute(select(func.min(Entry.on), func.max(Entry.on))).one()
        assert (last - first).days > 80
        assert trial(session).today.weekday() == 0
        assert trial(session).first_day == trial(session).today
        assert {kind for kind, least in ENOUGH.items() if count(session, least[0]) < least[1]} == set()
        assert session.scalars(select(Message).where(Message.state == "parked")).all() == []


# Enough of everything for a filter to matter.
ENOUGH = {
    "customers": (select(Party.id).where(Party.customer), 25),
    "contacts": (select(Contact.id).where(Contact.customer), 25),
    "orders": (select(Order.id).where(Order.kind == "sale"), 50),
    "deals": (select(Deal.id), 18),
    "stages": (select(Deal.state).distinct(), 6),
    "tickets": (select(Ticket.id), 8),
    "activities": (select(Activity.id), 10),
}


OTHERS = cycle(shape for shape in SHAPES if shape != "both")


@pytest.mark.parametrize(("industry", "shape"), list(zip(industries(), OTHERS, strict=False)))
def test_another_shape_of_it_is_whole(industry: str, shape: str, built: Built) -> None:
    """A company that has only one half, or both and nothing between them; each shape in several industries."""
    with built(industry, shape).session(write=False) as session:
        assert [str(finding) for finding in findings(session)] == []
        assert (count(session, select(Deal.id)) > 0) is (shape != "erp")
        assert (count(session, select(Order.id)) > 0) is (shape != "crm")
        waiting = select(Message.id).where(Message.state == "waiting")
        assert count(session, waiting) > 20  # for the day on which the other half is switched on


def count(session: Session, wanted: object) -> int:
    return session.scalar(select(func.count()).select_from(wanted.subquery())) or 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("industry", industries())
def test_it_has_all_its_words(industry: str, language: str) -> None:
    english = words(industry, "en")
    there = words(industry, language)
    assert list(there) == list(english)
    assert [key for key, text in english.items() if ("{n}" in text) != ("{n}" in there[key])] == []
    assert all(there.values())
    assert set(actors(industry, language)) <= {
        "manager", "sales", "purchasing", "accounting", "production", "warehouse", "people",
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_company_has_all_its_words(language: str) -> None:
    english, there = read("words/en.yaml"), read(f"words/{language}.yaml")
    assert {part: list(names) for part, names in there.items()} == {
        part: list(names) for part, names in english.items()
    }


def test_the_same_day_gives_the_same_template() -> None:
    one = recipe("plant", "en", DAY)
    assert one.key == recipe("plant", "en", DAY + datetime.timedelta(days=1)).key
    others = {
        recipe("plant", "fa", DAY).key,
        recipe("plant", "en", DAY + datetime.timedelta(days=7)).key,
        recipe("plant", "en", DAY, ("erp-gl",)).key,
        recipe("plant", "en", DAY, ("crm-leads",)).key,
        recipe("plant", "en", DAY, ("crm-leads", "erp-gl")).key,
    }
    assert len(others | {one.key}) == 6


def test_modules_share_the_template_of_their_shape() -> None:
    erp = recipe("machine-builder", "en", DAY, ("erp-gl",))
    assert erp.key == recipe("machine-builder", "en", DAY, ("erp-gl", "erp-payroll")).key
    assert erp.key.isidentifier()
    assert recipe("plant", "en", DAY).key == recipe("plant", "en", DAY, ("crm-leads", "erp-gl", "int-crm-erp")).key


def test_an_unknown_industry_is_told() -> None:
    with pytest.raises(NotFound):
        recipe("mining", "en", DAY)
