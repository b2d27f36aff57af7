"""What a verb asks for, as fields of a form: found from the types of its inputs and from what is declared."""

from __future__ import annotations

import datetime
import types
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from advisor.sandbox.verbs import verbs
from web.sandbox import choosing, registry
from web.sandbox.declared import Asked

_PLAIN: dict[Any, str] = {bool: "tick", Decimal: "decimal", int: "number", datetime.date: "date", str: "text"}


@dataclass(frozen=True)
class Shape:
    """A field of a form. `widget` as in `declared.Asked`, row and select are both chosen from a list: `reference` or
    `coded` say of which rows, `choices` of which words. `shapes` are the fields of a line."""

    name: str
    widget: str
    required: bool
    entry: Asked
    reference: str = ""
    choices: tuple[str, ...] = ()
    shapes: tuple[Shape, ...] = ()
    whole: bool = False  # a list of whole numbers
    default: Any = None


@cache
def shapes(verb: str) -> tuple[Shape, ...]:
    """The fields in their order: declared ones first, then the rest. Raises KeyError for a verb that is none."""
    spec = registry.form(verb)
    entries = {entry.name: entry for entry in spec.entries}
    fields = {name: info for name, info in verbs()[verb].inputs.model_fields.items() if name not in spec.hidden}
    order = [*(name for name in entries if name in fields), *(name for name in fields if name not in entries)]
    found = []
    for name in order:
        entry = entries.get(name, Asked(name, more=bool(entries) and not fields[name].is_required()))
        found.append(_shape(name, fields[name], entry))
    return tuple(found)


def _shape(name: str, info: FieldInfo, entry: Asked) -> Shape:
    bare = _bare(info.annotation)
    required, default = info.is_required(), None if info.is_required() else info.get_default(call_default_factory=True)
    widget = entry.widget or _widget(name, bare, entry)
    return Shape(
        name,
        widget,
        required,
        entry,
        (entry.reference or name) if widget in ("row", "code") else "",
        tuple(str(one) for one in get_args(bare)) if get_origin(bare) is Literal else (),
        _of_line(bare, entry) if widget == "lines" else (),
        widget == "list" and get_args(bare)[:1] == (int,),
        default,
    )


def _bare(annotation: Any) -> Any:
    """The type without `| None`."""
    if get_origin(annotation) in (Union, types.UnionType):
        return next(one for one in get_args(annotation) if one is not type(None))
    return annotation


def _widget(name: str, bare: Any, entry: Asked) -> str:
    if name == "document":
        return "hidden"
    if get_origin(bare) is Literal:
        return "select"
    if get_origin(bare) in (list, tuple):
        inner = get_args(bare)[0]
        return "lines" if isinstance(inner, type) and issubclass(inner, BaseModel) else "list"
    if bare is int and choosing.reference(entry.reference or name) is not None:
        return "row"
    if bare is str and name in choosing.CODED:
        return "code"
    if bare is str and name in ("currency", "country"):
        return name
    return _PLAIN.get(bare, "text")


def _of_line(bare: Any, entry: Asked) -> tuple[Shape, ...]:
    model: type[BaseModel] = get_args(bare)[0]
    declared = {one.name: one for one in entry.entries}
    order = [*(n for n in declared if n in model.model_fields), *(n for n in model.model_fields if n not in declared)]
    return tuple(_shape(name, model.model_fields[name], declared.get(name, Asked(name))) for name in order)
