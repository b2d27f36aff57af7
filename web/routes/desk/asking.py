"""The voices of a case: asked, reminded, weighed, withdrawn; and who decides what they differ in."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from advisor.errors import AdvisorError, BadInput, Unavailable
from advisor.recommendation.content import Content
from advisor.settings import Settings
from advisor.workspace.desk import voices
from advisor.workspace.desk.tables import VoiceRecord
from advisor.workspace.desk.voices import Invited
from web import desk
from web.addresses import origin
from web.deps import Contents, Databases, Form
from web.desk import Number, Work
from web.desk_voices import Letter, VoicesPage, voices_page
from web.forms import sentence
from web.render import render, translations
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
    language = voice.case.language
    link = f"{origin(request)}/{language}/c/{secret}"
    words = translations(language).gettext
    asker, client = work.signed.organisation.name, work.record.folder.client
    subject = words("Your view on business software for {client}").format(client=client)
    text = words("{asker} asks for your view: which business software fits {client}? This is your personal link:")
    end = words("Your answers are saved at each step, so you can come back with the same link.")
    body = f"{voice.name},\n\n{text.format(asker=asker, client=client)}\n\n{link}\n\n{end}\n"
    return Letter(voice.id, voice.name, voice.email, link, qr(link), subject, body, sent=False, problem="")


def _handed_over(request: Request, page: VoicesPage, letter: Letter) -> Response:
    """Send the letter if that can be done; the link is shown in any case."""
    settings: Settings = request.app.state.settings
    if letter.email and settings.mail is not None:
        try:
            settings.mail.send(letter.email, letter.subject, letter.body)
            letter = replace(letter, sent=True)
        except (BadInput, Unavailable) as error:
            letter = replace(letter, problem=sentence(error, page.language))
    return render(request, replace(page, letter=letter))


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
