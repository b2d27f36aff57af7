"""From voices to a stored result: what is gathered, what is kept of it, and what was changed in between."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import BadInput
from advisor.questionnaire.merging import CONSULTANT, WEIGHTED
from advisor.recommendation.doubt.gaps import agenda
from advisor.recommendation.model import Recommendation
from advisor.recommendation.tailoring import Unfit
from advisor.workspace import cases
from advisor.workspace.desk import adjusting, casework, concluding, voices
from advisor.workspace.desk.concluding import Worked
from advisor.workspace.desk.tables import DeskCaseRecord, VoiceRecord
from advisor.workspace.desk.voices import Invited
from tests.recommendation.samples import MAKER, real, typed
from tests.workspace.desk import offices
from tests.workspace.desk.offices import NOW

FEW = 256
HOUR = timedelta(hours=1)
REASON = "The client merges with a distributor in spring."
# Who sells sees another company than the consultant does.
SALES: dict[str, Any] = {"sales_driven": "5", "crm_state": "good", "employees": "120", "erp_state": "unknown"}
OWN: dict[str, Any] = {**MAKER, "sales_driven": "2"}


def save(voice: VoiceRecord, answers: dict[str, Any]) -> None:
    cases.save(_session(voice), voice.case, typed(answers))


def _session(voice: VoiceRecord) -> Session:
    found = Session.object_session(voice)
    assert found is not None
    return found


def begun(session: Session, answers: dict[str, Any] = OWN) -> DeskCaseRecord:
    """A case with the consultant's own answers."""
    record = offices.case(session, offices.tokens())
    (own,) = voices.of_case(session, record)
    save(own, answers)
    return record


def ask(session: Session, record: DeskCaseRecord, answers: dict[str, Any], role: str, *, handed: bool = True) -> None:
    number = len(voices.of_case(session, record))
    who = Invited(f"Olga {number}", role)
    voice, _ = voices.invite(session, real().questionnaire, record, who, lambda: f"secret-of-a-voice-{number}", NOW)
    save(voice, answers)
    if handed:
        voices.hand_in(voice, record, "Between us: SECRET", NOW, private=True)


def work_out(session: Session, record: DeskCaseRecord) -> Worked:
    return concluding.work_out(real(), concluding.gather(session, real(), record), FEW)


def test_without_answers_there_is_nothing_to_gather(database: Database) -> None:
    with database.session() as session:
        record = offices.case(session, offices.tokens())
        assert concluding.together(session, real(), record).answers == {}
        with pytest.raises(BadInput, match="Nobody has answered"):
            concluding.gather(session, real(), record)


def test_one_voice_alone_is_a_result_without_tailoring(database: Database) -> None:
    with database.session() as session:
        record = begun(session)
        worked = work_out(session, record)
        assert (worked.recommendation.tailoring, worked.gaps) == (None, ())
        concluding.store(session, record, worked, NOW + HOUR)
        stored = casework.results(session, record)
        assert len(stored) == 1
        assert Recommendation.model_validate_json(stored[0].body) == worked.recommendation
        assert record.case.raw_answers["employees"] == 120
        assert concluding.differences(real(), record) == ()


def test_only_voices_that_handed_in_count(database: Database) -> None:
    with database.session() as session:
        record = begun(session)
        ask(session, record, SALES, "sales", handed=False)
        assert concluding.together(session, real(), record).voices == {CONSULTANT: 1}
        ask(session, record, SALES, "sales")
        merged = concluding.together(session, real(), record)
        assert merged.voices == {"sales": 1, CONSULTANT: 1}
        assert {dispute.question for dispute in merged.disputed} == {"sales_driven", "crm_state"}


def test_the_rule_of_the_case_decides(database: Database) -> None:
    with database.session() as session:
        record = begun(session)
        ask(session, record, SALES, "sales")
        merged = concluding.together(session, real(), record)
        assert merged.answers["sales_driven"] == 5, "the role that usually knows"
        voices.decide(record, real().questionnaire, {"sales_driven": CONSULTANT}, NOW)
        assert concluding.together(session, real(), record).answers["sales_driven"] == 2
        voices.decide(record, real().questionnaire, {"sales_driven": WEIGHTED}, NOW)
        merged = concluding.together(session, real(), record)
        assert merged.answers["sales_driven"] is None
        assert merged.spread["sales_driven"] == ((2.0, 500), (5.0, 500))


def test_differences_are_kept_and_read_back_as_they_were(database: Database) -> None:
    with database.session() as session:
        record = begun(session)
        ask(session, record, SALES, "sales")
        ask(session, record, {"budget": "40000 EUR", "missing_data": ["margin"]}, "finance")
        ask(session, record, {"missing_data": ["none"], "employees": "150"}, "management")
        worked = work_out(session, record)
        concluding.store(session, record, worked, NOW + HOUR)
        number = record.id
    with database.session() as session:
        record = session.get_one(DeskCaseRecord, number)
        assert concluding.differences(real(), record) == worked.gaps
        assert len(worked.gaps) >= 4
        assert agenda(concluding.differences(real(), record)) == agenda(worked.gaps)
        kept = json.dumps(record.gaps)
        assert "Olga" not in kept
        assert "SECRET" not in kept


def test_a_difference_that_today_has_no_words_for_is_left_away(database: Database) -> None:
    with database.session() as session:
        record = begun(session)
        ask(session, record, SALES, "sales")
        concluding.store(session, record, work_out(session, record), NOW + HOUR)
        one, other = sorted(record.gaps, key=lambda gap: str(gap["question"]), reverse=True)
        gone = {**one, "question": "moon_phase"}
        strange = {**other, "said": [{**other["said"][0], "answer": "full_moon"}]}
        record.gaps = [gone, strange, one]
        assert [gap.question for gap in concluding.differences(real(), record)] == [one["question"]]


def test_results_hold_no_names_and_no_comments(database: Database) -> None:
    with database.session() as session:
        record = begun(session)
        ask(session, record, SALES, "sales")
        adjusting.override_option(record, real(), ("crm", "saas"), REASON, ("Adalbert Zweig", NOW))
        worked = work_out(session, record)
        text = worked.recommendation.model_dump_json()
        assert worked.recommendation.tailoring is not None
        assert worked.recommendation.tailoring.voices == {"sales": 1, CONSULTANT: 1}
        for word in ("Olga", "SECRET", "Adalbert", "Zweig"):
            assert word not in text


def test_weights_and_overrides_count_in_the_result(database: Database) -> None:
    with database.session() as session:
        record = begun(session)
        plain = work_out(session, record).recommendation
        names = [criterion.id for criterion in real().scheme.criteria]
        points = dict.fromkeys(names, 10.0) | {"speed": 100.0}
        adjusting.set_weights(record, real().scheme, "case", "direct", points, NOW)
        adjusting.override_option(record, real(), ("both", "hybrid"), REASON, ("Ada", NOW))
        found = work_out(session, record).recommendation
        assert found.weights["speed"] == pytest.approx(100 / 180, abs=1e-4)
        assert (found.decided.path, found.decided.deployment) == ("both", "hybrid")
        assert found.tailoring is not None
        assert plain.tailoring is None
        assert {module.system for module in found.modules} >= {"crm", "erp"}


def test_what_was_changed_while_a_result_was_worked_out_is_not_taken_to_be_in_it(database: Database) -> None:
    with database.session() as session:
        record = begun(session)
        worked = work_out(session, record)
        adjusting.override_option(record, real(), ("crm", "saas"), REASON, ("Ada", NOW + HOUR))
        concluding.store(session, record, worked, NOW + 2 * HOUR)
        status = casework.statuses(session, real().questionnaire, [record])[record.id]
        assert (status.concluded, status.changed) == (True, True)
        with pytest.raises(BadInput, match="were changed"):
            casework.issue(session, record, NOW + 3 * HOUR)
        concluding.store(session, record, work_out(session, record), NOW + 3 * HOUR)
        assert not casework.statuses(session, real().questionnaire, [record])[record.id].changed
        casework.issue(session, record, NOW + 4 * HOUR)


def test_overrides_that_contradict_each_other_are_found_before_the_result(database: Database) -> None:
    with database.session() as session:
        record = begun(session)
        concluding.check(real(), concluding.gather(session, real(), record))
        needed = next(m for m in work_out(session, record).recommendation.modules if m.needed_by)
        adjusting.override_module(record, real(), (needed.id, "left-out"), REASON, ("Ada", NOW))
        gathered = concluding.gather(session, real(), record)
        with pytest.raises(Unfit) as found:
            concluding.check(real(), gathered)
        with pytest.raises(Unfit) as refused:
            concluding.work_out(real(), gathered, FEW)
        assert (found.value.message, found.value.field) == (refused.value.message, needed.id)
        adjusting.take_back(record, needed.id, NOW)
        concluding.check(real(), concluding.gather(session, real(), record))


def test_an_override_that_fits_is_checked_for_the_option_that_was_chosen(database: Database) -> None:
    """A module of the CRM does not fit an option without one, until another option is chosen."""
    with database.session() as session:
        record = begun(session)
        adjusting.override_option(record, real(), ("erp", "saas"), REASON, ("Ada", NOW))
        adjusting.override_module(record, real(), ("crm-campaigns", "must"), REASON, ("Ada", NOW))
        with pytest.raises(Unfit, match="does not bring in"):
            concluding.check(real(), concluding.gather(session, real(), record))
        adjusting.override_option(record, real(), ("both", "saas"), REASON, ("Ada", NOW))
        concluding.check(real(), concluding.gather(session, real(), record))
