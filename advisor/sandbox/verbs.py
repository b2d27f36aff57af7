"""Everything that can be done in the sandbox, by name: the one door for pages, programs, demo data and scenarios.

A verb is either a transition of `machines.yaml` (`sale.confirm`, with the document and what its effect asks for) or a
function of a package that makes or changes something else (`sale.create`). Its inputs are those of the function after
session and actor; they are checked against the types of its signature.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict, ValidationError, create_model
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm import Session

from advisor.errors import BadInput, NotFound
from advisor.sandbox.core import states
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.once import Answer, once
from advisor.sandbox.core.refusals import Refusal, WrongRole
from advisor.sandbox.packages import PACKAGES

Act = Callable[..., Any]


@dataclass(frozen=True)
class Verb:
    """`act(session, by, **inputs)` gives the document it made or changed, or nothing. `kind` is the kind of that
    document; `who` are the roles that may, `module` the module that must be on."""

    name: str
    act: Act
    module: str
    who: tuple[str, ...]
    kind: str = ""

    @cached_property
    def inputs(self) -> type[BaseModel]:
        """The fields that must or may be given."""
        return _model(self.name, self.act, skip=2)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_max_length=2000)


def _model(name: str, function: Act, skip: int, **first: Any) -> type[BaseModel]:
    hints = get_type_hints(function)
    fields: dict[str, Any] = {
        key: (hints[key], ... if one.default is inspect.Parameter.empty else one.default)
        for key, one in list(inspect.signature(function).parameters.items())[skip:]
        if one.kind is not inspect.Parameter.VAR_KEYWORD
    }
    made: type[BaseModel] = create_model(name, __base__=_Strict, **(first | fields))
    return made


@dataclass(frozen=True)
class Change(Verb):
    """A transition of a document."""

    do: str = ""

    @cached_property
    def inputs(self) -> type[BaseModel]:
        step = states.machines()[self.kind].transition(self.do)
        function = states.EFFECTS[step.effect] if step.effect else _nothing
        return _model(self.name, function, skip=3, document=(int, ...))


def _nothing(session: Session, document: Any, by: Actor) -> None:
    """A transition that only changes the state."""


@cache
def verbs() -> Mapping[str, Verb]:
    """All verbs by name."""
    found = {verb.name: verb for verb in _listed()}
    for kind, machine in states.machines().items():
        for step in machine.transitions:
            if step.who:
                name = f"{kind}.{step.do}"
                found[name] = Change(name, _nothing, step.module or machine.module, step.who, kind, step.do)
    return found


def _listed() -> list[Verb]:
    """The verbs that are no transitions, each package its own list."""
    return [Verb(*row) for package in PACKAGES for row in getattr(package, "VERBS", ())]


def run(session: Session, name: str, entered: Mapping[str, Any], by: Actor, key: str = "") -> Answer:
    """Do it and say what came of it: {"kind", "id"} of the document, empty when there is none.

    With a key the same request does it once. Raises BadInput for inputs that cannot be used (the first one, with its
    field), Refusal, WrongRole, ModuleOff or NotFound; the caller's transaction must then be rolled back.
    """
    verb = verbs().get(name)
    if verb is None:
        raise NotFound("There is no action with this name.", field="verb")
    inputs = check(verb, entered)

    def act() -> Answer:
        done = _done(session, verb, inputs, by)
        session.flush()
        return {} if done is None else {"kind": verb.kind, "id": done.id}

    try:
        return once(session, key, name, act) if key else act()
    except (DataError, OverflowError) as error:
        raise BadInput("Something entered is too long or too large to be kept. Shorten it.") from error
    except IntegrityError as error:
        if "unique" not in str(error.orig).lower():
            raise
        raise Refusal("Somebody did the same at the same moment. Look at it, then try again.") from error


def _done(session: Session, verb: Verb, inputs: dict[str, Any], by: Actor) -> Any:
    if isinstance(verb, Change):
        values = {name: value for name, value in inputs.items() if name != "document"}
        return states.fire(session, verb.kind, inputs["document"], verb.do, by, **values)
    if not by.may(verb.who):
        raise WrongRole("This is not done in the role in which you act. Choose another role.")
    states.need_module(session, verb.module)
    return verb.act(session, by, **inputs)


def check(verb: Verb, entered: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs with their types. Raises BadInput."""
    try:
        made = verb.inputs.model_validate(dict(entered))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, first["loc"]))
        if first["type"] == "missing":
            raise BadInput("{field} is missing. Fill it in.", field=field, values={"field": field}) from error
        raise BadInput("{field} cannot be used as it is. Correct it.", field=field, values={"field": field}) from error
    found = {name: getattr(made, name) for name in type(made).model_fields}
    for field, value in found.items():
        if isinstance(value, str) and "\0" in value:  # a text of PostgreSQL cannot hold it
            raise BadInput("{field} cannot be used as it is. Correct it.", field=field, values={"field": field})
    return found
