"""Projects: work for a customer between two days, with planned cost and milestones."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock, events, numbers
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.core.states import MODELS, guard, load
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.people.inputs import amount, in_order, row
from advisor.sandbox.people.tables import Milestone, Project, Task
from advisor.sandbox.trade.tables import Invoice, InvoiceLine

MODELS |= {"project": Project, "milestone": Milestone}

GONE = ("cancelled", "reversed")  # an invoice in these states bills nothing


def create(
    session: Session,
    by: Actor,
    *,
    name: str,
    party: int,
    last: datetime.date,
    first: datetime.date | None = None,
    billing: Literal["milestone", "time"] = "milestone",
    product: int | None = None,
    rate: Decimal = Decimal(0),
    budget: Decimal = Decimal(0),
) -> Project:
    """A project for a customer. `product` is the service its invoices name, `rate` the price of an hour, `budget` the
    planned cost."""
    if not name.strip():
        raise Refusal("A name is needed. Enter one.", field="name")
    begin = first or clock.today(session)
    in_order(begin, last)
    project = Project(
        name=name.strip(),
        party_id=_customer(session, party).id,
        billing=billing,
        product_id=_service(session, product),
        rate=amount(session, rate, "rate"),
        budget=amount(session, budget, "budget"),
        first=begin,
        last=last,
    )
    project.number = numbers.text("PJ", numbers.draw(session, "project", clock.today(session)))
    session.add(project)
    session.flush()
    events.record(session, by, "project", project.id, "create", party=party)
    return project


def change(
    session: Session,
    by: Actor,
    *,
    project: int,
    name: str | None = None,
    first: datetime.date | None = None,
    last: datetime.date | None = None,
    product: int | None = None,
    rate: Decimal | None = None,
    budget: Decimal | None = None,
) -> Project:
    """Change what is given."""
    found = active(session, project, lock=True)
    found.name = name.strip() if name and name.strip() else found.name
    found.first, found.last = first or found.first, last or found.last
    in_order(found.first, found.last)
    found.product_id = found.product_id if product is None else _service(session, product)
    found.rate = found.rate if rate is None else amount(session, rate, "rate")
    found.budget = found.budget if budget is None else amount(session, budget, "budget")
    events.record(session, by, "project", found.id, "change", party=found.party_id)
    return found


def milestone(
    session: Session,
    by: Actor,
    *,
    project: int,
    name: str,
    amount: Decimal,
    on: datetime.date,
    task: int | None = None,
) -> Milestone:
    """Something the customer pays for when it is reached: when its task is done, or on its day if it has no task."""
    found = active(session, project)
    if not name.strip():
        raise Refusal("A name is needed. Enter one.", field="name")
    if amount <= 0:
        raise Refusal("The amount is above nought. Correct it.", field="amount")
    if task is not None and row(session, Task, task, "task").project_id != found.id:
        raise Refusal("This task belongs to another project. Choose one of this project.", field="task")
    made = Milestone(
        project_id=found.id, name=name.strip(), amount=_amount(session, amount, "amount"), on=on, task_id=task
    )
    session.add(made)
    session.flush()
    events.record(session, by, "project", found.id, "milestone", {"name": made.name}, party=found.party_id)
    return made


_amount = amount  # the parameter of milestone has the same name


def remove_milestone(session: Session, by: Actor, *, milestone: int) -> None:
    """Take a milestone away that was not billed."""
    found = row(session, Milestone, milestone, "milestone", lock=True)
    if found.id in billed_milestones(session, [found.project_id]):
        raise Refusal("This milestone is on an invoice. Cancel or reverse the invoice first.", field="milestone")
    events.record(session, by, "project", found.project_id, "remove_milestone", {"name": found.name})
    session.delete(found)


def active(session: Session, project: int, *, lock: bool = False) -> Project:
    """A project that still changes. Raises NotFound or Refusal."""
    found = row(session, Project, project, "project", lock=lock)
    if found.state not in ("draft", "running"):
        raise Refusal("{project} is closed. Open it again first.", values={"project": found.name}, field="project")
    return found


def billed_milestones(session: Session, projects: Sequence[int]) -> set[int]:
    """Milestones that are on an invoice which was not cancelled or reversed."""
    wanted = (
        select(Milestone.id)
        .join(InvoiceLine, InvoiceLine.id == Milestone.invoice_line_id)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(Milestone.project_id.in_(projects), Invoice.state.not_in(GONE))
    )
    return set(session.scalars(wanted))


def _customer(session: Session, party: int) -> Party:
    found: Party = load(session, "party", party)
    if not found.customer:
        raise Refusal("{name} is no customer. Choose a customer.", values={"name": found.name}, field="party")
    return found


def _service(session: Session, product: int | None) -> int | None:
    if product is None:
        return None
    found = row(session, Product, product, "product")
    if found.kind != "service":
        raise Refusal("{product} is no service. Choose one.", values={"product": found.name}, field="product")
    return found.id


@guard("tasks_done", "project")
def tasks_done(session: Session, project: Project) -> None:
    """Raises Refusal while tasks are open."""
    wanted = select(func.count()).where(Task.project_id == project.id, Task.state.in_(("open", "running")))
    count = session.scalar(wanted) or 0
    if count:
        first = select(Task.name).where(Task.project_id == project.id, Task.state.in_(("open", "running")))
        raise Refusal(
            "Tasks are open: {count}, such as {task}. Finish or cancel them first.",
            values={"count": count, "task": session.scalars(first.order_by(Task.id).limit(1)).one()},
        )


VERBS = (
    ("project.create", create, "erp-projects", ("sales", "people"), "project"),
    ("project.change", change, "erp-projects", ("sales", "people"), "project"),
    ("milestone.create", milestone, "erp-projects", ("sales",), "milestone"),
    ("milestone.remove", remove_milestone, "erp-projects", ("sales",), ""),
)
