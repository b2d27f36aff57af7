"""The voices of a case: asked, reminded, weighed, withdrawn; and who decides what they differ in."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from advisor.errors import AdvisorError, BadInput, Unavailable
from advisor.recommendation.content import Content
from advisor.settings import Settings
from advisor.workspace.desk import letters, voices
from advisor.workspace.desk.tables import VoiceRecord
from advisor.workspace.desk.voices import Invited
from web import desk
from web.addresses import origin
from web.deps import Contents, Databases, Form
from web.desk import Number, Work
from web.desk_voices import Letter, VoicesPage, voices_page
from web.forms import sentence
from web.render import render, translations
from web.routes.desk.reports import jobs_in
from web.routes.keep import qr
from web.signed import Consultant, Viewer

router = APIRouter(include_in_schema=False)
FIELDS = ("name", "role", "email", "weight", "language")


@router.get("/desk/cases/{number}/voices")
def shown(number: Number, signed: Viewer, request: Request, content: Contents, database: Databases) -> Response:
    with desk.opened(database, signed, number) as work:
        page = _page(work, content, request)
    return render(request, replace(page, sent="sent" in request.query_params))


def _page(work: Work, content: Content, request: Request) -> VoicesPage:
    settings: Settings = request.app.state.settings
    return replace(voices_page(work, content), mail=settings.mail is not None)


@router.post("/desk/cases/{number}/voices")
def invite(
    number: Number, signed: Consultant, form: Form, request: Request, content: Contents, database: Databases
) -> Response:
    """Ask someone: the link is shown this once, and sent when an address is given and a mail server is named."""
    typed = {key: desk.text(form, key) for key in FIELDS}
    weight = int(typed["weight"]) if typed["weight"].isascii() and typed["weight"].isdigit() else 0
    language = typed["language"] if typed["language"] in content.texts else signed.language
    who = Invited(typed["name"], typed["role"], typed["email"], weight, language)
    with desk.opened(database, signed, number, write=True) as work:
        try:
            voice, secret = voices.invite(work.session, content.questionnaire, work.record, who, desk.token, desk.now())
        except BadInput as error:
            told, field = sentence(error, signed.language), "email" if error.field == "to" else error.field or "name"
            return render(request, replace(_page(work, content, request), typed=typed, field=field, error=told), 422)
        work.note("voice.invited", role=voice.role, name=voice.name)
        letter = _letter(work, voice, secret, request)
        page = _page(work, content, request)
    return _handed_over(request, page, letter)


def _letter(work: Work, voice: VoiceRecord, secret: str, request: Request) -> Letter:
    """The link with the message that goes with it, in the language of the voice."""
    address = letters.link(origin(request), voice, secret)
    made = letters.write(work.session, work.record, voice, address, translations(voice.case.language).gettext)
    return Letter(voice.id, voice.name, voice.email, address, qr(address), made.subject, made.text)


def _handed_over(request: Request, page: VoicesPage, letter: Letter) -> Response:
    """Send the letter if that can be done; the link is shown in any case."""
    settings: Settings = request.app.state.settings
    if letter.email and settings.mail is not None:
        try:
            settings.mail.send(letter.email, letter.subject, letter.body)
            letter = replace(letter, sent=True)
        except (BadInput, Unavailable) as error:
            letter = replace(letter, problem=sentence(error, page.language))
    return render(request, replace(page, letters=(letter,)))


@router.post("/desk/cases/{number}/voices/several")
def invite_several(
    number: Number, signed: Consultant, form: Form, request: Request, content: Contents, database: Databases
) -> Response:
    """Ask several people at once, all or none. Letters go out in the background; without a mail server, and to those
    without an address, their links are shown this once."""
    typed = desk.text(form, "people")
    with desk.opened(database, signed, number, write=True) as work:
        names = {
            role: content.texts[signed.language].ask("roles", role) for role in voices.roles(content.questionnaire)
        }
        try:
            people = voices.people(typed, names, signed.language)
            asked = voices.invite_several(
                work.session, content.questionnaire, work.record, people, desk.token, desk.now()
            )
        except BadInput as error:
            work.session.rollback()
            told = sentence(error, signed.language)
            page = replace(_page(work, content, request), people=typed, field="people", error=told)
            return render(request, page, 422)
        mailed = [voice for voice, _ in asked if voice.email] if request.app.state.settings.mail else []
        for voice, _ in asked:
            work.note("voice.invited", role=voice.role, name=voice.name)
        _order(work, mailed, request)
        shown = tuple(_letter(work, voice, secret, request) for voice, secret in asked if voice not in mailed)
        page = replace(_page(work, content, request), letters=shown, ordered=len(mailed))
    return render(request, page)


def _order(work: Work, to: list[VoiceRecord], request: Request) -> None:
    """Letters to these voices, in the background."""
    if to:
        member, now = work.signed.member.id, desk.now()
        order = letters.order(work.record, to, member, now)
        jobs_in(request).submit(work.session, work.signed.organisation.id, member, order, now)
        work.note("voice.letters", number=len(to))


@router.post("/desk/cases/{number}/voices/remind")
def remind(number: Number, signed: Consultant, request: Request, content: Contents, database: Databases) -> Response:
    """Letters with a new link to everybody whose answers are missing and whose address is known."""
    with desk.opened(database, signed, number, write=True) as work:
        voices.open_for_change(work.record)
        missing = list(letters.reachable(voices.of_case(work.session, work.record)))
        if request.app.state.settings.mail is None or not missing:
            raise BadInput("Nobody can be reminded by e-mail: no mail server is named, or no address is known.")
        _order(work, missing, request)
        page = replace(_page(work, content, request), ordered=len(missing))
    return render(request, page)


@router.post("/desk/cases/{number}/voices/{voice}/link")
def link(
    number: Number, voice: Number, signed: Consultant, request: Request, content: Contents, database: Databases
) -> Response:
    """A new link for a voice, also as a reminder; earlier ones go on working."""
    with desk.opened(database, signed, number, write=True) as work:
        voices.open_for_change(work.record)
        found = voices.find(work.session, work.record, voice)
        voices.remind(found, desk.now())
        secret = voices.renew(work.session, found, desk.token, desk.now())
        work.note("voice.reminded", role=found.role, name=found.name)
        letter = _letter(work, found, secret, request)
        page = _page(work, content, request)
    return _handed_over(request, page, letter)


@router.post("/desk/cases/{number}/voices/{voice}/weight")
def weigh(number: Number, voice: Number, signed: Consultant, form: Form, database: Databases) -> Response:
    """The page offers only weights that can be used."""
    typed = desk.text(form, "weight")
    with desk.opened(database, signed, number, write=True) as work:
        found = voices.find(work.session, work.record, voice)
        voices.weigh(found, work.record, int(typed) if typed.isascii() and typed.isdigit() else 0, desk.now())
        work.note("voice.weighed", name=found.name, weight=found.weight)
    return desk.to(signed, f"/cases/{number}/voices")


@router.post("/desk/cases/{number}/voices/{voice}/withdraw")
def withdraw(number: Number, voice: Number, signed: Consultant, database: Databases) -> Response:
    with desk.opened(database, signed, number, write=True) as work:
        found = voices.find(work.session, work.record, voice)
        work.note("voice.withdrawn", role=found.role, name=found.name)
        voices.withdraw(work.session, work.record, found, desk.now())
    return desk.to(signed, f"/cases/{number}/voices")


@router.post("/desk/cases/{number}/rule")
def decide(
    number: Number, signed: Consultant, form: Form, request: Request, content: Contents, database: Databases
) -> Response:
    """Who decides a question on which voices differ."""
    rule = {key.removeprefix("r."): str(value) for key, value in form.items() if key.startswith("r.")}
    with desk.opened(database, signed, number, write=True) as work:
        try:
            voices.decide(work.record, content.questionnaire, rule, desk.now())
        except BadInput as error:
            return _refused(request, work, content, error)
        work.note("case.rule", rule=work.record.rule)
    return desk.to(signed, f"/cases/{number}/differences?done=rule")


def _refused(request: Request, work: Work, content: Content, error: AdvisorError) -> Response:
    told = sentence(error, work.signed.language)
    return render(request, replace(_page(work, content, request), field="list", error=told), error.status)
