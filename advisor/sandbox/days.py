"""The clock of a trial: what a new day brings. Nothing happens by itself; somebody presses "next day"."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Callable
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.sandbox.bridge import delivery
from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import ROLES, SYSTEM, Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.tables import Notice
from advisor.sandbox.crm import activities, feedback, loyalty, mailings, mentions, subscriptions, tickets, workflow
from advisor.sandbox.insight import alerts
from advisor.sandbox.ledger.tables import Period
from advisor.sandbox.people import assets
from advisor.sandbox.plan import planning
from advisor.sandbox.trade import reminders

MOST_DAYS = 400  # that one request may go on
MORNING, LAST_HOUR = 9 * 60, 23 * 60  # minutes of the day
# What happens, in this order. Each gets the session and says how many things it did.
Job = Callable[[Session], int]


def _depreciate(session: Session) -> int:
    return assets.post_due(session, SYSTEM, clock.today(session))


def _plan(session: Session) -> int:
    planning.run(session, SYSTEM)
    return 0


def _ready_to_close(session: Session) -> int:
    """Tells the accountants that a month is over, once."""
    day = clock.today(session)
    wanted = select(Period).where(Period.last < day, Period.state == "open").order_by(Period.first)
    told = set(session.scalars(select(Notice.document).where(Notice.kind == MONTH_OVER)))
    over = [period for period in session.scalars(wanted) if period.last >= clock.trial(session).first_day]
    new = [period for period in over if period.id not in told]
    session.add_all(
        Notice(on=day, kind=MONTH_OVER, role="accounting", document_kind="period", document=period.id) for period in new
    )
    return len(new)


MONTH_OVER = "month.over"
# On every day; and once when the clock stops, because nobody looks in between.
DAILY: tuple[tuple[str, str, Job], ...] = (
    ("depreciation", "erp-assets", _depreciate),
    ("reminders", "erp-ar-ap", reminders.remind),
    ("activities", "crm-activities", activities.remind),
    ("rules", "crm-activities", workflow.stand),
    ("tickets", "crm-service", tickets.look),
    ("surveys", "crm-feedback", feedback.ask_due),
    ("mailings", "crm-email-marketing", mailings.send_due),
    ("points", "crm-loyalty", loyalty.expire),
    ("subscriptions", "crm-subscriptions", subscriptions.renew_due),
    ("mentions", "crm-social", mentions.bring_in),
    ("messages", "int-crm-erp", delivery.pass_on),
)
# Once an hour, and after every day.
HOURLY: tuple[tuple[str, str, Job], ...] = (
    ("tickets", "crm-service", tickets.look),
    ("messages", "int-crm-erp", delivery.pass_on),
)
AT_STOP: tuple[tuple[str, str, Job], ...] = (
    ("planning", "erp-production-planning", _plan),
    ("months", "erp-finance", _ready_to_close),
    ("alerts", "erp-alerts", alerts.notice),
    ("messages", "int-crm-erp", delivery.catch_up),
)


def advance(session: Session, by: Actor, *, to: Literal["hour", "day", "week", "month"] = "day") -> None:
    """Go on by an hour, a day, a week, or to the last day of the month (of the next one if it is that day). A new day
    begins at nine."""
    day = clock.today(session)
    if to == "hour" and clock.trial(session).minute < LAST_HOUR:
        clock.trial(session).minute += 60
        session.flush()
        _done(session, HOURLY)
        return
    if to == "month":
        target = month_end(day) if day < month_end(day) else month_end(day + datetime.timedelta(days=1))
    else:
        target = day + datetime.timedelta(days=7 if to == "week" else 1)
    reach(session, target, by)
    stop(session)


def reach(session: Session, target: datetime.date, by: Actor = SYSTEM) -> None:
    """Let day after day begin until it is `target`. Raises Refusal for a day that is over or too far away."""
    trial = clock.trial(session)
    if target < trial.today or (target - trial.today).days > MOST_DAYS:
        raise Refusal("The clock only goes on, by {days} days at most.", values={"days": MOST_DAYS}, field="to")
    while trial.today < target:
        trial.today += datetime.timedelta(days=1)
        trial.minute = MORNING
        session.flush()
        events.record(session, by, "trial", trial.id, "day", _done(session, DAILY))
    session.flush()


def stop(session: Session) -> dict[str, int]:
    """Look around on the day that was reached: plan anew, tell what is over, keep what is alarming."""
    return _done(session, AT_STOP)


def _done(session: Session, jobs: tuple[tuple[str, str, Job], ...]) -> dict[str, int]:
    """How many things the jobs of the modules that are on did, where they did any."""
    on = clock.trial(session).modules
    return {name: count for name, module, job in jobs if (not on or module in on) and (count := job(session))}


def month_end(day: datetime.date) -> datetime.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


VERBS = (("clock.advance", advance, "", ROLES, ""),)
