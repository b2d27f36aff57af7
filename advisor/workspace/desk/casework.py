"""Cases of the desk: made, found, copied, put away, issued, deleted; and their status, precisely named.

A desk case owns a case of the workspace, which holds the merged answers and every stored result; its own link is known
to nobody. The answers themselves come from its voices, the first of which is the consultant's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from advisor.errors import BadInput, NotFound
from advisor.questionnaire.merging import CONSULTANT
from advisor.questionnaire.schema import FULL, Questionnaire
from advisor.workspace import cases
from advisor.workspace.access.members import visible
from advisor.workspace.desk.folders import Shelf, named, shelf_of
from advisor.workspace.desk.made import forget
from advisor.workspace.desk.tables import DeskCaseRecord, FolderRecord, VoiceRecord
from advisor.workspace.tables import CaseRecord, StoredRecommendation

Token = Callable[[], str]  # makes a secret that cannot be guessed
MOST_TAGS = 12
LONGEST_TAG = 40
State = Literal["draft", "waiting", "ready", "issued"]
STATES: tuple[State, ...] = ("draft", "waiting", "ready", "issued")


@dataclass(frozen=True)
class Status:
    """draft: answers that every track begins with are missing; waiting: `missing` voices have not handed in; ready: a
    result can be made or is there (`concluded`); issued: a result was issued. `changed` when something that counts was
    changed after the newest result."""

    state: State
    missing: int
    concluded: bool
    changed: bool


def create(
    session: Session, folder: FolderRecord, title: str, tags: Iterable[str], token: Token, now: datetime
) -> DeskCaseRecord:
    """A new case with the consultant's own, still empty voice; raises BadInput for a title that cannot be used."""
    record = DeskCaseRecord(folder_id=folder.id, title=named(title, "title"), tags=tagged(tags))
    record.case_id = cases.create(session, token(), FULL, "en", now).id
    record.rule, record.weighting, record.overrides, record.gaps = {}, {}, {}, []
    record.created = record.changed = now
    session.add(record)
    session.flush()
    own = cases.create(session, token(), FULL, "en", now)
    session.add(VoiceRecord(desk_case_id=record.id, case_id=own.id, role=CONSULTANT, name="", invited=now))
    session.flush()
    return record


def tagged(tags: Iterable[str]) -> list[str]:
    """Tags as they are kept: each once, in the order given; raises BadInput when there are too many or one too long."""
    plain = (" ".join(visible(tag).split()) for tag in tags)
    found = list(dict.fromkeys(tag for tag in plain if tag))
    if len(found) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in found):
        values = {"most": MOST_TAGS, "longest": LONGEST_TAG}
        raise BadInput("Use at most {most} tags of at most {longest} characters.", field="tags", values=values)
    return found


def find(session: Session, organisation: int, number: int) -> DeskCaseRecord:
    """A case of this organisation; raises NotFound, also for one of another organisation."""
    record: DeskCaseRecord | None = session.scalar(_cases(organisation).where(DeskCaseRecord.id == number))
    if record is None:
        raise NotFound("There is no such case. It may have been deleted.")
    return record


def _cases(organisation: int) -> Any:
    return (
        select(DeskCaseRecord)
        .join(FolderRecord)
        .where(FolderRecord.organisation_id == organisation)
        .options(joinedload(DeskCaseRecord.folder), joinedload(DeskCaseRecord.case))
    )


def of_folder(session: Session, folder: FolderRecord, shelf: Shelf = "open") -> tuple[DeskCaseRecord, ...]:
    """The cases of a folder on a shelf, the newest change first."""
    return _on(shelf, session.scalars(_cases(folder.organisation_id).where(DeskCaseRecord.folder_id == folder.id)))


def search(
    session: Session, organisation: int, text: str = "", tag: str = "", shelf: Shelf = "open"
) -> tuple[DeskCaseRecord, ...]:
    """Cases on a shelf whose client, title or tags have every word of `text`, and that bear the tag; the newest change
    first. What lies in a folder that was put or thrown away is found there."""
    found = _on(shelf, session.scalars(_cases(organisation)))
    words = text.casefold().split()
    return tuple(
        record
        for record in found
        if (not tag or tag in record.tags)
        and all(word in " ".join((record.folder.client, record.title, *record.tags)).casefold() for word in words)
    )


def _on(shelf: Shelf, records: Iterable[DeskCaseRecord]) -> tuple[DeskCaseRecord, ...]:
    """Records on a shelf; a folder that was put or thrown away takes its cases along."""
    order: tuple[Shelf, ...] = ("open", "archived", "trash")

    def place(record: DeskCaseRecord) -> Shelf:
        return order[max(order.index(shelf_of(record)), order.index(shelf_of(record.folder)))]

    found = [record for record in records if place(record) == shelf]
    return tuple(sorted(found, key=lambda record: (cases.moment(record.changed), record.id), reverse=True))


def statuses(session: Session, bank: Questionnaire, records: Iterable[DeskCaseRecord]) -> dict[int, Status]:
    """The status of each case by its id, with three questions to the database however many there are."""
    wanted = tuple(records)
    voices: dict[int, list[VoiceRecord]] = {record.id: [] for record in wanted}
    spoken = select(VoiceRecord).where(VoiceRecord.desk_case_id.in_(voices)).options(joinedload(VoiceRecord.case))
    for voice in session.scalars(spoken):
        voices[voice.desk_case_id].append(voice)
    stored = select(StoredRecommendation.case_id, StoredRecommendation.created).where(
        StoredRecommendation.case_id.in_([record.case_id for record in wanted])
    )
    made = {row[0]: row[1] for row in session.execute(stored.order_by(StoredRecommendation.id))}
    return {record.id: _status(bank, record, voices[record.id], made.get(record.case_id)) for record in wanted}


def _status(
    bank: Questionnaire, record: DeskCaseRecord, voices: Iterable[VoiceRecord], concluded: datetime | None
) -> Status:
    counted = [voice for voice in voices if voice.role == CONSULTANT or voice.handed_in is not None]
    missing = sum(voice.handed_in is None for voice in voices if voice.role != CONSULTANT)
    answered = {key for voice in counted for key in voice.case.raw_answers}
    changed = concluded is not None and cases.moment(concluded) < cases.moment(record.changed)
    if record.issued is not None:
        state: State = "issued"
    elif missing:
        state = "waiting"
    else:
        state = "ready" if concluded or all(q.id in answered for q in bank.start) else "draft"
    return Status(state, missing, concluded is not None, changed)


def copy(session: Session, record: DeskCaseRecord, title: str, token: Token, now: datetime) -> DeskCaseRecord:
    """The same case once more, to try a scenario: answers of all voices, weights and overrides come along; links,
    comments, remarks and results stay behind."""
    made = create(session, record.folder, title, record.tags, token, now)
    made.rule, made.weighting, made.overrides = dict(record.rule), dict(record.weighting), dict(record.overrides)
    own = session.scalars(select(VoiceRecord).where(VoiceRecord.desk_case_id == made.id)).one()
    for voice in session.scalars(select(VoiceRecord).where(VoiceRecord.desk_case_id == record.id)):
        if voice.role == CONSULTANT:
            own.case.raw_answers = dict(voice.case.raw_answers)
        elif voice.handed_in is not None:
            case = cases.create(session, token(), voice.case.track, voice.case.language, now)
            case.raw_answers = dict(voice.case.raw_answers)
            spoken = VoiceRecord(desk_case_id=made.id, case_id=case.id, role=voice.role, name=voice.name, invited=now)
            spoken.weight, spoken.handed_in = voice.weight, voice.handed_in
            session.add(spoken)
    session.flush()
    return made


def rename(record: DeskCaseRecord, title: str, tags: Iterable[str]) -> None:
    """Raises BadInput for words that cannot be used; then nothing is changed."""
    record.title, record.tags = named(title, "title"), tagged(tags)


def touch(record: DeskCaseRecord, now: datetime) -> None:
    """Something that counts for the result was changed."""
    record.changed = now


def results(session: Session, record: DeskCaseRecord) -> tuple[StoredRecommendation, ...]:
    """Every stored result of a case, the newest first."""
    query = select(StoredRecommendation).where(StoredRecommendation.case_id == record.case_id)
    return tuple(session.scalars(query.order_by(StoredRecommendation.id.desc())))


def issue(session: Session, record: DeskCaseRecord, now: datetime) -> None:
    """Declare the newest result final: it is what reports say from now on, and voices can change nothing more. Raises
    BadInput when there is no result, or when something was changed since it was made."""
    found = results(session, record)
    if not found:
        raise BadInput("There is no result to issue yet. Make one first.")
    if cases.moment(found[0].created) < cases.moment(record.changed):
        raise BadInput("Answers, weights or overrides were changed since the newest result. Make a new one first.")
    record.issued, record.issued_id = now, found[0].id


def reopen(record: DeskCaseRecord) -> None:
    """Take the case back into work; the issued result stays among the stored ones."""
    record.issued, record.issued_id = None, None


def shown(session: Session, record: DeskCaseRecord, number: int | None = None) -> StoredRecommendation | None:
    """The result with a number, else the issued one, else the newest; None when there is none. Raises NotFound for a
    number that is no result of this case."""
    found = {stored.id: stored for stored in results(session, record)}
    if number is not None and number not in found:
        raise NotFound("There is no such result of this case.")
    return found.get(number or record.issued_id or 0) or next(iter(found.values()), None)


def delete(session: Session, records: Iterable[DeskCaseRecord]) -> None:
    """Remove cases with all their voices, answers, results and reports, at once and for good."""
    for record in tuple(records):
        forget(session, record.folder.organisation_id, [record.id])
        owned: list[CaseRecord] = [record.case]
        owned += [v.case for v in session.scalars(select(VoiceRecord).where(VoiceRecord.desk_case_id == record.id))]
        for case in owned:
            cases.delete(session, case)
    session.flush()
    session.expire_all()
