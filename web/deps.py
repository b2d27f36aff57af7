"""What routes are given: content, database, language, the posted form, and a case by its secret."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated

from fastapi import Depends
from sqlalchemy.orm import Session
from starlette.datastructures import FormData
from starlette.requests import Request

from advisor.db import Database
from advisor.errors import BadInput, Gone, NoCase
from advisor.questionnaire.flow import Progress, Replay, progress, replay
from advisor.questionnaire.merging import CONSULTANT, questions_for
from advisor.questionnaire.schema import Answer
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.certificate import certified
from advisor.recommendation.doubt.inquiry import Agenda, agenda
from advisor.recommendation.ranking import READINGS, SEED, compare
from advisor.recommendation.texts import Texts
from advisor.workspace import cases
from advisor.workspace.desk import voices
from advisor.workspace.desk.tables import DeskCaseRecord, VoiceRecord
from advisor.workspace.tables import CaseRecord
from web.addresses import language_in, preferred

SECRET = re.compile(r"[A-Za-z0-9_-]{16,64}")


def get_content(request: Request) -> Content:
    content: Content = request.app.state.content
    return content


def get_database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


def language_of(request: Request) -> str:
    """The language of the address, else the one the browser wants most, else English; one that the content has."""
    content: Content | None = getattr(request.app.state, "content", None)
    offered = set(content.texts) if content else {"en"}
    wanted = (language_in(request), *preferred(request.headers.get("accept-language", "")))
    return next((language for language in wanted if language in offered), "en")


async def get_form(request: Request) -> FormData:
    """The posted form; raises BadInput when it is not one."""
    kind = request.headers.get("content-type", "")
    if kind and not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        raise BadInput("What was sent is not a form.")
    return await request.form(max_files=0)


@dataclass(frozen=True)
class Voice:
    """Whose answers a case holds when someone was asked for their view: the voice, the desk case it speaks in, and the
    consultant's answers, which tell what applies to the company and are not shown."""

    record: VoiceRecord
    desk: DeskCaseRecord
    known: dict[str, Answer]

    @property
    def closed(self) -> bool:
        """Whether nothing can be changed any more."""
        return self.desk.issued is not None or self.desk.trashed is not None or self.desk.folder.trashed is not None


@dataclass(frozen=True)
class Case:
    """An open case: its record and its answers, from which all else follows. `secret` is the last part of its link,
    `wanted` the language that the address asks for, if any; `voice` is there when it belongs to a desk case."""

    session: Session
    content: Content
    secret: str
    record: CaseRecord
    answers: dict[str, Answer]
    wanted: str = ""
    voice: Voice | None = None

    @property
    def language(self) -> str:
        """That of the address, else the one in which the case was last answered."""
        return next((one for one in (self.wanted, self.record.language) if one in self.content.texts), "en")

    @property
    def base(self) -> str:
        """The address of the case in its language; without the language it is its private link."""
        return f"/{self.language}/c/{self.secret}"

    @property
    def texts(self) -> Texts:
        return self.content.texts[self.language]

    @cached_property
    def replayed(self) -> Replay:
        content, known = self.content, self.voice.known if self.voice else {}
        return replay(content.questionnaire, content.vocabulary, content.rates, known | self.answers)

    @cached_property
    def progress(self) -> Progress:
        """Where the interview stands."""
        return progress(self.replayed, self.answers, self.agenda.wanted)

    @cached_property
    def agenda(self) -> Agenda:
        """What the track asks this company, or what the role of a voice knows."""
        if self.voice is not None:
            known = questions_for(self.content.questionnaire, self.voice.record.role)
            return Agenda(tuple(question.id for question in known))
        return agenda(self.content, self.answers, self.record.track)

    @property
    def settled(self) -> bool:
        """Whether the track has what it wants: a path that stands, or on the full track an answer to everything."""
        everything = self.voice is not None or self.agenda.wanted is None
        return not self.progress.open if everything else self.agenda.settled

    @cached_property
    def certified(self) -> bool:
        """Whether it is proven that nothing still open can change the path. This takes up to a second and needs the
        answers only, so ask for it when the session is closed."""
        return certified(compare(self.content, self.answers, READINGS, SEED), self.answers)


@dataclass(frozen=True)
class Opener:
    """Opens cases for one request.

    The session lives inside the route, not in a dependency: a dependency is entered and left on different threads, and
    one that waits for the write lock would hold a thread that the owner of the lock needs to go on.
    """

    database: Database
    content: Content
    language: str = ""

    @contextmanager
    def case(self, secret: str, *, write: bool = False) -> Iterator[Case]:
        """The case of a link; committed when the block ends. Raises NotFound."""
        if not SECRET.fullmatch(secret):
            raise NoCase("There is no assessment under this link.")
        with self.database.session(write=write) as session:
            record = cases.find(session, secret, datetime.now(UTC))
            voice = _voice(session, self.content, record)
            if write and voice is not None and voice.closed:
                raise Gone("This assessment is finished, so answers cannot be changed any more. Ask who invited you.")
            answers = cases.answers(self.content, record)
            yield Case(session, self.content, secret, record, answers, self.language, voice)


def _voice(session: Session, content: Content, record: CaseRecord) -> Voice | None:
    found = voices.speaking(session, record)
    if found is None:
        return None
    own = next((v for v in voices.of_case(session, found[1]) if v.role == CONSULTANT and v.id != found[0].id), None)
    return Voice(*found, cases.answers(content, own.case) if own else {})


def get_opener(request: Request) -> Opener:
    return Opener(get_database(request), get_content(request), language_in(request))


Contents = Annotated[Content, Depends(get_content)]
Databases = Annotated[Database, Depends(get_database)]
Language = Annotated[str, Depends(language_of)]
Form = Annotated[FormData, Depends(get_form)]
Cases = Annotated[Opener, Depends(get_opener)]
