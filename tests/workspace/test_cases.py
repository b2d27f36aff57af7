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
from advisor.recommendation.model import Contradiction, Recommendation, canonical
from advisor.workspace.cases import (
    AT_ONCE,
    answers,
    conclude,
    concluded,
    create,
    delete,
    digest,
    find,
    fired_in,
    latest,
    latest_of_each,
    save,
)
from advisor.workspace.tables import CaseRecord, StoredRecommendation
from tests.recommendation.samples import MAKER, SAMPLES, SELLER, real, typed

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SECRET = "a-long-random-secret"


def start(database: Database, secret: str = SECRET) -> None:
    with database.session() as session:
        create(session, secret, "executive", "en", NOW)


def given(database: Database, secret: str = SECRET) -> dict[str, object]:
    with database.session() as session:
        return dict(find(session, secret, NOW).raw_answers)


def put(database: Database, secret: str, **raw: object) -> None:
    with database.session() as session:
        save(session, find(session, secret, NOW), typed(dict(raw)))


def test_a_new_case_is_empty_and_can_be_found(database: Database) -> None:
    start(database)
    with database.session() as session:
        record = find(session, SECRET, NOW)
        assert (record.track, record.language, record.raw_answers) == ("executive", "en", {})
        assert latest(session, record) is None
        assert answers(real(), record) == {}


@pytest.mark.parametrize("secret", ["another", "", SECRET.upper(), digest(SECRET)])
def test_only_the_secret_itself_opens_a_case(database: Database, secret: str) -> None:
    start(database)
    with database.session() as session, pytest.raises(NotFound, match="no assessment under this link") as caught:
        find(session, secret, NOW)
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
        save(session, find(session, SECRET, NOW), typed(SELLER))
    with database.session() as session:
        assert answers(real(), find(session, SECRET, NOW)) == typed(SELLER)


def test_a_later_answer_replaces_an_earlier_one_and_no_other(database: Database) -> None:
    start(database)
    put(database, SECRET, employees="25", country="DE")
    put(database, SECRET, employees="26", it_staff="unknown")
    assert given(database) == {"employees": 26, "country": "DE", "it_staff": "unknown"}


def test_answers_that_today_s_questions_do_not_take_are_asked_again(database: Database) -> None:
    start(database)
    put(database, SECRET, employees="25")
    with database.session() as session:
        record = find(session, SECRET, NOW)
        record.raw_answers = record.raw_answers | {"industry": "alchemy", "long_gone": "yes", "sites": None}
    with database.session() as session:
        assert answers(real(), find(session, SECRET, NOW)) == {"employees": 25}
    assert "long_gone" in given(database), "what is not understood is kept"


def test_two_sessions_that_save_different_answers_lose_nothing(database: Database) -> None:
    """The second reader has the case in hand before the first one saves."""
    start(database)
    with Session(database.engine) as early:
        stale = find(early, SECRET, NOW)
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
        conclude(session, find(session, SECRET, NOW), made, NOW)
    with database.session() as session:
        stored = session.scalars(select(StoredRecommendation)).one()
        assert stored.body.encode() == canonical(made.plain())
        assert (stored.hash, stored.content_version) == (made.hash, made.content_version)
        assert latest(session, find(session, SECRET, NOW)) == made


def test_the_latest_result_is_the_newest_and_none_is_replaced(database: Database) -> None:
    start(database)
    start(database, "other")
    first, second, foreign = (advise(real(), typed(raw), SAMPLES) for raw in (MAKER, SELLER, {}))
    for secret, made in ((SECRET, first), (SECRET, second), ("other", foreign)):
        with database.session() as session:
            conclude(session, find(session, secret, NOW), made, NOW)
    with database.session() as session:
        assert latest(session, find(session, SECRET, NOW)) == second
        assert latest(session, find(session, "other", NOW)) == foreign
        assert session.query(StoredRecommendation).count() == 3


def test_answers_may_change_after_a_result(database: Database) -> None:
    start(database)
    made = advise(real(), typed(MAKER), SAMPLES)
    with database.session() as session:
        conclude(session, find(session, SECRET, NOW), made, NOW)
    put(database, SECRET, employees="3")
    with database.session() as session:
        assert latest(session, find(session, SECRET, NOW)) == made


def test_deleting_takes_answers_and_results_and_leaves_other_cases(database: Database) -> None:
    start(database)
    start(database, "other")
    made = advise(real(), typed(MAKER), SAMPLES)
    for secret in (SECRET, "other"):
        with database.session() as session:
            conclude(session, find(session, secret, NOW), made, NOW)
    with database.session() as session:
        delete(session, find(session, SECRET, NOW))
    with database.session() as session:
        with pytest.raises(NotFound):
            find(session, SECRET, NOW)
        assert session.query(CaseRecord).count() == session.query(StoredRecommendation).count() == 1
        assert latest(session, find(session, "other", NOW)) == made


def test_the_same_secret_can_start_again_after_deletion(database: Database) -> None:
    start(database)
    with database.session() as session:
        delete(session, find(session, SECRET, NOW))
    start(database)
    assert given(database) == {}


def kept(database: Database, secret: str, made: Recommendation) -> None:
    """A further result of a case, which is started if it is not there."""
    with database.session() as session:
        try:
            record = find(session, secret, NOW)
        except NotFound:
            record = create(session, secret, "full", "en", NOW)
        conclude(session, record, made, NOW)


def count(database: Database, row: str) -> int:
    with database.session(write=False) as session:
        return fired_in(session, row)


def test_no_case_has_a_result_at_first(database: Database) -> None:
    start(database)
    with database.session(write=False) as session:
        assert concluded(session) == 0
        assert list(latest_of_each(session)) == []
    assert count(database, "customer.followup_lost") == 0


def test_the_newest_result_of_every_case(database: Database) -> None:
    maker, seller = advise(real(), typed(MAKER), SAMPLES), advise(real(), typed(SELLER), SAMPLES)
    kept(database, "first", maker)
    kept(database, "second", maker)
    kept(database, "first", seller)
    with database.session(write=False) as session:
        found = list(latest_of_each(session))
        assert concluded(session) == 2
    assert [(case, Recommendation.model_validate_json(body).hash) for case, body in found] == [
        (2, maker.hash),
        (1, seller.hash),
    ]


def test_more_results_than_are_read_at_once(database: Database) -> None:
    made = advise(real(), typed(SELLER), SAMPLES)
    for number in range(AT_ONCE + 5):
        kept(database, f"secret-{number}", made)
    with database.session(write=False) as session:
        assert len({case for case, _ in latest_of_each(session)}) == AT_ONCE + 5 == concluded(session)
    assert count(database, made.trace[0].rows[0]) == AT_ONCE + 5


def test_rows_that_fired_are_counted_as_the_trace_says(database: Database) -> None:
    """For every row of every table, over three cases of which one has an older result that must not count."""
    made = [advise(real(), typed(raw), SAMPLES) for raw in (MAKER, SELLER, {"inventory": "large", "sites": "3"})]
    kept(database, "first", made[1])
    for secret, it in zip(("first", "second", "third"), made, strict=True):
        kept(database, secret, it)
    said = [
        {row for entry in it.trace for row in entry.rows} | {contradiction.row for contradiction in it.contradictions}
        for it in made
    ]
    rows = [row.id for table in real().tables.values() for row in table.rows]
    with database.session(write=False) as session:
        assert {row: fired_in(session, row) for row in rows} == {row: sum(row in s for s in said) for row in rows}
    assert any(row in said[0] for row in rows)


def test_a_contradiction_is_counted(database: Database) -> None:
    table = real().roles.contradictions[0]
    made = advise(real(), typed({}), SAMPLES)
    row = table.rows[0].id
    kept(database, "first", made)
    assert count(database, row) == 0
    found = Contradiction(row=row, question=str(table.rows[0].then["question"]))
    kept(database, "first", made.model_copy(update={"contradictions": (found,)}))
    assert count(database, row) == 1


@pytest.mark.parametrize(
    "row", ["customer.followup%", "customer_followup_lost", "customer.followup", "%", "_", "/", '"', ""]
)
def test_signs_of_patterns_are_plain_text(database: Database, row: str) -> None:
    made = advise(real(), typed(SELLER), SAMPLES)
    assert "customer.followup_lost" in {r for entry in made.trace for r in entry.rows}
    kept(database, "first", made)
    assert count(database, "customer.followup_lost") == 1
    assert count(database, row) == 0


def test_a_row_that_ruled_out_in_some_reading_only_did_not_fire(database: Database) -> None:
    """An option can bear the name of a knock-out that is not certain; that is no firing."""
    made = advise(real(), typed(SELLER), SAMPLES)
    named = made.options[0].model_copy(update={"excluded_by": "exclude.machines_erp"})
    kept(database, "first", made.model_copy(update={"options": (named, *made.options[1:])}))
    assert count(database, "exclude.machines_erp") == 0
