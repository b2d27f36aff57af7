"""Raw input to typed answers, or the reason why not; and back to plain JSON values.

Raw input is what YAML, JSON, an HTML form or an API call delivers: text, a list of texts, a number, true or false, or
a mapping of amount and currency. `unknown` is an answer to every question.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from advisor.errors import BadInput
from advisor.language import parse_integer
from advisor.money import Money, Rates
from advisor.questionnaire.schema import Answer, Question, Questionnaire

UNKNOWN = "unknown"
MAX_TEXT = 200


class Refused(BadInput):
    """An answer that cannot be used, with the reason."""

    def __init__(self, question: Question, template: str, **values: str | int) -> None:
        super().__init__(template, field=question.id, values=values)


def parse(question: Question, raw: Any) -> Answer:
    """The typed answer to `question`; raises `Refused` when `raw` is not one."""
    raw = raw.strip() if isinstance(raw, str) else raw
    if raw in (None, "", [], {}):
        raise Refused(question, "Give an answer, or say that you don't know.")
    if raw in (UNKNOWN, [UNKNOWN]):
        return None
    return _PARSERS[question.type](question, raw)


def _text(question: Question, raw: Any) -> str:
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, list) and len(raw) == 1:
        raw = raw[0]
    if isinstance(raw, bool | list | dict) or not isinstance(raw, str | int | float):
        raise Refused(question, "Give one single value.")
    if isinstance(raw, float):  # six decimals, so that the fraction 1.234 is not read as grouped thousands
        raw = int(raw) if raw.is_integer() else f"{raw:f}"
    text = str(raw).strip()
    return printable(text) if len(text) <= MAX_TEXT else f"{printable(text[:MAX_TEXT])}…"


def printable(text: str) -> str:
    """The text with half characters, which JSON can carry but no reply can, replaced."""
    return text.encode("utf-8", "replace").decode()


def _choice(question: Question, raw: Any) -> Answer:
    text = _text(question, raw)
    if text not in question.choices:
        shown = ", ".join(question.choices)
        raise Refused(question, "“{value}” is not one of the choices: {choices}.", value=text, choices=shown)
    return text


def _country(question: Question, raw: Any) -> Answer:
    code = _text(question, raw).upper()
    if code not in question.choices:
        raise Refused(question, "“{value}” is not a country code. Use two letters, such as DE or UA.", value=code)
    return code


def _choices(question: Question, raw: Any) -> Answer:
    items = raw if isinstance(raw, list) else [part.strip() for part in _text(question, raw).split(",")]
    texts = [_text(question, item) for item in items]
    named = frozenset(texts) - {"none"}
    if UNKNOWN in named:
        raise Refused(question, "Choose either the items that apply or “I don't know”, not both.")
    if len(texts) > 1 and "none" in texts:
        raise Refused(question, "Choose either “none of these” or the items that apply, not both.")
    if strange := sorted(named.difference(question.choices)):
        shown = ", ".join(question.choices)
        raise Refused(question, "“{value}” is not one of the choices: {choices}.", value=strange[0], choices=shown)
    return named


def _integer(question: Question, raw: Any) -> int:
    text = _text(question, raw)
    value = parse_integer(text)
    if value is None:
        raise Refused(question, "“{value}” is not a whole number. Write it in digits, such as 25.", value=text)
    if not question.low <= value <= question.high:
        raise Refused(question, "Give a whole number from {low} to {high}.", low=question.low, high=question.high)
    return value


def _yesno(question: Question, raw: Any) -> Answer:
    text = _text(question, raw).lower()
    if text not in ("true", "false", "yes", "no"):
        raise Refused(question, "Answer yes or no.")
    return text in ("true", "yes")


def _money(question: Question, raw: Any) -> Answer:
    if isinstance(raw, Mapping):
        amount, currency = raw.get("amount"), str(raw.get("currency", ""))
        if extra := sorted(set(raw) - {"amount", "currency"}):
            strange = _text(question, extra[0])
            raise Refused(question, "“{value}” is not part of an amount. Give amount and currency.", value=strange)
    else:
        amount, _, currency = _text(question, raw).rpartition(" ")
    currency = currency.strip().upper()
    if currency not in question.choices:
        shown = ", ".join(question.choices)
        raise Refused(
            question, "Give an amount with its currency, such as 50000 EUR. Currencies: {choices}.", choices=shown
        )
    return Money.of(Decimal(_integer(question, amount if amount is not None else "")), currency)


_PARSERS = {
    "choice": _choice,
    "choices": _choices,
    "scale": _integer,
    "number": _integer,
    "money": _money,
    "country": _country,
    "yesno": _yesno,
}


def plain(answer: Answer) -> Any:
    """The answer as a JSON value that `parse` reads back to the same answer."""
    if answer is None:
        return UNKNOWN
    if isinstance(answer, frozenset):
        return sorted(answer) or ["none"]
    if isinstance(answer, Money):
        return {"amount": int(answer.amount), "currency": answer.currency}
    return answer


def parse_all(questionnaire: Questionnaire, raw: Any) -> dict[str, Answer]:
    """All answers of a mapping question id -> raw value; every reason why not is collected into one `BadInput`."""
    if not isinstance(raw, Mapping):
        raise BadInput("`answers` must be a mapping of question ids to values.", field="answers")
    found: dict[str, Answer] = {}
    refusals: list[BadInput] = []
    for key, value in raw.items():
        question = questionnaire.by_id.get(str(key))
        if question is None:
            shown = printable(str(key)[:MAX_TEXT])
            message = f"There is no question “{shown}”. `advisor questions` lists them."
            refusals.append(BadInput(message, field=shown))
            continue
        try:
            found[question.id] = parse(question, value)
        except Refused as refusal:
            refusals.append(refusal)
    if refusals:
        raise Unusable(refusals)
    return found


class Unusable(BadInput):
    """Several answers that cannot be used, each with its own reason and field."""

    def __init__(self, refusals: list[BadInput]) -> None:
        self.refusals = tuple(refusals)
        super().__init__(" ".join(f"{r.field}: {r.message}" for r in refusals), field=refusals[0].field)


def fact_value(answer: Answer, rates: Rates) -> Any:
    """The value a fact takes from an answer: money in euros, numbers as float, sets as they are."""
    if isinstance(answer, Money):
        return rates.euros(answer)
    if isinstance(answer, int) and not isinstance(answer, bool):
        return float(answer)
    return answer
