"""Voices: people asked for their view by personal link, without an account; who is missing; what they handed in.

A voice owns a case of the workspace and answers it like any other, but is asked only what its role knows. Links are
made anew when they are needed, because only their digests are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from advisor.errors import BadInput, Gone, NotFound
from advisor.mail import checked
from advisor.questionnaire.merging import CONSULTANT, WEIGHTED
from advisor.questionnaire.schema import Questionnaire
from advisor.workspace import cases
from advisor.workspace.desk.casework import Token
from advisor.workspace.desk.folders import named
from advisor.workspace.desk.tables import DeskCaseRecord, VoiceRecord
from advisor.workspace.tables import CaseRecord

MOST = 60  # voices of one case
HEAVIEST = 9
LONGEST_COMMENT = 4000


@dataclass(frozen=True)
class Invited:
    """Whom to ask: `role` decides what is asked, `weight` (1 to 9) how much it counts where voices are weighed."""

    name: str
    role: str
    email: str = ""
    weight: int = 1
    language: str = "en"


def roles(bank: Questionnaire) -> tuple[str, ...]:
    """The roles that know something, in the order in which the bank first names them."""
    return tuple(dict.fromkeys(role for question in bank.questions for role in question.who))


def invite(
    session: Session, bank: Questionnaire, record: DeskCaseRecord, who: Invited, token: Token, now: datetime
) -> tuple[VoiceRecord, str]:
    """A new voice and its link's secret; raises BadInput for a name, role, address or weight that cannot be used."""
    open_for_change(record)
    if who.role not in roles(bank):
        raise BadInput("Choose the role of this person.", field="role")
    if not 1 <= who.weight <= HEAVIEST:
        raise BadInput("A weight is a whole number from 1 to {most}.", field="weight", values={"most": HEAVIEST})
    if len(of_case(session, record)) >= MOST:
        raise BadInput("A case has at most {most} voices. Withdraw one first.", values={"most": MOST})
    name = named(who.name, "name")
    if who.email:
        checked(who.email)
    secret = token()
    own = cases.create(session, secret, record.case.track, who.language, now)
    voice = VoiceRecord(desk_case_id=record.id, case_id=own.id, role=who.role, name=name, email=who.email, invited=now)
    voice.weight = who.weight
    session.add(voice)
    session.flush()
    return voice, secret


def people(typed: str, names: Mapping[str, str], language: str) -> tuple[Invited, ...]:
    """Whom to ask from one person a line, `name; role; e-mail address` (the last may be missing); roles by their id or
    by what they are called in `names`. Raises BadInput that names the line."""
    known = {name.casefold(): role for role, name in names.items()} | {role: role for role in names}
    found = []
    for number, line in enumerate(typed.splitlines(), 1):
        parts = [part.strip() for part in re.split("[;；؛\t]", line)]
        if not any(parts):
            continue
        role = known.get(parts[1].casefold(), "") if len(parts) > 1 else ""
        if not role or len(parts) > 3:
            values: dict[str, str | int] = {"line": number, "roles": ", ".join(names.values())}
            raise BadInput(
                "Line {line}: write name; role; e-mail address. Roles: {roles}.", field="people", values=values
            )
        found.append(Invited(parts[0], role, parts[2] if len(parts) > 2 else "", 1, language))
    if not found:
        raise BadInput("Write one person a line.", field="people")
    return tuple(found)


def invite_several(
    session: Session,
    bank: Questionnaire,
    record: DeskCaseRecord,
    who: Sequence[Invited],
    token: Token,
    now: datetime,
) -> tuple[tuple[VoiceRecord, str], ...]:
    """All of them with the secrets of their links; raises BadInput for the first that cannot be asked, with its name,
    and then the caller must not commit."""
    made = []
    for one in who:
        try:
            made.append(invite(session, bank, record, one, token, now))
        except BadInput as error:
            values = {"name": one.name or one.email or one.role}
            raise BadInput("{name} cannot be asked. Check the name and the e-mail address.", values=values) from error
    return tuple(made)


def open_for_change(record: DeskCaseRecord) -> None:
    """Raises Gone when the case was issued or thrown away."""
    if record.issued is not None:
        raise Gone("The result of this case was issued, so nothing about it can be changed. Reopen it first.")
    if record.trashed is not None or record.folder.trashed is not None:
        raise Gone("This case lies in the trash. Take it out first.")


def of_case(session: Session, record: DeskCaseRecord) -> tuple[VoiceRecord, ...]:
    """All voices of a case, the consultant's first, then in the order in which they were invited."""
    query = select(VoiceRecord).where(VoiceRecord.desk_case_id == record.id).options(joinedload(VoiceRecord.case))
    found = session.scalars(query.order_by(VoiceRecord.id))
    return tuple(sorted(found, key=lambda voice: voice.role != CONSULTANT))


def find(session: Session, record: DeskCaseRecord, number: int) -> VoiceRecord:
    """A voice of this case; raises NotFound, also for one of another case."""
    voice = session.get(VoiceRecord, number)
    if voice is None or voice.desk_case_id != record.id:
        raise NotFound("There is no such voice in this case. It may have been withdrawn.")
    return voice


def speaking(session: Session, case: CaseRecord) -> tuple[VoiceRecord, DeskCaseRecord] | None:
    """The voice that answers through a case of the workspace, and the desk case it belongs to; None for a case that
    stands alone."""
    voice = session.scalar(select(VoiceRecord).where(VoiceRecord.case_id == case.id))
    if voice is None:
        return None
    record = session.get(DeskCaseRecord, voice.desk_case_id)
    assert record is not None  # a voice is deleted with its case
    return voice, record


def renew(session: Session, voice: VoiceRecord, token: Token, now: datetime, until: datetime | None = None) -> str:
    """A further link to the answers of a voice, for good or until a moment; earlier ones go on working."""
    secret = token()
    cases.link(session, voice.case, secret, now, until)
    return secret


def remind(voice: VoiceRecord, now: datetime) -> None:
    """Note that someone was reminded; raises BadInput when the answers are there already."""
    if voice.handed_in is not None:
        raise BadInput("These answers were handed in already. There is nothing to remind of.")
    voice.reminded = now


def withdraw(session: Session, record: DeskCaseRecord, voice: VoiceRecord, now: datetime) -> None:
    """Take a voice back with its links and answers, for good; the consultant's own stays."""
    open_for_change(record)
    if voice.role == CONSULTANT:
        raise BadInput("Your own answers belong to the case. Change them instead.")
    if voice.handed_in is not None:
        record.changed = now
    cases.delete(session, voice.case)
    session.expire_all()


def hand_in(voice: VoiceRecord, record: DeskCaseRecord, comment: str, now: datetime, *, private: bool) -> None:
    """Give the answers to the case. They may be changed and handed in again until the case is issued."""
    open_for_change(record)
    voice.handed_in = record.changed = now
    voice.comment, voice.private = comment.strip()[:LONGEST_COMMENT], private


def missing(found: Iterable[VoiceRecord]) -> tuple[VoiceRecord, ...]:
    """Voices that have not handed in."""
    return tuple(voice for voice in found if voice.role != CONSULTANT and voice.handed_in is None)


def counted(found: Iterable[VoiceRecord]) -> tuple[VoiceRecord, ...]:
    """Voices whose answers count: the consultant's own as they stand, those of others once they are handed in."""
    return tuple(voice for voice in found if voice.role == CONSULTANT or voice.handed_in is not None)


def weigh(voice: VoiceRecord, record: DeskCaseRecord, weight: int, now: datetime) -> None:
    """Raises BadInput for a weight that cannot be used."""
    open_for_change(record)
    if not 1 <= weight <= HEAVIEST:
        raise BadInput("A weight is a whole number from 1 to {most}.", field="weight", values={"most": HEAVIEST})
    voice.weight, record.changed = weight, now


def decide(record: DeskCaseRecord, bank: Questionnaire, rule: Mapping[str, str], now: datetime) -> None:
    """Name the role that decides a question, or that nobody does (`weighted`); an empty role leaves it to the rule for
    all. Raises BadInput for an unknown question or role."""
    open_for_change(record)
    known = (*roles(bank), CONSULTANT, WEIGHTED)
    for question, role in rule.items():
        if question not in bank.by_id or (role and role not in known):
            raise BadInput("Choose a role for each question.", field=question)
    record.rule = {question: role for question, role in {**record.rule, **rule}.items() if role}
    record.changed = now
