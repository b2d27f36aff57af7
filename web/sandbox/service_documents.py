"""Pages of service: a ticket, a message, an article, a question to a customer, a claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.errors import mark
from advisor.sandbox.core import clock
from advisor.sandbox.crm import articles, hours, tickets
from advisor.sandbox.crm.feedback import SCALES
from advisor.sandbox.crm.service_tables import Article, Claim, Survey
from advisor.sandbox.crm.tables import Interaction, Item, Ticket
from web.sandbox import link_parts, service_parts
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.contacts_lists import about
from web.sandbox.declared import DocumentPage, Field, Next, Ref, Told
from web.sandbox.service_lists import AFTER, FEEDBACK, KNOWLEDGE, SERVICE
from web.sandbox.visit import Visit

OMNICHANNEL = "crm-omnichannel"


def _late(session: Session, ticket: Ticket) -> bool:
    now = ticket.held_since or clock.now(session)
    over = ticket.solve_due < now or (ticket.answered is None and ticket.answer_due < now)
    return ticket.state in tickets.OPEN and over


def _ticket_said(session: Session, ticket: Ticket) -> Iterator[Told]:
    if ticket.state in tickets.OPEN and ticket.answered is None and ticket.answer_due < clock.now(session):
        yield Told(mark("The customer should have had an answer by now."), "bad")
    elif _late(session, ticket):
        yield Told(mark("It should have been solved by now."), "bad")
    if ticket.held_since is not None:
        yield Told(mark("It waits for the customer; the time does not run."))


def _around_ticket(session: Session, ticket: Ticket) -> Iterator[Ref]:
    if ticket.article_id:
        yield Ref("article", ticket.article_id)
    if ticket.deal_id:
        yield Ref("deal", ticket.deal_id)
    for claim in session.scalars(select(Claim.id).where(Claim.ticket_id == ticket.id).order_by(Claim.id)):
        yield Ref("claim", claim)
    surveys = select(Survey).where((Survey.ticket_id == ticket.id) | (Survey.complaint_id == ticket.id))
    for one in session.scalars(surveys.order_by(Survey.id)):
        yield Ref("survey", one.id, _survey_name(session, one))


@dataclass(frozen=True)
class TicketPart:
    """What stands on the page of a ticket: the time that is left, the moments, what was said."""

    left: service_parts.Left
    moments: tuple[tuple[str, str, bool], ...]  # title, when, whether it was met
    held: str
    said: tuple[service_parts.Said, ...]


def ticket_part(visit: Visit, ticket: Ticket) -> TicketPart:
    write, session = writer(visit), visit.session
    moments = (
        (mark("Answer by"), ticket.answer_due, ticket.answered),
        (mark("Solve by"), ticket.solve_due, ticket.solved),
    )
    return TicketPart(
        service_parts.left(ticket, clock.now(session), hours.policy(session).calendar, write),
        tuple(
            (visit.words(title), service_parts.at(due, write), done is not None and done <= due)
            for title, due, done in moments
        ),
        service_parts.span(ticket.held, write) if ticket.held else "",
        service_parts.said_in(visit, ticket),
    )


@dataclass(frozen=True)
class Suggested:
    """Articles that may answer a ticket; each can solve it when that can be done now."""

    articles: tuple[tuple[Cell, str, int], ...]
    ticket: int
    solves: bool
    key: str


EXCERPT = 160  # signs


def suggested(visit: Visit, ticket: Ticket) -> Suggested | None:
    if not visit.on(KNOWLEDGE) or ticket.state not in tickets.OPEN:
        return None
    found = articles.suggestions(visit.session, f"{ticket.subject} {ticket.text}")
    return Suggested(
        tuple((Cell(one.title, href(visit, "article", one.id)), one.text[:EXCERPT], one.id) for one in found),
        ticket.id,
        visit.actor.may(("service",)),
        visit.key(),
    )


TICKET = DocumentPage(
    kind="ticket",
    module=SERVICE,
    back="tickets",
    told=_ticket_said,
    related=_around_ticket,
    name=lambda _, ticket: f"{ticket.number} {ticket.subject}",
    lines=(about("ticket"),),
    fields=(
        Field(mark("Customer"), "contact_id", to="contact"),
        Field(mark("Channel"), lambda _, ticket: f"channel.{ticket.channel}", "choice"),
        Field(mark("Priority"), "priority", "choice"),
        Field(mark("Category"), "category"),
        Field(mark("In charge"), "owner"),
        Field(mark("Level"), lambda _, ticket: ticket.level if ticket.level > 1 else None, "number"),
        Field(mark("Item"), "item_id", to="item"),
        Field(mark("Solution"), "solution"),
    ),
    above=(("sandbox/service/ticket.html", ticket_part), ("sandbox/service/suggested.html", suggested)),
    parts=(
        ("sandbox/service/known.html", service_parts.known),
        (link_parts.TEMPLATE, link_parts.other_side),
    ),
    next=(
        Next(
            "claim.open",
            {"ticket": "id", "contact": "contact_id", "item": "item_id", "deal": "deal_id"},
            when=lambda _, ticket: ticket.contact_id is not None,
        ),
        Next("article.create", {"title": "subject", "text": "solution"}, states=("solved", "closed"),
             when=lambda _, ticket: ticket.article_id is None),
    ),
)  # fmt: skip


def _around_message(_: Session, message: Interaction) -> Iterator[Ref]:
    if message.ticket_id:
        yield Ref("ticket", message.ticket_id)


def _message_said(_: Session, message: Interaction) -> Iterator[Told]:
    if message.contact_id is None:
        yield Told(mark("Nobody knows who wrote this. Say which contact it was, then it becomes a ticket."))


MESSAGE = DocumentPage(
    kind="interaction",
    module=OMNICHANNEL,
    back="service-inbox",
    name=lambda _, message: message.text.splitlines()[0][:80],
    fields=(
        Field(mark("Customer"), "contact_id", to="contact"),
        Field(mark("Sender"), "sender"),
        Field(mark("Channel"), lambda _, message: f"channel.{message.channel}", "choice"),
        Field(mark("Date"), lambda _, message: message.at.date(), "date"),
        Field(mark("Time"), "at", "time"),
        Field(mark("Text"), "text"),
    ),
    told=_message_said,
    related=_around_message,
    next=(Next("interaction.link", {"interaction": "id"}, when=lambda _, message: message.contact_id is None),),
)


@dataclass(frozen=True)
class ArticlePart:
    """An article as it is read, and how many tickets it solved."""

    paragraphs: tuple[str, ...]
    helped: str


def article_part(visit: Visit, article: Article) -> ArticlePart:
    count = visit.session.scalar(select(articles.helped()).select_from(Article).where(Article.id == article.id))
    paragraphs = tuple(part.strip() for part in article.text.split("\n") if part.strip())
    return ArticlePart(paragraphs, writer(visit).text("number", count or 0))


def _solved_by(session: Session, article: Article) -> Iterator[Ref]:
    wanted = select(Ticket.id, Ticket.number).where(Ticket.article_id == article.id).order_by(Ticket.id.desc())
    for ticket, number in session.execute(wanted.limit(10)):
        yield Ref("ticket", ticket, number or "")


ARTICLE = DocumentPage(
    kind="article",
    module=KNOWLEDGE,
    back="articles",
    name="title",
    fields=(
        Field(mark("Number"), "number"),
        Field(mark("Category"), "category"),
        Field(mark("Published"), "published", "date"),
    ),
    above=(("sandbox/service/article.html", article_part),),
    related=_solved_by,
    next=(Next("article.change", {"document": "id"}, states=("draft",)),),
)


def _survey_name(session: Session, survey: Survey) -> str:
    number = session.scalar(select(Ticket.number).where(Ticket.id == survey.ticket_id)) if survey.ticket_id else ""
    return f"{survey.kind.upper()} {number}" if number else f"{survey.kind.upper()} #{survey.id}"


@dataclass(frozen=True)
class SurveyPart:
    """The question as the customer sees it; `scores` are empty when it was answered."""

    survey: int
    satisfied: bool
    scores: tuple[tuple[int, str], ...]
    score: str
    most: str
    key: str


def survey_part(visit: Visit, survey: Survey) -> SurveyPart:
    write = writer(visit)
    least, most = SCALES[survey.kind]
    scale = range(least, most + 1) if survey.answered is None else ()
    return SurveyPart(
        survey.id,
        survey.kind == "csat",
        tuple((score, write.text("number", score)) for score in scale),
        "" if survey.score is None else write.text("number", survey.score),
        write.text("number", most),
        visit.key(),
    )


def _around_survey(_: Session, survey: Survey) -> Iterator[Ref]:
    for ticket in (survey.ticket_id, survey.complaint_id):
        if ticket:
            yield Ref("ticket", ticket)


SURVEY = DocumentPage(
    kind="survey",
    module=FEEDBACK,
    back="surveys",
    name=_survey_name,
    fields=(
        Field(mark("Customer"), "contact_id", to="contact"),
        Field(mark("Asked"), "asked", "date"),
        Field(mark("Answered"), "answered", "date"),
        Field(mark("Comment"), "comment"),
    ),
    above=(("sandbox/service/survey.html", survey_part),),
    related=_around_survey,
)


def _claim_said(session: Session, claim: Claim) -> Iterator[Told]:
    if claim.goodwill:
        yield Told(mark("It was accepted as goodwill, after the time for it had ended."), "good")
    elif claim.state == "open" and claim.ends is not None:
        over = claim.ends < clock.today(session)
        yield Told(
            mark("The time for it has ended. The manager can accept it as goodwill.")
            if over
            else mark("It was claimed in time."),
            "warn" if over else "good",
        )


def _around_claim(_: Session, claim: Claim) -> Iterator[Ref]:
    if claim.ticket_id:
        yield Ref("ticket", claim.ticket_id)
    if claim.deal_id:
        yield Ref("deal", claim.deal_id)


def _places(session: Session, claim: Claim) -> Any:
    return session.scalar(select(func.max(Item.places)).where(Item.id == claim.item_id))


CLAIM = DocumentPage(
    kind="claim",
    module=AFTER,
    back="claims",
    fields=(
        Field(mark("Kind"), "kind", "choice"),
        Field(mark("Customer"), "contact_id", to="contact"),
        Field(mark("Item"), "item_id", to="item"),
        Field(mark("Quantity"), "quantity", "quantity", unit=_places),
        Field(mark("Bought on"), "bought", "date"),
        Field(mark("Ends on"), "ends", "date"),
        Field(mark("In charge"), "owner"),
        Field(mark("Text"), "text"),
        Field(mark("Cost"), lambda _, claim: claim.cost or None, "money"),
        Field(mark("Outcome"), "outcome"),
    ),
    told=_claim_said,
    related=_around_claim,
)

DOCUMENTS = (TICKET, MESSAGE, ARTICLE, SURVEY, CLAIM)
