"""Cases: start, find by secret, save answers, conclude, delete. The session is an argument; the caller commits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from sqlalchemy import Select, func, or_, select
from sqlalchemy import delete as sql_delete
from sqlalchemy.orm import Session

from advisor.errors import NoCase
from advisor.questionnaire.answers import Refused, parse, plain
from advisor.questionnaire.schema import Answer
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation, canonical
from advisor.workspace.tables import CaseRecord, LinkRecord, ShareRecord, StoredRecommendation

# Results read from the database at a time when all are gone through.
AT_ONCE = 50
ESCAPE = "/"  # makes the next sign plain in a pattern of LIKE


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def create(session: Session, secret: str, track: str, language: str, now: datetime) -> CaseRecord:
    """A new case without answers, reachable only by `secret`."""
    record = CaseRecord(secret_digest=digest(secret), track=track, language=language, raw_answers={}, created=now)
    session.add(record)
    session.flush()
    return record


def link(session: Session, record: CaseRecord, secret: str, now: datetime, expires: datetime | None = None) -> None:
    """A further link to a case, for good or until it expires."""
    session.add(LinkRecord(case_id=record.id, secret_digest=digest(secret), created=now, expires=expires))
    session.flush()


def unlink(session: Session, record: CaseRecord) -> None:
    """End every further link to a case."""
    session.execute(sql_delete(LinkRecord).where(LinkRecord.case_id == record.id))


def find(session: Session, secret: str, now: datetime) -> CaseRecord:
    """The case of its private link, or of a further link that has not expired; raises NotFound."""
    record = session.scalar(select(CaseRecord).where(CaseRecord.secret_digest == digest(secret)))
    if record is None:
        further = select(LinkRecord).where(LinkRecord.secret_digest == digest(secret))
        link = session.scalar(further.where(or_(LinkRecord.expires.is_(None), LinkRecord.expires > now)))
        record = session.get(CaseRecord, link.case_id) if link else None
    if record is None:
        raise NoCase(
            "There is no assessment under this link. Check that the whole link was copied; "
            "if its answers were deleted, start a new one."
        )
    return record


def answers(content: Content, record: CaseRecord) -> dict[str, Answer]:
    """The typed answers. What today's questionnaire no longer accepts is left out and asked again."""
    found: dict[str, Answer] = {}
    for key, raw in record.raw_answers.items():
        question = content.questionnaire.by_id.get(key)
        if question is not None:
            try:
                found[key] = parse(question, raw)
            except Refused:
                continue
    return found


def save(session: Session, record: CaseRecord, changes: Mapping[str, Answer]) -> None:
    """Set the answers in `changes`; the others stay. The row is locked first, so that two tabs lose nothing."""
    session.refresh(record, with_for_update=True)
    record.raw_answers = record.raw_answers | {key: plain(answer) for key, answer in changes.items()}
    session.flush()


def conclude(session: Session, record: CaseRecord, recommendation: Recommendation, now: datetime) -> None:
    """Keep a result as it is now, for good."""
    session.add(
        StoredRecommendation(
            case_id=record.id,
            content_version=recommendation.content_version,
            hash=recommendation.hash,
            body=canonical(recommendation.plain()).decode(),
            created=now,
        )
    )
    session.flush()


def latest(session: Session, record: CaseRecord) -> Recommendation | None:
    """The newest result of a case, exactly as it was stored."""
    body = session.scalar(
        select(StoredRecommendation.body)
        .where(StoredRecommendation.case_id == record.id)
        .order_by(StoredRecommendation.id.desc())
        .limit(1)
    )
    return None if body is None else Recommendation.model_validate_json(body)


def concluded(session: Session) -> int:
    """How many cases have a result."""
    return session.scalar(select(func.count(func.distinct(StoredRecommendation.case_id)))) or 0


def state(session: Session) -> tuple[int, int]:
    """The newest result and the number of results; both together change with every result that is added or deleted."""
    number = StoredRecommendation.id
    newest, count = session.execute(select(func.max(number), func.count(number))).one()
    return newest or 0, count


def latest_of_each(session: Session) -> Iterator[tuple[int, str]]:
    """The id of every case that has a result, and its newest result as JSON text; a few at a time, oldest first."""
    query = select(StoredRecommendation.case_id, StoredRecommendation.body)
    newest = query.where(StoredRecommendation.id.in_(_newest())).order_by(StoredRecommendation.id)
    found = session.execute(newest.execution_options(yield_per=AT_ONCE))
    return ((case, body) for case, body in found)


def fired_in(session: Session, row: str) -> int:
    """In how many cases a row of a table fired, by the newest result of each.

    A stored result is canonical JSON, so that the rows that fired stand quoted behind `"trace":[`, and contradictions,
    which have no part in the trace, behind a key of their own. The simple pattern comes first, because it spares most
    results the others."""
    body, quoted = StoredRecommendation.body, f'"{_literal(row)}"'
    patterns = (f'%"trace":[%{quoted}%', f'%"contradictions":[{{%"row":{quoted}%')
    fired = or_(*(body.like(pattern, escape=ESCAPE) for pattern in patterns))
    named = StoredRecommendation.id.in_(_newest()), body.like(f"%{quoted}%", escape=ESCAPE)
    return session.scalar(select(func.count()).where(*named, fired)) or 0


def _newest() -> Select[int]:
    return select(func.max(StoredRecommendation.id)).group_by(StoredRecommendation.case_id)


def _literal(text: str) -> str:
    """The text with the signs that LIKE reads as a pattern made plain."""
    for sign in (ESCAPE, "%", "_"):
        text = text.replace(sign, ESCAPE + sign)
    return text


def delete(session: Session, record: CaseRecord) -> None:
    """Remove a case with all its answers, results and links for others, at once and for good."""
    session.execute(sql_delete(ShareRecord).where(ShareRecord.case_id == record.id))
    unlink(session, record)
    session.execute(sql_delete(StoredRecommendation).where(StoredRecommendation.case_id == record.id))
    session.delete(record)
    session.flush()


def moment(stored: datetime) -> datetime:
    """A stored time in UTC; SQLite gives it back without a zone."""
    return stored if stored.tzinfo else stored.replace(tzinfo=UTC)
