"""The page of voices, put together from what the database has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from advisor.language import NAMES
from advisor.questionnaire.merging import questions_for
from advisor.recommendation.content import Content
from advisor.workspace.desk import letters, voices
from advisor.workspace.desk.voices import HEAVIEST
from web.desk import Work
from web.desk_case import row_of, voice_rows
from web.desk_case_pages import CaseRow, VoiceRow
from web.desk_pages import DeskPage


@dataclass(frozen=True)
class Letter:
    """The link of a voice, shown once: with its code, and the message that goes with it. `problem` is why it could not
    be sent; `sent` whether it was."""

    voice: int
    name: str
    email: str
    link: str
    code: Markup
    subject: str
    body: str
    sent: bool = False
    problem: str = ""


@dataclass(frozen=True)
class RoleChoice:
    """A role with its name and the number of questions it is asked."""

    id: str
    name: str
    questions: int


@dataclass(frozen=True)
class VoicesPage(DeskPage):
    """All voices of a case. `letters` are links to hand over, `ordered` is how many letters were just ordered and
    `reachable` to how many a reminder could go. `typed` is what stands in the form by field, `people` what stands in
    that for several; `error` belongs to the field `field`."""

    template = "desk/voices.html"
    case: CaseRow
    voices: tuple[VoiceRow, ...]
    roles: tuple[RoleChoice, ...]
    languages: Mapping[str, str]
    heaviest: int
    mail: bool = False
    letters: tuple[Letter, ...] = ()
    ordered: int = 0
    reachable: int = 0
    people: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    field: str = ""
    error: str = ""
    sent: bool = False


def voices_page(work: Work, content: Content) -> VoicesPage:
    texts = content.texts[work.signed.language]
    bank = content.questionnaire
    return VoicesPage(
        work.signed.language,
        work.signed,
        work.signed.unread,
        case=row_of(work, content),
        voices=voice_rows(work, content),
        roles=tuple(
            RoleChoice(role, texts.ask("roles", role), len(questions_for(bank, role))) for role in voices.roles(bank)
        ),
        languages={code: name for code, name in NAMES.items() if code in content.texts},
        heaviest=HEAVIEST,
        reachable=len(letters.reachable(voices.of_case(work.session, work.record))),
        typed={"name": "", "role": "", "email": "", "language": work.signed.language, "weight": "1"},
    )
