"""Service: tickets, channels, knowledge base, feedback, after-sales."""

from __future__ import annotations

from advisor.errors import mark
from advisor.sandbox.crm.service_tables import Article
from advisor.sandbox.crm.tables import Contact, Item
from web.sandbox import service_desk, service_feedback, service_inbox, service_knowledge, service_report
from web.sandbox.declared import Area, Reference, Special
from web.sandbox.service_documents import DOCUMENTS, OMNICHANNEL
from web.sandbox.service_forms import FORMS
from web.sandbox.service_lists import FEEDBACK, KNOWLEDGE, LISTS, SERVICE
from web.sandbox.service_parts import WORDS

FOLDER = "sandbox/service/"
AREA = Area(
    screens=LISTS,
    documents=DOCUMENTS,
    forms=FORMS,
    specials=(
        Special("service-desk", mark("Service desk"), "service", SERVICE, f"{FOLDER}desk.html", service_desk.build),
        Special("service-inbox", mark("Inbox"), "service", OMNICHANNEL, f"{FOLDER}inbox.html", service_inbox.build),
        Special(
            "knowledge",
            mark("Knowledge base"),
            "service",
            KNOWLEDGE,
            f"{FOLDER}knowledge.html",
            service_knowledge.build,
        ),
        Special(
            "service-report", mark("Service report"), "service", SERVICE, f"{FOLDER}report.html", service_report.build
        ),
        Special("feedback", mark("Feedback"), "service", FEEDBACK, f"{FOLDER}feedback.html", service_feedback.build),
    ),
    references=(
        Reference("contact", "contact", Contact, lambda t: t.active),
        Reference("item", "item", Item, lambda t: t.active),
        Reference("published_article", "article", Article, lambda t: t.state == "published", lambda t: t.title),
    ),
    kinds={
        "ticket": mark("Ticket"),
        "interaction": mark("Message"),
        "article": mark("Article"),
        "survey": mark("Question"),
        "claim": mark("Claim"),
    },
    states={
        "new": mark("New"),
        "in_progress": mark("In progress"),
        "late": mark("Late"),
        "solved": mark("Solved"),
        "published": mark("Published"),
        "retired": mark("Retired"),
        "accepted": mark("Accepted"),
        "in_repair": mark("In repair"),
        "refused": mark("Refused"),
    },
    transitions={
        "ticket.take": mark("Take it"),
        "ticket.answer": mark("Answer"),
        "ticket.hear": mark("The customer speaks"),
        "ticket.escalate": mark("Escalate"),
        "ticket.solve": mark("Solve"),
        "article.publish": mark("Publish"),
        "article.retire": mark("Retire"),
        "claim.accept": mark("Accept"),
        "claim.refuse": mark("Refuse"),
        "claim.repair": mark("Begin the repair"),
    },
    events={
        "ticket.take": mark("Taken"),
        "ticket.answer": mark("Answered"),
        "ticket.hear": mark("The customer spoke"),
        "ticket.escalate": mark("Escalated"),
        "ticket.solve": mark("Solved"),
        "receive": mark("Received"),
        "interaction.link": mark("Sender known"),
        "article.publish": mark("Published"),
        "article.retire": mark("Retired"),
        "survey.create": mark("Asked"),
        "survey.answer": mark("Answered"),
        "claim.accept": mark("Accepted"),
        "claim.refuse": mark("Refused"),
        "claim.repair": mark("Repair begun"),
        "returned": mark("Goods came back"),
        "hours": mark("Hours of service changed"),
    },
    choices=WORDS
    | {
        "phone": mark("Telephone"),
        "channel.phone": mark("Telephone"),
        "channel.email": mark("E-mail"),
        "channel.chat": mark("Chat"),
        "channel.social": mark("Social network"),
        "channel.branch": mark("In person"),
        "channel.web": mark("Website"),
        "warranty": mark("Warranty"),
        "repair": mark("Repair"),
        "return": mark("Return"),
        "csat": mark("Satisfied with the solution?"),
        "nps": mark("Would you recommend us?"),
    },
    labels={
        "subject": mark("Subject"),
        "channel": mark("Channel"),
        "priority": mark("Priority"),
        "category": mark("Category"),
        "contact": mark("Contact"),
        "item": mark("Item"),
        "deal": mark("Deal"),
        "ticket": mark("Ticket"),
        "article": mark("Article"),
        "owner": mark("In charge"),
        "solution": mark("Solution"),
        "sender": mark("Sender"),
        "title": mark("Title"),
        "score": mark("Score"),
        "comment": mark("Comment"),
        "outcome": mark("Outcome"),
        "goodwill": mark("As goodwill"),
        "bought": mark("Bought on"),
        "opens": mark("Opens at"),
        "closes": mark("Closes at"),
    },
)
