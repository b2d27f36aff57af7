"""Reports of a stored result: which kinds there are, and the job that makes them one after the other.

A job may run twice: the same arguments give the same bytes under the same names, so that nothing is there twice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from advisor.db import Database
from advisor.errors import BadInput, NotFound
from advisor.language import LANGUAGES, Words
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.reports.document import Brand, Cover
from advisor.reports.printers import KINDS, Printed, render
from advisor.workspace.access.tables import OrganisationRecord
from advisor.workspace.desk import casework, remarks
from advisor.workspace.desk.folders import LONGEST
from advisor.workspace.desk.made import KIND
from advisor.workspace.desk.tables import DeskCaseRecord, NoticeRecord
from advisor.workspace.jobs import Order, Step, Work
from advisor.workspace.work.files import Made, keep_file

LONGEST_NAME = 60
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True)
class Wanted:
    """What reports are wanted: of which result, in which language, which kinds, with which title and day on them."""

    result: int
    language: str
    kinds: tuple[str, ...]
    title: str
    day: date


def wanted(result: int, language: str, kinds: Collection[str], title: str, day: str) -> Wanted:
    """Checks what was asked for; raises BadInput with the field that is wrong."""
    if language not in LANGUAGES:
        raise BadInput("Choose a language.", field="language")
    chosen = tuple(kind for kind in KINDS if kind in kinds)
    if not chosen or len(chosen) != len(set(kinds)):
        raise BadInput("Choose at least one kind of report.", field="kinds")
    try:
        when = date.fromisoformat(day)
    except ValueError as error:
        raise BadInput("Give the day of the reports.", field="day") from error
    if not FIRST_DAY <= when < LAST_DAY:
        raise BadInput("Give the day of the reports.", field="day")
    plain = "".join(sign for sign in title if unicodedata.category(sign) not in ("Cc", "Cs"))
    if len(plain) > LONGEST:
        raise BadInput("A name has at most {most} characters.", field="title", values={"most": LONGEST})
    return Wanted(result, language, chosen, " ".join(plain.split()), when)


def order(record: DeskCaseRecord, asked: Wanted, member: int, base: str) -> Order:
    """The job that makes these reports; `member` is told when they are ready, by a notice that leads below `base`."""
    arguments = {
        "case": record.id,
        "result": asked.result,
        "language": asked.language,
        "kinds": list(asked.kinds),
        "title": asked.title,
        "day": asked.day.isoformat(),
        "member": member,
        "base": base,
    }
    return Order(KIND, record.title, arguments)


def work(database: Database, content: Content, words_of: Callable[[str], Words], clock: Callable[[], datetime]) -> Work:
    """The job function; `words_of` gives the translations of the interface into a language."""

    def make(step: Step, arguments: dict[str, Any]) -> dict[str, Any]:
        kinds, language = arguments["kinds"], arguments["language"]
        step.progress(0, len(kinds))
        with database.session(write=False) as session:
            record = casework.find(session, step.organisation, arguments["case"])
            stored = casework.shown(session, record, arguments["result"])
            assert stored is not None  # a result with a number is there, or NotFound
            told = Recommendation.model_validate_json(stored.body)
            client, day = record.folder.client, date.fromisoformat(arguments["day"])
            cover = Cover(client, arguments["title"], day, brand(session, step.organisation))
        printed = Printed(content, told, language, words_of(language), cover)
        for done, kind in enumerate(kinds, start=1):
            file = Made(file_name(client, kind, language), KINDS[kind][1], render(kind, printed))
            with database.session() as session:
                keep_file(session, step.organisation, file, clock(), job_id=step.job)
            step.progress(done, len(kinds))
        with database.session() as session:
            tell(session, casework.find(session, step.organisation, arguments["case"]), step.job, arguments, clock())
        return {"files": len(kinds)}

    return make


def tell(session: Session, record: DeskCaseRecord, job: int, arguments: Mapping[str, Any], now: datetime) -> None:
    """A notice to the member who asked for the reports, once, however often the job ran."""
    address = f"{arguments['base']}#job-{job}"
    told = select(NoticeRecord.id).where(
        NoticeRecord.member_id == arguments["member"], NoticeRecord.kind == KIND, NoticeRecord.address == address
    )
    if session.scalar(told.limit(1)) is None:
        about = {"case": record.title, "client": record.folder.client}
        remarks.tell(session, [arguments["member"]], KIND, about, address, now)


def brand(session: Session, organisation: int) -> Brand:
    """How an organisation signs; where it set nothing, as we do."""
    found = session.scalar(
        select(OrganisationRecord)
        .where(OrganisationRecord.id == organisation)
        .options(undefer(OrganisationRecord.logo))
    )
    if found is None:
        raise NotFound("There is no such organisation.")
    usual = Brand()
    return Brand(found.name, found.colour or usual.colour, found.disclaimer, found.logo or b"")


def file_name(client: str, kind: str, language: str) -> str:
    """The name under which a report is saved, such as `Nordwind GmbH - board - de.pdf`. Letters of every script stay;
    what a file system would stumble over goes."""
    return f"{saved_as(client)} - {kind} - {language}.{KINDS[kind][0]}".removeprefix(" - ")


def saved_as(client: str) -> str:
    """A name as the beginning of a file name; may be empty."""
    plain = unicodedata.normalize("NFC", client)
    kept = "".join(sign if _stays(sign) else " " for sign in plain)
    return re.sub(r"\s+", " ", kept).strip(" .-")[:LONGEST_NAME].rstrip(" .-")


def _stays(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN" or sign in " .-_&()"
