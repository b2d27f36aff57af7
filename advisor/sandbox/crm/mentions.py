"""What is written about the company in social networks: brought in day by day from a sample, answered or made a ticket.

The sandbox is connected to no network. `feed.yaml` holds what comes on which day, `feed.<language>.yaml` the texts.
"""

from __future__ import annotations

import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import effect
from advisor.sandbox.core.store import add_missing
from advisor.sandbox.crm import contacts, tickets
from advisor.sandbox.crm.marketing_tables import Mention
from advisor.sandbox.crm.tables import Interaction

LANGUAGES = ("en", "ru", "uk", "fa", "zh")
TONES = ("good", "neutral", "bad")


@cache
def feed(language: str = "") -> Any:
    """The list of mentions, or the texts in a language by their keys."""
    name = f"feed.{language}.yaml" if language else "feed.yaml"
    return yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def bring_in(session: Session) -> int:
    """What was written until today and is not here yet; how many."""
    trial = clock.trial(session)
    found = session.execute(select(Mention.key, Mention.on).order_by(Mention.id)).all()
    known = {key for key, _ in found}
    start = _start(found[0]) if found else trial.first_day
    passed = (trial.today - start).days
    texts = feed(trial.language if trial.language in LANGUAGES else LANGUAGES[0])
    rows = [
        {
            "key": one["key"], "on": start + datetime.timedelta(days=one["day"]), "network": one["network"],
            "author": one["author"], "tone": one["tone"], "text": texts[one["key"]].replace("{company}", trial.name),
            "state": "new", "answer": "",
        }
        for one in feed()
        if one["day"] <= passed and one["key"] not in known
    ]  # fmt: skip
    return add_missing(session, Mention, rows) if rows else 0


def _start(found: Any) -> datetime.date:
    """The day from which the feed counts, by a mention that is here: the first day of a trial moves when the months
    that were played before it end, and the feed goes on."""
    key, on = found
    days: dict[str, int] = {one["key"]: one["day"] for one in feed()}
    start: datetime.date = on - datetime.timedelta(days=days[key])
    return start


@effect("mention.answer")
def answer(session: Session, mention: Mention, by: Actor, *, text: str) -> None:
    """Answer where they wrote. Raises Refusal for an empty answer."""
    if not text.strip():
        raise Refusal("A text is needed. Enter one.", field="text")
    mention.answer = text.strip()
    _say(session, mention, "out", mention.answer)


@effect("mention.ticket")
def ticket(session: Session, mention: Mention, by: Actor) -> None:
    """Make a ticket of it for the service; what they wrote is said in it once."""
    begin = tickets.open_ticket if mention.contact_id is None else tickets.begin
    made = begin(
        session, by, subject=mention.text[:200], text=mention.text, contact=mention.contact_id, channel="social",
        priority="high" if mention.tone == "bad" else "normal",
    )  # fmt: skip
    mention.ticket_id = made.id
    said = Interaction.contact_id == mention.contact_id, Interaction.text == mention.text
    session.execute(update(Interaction).where(*said, Interaction.channel == "social").values(ticket_id=made.id))


@effect("mention.link")
def link(session: Session, mention: Mention, by: Actor, *, contact: int) -> str:
    """Somebody knows who wrote it: it belongs to the conversation with that contact."""
    new = mention.contact_id is None and mention.ticket_id is None
    mention.contact_id = contacts.get(session, contact).id
    if new:
        _say(session, mention, "in", mention.text)
    return mention.state


def _say(session: Session, mention: Mention, way: str, text: str) -> None:
    session.add(
        Interaction(
            at=clock.now(session), contact_id=mention.contact_id, channel="social", way=way, text=text,
            sender=mention.author if way == "in" else "", ticket_id=mention.ticket_id,
        )
    )  # fmt: skip


def by_week(session: Session) -> dict[datetime.date, dict[str, int]]:
    """How many mentions of each tone in each week, by its Monday."""
    found: dict[datetime.date, dict[str, int]] = {}
    rows = session.execute(select(Mention.on, Mention.tone, func.count()).group_by(Mention.on, Mention.tone))
    for on, tone, count in sorted(rows):
        week = found.setdefault(on - datetime.timedelta(days=on.weekday()), dict.fromkeys(TONES, 0))
        week[tone] += count
    return found
