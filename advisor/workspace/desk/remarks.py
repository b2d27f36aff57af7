"""Comments and tasks on a case, and notices that tell members what happened without e-mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from advisor.errors import BadInput, NotFound
from advisor.workspace.access.tables import MemberRecord
from advisor.workspace.desk.tables import DeskCaseRecord, NoticeRecord, RemarkRecord

LONGEST = 4000
SHOWN = 100  # notices on the page of a member


@dataclass(frozen=True)
class Author:
    """Who writes: the number of the member and the name at the time."""

    id: int
    name: str


@dataclass(frozen=True)
class Task:
    """Who is to do something until when; either may be open."""

    assigned: int | None = None
    due: date | None = None


def write(
    session: Session, record: DeskCaseRecord, author: Author, text: str, now: datetime, task: Task | None = None
) -> RemarkRecord:
    """A comment, or a task when it has one; raises BadInput for an empty or too long text."""
    words = text.strip()
    if not words:
        raise BadInput("Write something first.", field="text")
    if len(words) > LONGEST:
        raise BadInput("A text has at most {most} characters.", field="text", values={"most": LONGEST})
    remark = RemarkRecord(desk_case_id=record.id, member_id=author.id, author=author.name, text=words, created=now)
    remark.task = task is not None
    if task is not None:
        remark.assigned_id, remark.due = task.assigned, task.due
    session.add(remark)
    session.flush()
    return remark


def of_case(session: Session, record: DeskCaseRecord) -> tuple[RemarkRecord, ...]:
    """Remarks of a case: tasks that are open first, by the day they are due, then all others, the newest first."""
    found = session.scalars(select(RemarkRecord).where(RemarkRecord.desk_case_id == record.id))
    return tuple(sorted(found, key=lambda r: (not is_open(r), r.due or date.max if is_open(r) else date.max, -r.id)))


def is_open(remark: RemarkRecord) -> bool:
    """Whether it is a task that is still to be done."""
    return remark.task and remark.done is None


def find(session: Session, record: DeskCaseRecord, number: int) -> RemarkRecord:
    """A remark on this case; raises NotFound, also for one on another case."""
    remark = session.get(RemarkRecord, number)
    if remark is None or remark.desk_case_id != record.id:
        raise NotFound("There is no such comment or task. It may have been deleted.")
    return remark


def finish(remark: RemarkRecord, now: datetime, *, done: bool) -> None:
    """Tick a task off, or take that back."""
    remark.done = (remark.done or now) if done else None


def remove(session: Session, remark: RemarkRecord) -> None:
    session.delete(remark)
    session.flush()


def tell(
    session: Session, members: Iterable[int], kind: str, about: Mapping[str, str], address: str, now: datetime
) -> None:
    """A notice for each of these members, each once."""
    for member in dict.fromkeys(members):
        session.add(NoticeRecord(member_id=member, kind=kind, about=dict(about), address=address, created=now))
    session.flush()


def notices(session: Session, member: int) -> tuple[NoticeRecord, ...]:
    """The newest notices of a member."""
    query = select(NoticeRecord).where(NoticeRecord.member_id == member).order_by(NoticeRecord.id.desc())
    return tuple(session.scalars(query.limit(SHOWN)))


def unread(session: Session, member: int) -> int:
    """How many notices a member has not read."""
    query = select(func.count()).where(NoticeRecord.member_id == member, NoticeRecord.read.is_(None))
    return session.scalar(query) or 0


def read_all(session: Session, member: int, now: datetime) -> None:
    """Mark every notice of a member as read."""
    unread_ones = NoticeRecord.member_id == member, NoticeRecord.read.is_(None)
    session.execute(update(NoticeRecord).where(*unread_ones).values(read=now))


def colleagues(session: Session, organisation: int) -> tuple[MemberRecord, ...]:
    """The members of an organisation who work on cases, by name."""
    found = session.scalars(
        select(MemberRecord).where(
            MemberRecord.organisation_id == organisation,
            MemberRecord.removed.is_(None),
            MemberRecord.role.in_(("owner", "consultant")),
        )
    )
    return tuple(sorted(found, key=lambda member: (member.name.casefold(), member.id)))
