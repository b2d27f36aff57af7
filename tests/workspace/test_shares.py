"""Links for others: they show one result, work for a time, can be withdrawn, and reach nothing else of the case."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from advisor.db import Database
from advisor.errors import Gone, NotFound
from advisor.recommendation.advise import advise
from advisor.recommendation.model import canonical
from advisor.workspace import cases, shares
from advisor.workspace.tables import ShareRecord
from tests.recommendation.samples import MAKER, SAMPLES, SELLER, real, typed

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
CASE, TOKEN = "secret-of-the-case-1", "token-of-the-share-1"
DAY = timedelta(days=1)


def case(database: Database, secret: str = CASE, raw: dict[str, object] | None = None) -> None:
    """A case with a result, and with a share of it for a week when it is the first one."""
    with database.session() as session:
        record = cases.create(session, secret, "executive", "en", NOW)
        cases.conclude(session, record, advise(real(), typed(raw or MAKER), SAMPLES), NOW)
        if secret == CASE:
            shares.create(session, record, TOKEN, NOW, 7)


def test_a_link_shows_the_result_as_it_was(database: Database) -> None:
    case(database)
    later = advise(real(), typed(SELLER), SAMPLES)
    with database.session() as session:
        cases.conclude(session, cases.find(session, CASE, NOW), later, NOW + DAY)
    with database.session() as session:
        share, found = shares.find(session, TOKEN, NOW + DAY)
        assert cases.moment(share.expires) == NOW + 7 * DAY
        first = advise(real(), typed(MAKER), SAMPLES)
        assert canonical(found.plain()) == canonical(first.plain())


@pytest.mark.parametrize("token", ["", "another", TOKEN.upper(), cases.digest(TOKEN), CASE])
def test_only_the_link_itself_opens_it(token: str, database: Database) -> None:
    case(database)
    with database.session() as session, pytest.raises(NotFound):
        shares.find(session, token, NOW)
    with database.session() as session, pytest.raises(NotFound):
        cases.find(session, TOKEN, NOW)


@pytest.mark.parametrize(
    ("after", "works"), [(0 * DAY, True), (7 * DAY - timedelta(seconds=1), True), (7 * DAY, False)]
)
def test_a_link_works_for_its_time(after: timedelta, works: bool, database: Database) -> None:
    case(database)
    with database.session() as session:
        record = cases.find(session, CASE, NOW)
        assert len(shares.working(session, record, NOW + after)) == works
        if works:
            assert shares.find(session, TOKEN, NOW + after)
        else:
            with pytest.raises(Gone, match="no longer works") as caught:
                shares.find(session, TOKEN, NOW + after)
            assert caught.value.status == 410


def test_a_link_is_withdrawn_at_once_and_for_good(database: Database) -> None:
    case(database)
    for moment in (NOW, NOW + DAY):
        with database.session() as session:
            record = cases.find(session, CASE, NOW)
            number = session.scalar(select(ShareRecord.id))
            assert number is not None
            shares.withdraw(session, record, number, moment)
    with database.session() as session:
        share = session.scalar(select(ShareRecord))
        assert share is not None
        assert cases.moment(share.withdrawn or NOW - DAY) == NOW, "the first time counts"
        assert shares.working(session, cases.find(session, CASE, NOW), NOW) == ()
        with pytest.raises(Gone):
            shares.find(session, TOKEN, NOW)


def test_nobody_withdraws_the_link_of_another_case(database: Database) -> None:
    case(database)
    case(database, "secret-of-the-case-2", SELLER)
    with database.session() as session:
        number = session.scalar(select(ShareRecord.id))
        assert number is not None
        for wanted in (number, number + 1000):
            with pytest.raises(NotFound):
                shares.withdraw(session, cases.find(session, "secret-of-the-case-2", NOW), wanted, NOW)
        assert shares.find(session, TOKEN, NOW)


def test_without_a_result_there_is_nothing_to_show(database: Database) -> None:
    with database.session() as session:
        record = cases.create(session, CASE, "executive", "en", NOW)
        with pytest.raises(NotFound, match="no result"):
            shares.create(session, record, TOKEN, NOW, 7)


def test_links_are_deleted_with_their_case(database: Database) -> None:
    case(database)
    with database.session() as session:
        cases.delete(session, cases.find(session, CASE, NOW))
    with database.session() as session:
        assert session.scalars(select(ShareRecord)).all() == []
        with pytest.raises(NotFound):
            shares.find(session, TOKEN, NOW)


def test_the_database_holds_no_link(database: Database) -> None:
    case(database)
    with database.session() as session:
        share = session.scalar(select(ShareRecord))
        assert share is not None
        assert TOKEN not in str(vars(share))
        assert share.secret_digest == cases.digest(TOKEN)
