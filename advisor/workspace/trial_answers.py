"""What people say at the end of a trial, as an answer of the case from which it was opened."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.questionnaire.answers import parse
from advisor.questionnaire.merging import CONSULTANT
from advisor.questionnaire.schema import Answer
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.workspace import cases
from advisor.workspace.desk import casework, voices
from advisor.workspace.desk.tables import DeskCaseRecord
from advisor.workspace.tables import CaseRecord

QUESTION = "trial_outcome"


def outcome(judged: Mapping[str, str]) -> str:
    """What was said of each pain (yes, partly, no; the main one first) as one answer; empty when nothing was said.

    The main pain decides on no: what it leaves unsolved no other pain makes up for. Yes is said only of all together.
    """
    said = list(judged.values())
    if not said or said[0] == "no":
        return said[0] if said else ""
    return "yes" if set(said) == {"yes"} else "partly"


def take(database: Database, content: Content, case: int, said: str, now: datetime) -> None:
    """Make the outcome an answer of an executives' case and its result anew; results that were made before stay.

    A consultant's case is left as it is: there a consultant takes it over (`take_at_desk`). Working out the result
    takes longest and needs no database, so none is held meanwhile.
    """
    question = content.questionnaire.by_id.get(QUESTION)
    with database.session() as session:
        record = _of_executives(session, case)
        if question is None or record is None or record.raw_answers.get(QUESTION) == said:
            return
        cases.save(session, record, {QUESTION: parse(question, said)})
        answers = cases.answers(content, record)
    recommendation = advise(content, answers)
    with database.session() as session:
        record = _of_executives(session, case)
        if record is not None:  # it may have been deleted meanwhile
            cases.conclude(session, record, recommendation, now)


def _of_executives(session: Session, case: int) -> CaseRecord | None:
    at_desk = session.scalar(select(DeskCaseRecord.id).where(DeskCaseRecord.case_id == case))
    return None if at_desk else session.get(CaseRecord, case)


def take_at_desk(session: Session, content: Content, record: DeskCaseRecord, said: str, now: datetime) -> None:
    """Make the outcome an answer of the consultant's own voice; the result is made anew when the consultant wants it.
    Raises Gone when the case was issued or thrown away."""
    voices.open_for_change(record)
    cases.save(session, _own(session, record), {QUESTION: parse(content.questionnaire.by_id[QUESTION], said)})
    casework.touch(record, now)


def own_answers(session: Session, content: Content, record: DeskCaseRecord) -> dict[str, Answer]:
    """What the consultant answered."""
    return cases.answers(content, _own(session, record))


def _own(session: Session, record: DeskCaseRecord) -> CaseRecord:
    return next(voice.case for voice in voices.of_case(session, record) if voice.role == CONSULTANT)
