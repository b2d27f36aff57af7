"""Rules of the house: when something happens and a condition holds, something is done.

A rule hears of documents of `KINDS`: that one is created, arrives in a state (`arrive`), or stands in its stage for so
many days (`stands`, deals only; looked at each day). It plans an activity, assigns, notifies a role, or makes a quote
wait for approval. Each rule does something once for an event. What rules do may set off others, but those no more.

Rules that come with the program belong to the automation of sales; those of the house, and approvals, to workflow.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal, get_args

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.language import separated
from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import SYSTEM, Actor
from advisor.sandbox.core.master import minor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS, machines
from advisor.sandbox.core.tables import Event, Notice
from advisor.sandbox.crm import activities, deals, leads, team
from advisor.sandbox.crm.deal_lines import discount as checked_discount
from advisor.sandbox.crm.known import known
from advisor.sandbox.crm.pipeline_tables import Rule, RuleRun
from advisor.sandbox.crm.tables import Deal

Kind = Literal["lead", "deal", "quote", "ticket"]
What = Literal["create", "arrive", "stands"]
Action = Literal["plan", "assign", "notify", "approve"]
Activity = Literal["call", "mail", "meeting", "visit", "task"]
# The states in which documents of these kinds may arrive.
State = Literal[
    "new", "working", "qualified", "converted", "lost",
    "prospecting", "qualification", "proposal", "negotiation", "won",
    "waiting", "sent", "accepted", "declined",
    "in_progress", "solved", "closed",
]  # fmt: skip
Role = Literal[
    "sales", "purchasing", "warehouse", "production", "accounting", "people", "marketing", "service", "manager"
]
KINDS = get_args(Kind)
NOTICE = "rule"  # kind of the notice
AMOUNTS = {"deal": "amount", "quote": "net", "lead": "budget"}  # what `least` looks at
AUTOMATION, WORKFLOW = "crm-sales-automation", "crm-workflow"
MOST_DEEP = 2  # what somebody does sets off rules, and what those do sets off rules once more
_DEEP = "how deep in rules"


def rules(session: Session) -> dict[str, Rule]:
    """All rules by code: those of the program as the trial changed them, then those of the house."""
    rows = {row.code: row for row in session.scalars(select(Rule).order_by(Rule.id))}
    given = {raw["code"]: raw for raw in known(session, "rules")}
    return {code: rows.get(code) or _given(session, raw) for code, raw in given.items()} | rows


def given(session: Session, code: str) -> bool:
    """Whether a rule came with the program."""
    return any(raw["code"] == code for raw in known(session, "rules"))


def _given(session: Session, raw: dict[str, Any]) -> Rule:
    """A rule of `crm.yaml`, in the language of the trial; it is kept only when somebody changes it."""
    trial = clock.trial(session)
    said = {
        name: raw.get(name, {}).get(trial.language, raw.get(name, {}).get("en", "")) for name in ("name", "subject")
    }
    usual = {"stage": "", "source": "", "days": 0, "activity": "", "due": 0, "owner": "", "role": "", "active": True}
    amounts = {
        "least": minor(Decimal(raw.get("least", 0)), trial.currency),
        "discount": checked_discount(Decimal(raw.get("discount", 0))),
    }
    return Rule(**(usual | raw | said | amounts))


def _said(texts: dict[str, str], language: str) -> str:
    return texts.get(language, texts.get("en", ""))


def _applies(session: Session, rule: Rule) -> bool:
    """Whether a rule is in force: switched on, and its module too."""
    module = AUTOMATION if given(session, rule.code) and rule.action != "approve" else WORKFLOW
    on = clock.trial(session).modules
    return rule.active and (not on or module in on)


def hear(session: Session, event: Event) -> None:
    """Do what rules say about what just happened."""
    deep = session.info.get(_DEEP, 0)
    if event.kind not in KINDS or deep >= MOST_DEEP:
        return
    for rule in rules(session).values():
        if rule.kind == event.kind and _happened(rule, event) and rule.action != "approve":
            document = session.get(MODELS[event.kind], event.document)
            if document is not None and _applies(session, rule) and holds(rule, document):
                session.flush()
                _act(session, rule, document, event.id, deep)


events.LISTENERS.append(hear)


def _happened(rule: Rule, event: Event) -> bool:
    if rule.what == "create":
        return event.what == "create"
    arrived = event.values.get("to", "")
    return rule.what == "arrive" and arrived != "" and arrived == rule.stage and arrived != event.values.get("from")


def holds(rule: Rule, document: Any) -> bool:
    """Whether the conditions of a rule are true of a document."""
    if rule.stage and document.state != rule.stage:
        return False
    if rule.least and getattr(document, AMOUNTS.get(rule.kind, ""), 0) < rule.least:
        return False
    among = separated(rule.source)
    if among and _source(rule, document) not in among:
        return False
    return not rule.discount or any(line.discount > rule.discount for line in document.lines)


def _source(rule: Rule, document: Any) -> str:
    """Where it came from; a quote from where its deal did."""
    return str(getattr(document.deal if rule.kind == "quote" else document, "source", ""))


def _act(session: Session, rule: Rule, document: Any, event: int | None, deep: int) -> None:
    session.info[_DEEP] = deep + 1
    try:
        if not ACTS[rule.action](session, rule, document):
            return
    finally:
        session.info[_DEEP] = deep
    today = clock.today(session)
    session.add(RuleRun(code=rule.code, event_id=event, kind=rule.kind, document=document.id, on=today))


def _plan(session: Session, rule: Rule, document: Any) -> bool:
    """For the owner, about the document; about its deal when it is a quote."""
    about = ("deal", document.deal_id) if rule.kind == "quote" else (rule.kind, document.id)
    activities.plan(
        session,
        SYSTEM,
        kind=rule.activity or "task",
        subject=rule.subject or rule.name,
        due=clock.today(session) + datetime.timedelta(days=rule.due),
        about_kind=about[0],
        about=about[1],
        owner=team.first(session, document.owner),
        by_rule=True,
    )
    return True


def _assign(session: Session, rule: Rule, document: Any) -> bool:
    """To whom the rule names, else to whoever has least to do if nobody has it yet."""
    owner = team.first(session, rule.owner) or ("" if document.owner else leads.least_busy(session))
    if not owner or owner == document.owner:
        return False
    document.owner = owner
    contact = getattr(document, "contact_id", None)
    events.record(session, SYSTEM, rule.kind, document.id, "given", {"reason": owner}, contact=contact)
    return True


def _notify(session: Session, rule: Rule, document: Any) -> bool:
    session.add(
        Notice(
            on=clock.today(session), kind=NOTICE, role=rule.role or "manager", document_kind=rule.kind,
            document=document.id, values={"name": rule.name, "document": _called(rule.kind, document)},
        )
    )  # fmt: skip
    return True


def _called(kind: str, document: Any) -> str:
    """What people know a document by."""
    if kind == "lead":
        return leads.named(document)
    return str(next(filter(None, (getattr(document, name, "") for name in ("name", "subject", "number"))), ""))


ACTS = {"plan": _plan, "assign": _assign, "notify": _notify}


def asks_approval(session: Session, quote: Any) -> bool:
    """Whether a rule wants somebody to look at a quote before it is sent."""
    asking = (rule for rule in rules(session).values() if rule.action == "approve" and rule.kind == "quote")
    return any(_applies(session, rule) and holds(_before(rule), quote) for rule in asking)


def _before(rule: Rule) -> Rule:
    """The conditions of a rule before the document arrives."""
    return Rule(kind=rule.kind, stage="", least=rule.least, source=rule.source, discount=rule.discount)


def stand(session: Session) -> int:
    """Do what rules say about deals that stand in their stage for so long; once for each stay. How many there were."""
    found = [
        (rule, deal)
        for rule in rules(session).values()
        if rule.what == "stands" and _applies(session, rule)
        for deal in _standing(session, rule)
        if holds(rule, deal)
    ]
    for rule, deal in found:
        _act(session, rule, deal, None, MOST_DEEP - 1)
    session.flush()
    return len(found)


def _standing(session: Session, rule: Rule) -> Iterator[Deal]:
    last = clock.today(session) - datetime.timedelta(days=rule.days)
    told = select(RuleRun.id).where(
        RuleRun.code == rule.code, RuleRun.kind == "deal", RuleRun.document == Deal.id, RuleRun.on >= Deal.moved
    )
    wanted = select(Deal).where(Deal.state.in_(deals.OPEN), Deal.moved <= last, ~told.exists()).order_by(Deal.id)
    yield from session.scalars(wanted)


def create(
    session: Session,
    by: Actor,
    *,
    name: str,
    kind: Kind,
    what: What,
    action: Action,
    stage: State | None = None,
    least: Decimal = Decimal(0),
    source: str = "",
    days: int = 0,
    discount: Decimal = Decimal(0),
    activity: Activity = "task",
    subject: str = "",
    due: int = 0,
    owner: str = "",
    role: Role | None = None,
) -> Rule:
    """A rule of the house. `stage` is the state in which the document is; `least` in whole units of the currency,
    `discount` in per cent. Raises Refusal for a rule that could never do anything."""
    last = session.scalar(select(func.max(Rule.id))) or 0
    rule = Rule(
        code=f"own-{last + 1}", name=name.strip(), kind=kind, what=what, action=action, stage=stage or "",
        source=source, least=_least(session, least), days=days, discount=checked_discount(discount), activity=activity,
        subject=subject.strip(), due=due, owner=team.owner(session, owner), role=role or "",
    )  # fmt: skip
    _checked(rule)
    return _kept(session, by, rule, "create")


def _least(session: Session, amount: Decimal) -> int:
    return deals.positive(amount, clock.trial(session).currency)


def change(
    session: Session,
    by: Actor,
    *,
    code: str,
    name: str | None = None,
    stage: State | None = None,
    least: Decimal | None = None,
    source: str | None = None,
    days: int | None = None,
    discount: Decimal | None = None,
    activity: Activity | None = None,
    subject: str | None = None,
    due: int | None = None,
    owner: str | None = None,
    role: Role | None = None,
) -> Rule:
    """What is not given stays. Raises NotFound, or Refusal as `create` does."""
    rule = get(session, code)
    new: dict[str, Any] = {
        "name": name, "stage": stage, "source": source, "days": days, "activity": activity, "subject": subject,
        "due": due, "role": role,
        "least": None if least is None else _least(session, least),
        "discount": None if discount is None else checked_discount(discount),
        "owner": None if owner is None else team.owner(session, owner),
    }  # fmt: skip
    for field, value in new.items():
        if value is not None:
            setattr(rule, field, value.strip() if isinstance(value, str) else value)
    _checked(rule)
    return _kept(session, by, rule, "change")


def switch(session: Session, by: Actor, *, code: str, active: bool = False) -> Rule:
    """On or off. Raises NotFound."""
    rule = get(session, code)
    rule.active = active
    return _kept(session, by, rule, "change")


def get(session: Session, code: str) -> Rule:
    """Raises NotFound."""
    found = rules(session).get(code)
    if found is None:
        raise NotFound("There is no such rule here. Choose one from the list.", field="code")
    return found


def _kept(session: Session, by: Actor, rule: Rule, what: str) -> Rule:
    session.add(rule)
    session.flush()
    events.record(session, by, "rule", rule.id, what)
    return rule


def _checked(rule: Rule) -> None:
    if not rule.name:
        raise Refusal("A name is needed. Enter one.", field="name")
    if rule.what == "arrive" and rule.stage not in machines()[rule.kind].states:
        raise Refusal("Choose the stage in which it arrives.", field="stage")
    if rule.what == "stands" and (rule.kind != "deal" or not 1 <= rule.days <= 1000):
        raise Refusal("Only deals stand in a stage, for 1 to 1,000 days.", field="days")
    if (rule.action == "approve" or rule.discount) and rule.kind != "quote":
        raise Refusal("Discounts and approvals are of quotes. Choose quotes, or something else to do.", field="kind")
    if rule.action == "assign" and rule.kind == "ticket" and not rule.owner:
        raise Refusal("Say to whom tickets are assigned.", field="owner")
    if rule.action == "notify" and not rule.role:
        raise Refusal("Choose the role that is told.", field="role")
    if not 0 <= rule.due <= 1000:
        raise Refusal("Days are from 0 to 1,000 here.", field="due")


def fired(session: Session) -> dict[str, int]:
    """How often each rule did something, by code."""
    rows = session.execute(select(RuleRun.code, func.count()).group_by(RuleRun.code))
    return dict(rows.all())


VERBS = (
    ("rule.create", create, WORKFLOW, ("manager",), "rule"),
    ("rule.change", change, AUTOMATION, ("manager",), "rule"),
    ("rule.switch", switch, AUTOMATION, ("manager",), "rule"),
)
