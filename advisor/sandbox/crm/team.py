"""Who works with customers."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from advisor.errors import NotFound
from advisor.sandbox.core import events
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import Refusal
from advisor.sandbox.crm.tables import Member

Role = Literal["sales", "marketing", "service", "manager"]


def create(session: Session, by: Actor, *, name: str, role: Role, level: int = 1, email: str = "") -> Member:
    """Somebody new. Raises Refusal for a name that is missing or taken: owners are known by their names."""
    known = name.strip()
    if not known:
        raise Refusal("A name is needed. Enter one.", field="name")
    if session.scalars(select(Member.id).where(Member.name == known)).first() is not None:
        raise Refusal("{name} works here already. Choose another name.", values={"name": known}, field="name")
    made = Member(name=known, role=role, level=_level(level), email=email.strip())
    session.add(made)
    session.flush()
    events.record(session, by, "member", made.id, "create")
    return made


def change(
    session: Session,
    by: Actor,
    *,
    member: int,
    role: Role | None = None,
    level: int | None = None,
    email: str | None = None,
    active: bool | None = None,
) -> Member:
    """What is not given stays. Who left keeps what they own until somebody else takes it."""
    found = session.get(Member, member, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("There is no such document here. It may have been removed by a reset.")
    given = {"role": role, "level": None if level is None else _level(level), "email": email, "active": active}
    changed = [name for name, value in given.items() if value is not None and value != getattr(found, name)]
    for name in changed:
        setattr(found, name, given[name])
    if changed:
        events.record(session, by, "member", found.id, "change", {"fields": changed})
    return found


def _level(level: int) -> int:
    if not 1 <= level <= 9:
        raise Refusal("A level is a number from 1 to 9.", field="level")
    return level


def owner(session: Session, name: str) -> str:
    """The name, if somebody who works here has it; empty stays empty. Raises Refusal for anybody else."""
    known = name.strip()
    if known and not _works_here(session, known):
        raise Refusal(
            "Nobody with the name {name} works here. Choose one from the list.", values={"name": known}, field="owner"
        )
    return known


def first(session: Session, *names: str) -> str:
    """The first of the names that somebody has who works here; empty when none."""
    return next((name for name in names if name and _works_here(session, name)), "")


def _works_here(session: Session, name: str) -> bool:
    wanted = select(Member.id).where(Member.name == name, Member.active)
    return session.scalars(wanted).first() is not None


def active(session: Session, role: str = "") -> list[Member]:
    """Who works here, in the order in which they came; of one role, or all."""
    wanted = select(Member).where(Member.active).order_by(Member.id)
    return list(session.scalars(wanted.where(Member.role == role) if role else wanted))


VERBS = (
    ("member.create", create, "crm-contacts", ("sales", "marketing", "service"), "member"),
    ("member.change", change, "crm-contacts", ("sales", "marketing", "service"), "member"),
)
