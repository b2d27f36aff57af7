"""The outcome of a trial becomes an answer: at once in an executives' case, at a consultant's word in theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from advisor.db import Database
from advisor.errors import Gone
from advisor.recommendation.advise import advise
from advisor.recommendation.model import Recommendation
from advisor.workspace import cases
from advisor.workspace.desk import casework, voices
from advisor.workspace.tables import CaseRecord
from advisor.workspace.trial_answers import QUESTION, outcome, own_answers, take, take_at_desk
from tests.recommendation.samples import MAKER, real, typed
from tests.workspace.desk import offices
from tests.workspace.desk.offices import NOW

LATER = NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("judged", "said"),
    [
        ({}, ""),
        ({"main": "yes", "other": "yes"}, "yes"),
        ({"main": "yes", "other": "no"}, "partly"),
        ({"main": "partly", "other": "yes"}, "partly"),
        ({"main": "no", "other": "yes"}, "no"),
    ],
)
def test_the_main_pain_decides_on_no(judged: dict[str, str], said: str) -> None:
    assert outcome(judged) == said


def risks(found: Recommendation | None) -> dict[str, str]:
    assert found is not None
    return {risk.id: risk.severity for risk in found.risks}


def test_executives_see_it_in_a_new_result(database: Database) -> None:
    content, answers = real(), typed({**MAKER, "change_readiness": "2"})
    with database.session() as session:
        record = cases.create(session, "executive", "executive", "en", NOW)
        cases.save(session, record, answers)
        cases.conclude(session, record, before := advise(content, answers), NOW)
        number = record.id
    assert risks(before)["resistance"] == "high"
    assert QUESTION not in before.facts

    found: dict[str, dict[str, str]] = {}
    for said in "no", "partly", "yes", "yes":
        take(database, content, number, said, LATER)
        with database.session() as session:
            record = cases.find(session, "executive", NOW)
            latest = cases.latest(session, record)
            assert latest is not None
            assert cases.answers(content, record)[QUESTION] == latest.answers[QUESTION] == said
            found[said] = risks(latest)
            assert (latest.path, latest.modules) == (before.path, before.modules)
    assert [risks.get("trial-unsolved") for risks in found.values()] == ["high", "medium", None]
    assert [risks["resistance"] for risks in found.values()] == ["high", "high", "medium"]
    with database.session() as session:
        assert cases.state(session)[1] == 4, "nothing is made anew when nothing changed, and what was made stays"
        cases.delete(session, cases.find(session, "executive", NOW))
    take(database, content, number, "no", LATER)
    with database.session() as session:
        assert session.get(CaseRecord, number) is None


def test_consultants_take_it_over_themselves(database: Database) -> None:
    content = real()
    with database.session() as session:
        record = offices.case(session, offices.tokens())
        (own,) = voices.of_case(session, record)
        cases.save(session, own.case, typed(MAKER))
        cases.conclude(session, record.case, advise(content, typed(MAKER)), NOW)
        number, desk = record.case_id, record.id
    take(database, content, number, "no", LATER)
    with database.session() as session:
        (record,) = casework.search(session, session.get_one(type(record), desk).folder.organisation_id)
        assert QUESTION not in {**record.case.raw_answers, **own_answers(session, content, record)}
        assert len(casework.results(session, record)) == 1

        take_at_desk(session, content, record, "no", LATER)
        assert own_answers(session, content, record)[QUESTION] == "no"
        assert len(casework.results(session, record)) == 1
        (status,) = casework.statuses(session, content.questionnaire, [record]).values()
        assert status.changed, "a new result is to be made"
        record.issued = LATER
        with pytest.raises(Gone, match="Reopen it first"):
            take_at_desk(session, content, record, "yes", LATER)
