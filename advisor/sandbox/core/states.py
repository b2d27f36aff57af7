"""State machines of documents: read from `machines.yaml` of each half, checked, and the only way a state changes.

Effects and guards are plain functions that the packages which own the documents register under the names of the file.
An effect gets the session, the document, who acts, and what was entered; where the file leaves several next states
open it returns the one it chose. A guard refuses by raising `Refusal`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, field_validator
from sqlalchemy import select, true
from sqlalchemy.orm import Mapped, Session
from sqlalchemy.orm.interfaces import ORMOption

from advisor.errors import NotFound
from advisor.sandbox.core import clock, events
from advisor.sandbox.core.actors import ROLES, Actor
from advisor.sandbox.core.reading import read_yaml
from advisor.sandbox.core.refusals import ModuleOff, Refusal, WrongRole
from advisor.sandbox.core.tables import Trial

FOLDER = Path(__file__).parents[1]  # each half keeps the machines of its documents in a file of its own


class Transition(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    do: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    who: tuple[str, ...]
    guards: tuple[str, ...] = ()
    effect: str = ""
    module: str = ""

    @field_validator("source", "target", mode="before")
    @classmethod
    def one_or_several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class Machine(BaseModel):
    """One document: its states, and what leads from one to the other."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: str
    module: str
    prefix: str
    states: tuple[str, ...]
    computed: dict[str, str] = {}
    final: tuple[str, ...]
    initial: str
    transitions: tuple[Transition, ...]

    def transition(self, do: str) -> Transition:
        return next(one for one in self.transitions if one.do == do)


class Stateful(Protocol):
    """A row that is a document. `number` is empty until it has one."""

    id: Mapped[int]
    state: Mapped[str]


Effect = Callable[..., str | None]
Guard = Callable[[Session, Any], None]
F = TypeVar("F", bound=Callable[..., Any])

MODELS: dict[str, type[Any]] = {}
_MADE = "documents made in this transaction"
_ALONE = "nobody else knows these books"
LOADS: dict[str, tuple[ORMOption, ...]] = {}  # what is read along with a document
EFFECTS: dict[str, Effect] = {}
GUARDS: dict[str, Guard] = {}


@cache
def machines() -> dict[str, Machine]:
    """All machines by the document they belong to."""
    files = [FOLDER / part / "machines.yaml" for part in ("core", "crm")]
    raw = {kind: one for file in files for kind, one in read_yaml(file).items()}
    return {kind: Machine(kind=kind, **_named(value)) for kind, value in raw.items()}


def _named(raw: dict[str, Any]) -> dict[str, Any]:
    """`from` and `to` are words of Python or of the reader; inside they are source and target."""
    names = {"from": "source", "to": "target"}
    steps = [{names.get(key, key): value for key, value in step.items()} for step in raw["transitions"]]
    return {**raw, "transitions": steps}


def effect(name: str) -> Callable[[F], F]:
    """The function is what `machines.yaml` calls `name`."""

    def register(function: F) -> F:
        assert name not in EFFECTS, name
        EFFECTS[name] = function
        return function

    return register


def guard(name: str, kind: str = "") -> Callable[[F], F]:
    """The function is the guard `name`, for all documents or for those of one kind."""

    def register(function: F) -> F:
        GUARDS[f"{kind}.{name}" if kind else name] = function
        return function

    return register


def guard_of(kind: str, name: str) -> Guard:
    return GUARDS.get(f"{kind}.{name}") or GUARDS[name]


def load(session: Session, kind: str, id: int, *, lock: bool = False) -> Any:
    """The document; with `lock` nobody else can change it until the transaction ends. Raises NotFound."""
    model = MODELS[kind]
    lock = lock and _ALONE not in session.info
    found = _own(session, kind, id) or (
        _locked(session, model, kind, id) if lock else session.get(model, id, options=LOADS.get(kind, ()))
    )
    if found is None or _is_another(found, kind):
        raise NotFound("There is no such document here. It may have been removed by a reset.")
    return found


def _is_another(document: Any, kind: str) -> bool:
    """Whether it is one of the other documents that its table holds. Elsewhere a column `kind` says something else."""
    own = getattr(document, "kind", kind)
    return own != kind and MODELS.get(own) is MODELS[kind]


def alone(session: Session) -> None:
    """Say that these books are being made and nobody else has them yet, so that nothing need be locked."""
    session.info[_ALONE] = True


def made(session: Session, kind: str, document: Any) -> None:
    """Say that this transaction made a document: nobody else can know it, so that it need not be locked and read again
    for what follows at once."""
    session.info.setdefault(_MADE, {})[kind, document.id] = (session.get_transaction(), document)


def _own(session: Session, kind: str, id: int) -> Any:
    """A document that this transaction made and did not take back."""
    known = session.info.get(_MADE, {}).get((kind, id))
    if known is None or known[0] is not session.get_transaction() or known[1] not in session:
        return None
    return known[1]


def _locked(session: Session, model: type[Any], kind: str, id: int) -> Any:
    """The row as it is once nobody else holds it; what is read along with it is not locked. The row of the trial comes
    with it when the session has not read it yet."""
    alone = "trial" in session.info
    wanted = select(model) if alone else select(model, Trial).join(Trial, true())
    row = session.execute(
        wanted.where(model.id == id)
        .options(*LOADS.get(kind, ()))
        .with_for_update(of=model)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return None
    if not alone:
        session.info["trial"] = row[1]
    return row[0]


def fire(session: Session, kind: str, id: int, do: str, by: Actor, **entered: Any) -> Any:
    """Do `do` with a document and give it back. Raises Refusal, WrongRole, ModuleOff or NotFound.

    The row is locked first, so of two who do the same at once the second finds the state already changed.
    """
    step = machines()[kind].transition(do)
    document = load(session, kind, id, lock=True)
    permit(session, step, machines()[kind], by)
    if document.state not in step.source:
        raise Refusal(
            "This cannot be done in the state it is in now. Somebody may have gone on with it; load the page again.",
            values={"state": document.state, "do": do},
        )
    for name in step.guards:
        guard_of(kind, name)(session, document)
    before = document.state
    chosen = EFFECTS[step.effect](session, document, by, **entered) if step.effect else None
    document.state = chosen if chosen is not None else step.target[0]
    assert document.state in step.target, (kind, do, document.state)
    events.record(
        session,
        by,
        kind,
        document.id,
        do,
        {"from": before, "to": document.state},
        party=getattr(document, "party_id", None),
        contact=getattr(document, "contact_id", None),
    )
    session.flush()
    return document


def permit(session: Session, step: Transition, machine: Machine, by: Actor) -> None:
    """Raises WrongRole or ModuleOff when the transition is not for `by` or not in this trial."""
    if by.role != "system" and not (by.may(step.who) and step.who):
        raise WrongRole("This is not done in the role in which you act. Choose another role at the top of the page.")
    need_module(session, step.module or machine.module)


def need_module(session: Session, module: str) -> None:
    """Raises ModuleOff when the trial runs without `module`."""
    switched_on = clock.trial(session).modules
    if module and switched_on and module not in switched_on:
        raise ModuleOff("The module that does this is switched off in this sandbox.", values={"module": module})


def offers(session: Session, document: Any, kind: str, by: Actor) -> Iterator[Transition]:
    """What `by` can do with the document in its state, guards not asked: they say why not when it is tried."""
    switched_on = clock.trial(session).modules
    for step in machines()[kind].transitions:
        needed = step.module or machines()[kind].module
        allowed = bool(step.who) and by.may(step.who) and (not switched_on or needed in switched_on)
        if allowed and document.state in step.source:
            yield step


@dataclass(frozen=True)
class Flaw:
    """Something wrong with a machine."""

    kind: str
    message: str


def flaws(found: dict[str, Machine]) -> list[Flaw]:
    """What is wrong with the machines: states not reached or not left, roles and functions that are unknown."""
    return [Flaw(kind, message) for kind, machine in found.items() for message in _flaws(machine)]


def _flaws(machine: Machine) -> Iterator[str]:
    reached, open_ends = {machine.initial}, {s for step in machine.transitions for s in step.source}
    for _ in machine.states:
        reached |= {t for step in machine.transitions if reached & set(step.source) for t in step.target}
    named = {s for step in machine.transitions for s in (*step.source, *step.target)}
    for state in machine.states:
        if state not in reached:
            yield f"the state {state} is not reached"
        if state not in machine.final and state not in open_ends:
            yield f"the state {state} has no way out"
    for state in sorted((named | set(machine.final) | set(machine.computed.values())) - set(machine.states)):
        yield f"the state {state} is not in the list of states"
    for step in machine.transitions:
        yield from _wrong_names(machine.kind, step)


def _wrong_names(kind: str, step: Transition) -> Iterator[str]:
    for role in set(step.who) - set(ROLES):
        yield f"{step.do}: the role {role} is unknown"
    for name in step.guards:
        if f"{kind}.{name}" not in GUARDS and name not in GUARDS:
            yield f"{step.do}: the guard {name} does not exist"
    if step.effect and step.effect not in EFFECTS:
        yield f"{step.do}: the effect {step.effect} does not exist"
    if len(step.target) > 1 and not step.effect:
        yield f"{step.do}: several next states and no effect that chooses"
