"""The outbox of a trial: what waits there, and handing it to the operator's mail server where that is wanted."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from advisor.errors import AdvisorError, Forbidden, Unavailable
from advisor.mail import MailServer
from advisor.sandbox.crm import mail_outbox
from advisor.sandbox.crm.mail_outbox import Fate, Taken
from advisor.sandbox.crm.mailings import MODULE
from web.render import render
from web.routes.sandbox.pages import need
from web.sandbox.marketing_outbox import page
from web.sandbox.visit import Doors

router = APIRouter(include_in_schema=False)


@router.get("/t/{secret}/outbox")
def outbox(secret: str, request: Request, door: Doors) -> Response:
    with door.visit(secret) as visit:
        need(visit, MODULE)
        return render(request, page(visit, request.app.state.settings.sandbox_mail_to))


@router.post("/t/{secret}/outbox")
def send(secret: str, request: Request, door: Doors) -> Response:
    """Send the oldest mails, all to the one address that the operator named. Raises Forbidden where none is named."""
    settings = request.app.state.settings
    if settings.mail is None or settings.sandbox_mail_to is None:
        raise Forbidden("Nothing leaves this sandbox: its operator named no address for it.")
    with door.visit(secret, write=True) as visit:
        taken = mail_outbox.take(visit.session)
        base = visit.base
    fates = _handed(settings.mail, settings.sandbox_mail_to, taken)
    with door.visit(secret, write=True) as visit:
        mail_outbox.settle(visit.session, fates)
    return RedirectResponse(f"{base}/outbox", 303)


def _handed(server: MailServer, address: str, mails: list[Taken]) -> dict[int, Fate]:
    """What became of each; when the server does not answer, the rest waits."""
    fates: dict[int, Fate] = {mail.id: "queued" for mail in mails}
    for mail in mails:
        try:
            server.send(address, f"{mail.to}: {' '.join(mail.subject.split())}", mail.text)
        except Unavailable:
            break
        except AdvisorError:
            fates[mail.id] = "failed"
        else:
            fates[mail.id] = "sent"
    return fates
