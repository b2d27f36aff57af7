"""Members: subscriptions with what they bring and who may leave, and loyalty with its tiers."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor import language as wording
from advisor.errors import mark
from advisor.sandbox.crm import loyalty, subscriptions
from advisor.sandbox.crm.known import known
from advisor.sandbox.crm.loyalty import Retention
from advisor.sandbox.crm.marketing_tables import Charge, CheckIn, LoyaltyMember, Points, Subscription
from advisor.sandbox.crm.subscriptions import Month, Risk
from advisor.sandbox.crm.tables import Contact
from web.sandbox import labels
from web.sandbox.cells import Cell
from web.sandbox.chrome import writer
from web.sandbox.declared import Column, DocumentPage, Field, Lines, Next, Query, Told
from web.sandbox.insight_charts import stacked
from web.sandbox.marketing_lists import SUBSCRIPTION_STATE, SUBSCRIPTIONS
from web.sandbox.marketing_parts import Figure, Part, Report, Row, heads, linked, listed, money
from web.sandbox.tables import offer
from web.sandbox.visit import Visit

WHY = {"cancelled": mark("Cancelled"), "away": mark("No visit for long")}
MOST = 50


def members(visit: Visit) -> Report:
    """What subscriptions bring in a month, who joined and left, and who may leave."""
    months, risks = subscriptions.months(visit.session), subscriptions.at_risk(visit.session)
    write, words, now = writer(visit), visit.words, months[-1]
    active = visit.session.scalar(select(func.count()).where(Subscription.state == "active")) or 0
    frozen = visit.session.scalar(select(func.count()).where(Subscription.state == "frozen")) or 0
    figures = (
        Figure(words("Active members"), write.text("number", active), href=listed(visit, "subscriptions")),
        Figure(words("Frozen"), write.text("number", frozen), href=listed(visit, "subscriptions", state="frozen")),
        Figure(words("Recurring revenue per month"), money(visit, subscriptions.recurring(visit.session))),
        Figure(words("Left this month"), write.text("number", now.left), _churn(visit, now)),
        Figure(words("At risk"), write.text("number", len(risks))),
    )
    acts = (offer(visit, "subscription.visit"), offer(visit, "subscription.create"))
    return Report(
        f"{visit.base}/p/members", figures, (_at_risk(visit, risks), _months(visit, months)),
        acts=tuple(one for one in acts if one),
    )  # fmt: skip


def _churn(visit: Visit, month: Month) -> str:
    return "" if month.churn is None else wording.percent(month.churn, visit.language)


def _at_risk(visit: Visit, risks: list[Risk]) -> Part:
    write, words = writer(visit), visit.words
    rows = tuple(
        Row((
            linked(visit, "subscription", one.subscription.id, one.subscription.number or ""),
            linked(visit, "contact", one.subscription.contact_id, one.subscription.contact.name),
            write.cell("date", one.subscription.next),
            write.cell("date", one.last),
            Cell(words(WHY[one.why])),
        ))
        for one in risks[:MOST]
    )  # fmt: skip
    titles = (mark("Number"), mark("Contact"), mark("Paid until"), mark("Last visit"), mark("Why"))
    return Part(words("Who may leave"), heads(visit, *titles, texts=5), rows, empty=words("Nobody is at risk now."))


def _months(visit: Visit, months: list[Month]) -> Part:
    """Only months since somebody was a member."""
    shown = [one for one in months if one.members or one.joined]
    write, words = writer(visit), visit.words
    most = max((one.joined + one.left for one in shown), default=0)
    rows = tuple(
        Row(
            (
                Cell(wording.part_of_date(one.first.strftime("%Y-%m"), visit.language)),
                write.cell("number", one.members), write.cell("number", one.joined), write.cell("number", one.left),
                Cell(_churn(visit, one), end=True),
            ),
            tuple(stacked((one.joined, one.left), most)),
        )
        for one in reversed(shown)
    )  # fmt: skip
    titles = (mark("Month"), mark("Members before"), mark("Joined"), mark("Ended"), mark("Churn"))
    key = ((words("Joined"), "in"), (words("Ended"), "out"))
    return Part(
        words("Who joined and left"), heads(visit, *titles), rows, key=key, empty=words("There is no member yet.")
    )


def loyal(visit: Visit) -> Report:
    """Members by tier, and whether they come back more often than others."""
    write, words, session = writer(visit), visit.words, visit.session
    count = session.scalar(select(func.count()).select_from(LoyaltyMember)) or 0
    points = session.scalar(select(func.coalesce(func.sum(Points.points), 0))) or 0
    inside, others = loyalty.retention(session)
    worth = int(known(session, "loyalty")["worth"])
    figures = (
        Figure(words("Members"), write.text("number", count)),
        Figure(
            words("Points not used"),
            write.text("number", points),
            money(visit, points * worth),
            listed(visit, "points"),
        ),
        Figure(words("Members who bought again"), _share(visit, inside), _of(visit, inside)),
        Figure(words("Others who bought again"), _share(visit, others), _of(visit, others)),
    )
    acts = tuple(one for verb in ("loyalty.join", "loyalty.give", "loyalty.use") if (one := offer(visit, verb)))
    return Report(f"{visit.base}/p/loyalty", figures, (_tiers(visit), _best(visit)), acts=acts)


def _share(visit: Visit, one: Retention) -> str:
    return wording.percent(one.share, visit.language) if one.buyers else "–"


def _of(visit: Visit, one: Retention) -> str:
    write = writer(visit)
    again, buyers = write.text("number", one.again), write.text("number", one.buyers)
    return visit.words("{count} of {total}").format(count=again, total=buyers)


def _tiers(visit: Visit) -> Part:
    write, words, steps = writer(visit), visit.words, loyalty.tiers(visit.session)
    counted = select(func.count()).select_from(Contact)
    counts = [visit.session.scalar(counted.where(loyalty.in_tier(visit.session, one.code))) or 0 for one in steps]
    rows = tuple(
        Row(
            (
                Cell(labels.choice(f"tier.{one.code}", words)), write.cell("number", one.points),
                write.cell("percent", one.discount / 100), write.cell("number", count),
            ),
            tuple(stacked((count,), max(counts))),
        )
        for one, count in zip(steps, counts, strict=True)
    )  # fmt: skip
    titles = (mark("Tier"), mark("From points in twelve months"), mark("Discount"), mark("Members"))
    return Part(words("Who is in which tier"), heads(visit, *titles), rows, key=((words("Members"), "in"),))


def _best(visit: Visit) -> Part:
    """Members with the most points."""
    write, words = writer(visit), visit.words
    total = func.sum(Points.points)
    wanted = (
        select(Contact.id, Contact.name, total)
        .join(Points, Points.contact_id == Contact.id)
        .group_by(Contact.id, Contact.name)
        .having(total > 0)
        .order_by(total.desc(), Contact.id)
        .limit(20)
    )
    rows = tuple(
        Row((linked(visit, "contact", number, name), write.cell("number", points)))
        for number, name, points in visit.session.execute(wanted)
    )
    found = heads(visit, mark("Contact"), mark("Points"))
    return Part(words("Who has most points"), found, rows, empty=words("Nobody has points yet."))


def _subscription_state(session: Session, one: Subscription) -> str:
    return str(session.scalar(select(SUBSCRIPTION_STATE).where(Subscription.id == one.id)))


def _charges(_: Session, one: Subscription) -> Query:
    return select(Charge.id).where(Charge.subscription_id == one.id).order_by(Charge.first.desc())


def _visits(_: Session, one: Subscription) -> Query:
    return select(CheckIn.id).where(CheckIn.subscription_id == one.id).order_by(CheckIn.at.desc())


def _subscription_said(_: Session, one: Subscription) -> Iterator[Told]:
    if one.state == "active" and one.ends:
        yield Told(mark("It was cancelled and is not renewed again."))
    if one.state == "frozen":
        yield Told(mark("While it is frozen nothing is charged; the days are added at the end."))


SUBSCRIPTION = DocumentPage(
    kind="subscription",
    module=SUBSCRIPTIONS,
    back="subscriptions",
    state=_subscription_state,
    told=_subscription_said,
    fields=(
        Field(mark("Contact"), "contact_id", to="contact"),
        Field(mark("Plan"), "item_id", to="item"),
        Field(mark("Interval"), "interval", "choice"),
        Field(mark("Price"), "price", "money"),
        Field(mark("Since"), "first", "date"),
        Field(mark("Paid until"), "next", "date"),
        Field(mark("Frozen since"), "frozen", "date"),
        Field(mark("Ends on"), "ends", "date"),
        Field(mark("Reason"), "reason"),
    ),
    lines=(
        Lines(
            mark("Subscription charges"),
            _charges,
            (
                Column("first", mark("From"), Charge.first, "date"),
                Column("until", mark("Until"), Charge.until, "date"),
                Column("amount", mark("Amount"), Charge.amount, "money"),
            ),
        ),
        Lines(
            mark("Visits"),
            _visits,
            (Column("at", mark("Date"), CheckIn.at, "date"), Column("time", mark("Time"), CheckIn.at, "time")),
        ),
    ),
    next=(Next("subscription.visit", {"contact": "contact_id"}, states=("active",)),),
)
