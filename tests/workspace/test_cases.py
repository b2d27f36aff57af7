"""Cases are kept, found by their secret only, changed without loss, concluded for good, and deleted wholly."""

from __future__ import annotations

import hashlib
import threading
from datetime import UTC, datetime

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import NotFound
from advisor.recommendation.advise import advise
from advisor.recommendation.model import canonical
from advisor.workspace.cases import answers, conclude, create, delete, digest, find, latest, save
from advisor.workspace.tables import CaseRecord, StoredRecommendation
from tests.recommendation.samples import MAKER, SAMPLES, SELLER, real, typed

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SECRET = "a-long-random-secret"


def start(database: Database, secret: str = SECRET) -> None:
    with database.session() as session:
        create(session, secret, "executive", "en", NOW)


def given(database: Database, secret: str = SECRET) -> dict[str, object]:
    with database.session() as session:
        return dict(find(session, secret).raw_answers)


def put(database: Database, secret: str, **raw: object) -> None:
    with database.session() as session:
        save(session, find(session, secret), typed(dict(raw)))


def test_a_new_case_is_empty_and_can_be_found(database: Database) -> None:
    start(database)
    with database.session() as session:
        record = find(session, SECRET)
        assert (record.track, record.language, record.raw_answers) == ("executive", "en", {})
        assert latest(session, record) is None
        assert answers(real(), record) == {}


@pytest.mark.parametrize("secret", ["another", "", SECRET.upper(), digest(SECRET)])
def test_only_the_secret_itself_opens_a_case(database: Database, secret: str) -> None:
    start(database)
    with database.session() as session, pytest.raises(NotFound, match="no assessment under this link") as caught:
        find(session, secret)
    assert caught.value.status == 404
    assert SECRET not in caught.value.message


def test_secrets_are_stored_as_digests_only(database: Database) -> None:
    start(database)
    put(database, SECRET, employees="25")
    assert digest(SECRET) == hashlib.sha256(SECRET.encode()).hexdigest()
    with database.session() as session:
        for table in inspect(database.engine).get_table_names():
            for row in session.execute(text(f"SELECT * FROM {table}")):
                assert SECRET not in repr(tuple(row))
        assert session.scalar(select(CaseRecord.secret_digest)) == digest(SECRET)


def test_answers_are_kept_as_they_were_given(database: Database) -> None:
    start(database)
    with database.session() as session:
        save(session, find(session, SECRET), typed(SELLER))
    with database.session() as session:
        assert answers(real(), find(session, SECRET)) == typed(SELLER)


def test_a_later_answer_replaces_an_earlier_one_and_no_other(database: Database) -> None:
    start(database)
    put(database, SECRET, employees="25", country="DE")
    put(database, SECRET, employees="26", it_staff="unknown")
    assert given(database) == {"employees": 26, "country": "DE", "it_staff": "unknown"}


def test_answers_that_today_s_questions_do_not_take_are_asked_again(database: Database) -> None:
    start(database)
    put(database, SECRET, employees="25")
    with database.session() as session:
        record = find(session, SECRET)
        record.raw_answers = record.raw_answers | {"industry": "alchemy", "long_gone": "yes", "sites": None}
    with database.session() as session:
        assert answers(real(), find(session, SECRET)) == {"employees": 25}
    assert "long_gone" in given(database), "what is not understood is kept"


def test_two_sessions_that_save_different_answers_lose_nothing(database: Database) -> None:
    """The second reader has the case in hand before the first one saves."""
    start(database)
    with Session(database.engine) as early:
        stale = find(early, SECRET)
        assert stale.raw_answers == {}
        early.commit()
        put(database, SECRET, employees="25")
        save(early, stale, typed({"country": "DE"}))
        early.commit()
    assert given(database) == {"employees": 25, "country": "DE"}


def test_many_threads_that_save_at_once_lose_nothing(database: Database) -> None:
    start(database)
    pieces = [{key: raw} for key, raw in MAKER.items()]
    barrier = threading.Barrier(len(pieces))
    failed: list[BaseException] = []

    def work(piece: dict[str, object]) -> None:
        try:
            barrier.wait(30)
            put(database, SECRET, **piece)
        except BaseException as error:  # noqa: BLE001  (told to the main thread)
            failed.append(error)

    threads = [threading.Thread(target=work, args=(piece,)) for piece in pieces]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failed == []
    assert set(given(database)) == set(MAKER)


def test_a_result_comes_back_to_the_byte(database: Database) -> None:
    start(database)
    made = advise(real(), typed(MAKER), SAMPLES)
    with database.session() as session:
        conclude(session, find(session, SECRET), made, NOW)
    with database.session() as session:
        stored = session.scalars(select(StoredRecommendation)).one()
        assert stored.body.encode() == canonical(made.plain())
        assert (stored.hash, stored.content_version) == (made.hash, made.content_version)
        assert latest(session, find(session, SECRET)) == made


def test_the_latest_result_is_the_newest_and_none_is_replaced(database: Database) -> None:
    start(database)
    start(database, "other")
    first, second, foreign = (advise(real(), typed(raw), SAMPLES) for raw in (MAKER, SELLER, {}))
    for secret, made in ((SECRET, first), (SECRET, second), ("other", foreign)):
        with database.session() as session:
            conclude(session, find(session, secret), made, NOW)
    with database.session() as session:
        assert latest(session, find(session, SECRET)) == second
        assert latest(session, find(session, "other")) == foreign
        assert session.query(StoredRecommendation).count() == 3


def test_answers_may_change_after_a_result(database: Database) -> None:
    start(database)
    made = advise(real(), typed(MAKER), SAMPLES)
    with database.session() as session:
        conclude(session, find(session, SECRET), made, NOW)
    put(database, SECRET, employees="3")
    with database.session() as session:
        assert latest(session, find(session, SECRET)) == made


def test_deleting_takes_answers_and_results_and_leaves_other_cases(database: Database) -> None:
    start(database)
    start(database, "other")
    made = advise(real(), typed(MAKER), SAMPLES)
    for secret in (SECRET, "other"):
        with database.session() as session:
            conclude(session, find(session, secret), made, NOW)
    with database.session() as session:
        delete(session, find(session, SECRET))
    with database.session() as session:
        with pytest.raises(NotFound):
            find(session, SECRET)
        assert session.query(CaseRecord).count() == session.query(StoredRecommendation).count() == 1
        assert latest(session, find(session, "other")) == made


def test_the_same_secret_can_start_again_after_deletion(database: Database) -> None:
    start(database)
    with database.session() as session:
        delete(session, find(session, SECRET))
    start(database)
    assert given(database) == {}
