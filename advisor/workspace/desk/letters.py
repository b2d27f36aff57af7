"""Letters with personal links to voices: one written out, or many sent in the background.

A job may run twice: who was reminded after it was ordered is not written to again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from advisor.db import Database
from advisor.errors import BadInput, NotFound
from advisor.language import Words
from advisor.mail import MailServer
from advisor.workspace.access.tables import OrganisationRecord
from advisor.workspace.cases import moment
from advisor.workspace.desk import casework, remarks, voices
from advisor.workspace.desk.casework import Token
from advisor.workspace.desk.tables import DeskCaseRecord, VoiceRecord
from advisor.workspace.jobs import Order, Step, Work

KIND = "letters"


@dataclass(frozen=True)
class Letter:
    """Subject and text of a message to a voice, in its language."""

    subject: str
    text: str


@dataclass(frozen=True)
class Post:
    """By which server letters are sent, with which address the links in them begin, and the words of each language."""

    server: MailServer
    origin: str
    words_of: Callable[[str], Words]
    token: Token
    clock: Callable[[], datetime]


def link(origin: str, voice: VoiceRecord, secret: str) -> str:
    """The address of a voice's questions in its language."""
    return f"{origin}/{voice.case.language}/c/{secret}"


def write(session: Session, record: DeskCaseRecord, voice: VoiceRecord, address: str, words: Words) -> Letter:
    """The letter that brings a link; `words` are those of the voice's language."""
    asker = session.get_one(OrganisationRecord, record.folder.organisation_id).name
    client = record.folder.client
    subject = words("Your view on business software for {client}").format(client=client)
    text = words("{asker} asks for your view: which business software fits {client}? This is your personal link:")
    end = words("Your answers are saved at each step, so you can come back with the same link.")
    body = text.format(asker=asker, client=client)
    return Letter(subject, f"{voice.name},\n\n{body}\n\n{address}\n\n{end}\n")


def reachable(found: Collection[VoiceRecord]) -> tuple[VoiceRecord, ...]:
    """Those of whom answers are missing and an address is known."""
    return tuple(voice for voice in voices.missing(found) if voice.email)


def order(record: DeskCaseRecord, to: Collection[VoiceRecord], member: int, now: datetime) -> Order:
    """Letters to these voices; `member` is told when they are out."""
    arguments = {"case": record.id, "voices": [v.id for v in to], "member": member, "since": now.isoformat()}
    return Order(KIND, record.title, arguments)


def work(database: Database, post: Post) -> Work:
    """The job that sends letters; its result is how many went out, and to whom none could go."""

    def send(step: Step, arguments: dict[str, Any]) -> dict[str, Any]:
        since, failed, wanted = datetime.fromisoformat(arguments["since"]), [], arguments["voices"]
        for done, number in enumerate(wanted):
            step.progress(done, len(wanted))
            try:
                _send_one(database, post, (step.organisation, arguments["case"], number), since)
            except BadInput:  # the server does not take this address; the others shall have theirs
                failed.append(number)
        step.progress(len(wanted), len(wanted))
        with database.session() as session:
            record = casework.find(session, step.organisation, arguments["case"])
            about = {"case": record.title, "client": record.folder.client}
            kind, address = "letters-failed" if failed else "letters", f"/desk/cases/{record.id}/voices"
            remarks.tell(session, [arguments["member"]], kind, about, address, post.clock())
        return {"sent": len(wanted) - len(failed), "failed": failed}

    return send


def _send_one(database: Database, post: Post, place: tuple[int, int, int], since: datetime) -> None:
    """A new link and the letter with it, unless the voice was withdrawn, has answered, or was written to since."""
    organisation, case, number = place
    with database.session() as session:
        record = casework.find(session, organisation, case)
        try:
            voice = voices.find(session, record, number)
        except NotFound:
            return
        written = voice.reminded is not None and moment(voice.reminded) >= since
        if written or voice.handed_in is not None or record.issued is not None or not voice.email:
            return
        address = link(post.origin, voice, voices.renew(session, voice, post.token, post.clock()))
        letter = write(session, record, voice, address, post.words_of(voice.case.language))
        to = voice.email
    post.server.send(to, letter.subject, letter.text)
    with database.session() as session:
        voices.find(session, casework.find(session, organisation, case), number).reminded = post.clock()
