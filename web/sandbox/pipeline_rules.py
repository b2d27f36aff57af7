"""Rules of the house in words, with how often each did something, and a way to switch and change them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from babel.numbers import get_currency_precision

from advisor.errors import mark
from advisor.sandbox.crm import workflow
from advisor.sandbox.crm.pipeline_tables import Rule
from web.sandbox import labels
from web.sandbox.asking import written
from web.sandbox.cells import Cell
from web.sandbox.chrome import href, writer
from web.sandbox.pages import Place
from web.sandbox.tables import offer
from web.sandbox.visit import Visit


@dataclass(frozen=True)
class Said:
    """What a rule hears, on which conditions, and what it does."""

    when: str
    conditions: tuple[str, ...]
    then: str


@dataclass(frozen=True)
class RuleRow:
    """`fired` leads to what it did; `change` is empty when the role may not."""

    code: str
    name: Cell
    said: Said
    fired: Cell
    active: bool
    change: str


@dataclass(frozen=True)
class RulesData:
    rows: tuple[RuleRow, ...]
    may: bool
    create: Place | None
    key: str


def rules(visit: Visit) -> RulesData:
    fired = workflow.fired(visit.session)
    may = visit.actor.may(("manager",))
    rows = tuple(_row(visit, rule, fired.get(code, 0), may) for code, rule in workflow.rules(visit.session).items())
    return RulesData(rows, may, offer(visit, "rule.create"), visit.key())


def _row(visit: Visit, rule: Rule, count: int, may: bool) -> RuleRow:
    runs = f"{visit.base}/l/rule-runs?{urlencode({'q': rule.code})}" if count else ""
    return RuleRow(
        rule.code,
        Cell(rule.name, href(visit, "rule", rule.id) if rule.id else ""),
        said(visit, rule),
        Cell(writer(visit).text("number", count), runs, end=True),
        rule.active,
        f"{visit.base}/new/rule.change?{urlencode(_typed(visit, rule))}" if may else "",
    )


def _typed(visit: Visit, rule: Rule) -> dict[str, str]:
    """A rule as its form would be filled in."""
    names = ("code", "name", "stage", "source", "days", "activity", "subject", "due", "owner", "role")
    amounts = {
        "least": Decimal(rule.least).scaleb(-get_currency_precision(visit.currency)),
        "discount": Decimal(rule.discount) / 100,
    }
    found = {name: getattr(rule, name) for name in names} | amounts
    return {name: text for name, value in found.items() if (text := written(value, visit.language)) not in ("", "0")}


def said(visit: Visit, rule: Rule) -> Said:
    """A rule in words."""
    words, kind = visit.words, labels.kind(rule.kind, visit.words)
    stage = labels.state(rule.kind, rule.stage, words) if rule.stage else ""
    days = writer(visit).text("number", rule.days)
    when = {
        "create": words(mark("{kind} is entered")).format(kind=kind),
        "arrive": words(mark("{kind} comes to the stage {stage}")).format(kind=kind, stage=stage),
        "stands": words(mark("{kind} stands in its stage for {days} days")).format(kind=kind, days=days),
    }[rule.what]
    return Said(when, tuple(_conditions(visit, rule, stage)), _then(visit, rule))


def _conditions(visit: Visit, rule: Rule, stage: str) -> Iterator[str]:
    write, words = writer(visit), visit.words
    if stage and rule.what != "arrive":
        yield words(mark("Stage: {stage}")).format(stage=stage)
    if rule.least:
        amount = f"{write.text('money', rule.least)} {visit.currency}"
        yield words(mark("Amount: {amount} or more")).format(amount=amount)
    if rule.source:
        yield words(mark("Where from: {source}")).format(source=rule.source)
    if rule.discount:
        share = write.cell("percent", rule.discount / 10_000).text
        yield words(mark("Discount: more than {share}")).format(share=share)


def _then(visit: Visit, rule: Rule) -> str:
    words, write = visit.words, writer(visit)
    if rule.action == "plan":
        sentence = mark("Plan for its owner: {subject} ({activity}), due in {days} days")
        activity = labels.choice(rule.activity or "task", words)
        subject = rule.subject or rule.name
        return words(sentence).format(subject=subject, activity=activity, days=write.text("number", rule.due))
    if rule.action == "assign":
        if rule.owner:
            return words(mark("Assign it to {owner}")).format(owner=rule.owner)
        return words(mark("Assign it to whoever has least to do"))
    if rule.action == "notify":
        return words(mark("Tell {role}")).format(role=labels.role(rule.role or "manager", words))
    return words(mark("It waits until the manager approves it"))
