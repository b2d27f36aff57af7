"""A form as it was sent: what stands in its fields, and what that means to the verb."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from advisor.errors import AdvisorError, BadInput
from advisor.language import separated
from advisor.sandbox.core.states import machines
from web.sandbox import choosing, registry
from web.sandbox.shapes import Shape, shapes
from web.sandbox.typed import day, decimal

MOST_ROWS = 100
MOST_SIGNS = 2000
KEY_SIGNS = 80
TEXTS = frozenset({"text", "long", "code", "country", "currency"})


@dataclass(frozen=True)
class Posted:
    """`typed` are the fields as they were typed, `lines.0.quantity` the one of a line; `rows` says how many rows of
    lines there are. `key` makes sure that it is done once. `more` names the lines of which another row is wanted."""

    verb: str
    typed: Mapping[str, str]
    rows: Mapping[str, int] = field(default_factory=dict)
    key: str = ""
    more: str = ""

    @property
    def transition(self) -> bool:
        kind, _, do = self.verb.partition(".")
        machine = machines().get(kind)
        return machine is not None and any(step.do == do for step in machine.transitions)

    @property
    def document(self) -> int:
        """The document that the form is about; 0 when none is named."""
        text = self.typed.get("document", "") or self.typed.get(self.verb.partition(".")[0], "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def read(verb: str, form: FormData) -> Posted:
    typed = {key: value[:MOST_SIGNS].replace("\0", "") for key, value in form.items() if isinstance(value, str)}
    for shape in shapes(verb):
        if shape.widget == "list":  # a text with commas, or a box for each
            typed[shape.name] = ", ".join(one for one in form.getlist(shape.name) if isinstance(one, str))[:MOST_SIGNS]
    rows = {shape.name: _rows(typed.get(f"rows.{shape.name}", "")) for shape in shapes(verb) if shape.widget == "lines"}
    more = typed.get("more", "")
    if more in rows:
        rows[more] = min(rows[more] + 1, MOST_ROWS)
    return Posted(verb, typed, rows, typed.get("key", "")[:KEY_SIGNS] or secrets.token_urlsafe(12), more)


def _rows(text: str) -> int:
    return min(int(text), MOST_ROWS) if text.isascii() and text.isdecimal() and len(text) < 5 else 0


def entered(session: Session, posted: Posted, language: str) -> dict[str, Any]:
    """The inputs of the verb; what is left empty is left out. Raises BadInput for the first that cannot be read."""
    clears = registry.form(posted.verb).clears
    reader = _Reader(session, posted, language, TEXTS if clears else frozenset())
    found: dict[str, Any] = {}
    for shape in shapes(posted.verb):
        if shape.widget == "lines":
            rows = filled_rows(posted, shape)
            if rows or shape.required:
                found[shape.name] = [reader.values(shape.shapes, f"{shape.name}.{number}.") for number in rows]
        else:
            found |= reader.values((shape,), "")
    return found


@dataclass(frozen=True)
class _Reader:
    session: Session
    posted: Posted
    language: str
    cleared: frozenset[str]  # widgets that send an empty text

    def values(self, fields: tuple[Shape, ...], before: str) -> dict[str, Any]:
        """The values of fields by their names, which stand in the form with `before` in front of them."""
        found = {shape.name: self.value(shape, before + shape.name) for shape in fields}
        return {name: value for name, value in found.items() if value is not None}

    def value(self, shape: Shape, name: str) -> Any:
        typed = self.posted.typed.get(name)
        if typed is not None and not typed.strip() and not shape.required and shape.widget in self.cleared:
            return ""
        code = self.posted.typed.get(f"{name}.code", "").strip()
        if shape.widget == "row" and code:
            return self.coded(shape, name, code)
        return value_of(shape, self.posted.typed.get(name, ""), self.language, name)

    def coded(self, shape: Shape, name: str, code: str) -> int:
        reference = choosing.reference(shape.reference)
        found = choosing.find(self.session, reference, code) if reference else None
        if found is None:
            raise BadInput("Nothing has the code {code}. Look it up in its list.", values={"code": code}, field=name)
        return found


def filled_rows(posted: Posted, shape: Shape) -> list[int]:
    """The numbers of the rows in which something was typed. What a list offers first says nothing by itself."""
    asked = [one.name for one in shape.shapes if one.widget not in ("select", "tick", "hidden", "fixed")] or ["*"]
    return [
        number
        for number in range(posted.rows.get(shape.name, 0))
        if asked == ["*"] or any(_typed(posted, f"{shape.name}.{number}.{name}") for name in asked)
    ]


def _typed(posted: Posted, name: str) -> bool:
    return bool(posted.typed.get(name, "").strip() or posted.typed.get(f"{name}.code", "").strip())


def value_of(shape: Shape, text: str, language: str, name: str) -> Any:
    """The value of a field; None when it is left empty. Raises BadInput with the name of the field."""
    if shape.widget == "tick":
        return bool(text)
    text = text.strip()
    if not text:
        return None
    if shape.widget == "date":
        found = day(text)
        if found is None:
            raise BadInput("This is no day. Write it as 2026-03-31.", field=name)
        return found
    if shape.widget == "list":
        parts = separated(text)
        return [_whole(part, language, name) for part in parts] if shape.whole else parts
    if shape.widget in ("number", "row", "hidden", "fixed") and not shape.choices:
        return _whole(text, language, name)
    if shape.widget == "decimal":
        return _decimal(text, language, name)
    return _choice(shape, text)


def _choice(shape: Shape, text: str) -> Any:
    """A word of a list; numbers that are choices stay numbers."""
    numbers = shape.choices and all(one.lstrip("-").isdecimal() for one in shape.choices)
    return int(text) if numbers and text.lstrip("-").isdecimal() else text


def _decimal(text: str, language: str, name: str) -> Decimal:
    found = decimal(text, language)
    if found is None:
        raise BadInput("This is no number. Write it in digits, such as 12 or 2.5.", field=name)
    return found


def _whole(text: str, language: str, name: str) -> int:
    found = _decimal(text, language, name)
    if found != found.to_integral_value():
        raise BadInput("Give a whole number.", field=name)
    return int(found)


def located(posted: Posted, error: AdvisorError) -> str:
    """The name of the field that an error is about: lines are counted without empty rows by whoever raises it. A field
    that is named without its line is looked for in the lines. Empty when the form has no such field."""
    name = error.field or ""
    whole = {shape.name: shape for shape in shapes(posted.verb)}
    first, _, rest = name.partition(".")
    if first in whole and whole[first].widget == "lines" and rest:
        number, _, inner = rest.partition(".")
        filled = filled_rows(posted, whole[first])
        place = int(number) if number.isdecimal() else 0
        return f"{first}.{filled[place] if place < len(filled) else place}.{inner}"
    if first in whole:
        return first
    for shape in whole.values():
        filled = filled_rows(posted, shape) if shape.widget == "lines" else []
        if len(filled) == 1 and any(one.name == name for one in shape.shapes):
            return f"{shape.name}.{filled[0]}.{name}"
    return ""
