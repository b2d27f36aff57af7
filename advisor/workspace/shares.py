"""Links by which others read one result: made for a time, withdrawn at once. The session is an argument; the caller
commits, and time comes in."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import Gone, NotFound
from advisor.recommendation.model import Recommendation
from advisor.workspace.cases import digest, moment
from advisor.workspace.tables import CaseRecord, ShareRecord, StoredRecommendation

# For how many days a link may be made, and usually is.
DAYS = (7, 30, 90)
USUAL = 30
MOST = 20  # links of one case that work at the same time


def create(session: Session, record: CaseRecord, secret: str, now: datetime, days: int) -> ShareRecord:
    """A link to the newest result of a case; raises NotFound when there is none."""
    newest = select(StoredRecommendation.id).where(StoredRecommendation.case_id == record.id)
    found = session.scalar(newest.order_by(StoredRecommendation.id.desc()).limit(1))
    if found is None:
        raise NotFound("There is no result for these answers yet. Open your link, check the answers and conclude.")
    share = ShareRecord(
        case_id=record.id,
        recommendation_id=found,
        secret_digest=digest(secret),
        created=now,
        expires=now + timedelta(days=days),
    )
    session.add(share)
    session.flush()
    return share


def find(session: Session, secret: str, now: datetime) -> tuple[ShareRecord, Recommendation]:
    """The result behind a link; raises NotFound for a link that never was, and Gone for one that was."""
    share = session.scalar(select(ShareRecord).where(ShareRecord.secret_digest == digest(secret)))
    if share is None:
        raise NotFound("There is no result under this link. Check that the whole link was copied.")
    if share.withdrawn is not None or moment(share.expires) <= now:
        raise Gone("This link no longer works: its time is over, or it was withdrawn. Ask for a new one.")
    body = session.scalar(select(StoredRecommendation.body).where(StoredRecommendation.id == share.recommendation_id))
    assert body is not None  # a result is deleted only together with its links
    return share, Recommendation.model_validate_json(body)


def working(session: Session, record: CaseRecord, now: datetime) -> tuple[ShareRecord, ...]:
    """The links of a case that work now, the newest first."""
    found = session.scalars(
        select(ShareRecord)
        .where(ShareRecord.case_id == record.id, ShareRecord.withdrawn.is_(None))
        .order_by(ShareRecord.id.desc())
    )
    return tuple(share for share in found if moment(share.expires) > now)


def withdraw(session: Session, record: CaseRecord, number: int, now: datetime) -> None:
    """End a link of this case; one that is ended already stays so. Raises NotFound for a link of another case."""
    share = session.get(ShareRecord, number)
    if share is None or share.case_id != record.id:
        raise NotFound("There is no such link to withdraw.")
    share.withdrawn = share.withdrawn or now
    session.flush()
