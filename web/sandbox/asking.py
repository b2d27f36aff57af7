"""Forms of verbs as they are shown: with labels, choices, first values, and what is wrong with what was sent."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_name

from advisor.errors import AdvisorError, BadInput, mark
from advisor.language import country_names, locale
from advisor.sandbox.verbs import verbs
from web.forms import sentence
from web.sandbox import choosing, labels, registry
from web.sandbox.declared import FormSpec, Reference
from web.sandbox.pages import Choosable, Control, Form
from web.sandbox.posted import Posted, located
from web.sandbox.shapes import Shape, shapes
from web.sandbox.typed import shown_day, shown_decimal
from web.sandbox.visit import Visit

CURRENCIES = ("EUR", "USD", "GBP", "CHF", "UAH", "RUB", "CNY", "IRR", "PLN", "TRY", "JPY")
MISSING = mark("{field} is missing. Fill it in.")
UNUSABLE = mark("{field} cannot be used as it is. Correct it.")


def form_of(
    visit: Visit,
    verb: str,
    document: Any = None,
    refused: tuple[Posted, AdvisorError | None] | None = None,
    *,
    primary: bool = False,
) -> Form:
    """The form of a verb: as it was sent when it was refused, else with first values. Raises NotFound."""
    spec, known = registry.form(verb), verbs()[verb]
    posted, error = refused or (begun(visit, spec, document), None)
    at = located(posted, error) if error else ""
    at = "" if at in {shape.name for shape in shapes(verb) if shape.widget == "hidden"} else at
    said = _said(visit, posted, error, at) if error else ""
    maker = _Maker(visit, posted, at, said)
    controls = tuple(maker.control(shape, shape.name) for shape in shapes(verb))
    words = visit.words
    plain_title = labels.transition(known.kind, verb.partition(".")[2], words)
    title = words(spec.title) if spec.title else plain_title
    return Form(
        verb,
        f"{visit.base}/do/{verb}",
        title,
        words(spec.about) if spec.about else "",
        words(spec.button) if spec.button else (title if posted.transition else words("Save")),
        posted.key,
        controls,
        said if not at else "",
        words(spec.ask) if spec.ask else "",
        primary,
        refused is not None,
    )


def begun(visit: Visit, spec: FormSpec, document: Any = None) -> Posted:
    """The form before anything was typed: defaults, then what is declared, then what the address brings along."""
    kind = spec.verb.partition(".")[0]
    given: dict[str, Any] = {} if document is None else {"document": document.id, kind: document.id}
    shown = {} if document is None else {f"{kind}.shown": choosing.named(document, kind, visit.words)}
    given |= spec.start(visit.session, document) if spec.start else {}
    typed: dict[str, str] = {}
    rows: dict[str, int] = {}
    for shape in shapes(spec.verb):
        if shape.widget == "lines":
            first: Sequence[Mapping[str, Any]] = given.get(shape.name, ())
            rows[shape.name] = max(len(first), 0 if first else spec.rows)
            for number in range(rows[shape.name]):
                line = first[number] if number < len(first) else {}
                for one in shape.shapes:
                    value = line.get(one.name, one.default if one.widget in ("select", "tick") else None)
                    typed[f"{shape.name}.{number}.{one.name}"] = written(value, visit.language)
                    if one.widget == "fixed":
                        typed[f"{shape.name}.{number}.{one.name}.shown"] = str(line.get(f"{one.name}__shown", value))
        else:
            typed[shape.name] = written(given.get(shape.name, shape.default), visit.language)
    typed |= shown if kind in typed else {}
    typed |= {name: value for name, value in visit.query.items() if name != "done"}
    typed |= _known_rows(visit, spec.verb)
    return Posted(spec.verb, typed, rows, visit.key())


def _known_rows(visit: Visit, verb: str) -> dict[str, str]:
    """What rows are called that the address brings along, where there are too many to choose from by name."""
    found: dict[str, str] = {}
    for shape in shapes(verb):
        given = visit.query.get(shape.name, "") if shape.widget == "row" else ""
        if (
            given.isascii()
            and given.isdecimal()
            and len(given) < 16
            and choosing.many(visit.session, _reference(shape))
        ):
            named = choosing.names(visit.session, _reference(shape).kind, [int(given)], visit.words)
            found |= {f"{shape.name}.shown": text for text in named.values()}
    return found


def written(value: Any, language: str) -> str:
    """A value as one would type it; noughts that are defaults stay away."""
    if value is None or value is False:
        return ""
    if value is True:
        return "1"
    if isinstance(value, Decimal):
        return shown_decimal(value, language) if value else ""
    if isinstance(value, datetime.date):
        return shown_day(value, language)
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return str(value)


def _said(visit: Visit, posted: Posted, error: AdvisorError, at: str) -> str:
    """The sentence of an error; an input is called by its label."""
    if isinstance(error, BadInput) and at and "field" in error.values:
        template = MISSING if error.template == MISSING else UNUSABLE
        return visit.words(template).format(field=_label(visit, posted.verb, at))
    return sentence(error, visit.language)


def _label(visit: Visit, verb: str, name: str) -> str:
    first, _, rest = name.partition(".")
    shape = next(one for one in shapes(verb) if one.name == first)
    inner = rest.rpartition(".")[2]
    found = next((one for one in shape.shapes if one.name == inner), shape)
    return title_of(visit, found)


def title_of(visit: Visit, shape: Shape) -> str:
    return visit.words(shape.entry.title) if shape.entry.title else labels.field(shape.name, visit.words)


def _reference(shape: Shape) -> Reference:
    found = choosing.reference(shape.reference)
    assert found is not None, shape.reference
    return found


class _Maker:
    """Makes the controls of one form; choices are read once."""

    def __init__(self, visit: Visit, posted: Posted, at: str, said: str) -> None:
        self.visit, self.posted, self.at, self.said = visit, posted, at, said
        self.known: dict[str, list[choosing.Choice]] = {}
        self.large: dict[str, bool] = {}

    def control(self, shape: Shape, name: str) -> Control:
        value = self.posted.typed.get(name, "")
        words = self.visit.words
        return Control(
            name,
            f"{self.posted.verb}.{name}".replace(".", "-"),
            title_of(self.visit, shape),
            words(shape.entry.help) if shape.entry.help else "",
            self.widget(shape, name),
            value or self.posted.typed.get(f"{name}.code", ""),
            self.options(shape, name, value),
            shape.required,
            self.said if name == self.at else "",
            shape.entry.more and name != self.at,
            tuple(title_of(self.visit, one) for one in shape.shapes if one.widget != "hidden"),
            self.rows(shape),
        )

    def widget(self, shape: Shape, name: str) -> str:
        """What is given stays fixed; the code of a row is typed where there are too many to choose from."""
        if f"{name}.shown" in self.posted.typed:
            return "fixed"
        if shape.widget == "row" and self.too_many(shape):
            return "coded"
        return "select" if shape.widget in ("row", "code", "currency", "country") else shape.widget

    def too_many(self, shape: Shape) -> bool:
        if shape.reference not in self.large:
            self.large[shape.reference] = choosing.many(self.visit.session, _reference(shape))
        return self.large[shape.reference]

    def rows(self, shape: Shape) -> tuple[tuple[Control, ...], ...]:
        count = self.posted.rows.get(shape.name, 0)
        return tuple(
            tuple(self.control(one, f"{shape.name}.{number}.{one.name}") for one in shape.shapes)
            for number in range(count)
        )

    def options(self, shape: Shape, name: str, value: str) -> tuple[Choosable, ...]:
        if self.widget(shape, name) == "fixed":
            return (Choosable(value, self.posted.typed.get(f"{name}.shown", value), True),)
        if self.widget(shape, name) != "select":
            return ()
        key = f"{shape.widget}.{shape.reference or shape.name}"
        if key not in self.known:
            self.known[key] = self.choices(shape)
        chosen = value or ("" if shape.default in (None, "", 0) else str(shape.default))
        return tuple(Choosable(one, label, one == chosen) for one, label in self.known[key])

    def choices(self, shape: Shape) -> list[choosing.Choice]:
        language = self.visit.language
        if shape.widget == "row":
            return choosing.options(self.visit.session, _reference(shape))
        if shape.widget == "code":
            return choosing.codes(self.visit.session, choosing.CODED[shape.reference])
        if shape.widget == "country":
            return list(country_names(language).items())
        if shape.widget == "currency":
            known = dict.fromkeys((self.visit.currency, *CURRENCIES))
            return [(code, f"{code} – {get_currency_name(code, locale=locale(language))}") for code in known]
        return [(one, labels.choice(one, self.visit.words, shape.name)) for one in shape.choices]
