"""Pages for someone who was asked for a view by personal link: welcome, handing in, thanks."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.questionnaire.merging import CONSULTANT
from advisor.questionnaire.schema import FULL, Track
from advisor.workspace.access.tables import OrganisationRecord
from web.deps import Case
from web.pages import HandingIn, Page


@dataclass(frozen=True)
class WelcomePage(Page):
    """Who asks whom about what: so many `questions`, about so many `minutes`; `begin` is where they begin."""

    template = "voice/welcome.html"
    case: str
    begin: str
    name: str
    role: str
    asker: str
    client: str
    questions: int
    minutes: int
    closed: bool


@dataclass(frozen=True)
class ThanksPage(Page):
    template = "voice/thanks.html"
    case: str
    asker: str
    closed: bool


def minutes_for(questions: int, track: Track) -> int:
    """How long so many questions take at the pace of a track, in minutes; at least one."""
    return max(1, round(questions * track.minutes / track.most))


def handing_in(case: Case) -> HandingIn | None:
    """What becomes of the answers of a voice; None for a case that stands alone."""
    if case.voice is None:
        return None
    voice, desk = case.voice.record, case.voice.desk
    return HandingIn(
        asker=asker_of(case),
        client=desk.folder.client,
        comment=voice.comment,
        private=voice.private,
        handed=voice.handed_in is not None,
        closed=case.voice.closed,
        own=voice.role == CONSULTANT,
        desk=desk.id,
    )


def asker_of(case: Case) -> str:
    """The name of the organisation that asked."""
    assert case.voice is not None
    found = case.session.get(OrganisationRecord, case.voice.desk.folder.organisation_id)
    assert found is not None  # a folder is deleted with its organisation
    return found.name


def welcome(case: Case) -> WelcomePage:
    """The first page of a voice."""
    assert case.voice is not None
    voice = case.voice.record
    asked, first = len(case.progress.asked), case.progress.next_page
    return WelcomePage(
        language=case.language,
        case=case.base,
        begin=f"{case.base}/q/{first}" if first else f"{case.base}/check",
        name=voice.name,
        role=case.texts.ask("roles", voice.role),
        asker=asker_of(case),
        client=case.voice.desk.folder.client,
        questions=asked,
        minutes=minutes_for(asked, case.content.questionnaire.tracks[FULL]),
        closed=case.voice.closed,
    )
