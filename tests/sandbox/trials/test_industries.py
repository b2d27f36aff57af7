"""Each industry is a company whose books are whole, with enough in it for a filter to matter."""

from __future__ import annotations

import datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.language import LANGUAGES
from advisor.sandbox.core.clock import trial
from advisor.sandbox.core.tables import Party
from advisor.sandbox.founding import read
from advisor.sandbox.insight.compliance import findings
from advisor.sandbox.ledger.tables import Entry
from advisor.sandbox.trade.tables import Order
from advisor.sandbox.trials.industries import actors, industries, recipe, words
from tests.sandbox.sums import SUMS
from tests.sandbox.trials.days import DAY


@pytest.mark.parametrize("industry", industries())
def test_its_books_are_whole(industry: str, built: dict[str, Database]) -> None:
    with built[industry].session(write=False) as session:
        assert [str(finding) for finding in findings(session)] == []
        for check in SUMS:
            check(session)


@pytest.mark.parametrize("industry", industries())
def test_there_is_enough_to_look_at(industry: str, built: dict[str, Database]) -> None:
    with built[industry].session(write=False) as session:
        assert count(session, select(Party.id).where(Party.customer)) >= 25
        assert count(session, select(Order.id).where(Order.kind == "sale")) >= 50
        first, last = session.execute(select(func.min(Entry.on), func.max(Entry.on))).one()
        assert (last - first).days > 80
        assert trial(session).today.weekday() == 0
        assert trial(session).first_day == trial(session).today


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
